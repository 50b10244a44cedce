# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables as CSV (RFC 4180) that a spreadsheet can open without executing anything.

A cell that begins with ``= + - @``, a tab or a line end is a formula to a spreadsheet; names come from files that
others wrote. Such a text gets an apostrophe in front (OWASP, *CSV injection*). Numbers are written as numbers.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: Cell) -> str:
    """Return what to write for a value.

    Examples
    --------
    >>> cell("=HYPERLINK(1)"), cell(-4.2), cell(True), cell(None)
    ("'=HYPERLINK(1)", '-4.2', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = value.replace("\x00", "")
    return "'" + text if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table in UTF-8, with a first line of names, lines ending in CR LF and every text in quotes."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([cell(c) for c in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8", errors="replace")
