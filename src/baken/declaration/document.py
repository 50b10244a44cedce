# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Document: a TOML or JSON file that a person wrote, read so that every fault can name its line."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NoReturn

from baken.declaration.fault import Fault
from baken.declaration.json_lines import json_lines
from baken.declaration.toml_lines import toml_lines

if TYPE_CHECKING:
    from pathlib import Path

KeyPath = tuple[str | int, ...]
"""Where a value stands: keys, and positions in arrays counted from 0."""

LARGEST_FILE_BYTES: Final = 10_000_000
"""A file that a person wrote is not larger than this; anything larger is refused unread."""

MOST_PARTS: Final = 16
"""A key in TOML has at most so many parts; the time to read one grows with their square."""

_PART: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DOTTED: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}")
_TOML_POSITION: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class Document:
    """The content of one file, with the line of each of its values.

    Attributes
    ----------
    file
        Path relative to the folder that is checked, with forward slashes.
    text
        The text as it was read.
    data
        The parsed content.
    """

    file: str
    text: str
    data: Any

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return toml_lines(self.text) if self.file.endswith(".toml") else json_lines(self.text)

    def line_of(self, path: KeyPath) -> int:
        """Return the line of a value, or of the nearest thing around it that has one; 1 for the document.

        Examples
        --------
        >>> Document("a.toml", "x = 1\\ny = 2", {"x": 1, "y": 2}).line_of(("y",))
        2
        """
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 1


def read_document(
    folder: Path, file: str, faults: list[Fault], *, largest: int = LARGEST_FILE_BYTES
) -> Document | None:
    """Return a TOML or JSON file of a folder, or None after adding the fault that prevents reading it.

    Which of the two it is follows from the ending of the name: ``.toml``, else JSON.

    Invariants: never raises because of what the file contains; a path that leaves the folder (``..`` or a
    symbolic link) is refused before it is opened.
    """
    text = read_text(folder, file, faults, largest=largest)
    if text is None:
        return None
    parse = _parse_toml if file.endswith(".toml") else _parse_json
    try:
        data = parse(text)
    except _SyntaxFaultError as fault:
        faults.append(Fault(file, fault.line, fault.message, fault.remedy))
        return None
    except RecursionError:
        faults.append(Fault(file, 1, "The file is nested too deeply.", "Write it flat, as in the examples."))
        return None
    return Document(file, text, data)


def read_text(folder: Path, file: str, faults: list[Fault], *, largest: int = LARGEST_FILE_BYTES) -> str | None:
    """Return a UTF-8 text file of a folder, or None after adding the fault that prevents reading it."""
    path = folder / file
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            faults.append(Fault(file, 0, "The path leads out of the folder.", "Put the file itself inside the folder."))
            return None
        if not path.is_file():
            faults.append(_not_there(path, file))
            return None
        size = path.stat().st_size
        if size > largest:
            message = f"The file is {size / 1e6:.1f} MB; at most {largest / 1e6:g} MB is read."
            faults.append(Fault(file, 0, message, "Simplify it, or leave out what is not needed."))
            return None
        raw = path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        faults.append(Fault(file, 0, f"The file cannot be read: {error}.", "Check its name and permissions."))
        return None
    return _decode(raw, file, faults)


def _decode(raw: bytes, file: str, faults: list[Fault]) -> str | None:
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"The file is not UTF-8: byte 0x{raw[error.start]:02x} is not text."
        faults.append(Fault(file, line, message, "Save it as UTF-8."))
        return None


def _not_there(path: Path, file: str) -> Fault:
    if path.exists():
        return Fault(file, 0, "This is not a file.", "Put a file of this name in its place.")
    if path.is_symlink():
        return Fault(file, 0, "The link points to nothing.", "Put the file itself here.")
    return Fault(file, 0, "The file is not there.", f"Create {path.name}; `baken new` shows an example.")


class _SyntaxFaultError(Exception):
    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.message, self.remedy = line, message, remedy


def _parse_toml(text: str) -> Any:
    many = _DOTTED.search(text)
    if many is not None:
        line = text.count("\n", 0, many.start()) + 1
        message = f"Here are more than {MOST_PARTS} names with dots between them."
        raise _SyntaxFaultError(line, message, "Write it flat, as in the examples.")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        found = _TOML_POSITION.search(str(error))
        what = _TOML_POSITION.sub("", str(error)).rstrip(".")
        line = int(found.group(1)) if found and found.group(1) else text.rstrip().count("\n") + 1
        raise _SyntaxFaultError(line, f"This is not TOML: {what}.", "See https://toml.io for the syntax.") from error


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg} at column {error.colno}."
        raise _SyntaxFaultError(error.lineno, message, "Repair the text at this place.") from error
    except _DuplicateKeyError as error:
        line = _line_of_second(text, error.key)
        message = f"The key {error.key!r} stands twice in one object."
        raise _SyntaxFaultError(line, message, "Keep one of the two.") from error
    except ValueError as error:
        raise _SyntaxFaultError(1, f"This is not JSON: {error}.", "Repair the text.") from error


class _DuplicateKeyError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _line_of_second(text: str, key: str) -> int:
    """Return the line of the first repeat with no closing brace since the key stood before."""
    pattern = re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:"
    places = [match.start() for match in re.finditer(pattern, text)]
    for earlier, later in itertools.pairwise(places):
        if "}" not in text[earlier:later]:
            return text.count("\n", 0, later) + 1
    return text.count("\n", 0, places[-1]) + 1 if places else 1
