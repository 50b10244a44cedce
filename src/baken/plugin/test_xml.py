# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""XML of strangers: what is refused, and how much memory the rest takes."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any, cast

import pytest

from baken.plugin.gzipped import opened
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError
from baken.plugin.xml import child, child_text, elements, local_name, whole

if TYPE_CHECKING:
    from typing import BinaryIO


class Endless(io.RawIOBase):
    """A document that is made while it is read."""

    def __init__(self, head: bytes, part: bytes, times: int, tail: bytes) -> None:
        self._parts = iter([head, *[part] * times, tail])
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        del size
        part = next(self._parts, b"")
        self.taken += len(part)
        return part


def as_file(document: Endless) -> BinaryIO:
    return cast("BinaryIO", document)


def names(document: bytes, *wanted: str, roots: tuple[str, ...] = ()) -> list[str]:
    return [local_name(e) for e in elements(io.BytesIO(document), *wanted, roots=roots)]


BILLION = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r><x>&c;</x></r>"""


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{}", "not XML"),
        (b"<", "not XML"),
        (b"<r><x></r>", "cannot be read"),
        (b"<r><x>1</x>", "cannot be read"),
        (b"<r></r><r/>", "cannot be read"),
        (b"<r>&unknown;</r>", "cannot be read"),
        (b"<r>\xff\xfe</r>", "cannot be read"),
        (BILLION, "document type"),
        (b'<!-- x --><?p q?><!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "document type"),
        (b'<r><!DOCTYPE r [<!ENTITY a "b">]></r>', "cannot be read"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "web page"),
        (b"<html><body>503</body></html>", "web page"),
        ("<?xml version='1.0' encoding='utf-16'?><r/>".encode("utf-16"), "UTF-16"),
        (b"<?xml version='1.0' encoding='utf-7'?><r/>", "'utf-7'"),
        (b"<?xml version='1.0' encoding='EBCDIC-CP-NL'?><r/>", "EBCDIC"),
        (b"<other/>", "where <r> was expected"),
        (b"<r>" + b"<y>" * 5000, "depth"),
    ],
)
def test_what_is_not_plain_xml_is_refused_in_words(document: bytes, message: str) -> None:
    with pytest.raises(ConnectorError, match=message):
        names(document, "x", roots=("r",))
    with pytest.raises(ConnectorError, match=message):
        whole(io.BytesIO(document), roots=("r",))


def test_prefix_and_version_of_a_namespace_do_not_matter() -> None:
    document = b"<a:r xmlns:a='urn:1'><b:x xmlns:b='urn:2'/><x/><y/></a:r>"
    assert names(document, "x", roots=("r",)) == ["x", "x"]


def test_elements_come_in_the_order_in_which_they_end() -> None:
    assert names(b"<r><h/><x><y/></x><x/></r>", "x", "y", "h", "r") == ["h", "y", "x", "x", "r"]


def test_an_old_charset_is_read_as_it_is_declared() -> None:
    document = "<?xml version='1.0' encoding='ISO-8859-1'?><r><x>Caf\u00e9</x></r>".encode("latin-1")
    assert [e.text for e in elements(io.BytesIO(document), "x")] == ["Caf\u00e9"]


def test_paths_of_names_lead_to_elements_and_texts() -> None:
    root = whole(io.BytesIO(b"<r xmlns='urn:1'><x><y> 1 </y><y>2</y></x><z/></r>"))
    assert child_text(root, "x", "y") == "1"
    assert child_text(root, "x", "q") == child_text(root, "z") == ""
    assert child(root, "x", "q", "s") is None


@pytest.mark.parametrize("part", ["<x><y>1</y></x>", "<q><y>1</y></q>", "<q><x/></q></k><k>"])
def test_of_a_long_document_little_is_kept(part: str) -> None:
    document = Endless(b"<r><k>", part.encode() * 4000, 50, b"</k><last/></r>")
    (kept,) = [sum(1 for _ in e.getroottree().iter()) for e in elements(as_file(document), "x", "last") if is_last(e)]
    assert kept < 10_000


def is_last(element: Any) -> bool:
    return local_name(element) == "last"


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"<r><x>", b"<y/>" * 4000),
        (b"<r><y a='", b"a" * 16_000),
        (b"<r><!--", b"-" + b"a" * 16_000),
        (b"<r>", b"a" * 9000),
    ],
    ids=["element", "attribute", "comment", "text"],
)
def test_a_part_without_end_is_refused_before_it_fills_the_memory(head: bytes, part: bytes) -> None:
    document = Endless(head, part, 10_000, b"")
    with pytest.raises(ConnectorError, match=r"longer than|cannot be read"):
        list(elements(as_file(document), "x", largest=100_000))
    assert document.taken < 300_000


def test_a_document_that_is_too_large_to_be_held_is_refused() -> None:
    with pytest.raises(ConnectorError, match="longer than 100"):
        whole(io.BytesIO(b"<r>" + b" " * 100 + b"</r>"), largest=100)


def test_a_gzip_file_is_read_as_what_is_inside() -> None:
    with opened(Delivery("a", 0, gzip.compress(b"<r><x/></r>")), largest=100) as stream:
        assert len(list(elements(stream, "x"))) == 1


@pytest.mark.parametrize(
    "body", [gzip.compress(b"a" * 1000)[:-9], gzip.compress(b"a" * 1000)[:8] + b"\xff" * 40], ids=["cut off", "damaged"]
)
def test_a_damaged_gzip_file_ends_in_words(body: bytes) -> None:
    with pytest.raises(ConnectorError, match="damaged"), opened(Delivery("a", 0, body), largest=9000) as stream:
        stream.read()


@pytest.mark.parametrize("body", [gzip.compress(b"a" * 50_000_000), b"a" * 2_000_000], ids=["packed", "plain"])
def test_a_delivery_that_grows_too_large_is_cut_off(body: bytes) -> None:
    with (
        opened(Delivery("a", 0, body), largest=10**6) as stream,
        pytest.raises(ConnectorError, match="more than 1000000"),
    ):
        stream.read()
