# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The common conditions on observations, judged a column at a time: results, qualities, and what joins them.

What is not here is judged row by row (:mod:`.predicate`); both give the same answer.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from baken.service.sensorthings import filter as f
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

Mask = NDArray[np.bool_]

_RELATION: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
MIRRORED: Final = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge", "eq": "eq", "ne": "ne"}


def vector(node: f.Node) -> Callable[[pa.Table], Mask] | None:
    """Return a function that judges all rows of a table at once, or None when this condition has none.

    Examples
    --------
    >>> from baken.observation.columns import ObservationColumns
    >>> table = ObservationColumns.of(1, [0, 1, 2], [3.0, float("nan"), 9.0], available_at_us=0).to_arrow()
    >>> judge = vector(f.parse("not result gt 5"))
    >>> judge(table).tolist()
    [True, True, False]
    """
    if isinstance(node, f.Not):
        inner = vector(node.operand)
        return None if inner is None else lambda table: ~inner(table)
    if isinstance(node, f.Logical):
        return _joined(node)
    return _compared(node) if isinstance(node, f.Compare) else None


def _joined(node: f.Logical) -> Callable[[pa.Table], Mask] | None:
    parts = [part for operand in node.operands if (part := vector(operand)) is not None]
    if len(parts) < len(node.operands):
        return None
    join = operator.and_ if node.operator == "and" else operator.or_
    return lambda table: reduce(join, (part(table) for part in parts))


def _compared(node: f.Compare) -> Callable[[pa.Table], Mask] | None:
    sides = sides_of(node)
    if sides is None:
        return None
    word, path, value = sides
    if path.segments == ("result",):
        return _results(word, value)
    if path.segments == ("resultQuality",) and isinstance(value, str) and word in {"eq", "ne"}:
        codes = [int(flag) for flag in QualityFlag if (flag.label == value) == (word == "eq")]
        return lambda table: np.isin(table["quality"].to_numpy(), codes)
    return None


def _results(word: str, value: Any) -> Callable[[pa.Table], Mask] | None:
    """Compare results; NaN stands for null, which only equals null."""
    if value is None:
        if word not in {"eq", "ne"}:
            return lambda table: np.zeros(len(table), np.bool_)
        return lambda table: np.isnan(table["result"].to_numpy()) == (word == "eq")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    compare, limit = _RELATION[word], float(value)
    return lambda table: compare(table["result"].to_numpy(), limit)


def sides_of(node: f.Compare) -> tuple[str, f.Path, Any] | None:
    """Return operator, path and value of a comparison of a path with a value, the path on the left."""
    if isinstance(node.left, f.Path) and isinstance(node.right, f.Literal):
        return node.operator, node.left, node.right.value
    if isinstance(node.right, f.Path) and isinstance(node.left, f.Literal):
        return MIRRORED[node.operator], node.right, node.left.value
    return None
