# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines of keys, and files that cannot be read."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.declaration.document import Document, read_document
from baken.declaration.json_lines import json_lines
from baken.declaration.toml_lines import toml_lines

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.fault import Fault

# Values in every notation of TOML, some over several lines and with signs that could lead a scanner astray.
VALUES = (
    "1",
    "-0.5e3",
    "true",
    "1979-05-27 07:32:00Z",
    '"plain # no comment [x]"',
    '"quote \\" and \\\\"',
    "'literal \\'",
    '"""\nfirst\n[not.a.table]\nkey = 1\n"""',
    "'''\nraw \"\"\" \\\n'''",
    '"""ends in quotes"""""',
    "[]",
    "[1, 2, # three ]\n  3,\n]",
    "[[1, 2], ['a']]",
    "{}",
    "{ a = 1, b = { c = 'x' } }",
    "[ { a = 1 },\n { a = 2 } ]",
)
KEYS = st.sampled_from(["a", "b1", "c-d", '"quoted key"', "'lit'", '"tab\\u0041"'])


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[tuple[str | int, ...], int]]:
    """Return a TOML document and on which line each of its own keys stands."""
    lines: list[str] = []
    expected: dict[tuple[str | int, ...], int] = {}
    path: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for block in range(draw(st.integers(1, 4))):
        if block:
            name = f"table{draw(st.integers(0, 2))}"
            lines.append(draw(st.sampled_from(["", "# comment", "   "])))
            lines.append(f"  [[ {name} ]]  # {name}")
            path = (name, counts.get(name, 0))
            counts[name] = counts.get(name, 0) + 1
            expected[path] = len(lines)
        for key in draw(st.lists(KEYS, max_size=4, unique=True)):
            plain = next(iter(tomllib.loads(f"{key} = 1")))
            lines.append(f"{key}\t= {draw(st.sampled_from(VALUES))}")
            expected[(*path, plain)] = len("\n".join(lines[:-1]).split("\n")) + (1 if lines[:-1] else 0)
            lines[-1:] = lines[-1].split("\n")
    return "\n".join(lines), expected


@given(documents())
@settings(max_examples=200, deadline=None)
def test_every_key_of_a_toml_document_is_found_on_its_line(
    case: tuple[str, dict[tuple[str | int, ...], int]],
) -> None:
    text, expected = case
    tomllib.loads(text)
    found = toml_lines(text)
    assert {path: found.get(path) for path in expected} == expected


@given(st.text(alphabet="ab=[]{}\"'.,#\n\\ 1-", max_size=60))
@settings(max_examples=300, deadline=None)
def test_scanner_ends_on_any_text(text: str) -> None:
    toml_lines(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    return [path, *(p for key, item in below for p in paths(item, (*path, key)))]


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_every_value_of_a_json_document_has_a_line(value: Any) -> None:
    text = json.dumps(value, indent=1)
    found = json_lines(text)
    assert set(found) == set(paths(value))
    ordered = [found[path] for path in paths(value)]
    # Written with one value per line, each stands below the one before.
    assert ordered == sorted(ordered)


def read(folder: Path, name: str, content: bytes, **rest: int) -> tuple[Document | None, list[Fault]]:
    (folder / name).write_bytes(content)
    faults: list[Fault] = []
    return read_document(folder, name, faults, **rest), faults


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("a.toml", b"x = 1\ny = = 2\n", 2, "not TOML"),
        ("a.toml", b"x = 1\nx = 2\n", 2, "not TOML"),
        ("a.toml", b"x = 1\ny = [1,\n", 2, "not TOML"),
        ("a.toml", b"x = " + b"9" * 5000, 1, "not TOML"),
        ("a.toml", b"x = " + b"[" * 3000, 1, "nested too deeply"),
        ("a.toml", b"x = 1\ny = '\xff'\n", 2, "not UTF-8: byte 0xff"),
        ("a.json", b'{"x": 1,\n"y": }', 2, "not JSON"),
        ("a.json", b'{"x": 1,\n"x": 2}', 2, "'x' stands twice"),
        ("a.json", b'{"x": NaN}', 1, "NaN is not a number"),
        ("a.json", b"[" * 100_000, 1, "nested too deeply"),
        ("a.json", b"9" * 5000, 1, "not JSON"),
        ("a.json", b"", 1, "not JSON"),
    ],
)
def test_broken_file_names_its_line(tmp_path: Path, name: str, content: bytes, line: int, message: str) -> None:
    document, faults = read(tmp_path, name, content)
    assert document is None
    assert [(f.file, f.line) for f in faults] == [(name, line)]
    assert message in faults[0].message
    assert faults[0].remedy


def test_byte_order_mark_and_windows_line_ends_are_taken(tmp_path: Path) -> None:
    document, faults = read(tmp_path, "a.toml", b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")
    assert faults == []
    assert document is not None
    assert document.line_of(("y",)) == 2


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "a.json", b" " * 1001, largest=1000)
    assert "at most 0.001 MB" in faults[0].message


def test_file_that_is_not_there_and_a_folder_in_its_place(tmp_path: Path) -> None:
    faults: list[Fault] = []
    (tmp_path / "b.toml").mkdir()
    assert read_document(tmp_path, "a.toml", faults) is None
    assert read_document(tmp_path, "b.toml", faults) is None
    assert [f.message for f in faults] == ["The file is not there.", "This is not a file."]


def test_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (tmp_path / "secret.toml").write_text("x = 1")
    (folder / "link.toml").symlink_to(tmp_path / "secret.toml")
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    for name in ("../secret.toml", "link.toml", "loop.toml", "a\0b.toml"):
        faults: list[Fault] = []
        assert read_document(folder, name, faults) is None
        assert len(faults) == 1, name
