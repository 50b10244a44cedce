# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""On which line a TOML key stands.

The standard library's :mod:`tomllib` parses but does not tell lines. This scanner walks over a document that
``tomllib`` has already accepted and notes the line of every table and key; values are skipped, not interpreted.
"""

from __future__ import annotations

import re
import tomllib
from typing import Final

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions in arrays counted from 0."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BLANK: Final = re.compile(r"[ \t]*")
_GAP: Final = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_BASIC: Final = re.compile(r'"((?:[^"\\\n]++|\\.)*+)"')
_LITERAL: Final = re.compile(r"'([^'\n]*)'")
_LONG_BASIC: Final = re.compile(r'"""(?:[^\\]|\\.)*?"""' + '"{0,2}', re.DOTALL)
_LONG_LITERAL: Final = re.compile(r"'''.*?'''" + "'{0,2}", re.DOTALL)
_SCALAR: Final = re.compile(r"[^,\]}\n#]*")


def toml_lines(text: str) -> dict[Path, int]:
    r"""Return the line, counted from 1, of every table, key and array item of a valid TOML document.

    Examples
    --------
    >>> lines = toml_lines('name = "x"\n[[stream]]\nid = "a"\n[[stream]]\nmap = { zoom = 3 }\n')
    >>> lines[("stream", 0, "id")], lines[("stream", 1)], lines[("stream", 1, "map", "zoom")]
    (3, 4, 5)
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._counted = (0, 1)
        self._lines: dict[Path, int] = {}
        self._items: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._take(_GAP)
        while self._at < len(self._text):
            before = self._at
            if self._text.startswith("[[", self._at):
                table = self._header(2)
            elif self._text.startswith("[", self._at):
                table = self._header(1)
            else:
                self._pair(table)
            self._take(_GAP)
            if self._at == before:
                break
        return self._lines

    def _header(self, brackets: int) -> Path:
        line = self._line()
        self._at += brackets
        path = self._resolve((), self._keys(), is_array=brackets == 2)
        self._at += brackets
        self._lines.setdefault(path, line)
        return path

    def _resolve(self, base: Path, keys: list[str], *, is_array: bool) -> Path:
        path = base
        for i, key in enumerate(keys):
            path += (key,)
            if is_array and i == len(keys) - 1:
                self._lines.setdefault(path, self._line())
                self._items[path] = self._items.get(path, -1) + 1
            if path in self._items:
                path += (self._items[path],)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path += (key,)
            self._lines.setdefault(path, line)
        self._take(_BLANK)
        self._at += 1
        self._value(path)

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._take(_BLANK)
            keys.append(self._key())
            self._take(_BLANK)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _key(self) -> str:
        start = self._text[self._at : self._at + 1]
        if start == "'":
            return self._take(_LITERAL)[1:-1]
        if start == '"':
            return _unescape(self._take(_BASIC)[1:-1])
        return self._take(_BARE)

    def _value(self, path: Path) -> None:
        self._take(_BLANK)
        rest = self._text[self._at : self._at + 3]
        if rest.startswith("["):
            self._array(path)
        elif rest.startswith("{"):
            self._inline_table(path)
        elif rest.startswith(('"', "'")):
            double = rest[0] == '"'
            if rest in {'"""', "'''"}:
                self._take(_LONG_BASIC if double else _LONG_LITERAL)
            else:
                self._take(_BASIC if double else _LITERAL)
        else:
            self._take(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while True:
            self._take(_GAP)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "]":
                self._at += 1
                return
            before = self._at
            self._lines.setdefault((*path, index), self._line())
            self._value((*path, index))
            index += 1
            self._take(_GAP)
            if self._text.startswith(",", self._at):
                self._at += 1
            if self._at == before:
                return

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while True:
            self._take(_GAP)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "}":
                self._at += 1
                return
            before = self._at
            self._pair(path)
            self._take(_GAP)
            if self._text.startswith(",", self._at):
                self._at += 1
            if self._at == before:
                return

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match.group()

    def _line(self) -> int:
        at, line = self._counted
        line += self._text.count("\n", at, self._at)
        self._counted = (self._at, line)
        return line


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(tomllib.loads(f'k = "{text}"')["k"])
    except ValueError:
        return text
