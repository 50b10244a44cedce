# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values in DuckDB statements, written into the text; only of types that cannot say anything else than their value.

DuckDB's own parameters would do, but for every one of them it asks whether it is a missing value of pandas, and for
that imports pandas when it is installed: most of a second at the start, and 60 MB for as long as the server runs.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Value = int | datetime | timedelta | None

_NAME: Final = re.compile(r"\$([a-z_]+)")


def filled(statement: str, values: Mapping[str, Value | Sequence[Value]]) -> str:
    """Return a statement with its ``$names`` replaced by their values.

    Raises
    ------
    TypeError
        For a value that is not a whole number, a time without zone, a duration, None, or a list of these.

    Examples
    --------
    >>> filled("SELECT $n + $n, $at", {"n": 7, "at": datetime(2025, 1, 2, 3, 4)})
    "SELECT 7 + 7, TIMESTAMP '2025-01-02 03:04:00'"
    >>> filled("SELECT unnest($ids::INTEGER[])", {"ids": (1, 2)})
    'SELECT unnest([1,2]::INTEGER[])'
    >>> filled("SELECT $name", {"name": "x'; DROP TABLE observation"})
    Traceback (most recent call last):
    TypeError: A str has no place in a statement.
    """
    literals = {name: _literal(value) for name, value in values.items()}
    return _NAME.sub(lambda found: literals[found[1]], statement)


def _literal(value: Value | Sequence[Value]) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(_literal, value))}]"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, timedelta):
        return f"to_microseconds({value // timedelta(microseconds=1)})"
    raise TypeError(f"A {type(value).__name__} has no place in a statement.")
