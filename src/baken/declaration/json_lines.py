# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""On which line a JSON value stands.

Only used once a fault has been found in a document that :mod:`json` accepted, so it may take its time.
"""

from __future__ import annotations

import json
import re
from typing import Final

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions in arrays counted from 0."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR: Final = re.compile(r"[^,\]}\s]+")


def json_lines(text: str) -> dict[Path, int]:
    r"""Return the line, counted from 1, of every object member (its key) and array item of a valid JSON document.

    Examples
    --------
    >>> json_lines('{"a": [1,\n 2],\n "b": {"c": null}}')[("b", "c")]
    3
    """
    lines: dict[Path, int] = {(): 1}
    at, counted, line = 0, 0, 1
    # One frame per open container: its path, whether it is an object, and the position of the next array item.
    stack: list[tuple[Path, bool, int]] = []
    path: Path = ()

    def skip(position: int) -> int:
        match = _SPACE.match(text, position)
        return match.end() if match else position

    at = skip(at)
    while at < len(text):
        character = text[at]
        if character in "{[":
            stack.append((path, character == "{", 0))
            at += 1
        elif character in "}]":
            stack.pop()
            at += 1
        elif character == ",":
            base, is_object, item = stack.pop()
            stack.append((base, is_object, item + 1))
            at += 1
        else:
            at = _end_of_scalar(text, at)
        at = skip(at)
        if at >= len(text) or not stack or text[at] in ",}]":
            continue
        base, is_object, item = stack[-1]
        line += text.count("\n", counted, at)
        counted = at
        if is_object:
            end = _end_of_scalar(text, at)
            path = (*base, str(json.loads(text[at:end], strict=False)))
            at = skip(skip(end) + 1)
        else:
            path = (*base, item)
        lines.setdefault(path, line)
    return lines


def _end_of_scalar(text: str, at: int) -> int:
    match = (_STRING if text[at] == '"' else _SCALAR).match(text, at)
    return match.end() if match else at + 1
