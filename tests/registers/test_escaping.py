# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names come from files that others wrote. In HTML, Markdown and CSV they stay text, whatever they are."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import msgspec
import pytest
from example import ACTIVITIES, AREAS, GATES, PARTIES, STREAMS, example_city, example_facts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from baken.registers.algorithms import algorithms_csv
from baken.registers.drafts.dpia import dpia
from baken.registers.drafts.iama import iama
from baken.registers.pages.draft_html import draft_html
from baken.registers.pages.draft_markdown import draft_markdown
from baken.registers.pages.escaping import as_html, as_markdown, plain
from baken.registers.pages.page import html_table
from baken.registers.pages.processing_html import processing_html
from baken.registers.processing import processing_csv, processing_register
from baken.registers.sensors import sensors_csv, sensors_geojson
from baken.registers.tables import cell, table

if TYPE_CHECKING:
    from baken.registers.model import Facts

TEXT = st.text(max_size=80)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><svg onload=alert(1)>",
    "&lt;b&gt;",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "| a | b |",
    "# heading",
    "- item\n- item",
    "1. first",
    "```\ncode\n```",
    "<!-- -->",
    '=HYPERLINK("https://evil.example")',
    "@SUM(A1)",
    "+1",
    "\t=1",
    "\u202etxt.exe",
    '\u2028"; a "',
    "_*~`^",
)
BLOCKS = {"paragraph_open", "paragraph_close", "inline"}


