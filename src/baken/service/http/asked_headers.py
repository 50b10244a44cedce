# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Headers of a request by which its answer may be smaller: compressed, or not sent again (RFC 9110)."""

from __future__ import annotations

from typing import Final

_GZIP: Final = (b"gzip", b"x-gzip")


def takes_gzip(accept_encoding: bytes) -> bool:
    """Tell whether an Accept-Encoding asks for gzip; with a weight of zero it refuses it (RFC 9110, 12.5.3).

    Examples
    --------
    >>> takes_gzip(b"br, gzip"), takes_gzip(b"deflate"), takes_gzip(b"gzip;q=0, br"), takes_gzip(b"GZIP; Q=0.5")
    (True, False, False, True)
    """
    for one in accept_encoding.lower().split(b","):
        coding, _, weight = one.partition(b";")
        if coding.strip() in _GZIP:
            return _weight(weight) > 0.0
    return False


def _weight(parameter: bytes) -> float:
    name, _, value = parameter.partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0  # whatever it means, what is not compressed can be read by everybody


def knows(if_none_match: bytes, etag: bytes) -> bool:
    """Tell whether an If-None-Match names an entity tag; a weak one counts (RFC 9110, 13.1.2).

    Examples
    --------
    >>> knows(b'W/"a", "b"', b'W/"b"'), knows(b"*", b'W/"b"'), knows(b'"ab"', b'W/"b"'), knows(b"", b'"b"')
    (True, True, False, False)
    """
    tag = etag.removeprefix(b"W/")
    return any(one.strip().removeprefix(b"W/") in (tag, b"*") for one in if_none_match.split(b","))
