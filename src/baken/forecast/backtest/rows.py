# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts as Parquet: what a backtest keeps, and what anybody may deliver to be scored beside it.

One row per series, origin and target time; columns ``series``, ``origin``, ``target_time`` (timestamps without zone, on
the wall clock; both mark the start of a step), one column per quantile (``q0.025``, ``q0.1`` ... ``q0.975``; null where
there is no forecast) and, where known, ``status`` (:class:`baken.forecast.model.Status`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.forecast.model import QUANTILES, ForecastError, Int64, QuantileForecast, Status, UInt8
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

Float32 = NDArray[np.float32]

SERIES: Final = "series"
ORIGIN: Final = "origin"
TARGET: Final = "target_time"
STATUS: Final = "status"
_MINUTE_S: Final = 60


def column_of(quantile: float) -> str:
    """Return the name of the column of a quantile.

    Examples
    --------
    >>> column_of(0.025), column_of(0.1)
    ('q0.025', 'q0.1')
    """
    return f"q{quantile:g}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Forecasts of many origins.

    Attributes
    ----------
    origins_min
        Rising, shape (O,).
    lead_steps
        Rising, shape (H,).
    values
        Shape (O, S, H, Q); NaN where there is none.
    status
        Shape (O, S).
    """

    series_ids: tuple[str, ...]
    origins_min: Int64
    step_min: int
    lead_steps: Int64
    values: Float32
    status: UInt8
    quantiles: tuple[float, ...] = QUANTILES

    @classmethod
    def of(cls, forecasts: Sequence[QuantileForecast]) -> Self:
        """Return forecasts of rising origins as one.

        Raises
        ------
        ForecastError
            When there are none, or they are not of the same series and leads.
        """
        if not forecasts:
            raise ForecastError("There are no forecasts to keep.", remedy="Want at least one origin.")
        first = forecasts[0]
        for other in forecasts:
            same = other.series_ids == first.series_ids and np.array_equal(other.lead_steps, first.lead_steps)
            if not same or other.values.shape != first.values.shape:
                raise ForecastError(
                    f"{other.method} foresees other series or leads at minute {other.origin_min} than before.",
                    remedy="Give every origin the same series and leads; NaN where there is no forecast.",
                )
        return cls(
            series_ids=first.series_ids,
            origins_min=np.array([f.origin_min for f in forecasts], dtype=np.int64),
            step_min=first.step_min,
            lead_steps=first.lead_steps,
            values=np.stack([f.values for f in forecasts]).astype(np.float32),
            status=np.stack([f.status for f in forecasts]),
            quantiles=first.quantiles,
        )

    def at(self, origins_min: Sequence[int]) -> Delivered:
        """Return some of the origins, in rising order; those that are not there are passed over."""
        kept = np.isin(self.origins_min, np.asarray(origins_min, dtype=np.int64))
        return Delivered(
            self.series_ids,
            self.origins_min[kept],
            self.step_min,
            self.lead_steps,
            self.values[kept],
            self.status[kept],
            self.quantiles,
        )


def write_rows(path: Path, delivered: Delivered, about: dict[str, str]) -> None:
    """Write forecasts, and words about them, so that the file is there as a whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = to_table(delivered).replace_schema_metadata(about)
    path.parent.mkdir(parents=True, exist_ok=True)
    # a name of its own per process: two that make the same file must not write into each other's
    half = path.with_suffix(f".{os.getpid()}.part")
    try:
        # a row group per origin, so that some of them are read without the others
        size = max(1, len(table) // len(delivered.origins_min))
        pq.write_table(table, half, compression="zstd", use_dictionary=[SERIES, ORIGIN, TARGET], row_group_size=size)
        half.replace(path)
    except (OSError, pa.ArrowException):
        half.unlink(missing_ok=True)
        raise


def to_table(delivered: Delivered) -> pa.Table:
    """Return forecasts as a table with a row per origin, series and lead, in this order."""
    import pyarrow as pa

    origins, series, leads, _ = delivered.values.shape
    origin = np.repeat(delivered.origins_min, series * leads)
    ahead = np.tile((delivered.lead_steps - 1) * delivered.step_min, origins * series)
    codes = np.tile(np.repeat(np.arange(series, dtype=np.int32), leads), origins)
    columns: dict[str, Any] = {
        SERIES: pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(delivered.series_ids, pa.string())),
        ORIGIN: pa.array(origin * _MINUTE_S, pa.int64()).cast(pa.timestamp("s")),
        TARGET: pa.array((origin + ahead) * _MINUTE_S, pa.int64()).cast(pa.timestamp("s")),
    }
    for k, quantile in enumerate(delivered.quantiles):
        column = delivered.values[..., k].ravel()
        columns[column_of(quantile)] = pa.array(column, pa.float32(), mask=np.isnan(column))
    columns[STATUS] = pa.array(np.repeat(delivered.status.ravel(), leads))
    return pa.table(columns)


def read_about(path: Path) -> dict[str, str]:
    """Return the words about the forecasts in a file."""
    import pyarrow.parquet as pq

    found = pq.read_schema(path).metadata or {}
    return {key.decode(): value.decode() for key, value in found.items()}


def read_rows(path: Path, step_min: int, origins_min: Sequence[int] | None = None) -> Delivered:
    """Return the forecasts in a file, of us or of anybody else; rows may come in any order.

    Parameters
    ----------
    origins_min
        Only of these origins; None for all.

    Raises
    ------
    ForecastError
        When it lacks columns, a row comes twice, or a target time does not lie on a step at its origin or after it.
    """
    import pyarrow.parquet as pq

    # not pq.read_table, which imports pandas
    with pq.ParquetFile(path) as file:
        if origins_min is None:
            return from_table(file.read(), step_min)
        table = file.read_row_groups(_groups(file.metadata, origins_min))
    return from_table(table, step_min).at(origins_min)


def _groups(metadata: Any, origins_min: Sequence[int]) -> list[int]:
    """Return the row groups that may have one of some origins, by what the file says of itself."""
    wanted = [wall_time(int(origin)) for origin in origins_min]
    columns = [metadata.schema.column(k).name for k in range(metadata.num_columns)]
    if ORIGIN not in columns:
        return list(range(metadata.num_row_groups))
    found = []
    for group in range(metadata.num_row_groups):
        told = metadata.row_group(group).column(columns.index(ORIGIN)).statistics
        if told is None or not told.has_min_max or any(told.min <= origin <= told.max for origin in wanted):
            found.append(group)
    return found


def from_table(table: pa.Table, step_min: int) -> Delivered:
    """Return a table of delivered rows as arrays; see :func:`read_rows`."""
    import pyarrow as pa

    names = table.column_names
    quantiles = tuple(sorted(float(name[1:]) for name in names if name[:1] == "q" and name[1:2].isdecimal()))
    lacking = [name for name in (SERIES, ORIGIN, TARGET) if name not in names]
    if lacking or not quantiles:
        raise ForecastError(
            f"Forecasts lack the columns {', '.join(lacking) or 'of quantiles'}.",
            remedy="Deliver series, origin, target_time, q0.025, q0.1, q0.2 ... q0.9, q0.975.",
        )
    series = table[SERIES].combine_chunks()
    if not pa.types.is_dictionary(series.type):
        series = series.dictionary_encode()
    series_ids = tuple(str(each) for each in series.dictionary.to_pylist())
    codes = _numbers(series.indices)
    origin = _minutes(table[ORIGIN])
    lead, rest = np.divmod(_minutes(table[TARGET]) - origin, step_min)
    if len(lead) and (rest.any() or lead.min() < 0):
        raise ForecastError("A target time does not lie on a step at its origin or after it.", remedy="Look at them.")
    origins, o = np.unique(origin, return_inverse=True)
    leads, h = np.unique(lead, return_inverse=True)
    shape = len(origins), len(series_ids), len(leads)
    place = np.ravel_multi_index((o, codes, h), shape) if len(o) else np.zeros(0, np.int64)
    if len(np.unique(place)) < len(place):
        raise ForecastError("A forecast comes twice.", remedy="Deliver one row per series, origin and target time.")
    values = np.full((int(np.prod(shape)), len(quantiles)), np.nan, dtype=np.float32)
    for k, quantile in enumerate(quantiles):
        values[place, k] = _numbers(table[column_of(quantile)])
    status = np.full(int(np.prod(shape)), Status.OWN, dtype=np.uint8)
    if STATUS in names:
        status[place] = _numbers(table[STATUS])
    return Delivered(
        series_ids,
        origins,
        step_min,
        leads + 1,
        values.reshape(*shape, len(quantiles)),
        status.reshape(shape).max(axis=2, initial=0),
        quantiles,
    )


def _minutes(column: pa.ChunkedArray) -> Int64:
    import pyarrow as pa

    seconds = column.cast(pa.timestamp("s")).cast(pa.int64())
    return np.asarray(_numbers(seconds), dtype=np.int64) // _MINUTE_S


def _numbers(column: Any) -> NDArray[Any]:
    import pyarrow as pa

    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.asarray(whole.to_numpy(zero_copy_only=False))
