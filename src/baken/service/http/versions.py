# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Versions: an answer says which version it shows, and a change says which version was looked at.

The version is a strong entity tag of RFC 9110 (``ETag: "3"``). A change names it in ``If-Match``; so two people who
look at the same thing cannot undo each other unseen.
"""

from __future__ import annotations

import re
from typing import Final, TypeVar

from litestar import Response

from baken.service.http.problems import VersionNeededError
from baken.service.http.signed_in import AnyRequest

T = TypeVar("T")

_TAG: Final = re.compile(r'\s*"([0-9]{1,9})"\s*')


def version_of(tag: str) -> int:
    """Return the version that one entity tag names.

    Raises
    ------
    VersionNeededError
        When there is none, or none that this service ever gave: a list, a weak tag or ``*`` says less than which
        version somebody looked at.

    Examples
    --------
    >>> version_of('"3"')
    3
    """
    found = _TAG.fullmatch(tag)
    if found is None:
        raise VersionNeededError(
            "It has not been said which version this is about.",
            remedy='Send If-Match with the ETag of what you looked at, such as "3".',
        )
    return int(found[1])


def looked_at(request: AnyRequest) -> int:
    """Return the version that a change is about.

    Raises
    ------
    VersionNeededError
        When the request does not say.
    """
    return version_of(request.headers.get("if-match", ""))


def tagged(body: T, version: int) -> Response[T]:
    """Return an answer that says which version it shows."""
    return Response(body, headers={"ETag": f'"{version}"'})