class Reader(HTMLParser):
    """Collects elements, attributes and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.text: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read(document: bytes | str) -> Reader:
    reader = Reader()
    reader.feed(document if isinstance(document, str) else document.decode())
    reader.close()
    return reader


def named(name: str) -> Facts:
    """The town in which everything that has a name has this one."""
    replace = msgspec.structs.replace
    texts = {"name": name, "name_nl": name, "description": name, "description_nl": name, "law": name}
    activities = tuple(
        replace(
            a,
            **texts,
            personal_data_reason=name,
            contact=name,
            transfers=name,
            minimisation=replace(a.minimisation, explanation=name),
            retention=tuple(replace(r, reason=name) for r in a.retention),
            assessments=tuple(replace(x, reference=name, place=name) for x in a.assessments),
            uses=tuple(replace(u, reason=name) for u in a.uses),
            withdrawn_because=name if a.withdrawn_on else "",
            file=name,
        )
        for a in ACTIVITIES
    )
    city = example_city(
        name=name,
        activities=activities,
        parties=tuple(replace(p, name=name, contact=name, data_protection_officer=name) for p in PARTIES),
        areas=tuple(replace(a, name=name) for a in AREAS),
        gates=tuple(replace(g, name=name) for g in GATES),
        streams=tuple(replace(s, name=name) for s in STREAMS),
    )
    return example_facts(city)


@given(TEXT)
@example("<b>")
def test_text_in_html_is_read_back_as_that_text(text: str) -> None:
    reader = read(f'<p title="{as_html(text)}">{as_html(text)}</p>')
    assert reader.elements == [("p", ("title",))]
    assert "".join(reader.text) == plain(text)


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_table_has_the_cells_that_were_given(row: list[str]) -> None:
    reader = read(html_table(["a"] * len(row), [row]))
    assert [tag for tag, _ in reader.elements].count("td") == len(row)


@given(TEXT)
@pytest.mark.parametrize("before", ["", "- ", "> ", "#### 1 "])
def test_text_in_markdown_is_read_back_as_that_text(before: str, text: str) -> None:
    if not plain(text):
        return
    tokens = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .enable("strikethrough")
        .parse(before + as_markdown(text))
    )
    inline = [t for t in tokens if t.type == "inline"]
    assert len(inline) == 1
    children = inline[0].children or []
    assert {c.type for c in children} <= {"text", "text_special"}
    read_back = "".join(c.content for c in children)
    assert read_back == plain(before.removeprefix("- ").removeprefix("> ").removeprefix("#### ") + plain(text))


@given(st.lists(TEXT.filter(lambda t: bool(plain(t))), min_size=2, max_size=4))
def test_text_in_a_markdown_table_stays_in_its_cell(row: list[str]) -> None:
    lines = ["| " + " | ".join("ab"[: len(row)] * 2)[: 4 * len(row)]]
    lines = ["| " + " | ".join("h" for _ in row) + " |", "|" + "---|" * len(row)]
    lines.append("| " + " | ".join(as_markdown(v) for v in row) + " |")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse("\n".join(lines))
    cells = [tokens[i + 1] for i, t in enumerate(tokens) if t.type == "td_open"]
    assert ["".join(c.content for c in token.children or []) for token in cells] == [plain(v) for v in row]


@given(st.lists(st.one_of(TEXT, st.floats(allow_nan=False), st.booleans(), st.none()), min_size=1, max_size=5))
@example(["=1+1", "-2", "@x", "\t=1", " =1", "\uff1d1"])
def test_no_cell_of_a_table_is_a_formula(row: list[str | float | bool | None]) -> None:
    read_back = list(csv.reader(io.StringIO(table(["c"] * len(row), [row]).decode(), newline="")))[1]
    assert len(read_back) == len(row)
    for value, shown in zip(row, read_back, strict=True):
        if isinstance(value, str):
            assert not shown.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
            assert shown.removeprefix("'") in (value.replace("\x00", ""), value.replace("\x00", "").removeprefix("'"))


def test_a_negative_number_stays_a_number() -> None:
    assert cell(-4.5) == "-4.5"


USUAL = example_facts()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_element_and_no_address(name: str) -> None:
    facts = named(name)
    for usual, hostile in zip(pages(USUAL), pages(facts), strict=True):
        assert {e for e, _ in read(hostile).elements} <= {e for e, _ in read(usual).elements} | {"td", "p", "cite"}
        attributes = {a for _, names in read(hostile).elements for a in names}
        assert attributes <= {"lang", "charset", "name", "content", "rel", "href", "class", "id", "scope", "aria-label",
                              "aria-hidden", "tabindex"}  # fmt: skip
        assert all(a.startswith(("#", "https://", "/api/v1/")) for a in read(hostile).addresses)


@given(name=TEXT)
@settings(max_examples=25)
def test_any_name_leaves_the_pages_as_they_are_built(name: str) -> None:
    for document in pages(named(name)):
        assert not {"script", "style", "img", "iframe", "svg", "form"} & {e for e, _ in read(document).elements}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_makes_no_html_no_image_and_no_link_in_markdown(name: str) -> None:
    facts = named(name)
    for activity in facts.activities:
        for make in (dpia, iama):
            tokens = (
                MarkdownIt("commonmark", {"html": True})
                .enable("table")
                .parse(draft_markdown(make(activity, facts)).decode())
            )
            inner = [c for t in tokens for c in t.children or []]
            assert not [t for t in [*tokens, *inner] if t.type in ("html_block", "html_inline", "image", "fence")]
            links = [c.attrs["href"] for c in inner if c.type == "link_open"]
            assert all(str(link).startswith("https://www.") for link in links)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_makes_no_formula_in_any_table(name: str) -> None:
    facts = named(name)
    for document in (sensors_csv(facts), algorithms_csv(facts), processing_csv(facts)):
        lines = list(csv.reader(io.StringIO(document.decode(), newline="")))
        assert len({len(line) for line in lines}) == 1
        for value in (v for line in lines[1:] for v in line):
            is_number = value.replace(".", "", 1).removeprefix("-").isdigit()
            assert is_number or not value.lstrip().startswith(("=", "+", "-", "@"))


@given(name=TEXT)
@settings(max_examples=25)
def test_any_name_is_valid_geojson(name: str) -> None:
    decoded = msgspec.json.decode(msgspec.json.encode(sensors_geojson(named(name.encode("utf-8", "replace").decode()))))
    assert len(decoded["features"]) == len(STREAMS)


def pages(facts: Facts) -> list[bytes]:
    """Every page of the town."""
    found = [processing_html(processing_register(facts))]
    found += [draft_html(make(a, facts)) for a in facts.activities for make in (dpia, iama)]
    return found
