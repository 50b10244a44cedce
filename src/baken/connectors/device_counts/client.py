# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds what looks like the identifier of a device or person in records of a supplier; knows nothing of Baken.

It looks at names (headings, keys) and at texts: MAC addresses with or without signs between them, hashes, UUIDs. It
cannot prove that there is none: a supplier who calls a hash "zone 7" is not noticed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ALONE: Final = frozenset({
    "mac", "bssid", "imei", "imsi", "tmsi", "msisdn", "iccid", "idfa", "idfv", "gaid", "aaid", "adid", "maid", "hash",
    "hashed", "pseudonym", "fingerprint", "eui", "macaddress", "macaddr", "machash", "hashedmac", "deviceid",
    "deviceaddress", "clientid", "userid", "personid", "visitorid", "memberid", "panelistid", "advertisingid", "phone",
})  # fmt: skip
_WHOSE: Final = frozenset({
    "device", "client", "station", "user", "person", "visitor", "member", "panelist", "tag", "phone", "subscriber",
    "advertising", "respondent",
})  # fmt: skip
_NUMBERED: Final = frozenset({"id", "ids", "identifier", "address", "addr", "uuid", "uid", "key", "token", "number"})

_HEX: Final = "[0-9A-Fa-f]"
_SIGN: Final = r"[\w+/-]"
_MIXED: Final = "(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])"

_TEXTS: Final = (
    ("a MAC address", re.compile(rf"(?<!{_HEX})(?:{_HEX}{{2}}[:-]){{5}}(?:{_HEX}{{2}}[:-]){{0,2}}{_HEX}{{2}}")),
    ("a MAC address", re.compile(rf"(?<![0-9A-Fa-f.])(?:{_HEX}{{4}}\.){{2}}{_HEX}{{4}}(?![0-9A-Fa-f.])")),
    ("a MAC address", re.compile(rf"\A(?=.*[A-Fa-f])(?=.*[0-9])(?:{_HEX}{{12}}|{_HEX}{{16}})\Z")),
    ("a hash", re.compile(rf"(?<!{_HEX}){_HEX}{{32,128}}(?!{_HEX})")),
    # MD5, SHA-1, SHA-256 and SHA-512 in base64 are so long.
    ("a hash", re.compile(rf"\A{_MIXED}(?:{_SIGN}{{22}}|{_SIGN}{{27}}|{_SIGN}{{43}}|{_SIGN}{{86}})={{0,2}}\Z")),
    ("a UUID", re.compile(rf"{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}")),
)

_DEEPEST: Final = 40
_TOO_DEEP: Final = object()


def identifier_in(record: object, known: Collection[str] = ()) -> str | None:
    """Return in words where an identifier seems to stand in a record, never the identifier itself; None without one.

    Parameters
    ----------
    known
        Texts that are declared, for example names of zones, and therefore none.

    Examples
    --------
    >>> identifier_in({"zone": "pier", "devices": 12}) is None
    True
    >>> identifier_in({"zone": "pier", "seen": ["00:1B:44:11:3A:B7"]})
    "'seen' holds what looks like a MAC address"
    >>> identifier_in({"00:1B:44:11:3A:B7": 1})
    'one of the names is what looks like a MAC address'
    >>> identifier_in({"deviceId": 7})
    "'deviceId' is a name for the identifier of a device or person"
    """
    for name, value in _leaves(record, "", 0):
        if value is _TOO_DEEP:
            return f"{name[:40]!r} is nested too deeply to be looked through"
        what = _kind(name, known)
        if what:
            return f"one of the names is what looks like {what}"
        if _is_name_of_one(name):
            return f"{name[:40]!r} is a name for the identifier of a device or person"
        what = _kind(value, known)
        if what:
            return f"{name[:40]!r} holds what looks like {what}"
    return None


def _kind(value: object, known: Collection[str]) -> str:
    """Return which kind of identifier a text looks like; nothing for one that does not."""
    if not isinstance(value, str) or value in known:
        return ""
    return next((what for what, pattern in _TEXTS if pattern.search(value)), "")


def _leaves(value: object, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield every value with the name under which it stands; a list has the name of what it belongs to."""
    if depth > _DEEPEST:
        yield name, _TOO_DEEP
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), None
            yield from _leaves(inner, str(key), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name, depth + 1)
    else:
        yield name, value


def _is_name_of_one(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name)]
    if any(word in _ALONE for word in words) or "".join(words) in _ALONE:
        return True
    return any(a in _WHOSE and b in _NUMBERED for a, b in pairwise(words))
