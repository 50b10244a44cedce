# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""XML of strangers, read as a stream: no document types, no entities, no network, and memory that stays bounded.

:func:`elements` hands out one element after the other and forgets what lies behind; :func:`whole` is for documents
that are small. Elements are those of :mod:`lxml.etree`. Names are given without namespace (``siteMeasurements``), so
that a provider may change prefix or version.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from baken.plugin.protocol import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    Element = Any
    """An element of :mod:`lxml.etree`, which has no types of its own."""

LARGEST_ELEMENT_BYTES: Final = 1024 * 1024
"""One element that is handed out is not longer than this in the document."""

LARGEST_WHOLE_BYTES: Final = 4 * 1024 * 1024
"""In memory a tree takes up to 25 times what it takes in the document."""

_CHUNK: Final = 64 * 1024
_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT: Final = re.compile(rb"<(?:[^\s<>/:!?&\"']+:)?([^\s<>/:!?&\"']+)")
_WEB_PAGE: Final = re.compile(rb"(?:<!doctype\s+html|<html)[\s>]", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS: Final = frozenset(
    {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"}
)
"""All are ASCII where markup is concerned, so that a document type cannot hide in another encoding."""


def elements(
    stream: BinaryIO, *names: str, roots: tuple[str, ...] = (), largest: int = LARGEST_ELEMENT_BYTES
) -> Iterator[Element]:
    """Yield each complete element that has one of these names, in the order in which they end.

    An element may be looked at until the next one is asked for. What lies behind is forgotten, also what has
    other names, so that memory depends on ``largest`` and not on the document.

    Parameters
    ----------
    stream
        Read in parts; not closed.
    names
        Names without namespace.
    roots
        What the outermost element may be called; empty for anything.
    largest
        Bytes of the document that one such element may take.

    Raises
    ------
    ConnectorError
        When it is no XML, is cut off, has a document type, another root or encoding, or one element is too large.

    Examples
    --------
    >>> import io
    >>> [e.get("n") for e in elements(io.BytesIO(b"<r><x n='1'/><y/><x n='2'/></r>"), "x")]
    ['1', '2']
    >>> list(elements(io.BytesIO(b"<!DOCTYPE r [<!ENTITY e 'x'>]><r>&e;</r>"), "r"))
    Traceback (most recent call last):
      ...
    baken.plugin.protocol.ConnectorError: The document declares a document type, which is refused.
    """
    from lxml import etree

    head = stream.read(_CHUNK)
    root_name = _root_name(head, roots)
    tags = [f"{{*}}{name}" for name in dict.fromkeys((root_name, *names))]
    parser = etree.XMLPullParser(("start", "end"), tag=tags, **_SAFE)
    walk = _Walk(frozenset(names), largest)
    try:
        for chunk in chain((head,), iter(lambda: stream.read(_CHUNK), b"")):
            walk.require_markup(chunk)
            parser.feed(chunk)
            yield from walk.step(parser.read_events(), len(chunk))
        parser.close()
        yield from walk.step(parser.read_events(), 0)
    except etree.XMLSyntaxError as error:
        raise ConnectorError(f"The XML cannot be read: {error.msg}.") from error


def whole(stream: BinaryIO, *, roots: tuple[str, ...] = (), largest: int = LARGEST_WHOLE_BYTES) -> Element:
    """Return the outermost element of a small document.

    Raises
    ------
    ConnectorError
        As :func:`elements`, and when the document is longer than ``largest``.

    Examples
    --------
    >>> import io
    >>> whole(io.BytesIO(b"<r><x/></r>"), roots=("r",)).tag
    'r'
    """
    from lxml import etree

    text = stream.read(largest + 1)
    if len(text) > largest:
        raise ConnectorError(f"The XML is longer than {largest} bytes.")
    _root_name(text[:_CHUNK], roots)
    try:
        return etree.fromstring(text, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise ConnectorError(f"The XML cannot be read: {error.msg}.") from error


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace.

    Examples
    --------
    >>> import io
    >>> local_name(whole(io.BytesIO(b"<a:r xmlns:a='urn:a'/>")))
    'r'
    """
    return str(element.tag).rpartition("}")[2]


def child(element: Element, *path: str) -> Element | None:
    """Return the first descendant along a path of names without namespace; None when it is not there.

    Examples
    --------
    >>> import io
    >>> child(whole(io.BytesIO(b"<r xmlns='urn:a'><x><y>1</y></x></r>")), "x", "y").text
    '1'
    """
    for name in path:
        element = next(element.iterchildren(f"{{*}}{name}"), None)
        if element is None:
            return None
    return element


def child_text(element: Element, *path: str) -> str:
    """Return the stripped text of the first descendant along a path; empty when it is not there.

    Examples
    --------
    >>> import io
    >>> child_text(whole(io.BytesIO(b"<r><x> 1 </x></r>")), "x")
    '1'
    """
    found = child(element, *path)
    return "" if found is None else (found.text or "").strip()


_SAFE: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}


class _Walk:
    """Where in the document one is: the root, and the outermost element that is being collected."""

    def __init__(self, names: frozenset[str], largest: int) -> None:
        self._names = names
        self._largest = largest
        self._root: Element = None
        self._open: list[Element] = []
        self._open_bytes = 0
        self._unmarked_bytes = 0

    def require_markup(self, chunk: bytes) -> None:
        """Refuse a tag, a comment or a text without end, which the parser would keep in memory."""
        last = chunk.rfind(b">")
        self._unmarked_bytes = self._unmarked_bytes + len(chunk) if last < 0 else len(chunk) - last
        if self._unmarked_bytes > self._largest:
            raise ConnectorError(f"One tag or text of the XML is longer than {self._largest} bytes.")

    def step(self, events: Iterator[tuple[str, Element]], size: int) -> Iterator[Element]:
        """Yield what was completed in one part of the document, then forget what lies behind."""
        fresh = False
        for event, element in events:
            if self._root is None:
                self._begin(element)
            if local_name(element) not in self._names:
                continue
            if event == "start":
                fresh = fresh or not self._open
                self._open.append(element)
            else:
                self._open.pop()
                yield element
        self._open_bytes = size if fresh or not self._open else self._open_bytes + size
        if self._open and self._open_bytes > self._largest:
            name = local_name(self._open[0])
            raise ConnectorError(f"One {name} is longer than {self._largest} bytes.")
        self._forget()

    def _begin(self, root: Element) -> None:
        if root.getroottree().docinfo.internalDTD is not None:
            raise ConnectorError("The document declares a document type, which is refused.")
        self._root = root

    def _forget(self) -> None:
        """Remove everything before the place where the parser is, except what is being collected."""
        kept = self._open[0] if self._open else None
        node = self._root
        while node is not None and node is not kept and len(node):
            del node[:-1]
            node = node[-1]


def _root_name(head: bytes, roots: tuple[str, ...]) -> str:
    """Return the name of the outermost element, after refusing what is not plain XML."""
    if not head.strip():
        raise ConnectorError("The document is empty.")
    declared = _ENCODING.match(head)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:4]:
        raise ConnectorError("The XML is UTF-16 or UTF-32; UTF-8 is expected.")
    if declared is not None and declared.group(1).lower() not in _ENCODINGS:
        raise ConnectorError(f"The XML is in {declared.group(1).decode('ascii', 'replace')!r}; UTF-8 is expected.")
    start = _PROLOG.match(head)
    rest = head[start.end() if start else 0 :]
    if _WEB_PAGE.match(rest):
        raise ConnectorError("The document is a web page (<html>), not what was expected.")
    if rest.startswith(b"<!"):
        raise ConnectorError("The document declares a document type, which is refused.")
    root = _ROOT.match(rest)
    if root is None:
        raise ConnectorError("The document is not XML.")
    name = root.group(1).decode("utf-8", "replace")
    if roots and name not in roots:
        raise ConnectorError(f"The document is <{name[:60]}>, where <{'> or <'.join(roots)}> was expected.")
    return name
