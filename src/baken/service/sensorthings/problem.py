# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Problem documents (RFC 9457) of the SensorThings service; 400 for invalid input, as the NLGov rules say."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from baken.errors import BakenError
from baken.governance.model import ANYBODY, Principal
from baken.governance.permit import PermitEndedError, PurposeError, RefusedError
from baken.observation.catalogue import ConflictError, UnknownEntityError
from baken.observation.intake import OverloadedError
from baken.observation.protocol import StoreError
from baken.observation.register import RegisterError
from baken.service.asking import CHALLENGE, status_of_refusal
from baken.service.reference import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Sequence


class Problem(BakenError):  # noqa: N818 - it is what the HTTP standard calls it
    """A request that cannot be met, with the HTTP status that says why.

    Attributes
    ----------
    status
        HTTP status code.
    errors
        One sentence per bad row or property, where there are several.
    headers
        Extra response headers, for example ``Allow``.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        remedy: str = "",
        errors: Sequence[str] = (),
        headers: tuple[tuple[bytes, bytes], ...] = (),
        reference: str = "",
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.status = status
        self.errors = tuple(errors)
        self.headers = headers
        self.reference = reference

    def body(self) -> bytes:
        """Return the problem document as JSON.

        Examples
        --------
        >>> Problem(404, "There is no Thing with id 7.").body()
        b'{"type":"about:blank","status":404,"title":"Not Found","detail":"There is no Thing with id 7."}'
        """
        document: dict[str, Any] = {
            "type": "about:blank",
            "status": self.status,
            "title": HTTPStatus(self.status).phrase,
            "detail": str(self),
        }
        if self.errors:
            document["errors"] = list(self.errors)
        reference = self.reference or REFERENCE.get()
        if reference:
            document["reference"] = reference
        return msgspec.json.encode(document)


_STATUS: tuple[tuple[type[BakenError], int], ...] = (
    (ConflictError, 409),
    (UnknownEntityError, 400),
    (OverloadedError, 503),
    (StoreError, 503),
    (RegisterError, 503),
    (PermitEndedError, 503),
    (PurposeError, 403),
    (BakenError, 400),
)


def problem_of(error: BakenError, principal: Principal = ANYBODY) -> Problem:
    """Return the problem that an error of the domain is to a client.

    Examples
    --------
    >>> problem_of(ConflictError("Refers to it.")).status
    409
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, RefusedError):
        return _refused(error, principal)
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return Problem(status, error.message, remedy=error.remedy)


def _refused(error: RefusedError, principal: Principal) -> Problem:
    status = status_of_refusal(principal)
    headers = ((b"www-authenticate", CHALLENGE.encode()),) if status is HTTPStatus.UNAUTHORIZED else ()
    return Problem(status, error.message, remedy=error.remedy, headers=headers, reference=error.reference)


def not_found(what: str) -> Problem:
    """Return the problem that something does not exist."""
    return Problem(404, what)


def invalid(message: str, *, remedy: str = "") -> Problem:
    """Return the problem that the request is wrong."""
    return Problem(400, message, remedy=remedy)
