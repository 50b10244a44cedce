# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What providers make of a good delivery in practice, and what somebody hostile would."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_NUMBER: Final = re.compile(rb"(?<=[:,>;=\s])\s*(\d+(?:\.\d+)?)(?=[,<;}\]\s\"'])")
_ERROR_PAGE: Final = b"<!DOCTYPE html><html><head><title>503</title></head><body>Service Unavailable</body></html>"
_ENTITIES: Final = b"".join(
    b'<!ENTITY e%d "%s">' % (i, b"".join(b"&e%d;" % (i - 1) for _ in range(10))) for i in range(1, 10)
)
_LAUGHS: Final = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">' + _ENTITIES + b"]><d>&e9;</d>"
_FILE: Final = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><d>&f;</d>'


def _declared(raw: bytes) -> bytes:
    """Return a document with the entities of a bomb declared before it, as far as it is XML."""
    head, found, rest = raw.partition(b"?>")
    doctype = b'<!DOCTYPE d [<!ENTITY e0 "ha">' + _ENTITIES + b"]>"
    return head + found + doctype + rest if found else doctype + raw


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(b"\0" * 20_000_000)


@cache
def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 20_000_000)
    return packed.getvalue()


def _numbers(make: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda raw: _NUMBER.sub(lambda found: found[0].replace(found[1], make(found[1])), raw)


SPOILED: Final[dict[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "one byte": lambda raw: raw[:1],
    "white space": lambda _: b" \r\n\t" * 20,
    "cut off after a third": lambda raw: raw[: len(raw) // 3],
    "cut off in the middle": lambda raw: raw[: len(raw) // 2],
    "cut off before its end": lambda raw: raw[: len(raw) * 9 // 10],
    "short of its last byte": lambda raw: raw.rstrip()[:-1],
    "without its beginning": lambda raw: raw[len(raw) // 2 :],
    "twice in a row": lambda raw: raw + raw,
    "an error page": lambda _: _ERROR_PAGE,
    "an error in JSON": lambda _: b'{"error": {"code": 500, "message": "internal"}}',
    "a JSON null": lambda _: b"null",
    "a JSON list of nothing": lambda _: b"[]",
    "a JSON object of nothing": lambda _: b"{}",
    "JSON of other types": lambda _: b'[[1, "a", null, {"a": [true]}], 7, "x", {"": {}}]',
    "JSON that is nested deeply": lambda _: b"[" * 100_000,
    "XML that is nested deeply": lambda _: b"<a>" * 50_000,
    "an XML bomb": lambda _: _LAUGHS,
    "XML that names a file": lambda _: _FILE,
    "with the entities of an XML bomb": _declared,
    "a gzip bomb": lambda _: _gzip_bomb(),
    "a zip bomb": lambda _: _zip_bomb(),
    "in UTF-16": lambda raw: raw.decode("utf-8", "replace").encode("utf-16"),
    "in another charset": lambda raw: raw.replace(b"e", b"\xeb"),
    "not text": lambda raw: raw[:20] + b"\xff\xfe\x00\x80" * 50,
    "with zero bytes": lambda raw: raw[: len(raw) // 2] + b"\0\0\0" + raw[len(raw) // 2 :],
    "full of quotation marks": lambda raw: raw[: len(raw) // 2] + b'"' * 99 + raw[len(raw) // 2 :],
    "with negative numbers": _numbers(lambda number: b"-" + number),
    "with enormous numbers": _numbers(lambda number: number.partition(b".")[0] + b"9" * 25),
    "with numbers of endless digits": _numbers(lambda _: b"9" * 5000),
    "with not-a-number": _numbers(lambda _: b"NaN"),
    "with infinity": _numbers(lambda _: b"1e999"),
    "with words for numbers": _numbers(lambda _: b'"many"'),
    "with names moved": lambda raw: raw.replace(b"a", b"q"),
}
"""What it is → how it is made of a good one."""


def scrambled(raw: bytes, chance: random.Random) -> bytes:
    """Return a delivery in which some bytes are others, missing or more."""
    body = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        if not body:
            break
        at = chance.randrange(len(body))
        kind = chance.randrange(4)
        if kind == 0:
            body[at] = chance.randrange(256)
        elif kind == 1:
            del body[at : at + chance.randint(1, 20)]
        elif kind == 2:
            body[at:at] = chance.randbytes(chance.randint(1, 8))
        else:
            other = chance.randrange(len(body))
            body[at:at] = body[other : other + chance.randint(1, 40)]
    return bytes(body)
