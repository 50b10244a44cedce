# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cells of several observations: an interval that is shorter than may leave becomes part of one that may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from baken.governance.minimisation.rule import Merging
from baken.governance.minimisation.versions import anchors
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from baken.governance.minimisation.rule import CellRule

_TIME: Final = pa.timestamp("us", tz="UTC")


def merged(versions: pa.Table, rules: Mapping[int, CellRule], known_at_us: int) -> tuple[pa.Table, NDArray[np.int64]]:
    """Return one row per settled cell with its value before protection, and which version of the cell that is.

    What an observation that comes, or is corrected, after the cell settled does to the cell is a later version of it,
    shown by the rule of :func:`.versions.anchors`. Unusable and missing observations take no part; a cell of nothing
    else is missing.

    Parameters
    ----------
    versions
        Every version of the rows of whole cells, with ``revision``.
    """
    ids = versions["datastream_id"].to_numpy()
    times, known = _us(versions, "phenomenon_time"), _us(versions, "available_at")
    usable = (versions["quality"].to_numpy() <= USABLE_UP_TO) & ~np.isnan(versions["result"].to_numpy())
    values = np.where(usable, versions["result"].to_numpy(), np.nan)
    cell_us = np.array([rules[i].cell_us for i in ids.tolist()], np.int64)
    starts = times // np.maximum(cell_us, 1) * cell_us
    order = np.lexsort((versions["revision"].to_numpy(), times, ids, starts))
    rows: list[tuple[int, int, int, int, float, int, int]] = []
    for places in _groups(ids[order], starts[order], order):
        rule = rules[int(ids[places[0]])]
        end = int(starts[places[0]]) + rule.cell_us
        settled = end + rule.settling_us
        if settled > known_at_us:
            continue
        moments = _moments(known[places], settled, known_at_us)
        if not moments:
            continue
        totals = [_total(times[places], values[places], known[places] <= m, rule.merging) for m in moments]
        shown = anchors(totals, rule.k)[-1]
        flag = QualityFlag.MISSING if np.isnan(totals[shown]) else QualityFlag.GOOD
        rows.append((int(ids[places[0]]), int(starts[places[0]]), end, moments[shown], totals[shown], int(flag), shown))
    return _table(rows, versions.schema), np.array([row[-1] for row in rows], np.int64)


def _groups(ids: NDArray[np.integer], starts: NDArray[np.int64], order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the places of the rows of each cell."""
    if not len(order):
        return []
    return np.split(order, np.flatnonzero((ids[1:] != ids[:-1]) | (starts[1:] != starts[:-1])) + 1)


def _moments(known: NDArray[np.int64], settled: int, until: int) -> list[int]:
    """Return when the cell got its versions: when it settled, and at each later change."""
    later: list[int] = np.unique(known[(known > settled) & (known <= until)]).tolist()
    return ([settled] if (known <= settled).any() else []) + later


def _total(
    times: NDArray[np.int64], values: NDArray[np.float64], is_known: NDArray[np.bool_], merging: Merging
) -> float:
    """Return the value of a cell from what was known of it; rows rise by time and revision."""
    at, held = times[is_known], values[is_known]
    latest = held[np.append(at[1:] != at[:-1], True)]
    latest = latest[~np.isnan(latest)]
    if not len(latest):
        return float("nan")
    return float(latest.sum() if merging is Merging.SUM else latest.mean())


def _table(rows: Sequence[tuple[int, int, int, int, float, int, int]], schema: pa.Schema) -> pa.Table:
    """Return rows of observations; what belongs to single observations is not there."""
    ids, starts, ends, known, values, flags, _ = zip(*rows, strict=True) if rows else ((),) * 7
    n = len(rows)
    given = {
        "datastream_id": pa.array(ids, pa.int32()),
        "phenomenon_time": pa.array(starts, pa.int64()).cast(_TIME),
        "phenomenon_time_end": pa.array(ends, pa.int64()).cast(_TIME),
        "result": pa.array(np.array(values, np.float64), from_pandas=True),
        "available_at": pa.array(known, pa.int64()).cast(_TIME),
        "quality": pa.array(flags, pa.uint8()),
    }
    fields = [field for field in schema if field.name != "revision"]
    columns = [given.get(f.name, pa.nulls(n, f.type)) for f in fields]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _us(table: pa.Table, name: str) -> NDArray[np.int64]:
    found: NDArray[np.int64] = table[name].cast(pa.int64()).to_numpy()
    return found
