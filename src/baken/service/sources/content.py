# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Is a document what its endpoint promises? Asked of its first bytes, before any parser sees it."""

from __future__ import annotations

import codecs
import re
from typing import Final

from baken.plugin.live import Content
from baken.service.sources.said import SourceError

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TITLE: Final = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_PAGE: Final = re.compile(r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_BEGINNINGS: Final = {
    Content.JSON: ("{", "["),
    Content.XML: ("<",),
    Content.CALENDAR: ("BEGIN:VCALENDAR",),
}
_NAMES: Final = {
    Content.JSON: "JSON",
    Content.XML: "XML",
    Content.CSV: "CSV",
    Content.TEXT: "text",
    Content.PROTOBUF: "protobuf",
    Content.ZIP: "a zip file",
    Content.CALENDAR: "an iCalendar file",
}
_BINARY: Final = frozenset({Content.PROTOBUF, Content.ZIP})


def require_content(head: bytes, content: Content) -> None:
    """Refuse a document whose first bytes cannot be the beginning of what was promised.

    Raises
    ------
    SourceError
        Saying what came instead; of a web page also its title, which often tells why.

    Examples
    --------
    >>> require_content(b' {"a": 1}', Content.JSON)
    """
    if not head:
        raise _not("nothing", "niets", content)
    text = _text(head)
    if _PAGE.match(text) or (content is not Content.XML and text.lstrip()[:5].lower() == "<html"):
        found = _TITLE.search(text)
        title = f' called "{" ".join(found[1].split())[:80]}"' if found else ""
        title_nl = title.replace("called", "met de titel")
        raise _not(f"a web page{title}", f"een webpagina{title_nl}", content)
    if content is Content.ZIP and not head.startswith(b"PK"):
        raise _not("something else", "iets anders", content)
    beginnings = _BEGINNINGS.get(content)
    if beginnings is not None and not text.lstrip().upper().startswith(beginnings):
        raise _not("something else", "iets anders", content)
    if content not in _BINARY and "\x00" in text[:1000]:
        raise _not("a binary file", "een binair bestand", content)


def _text(head: bytes) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, errors="replace")
    return head.decode("latin-1")


def _not(what: str, what_nl: str, content: Content) -> SourceError:
    name = _NAMES[content]
    return SourceError(
        f"It answered with {what} instead of {name}.", f"Het antwoord is {what_nl} in plaats van {name}."
    )
