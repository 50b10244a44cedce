# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Columns: many observations at once, the form in which they travel from the door to the store.

A row per observation. NumPy arrays of equal length, contiguous, never changed after they were made.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
UInt8 = NDArray[np.uint8]
Float64 = NDArray[np.float64]

NO_FEATURE: Final = -1
"""No feature of interest was named."""

_TIMESTAMP: Final = pa.timestamp("us", tz="UTC")

SCHEMA: Final = pa.schema(
    [
        pa.field("datastream_id", pa.int32(), nullable=False),
        pa.field("phenomenon_time", _TIMESTAMP, nullable=False),
        pa.field("phenomenon_time_end", _TIMESTAMP),
        pa.field("result", pa.float64()),
        pa.field("result_time", _TIMESTAMP),
        pa.field("available_at", _TIMESTAMP, nullable=False),
        pa.field("quality", pa.uint8(), nullable=False),
        pa.field("feature_of_interest_id", pa.int32()),
        pa.field("parameters", pa.string()),
    ]
)
"""The Arrow schema of observations everywhere: in the store, in reads and in exports."""


@dataclass(frozen=True, slots=True)
class ObservationColumns:
    """Rows that are offered to the store.

    Attributes
    ----------
    datastream_id
        int32, shape (n,).
    phenomenon_time_us, phenomenon_time_end_us, result_time_us, available_at_us
        int64 microseconds since 1970, shape (n,); ``NO_TIME_US`` where a time is not given (never for
        phenomenon_time_us and available_at_us).
    result
        float64 in the unit of the datastream, shape (n,); NaN is missing.
    quality
        uint8, values of :class:`~baken.vocabulary.quality.QualityFlag`, shape (n,).
    feature_of_interest_id
        int32, shape (n,); ``NO_FEATURE`` where none is named.
    parameters
        JSON text per row, or None for all rows when no row has any.
    """

    datastream_id: Int32
    phenomenon_time_us: Int64
    result: Float64
    phenomenon_time_end_us: Int64
    result_time_us: Int64
    available_at_us: Int64
    quality: UInt8
    feature_of_interest_id: Int32
    parameters: tuple[str | None, ...] | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.datastream_id)

    @classmethod
    def of(
        cls,
        datastream_id: Sequence[int] | Int32 | int,
        phenomenon_time_us: Sequence[int] | Int64,
        result: Sequence[float] | Float64,
        *,
        available_at_us: Sequence[int] | Int64 | int,
        phenomenon_time_end_us: Sequence[int] | Int64 | int = NO_TIME_US,
        result_time_us: Sequence[int] | Int64 | int = NO_TIME_US,
        quality: Sequence[int] | UInt8 | int = 0,
        feature_of_interest_id: Sequence[int] | Int32 | int = NO_FEATURE,
        parameters: tuple[str | None, ...] | None = None,
    ) -> Self:
        """Return columns from sequences; a single number stands for every row.

        Examples
        --------
        >>> rows = ObservationColumns.of(7, [0, 60_000_000], [3.0, float("nan")], available_at_us=61_000_000)
        >>> len(rows), rows.datastream_id.tolist()
        (2, [7, 7])
        """
        n = len(phenomenon_time_us)
        return cls(
            datastream_id=_column(datastream_id, n, np.int32),
            phenomenon_time_us=_column(phenomenon_time_us, n, np.int64),
            result=_column(result, n, np.float64),
            phenomenon_time_end_us=_column(phenomenon_time_end_us, n, np.int64),
            result_time_us=_column(result_time_us, n, np.int64),
            available_at_us=_column(available_at_us, n, np.int64),
            quality=_column(quality, n, np.uint8),
            feature_of_interest_id=_column(feature_of_interest_id, n, np.int32),
            parameters=parameters,
        )

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> ObservationColumns:
        """Return the chosen rows (indices or a mask), in that order."""
        chosen = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        parameters = None if self.parameters is None else tuple(self.parameters[i] for i in chosen.tolist())
        arrays = {f.name: getattr(self, f.name)[chosen] for f in fields(self) if f.name != "parameters"}
        return ObservationColumns(parameters=parameters, **arrays)

    def to_arrow(self) -> pa.Table:
        """Return the rows as an Arrow table of :data:`SCHEMA`; NaN becomes null.

        Examples
        --------
        >>> ObservationColumns.of(7, [0], [float("nan")], available_at_us=0).to_arrow()["result"].to_pylist()
        [None]
        """
        n = len(self)
        return pa.Table.from_arrays(
            [
                pa.array(self.datastream_id),
                _times(self.phenomenon_time_us),
                _times(self.phenomenon_time_end_us),
                pa.array(self.result, from_pandas=True),
                _times(self.result_time_us),
                _times(self.available_at_us),
                pa.array(self.quality),
                pa.array(self.feature_of_interest_id, mask=self.feature_of_interest_id == NO_FEATURE),
                pa.nulls(n, pa.string()) if self.parameters is None else pa.array(self.parameters, pa.string()),
            ],
            schema=SCHEMA,
        )


def concatenate(parts: Sequence[ObservationColumns]) -> ObservationColumns:
    """Return the rows of all parts, in order.

    Examples
    --------
    >>> one = ObservationColumns.of(1, [0], [3.0], available_at_us=0)
    >>> len(concatenate([one, one]))
    2
    """
    if len(parts) == 1:
        return parts[0]
    parameters: tuple[str | None, ...] | None = None
    if any(p.parameters is not None for p in parts):
        parameters = tuple(x for p in parts for x in (p.parameters or (None,) * len(p)))
    arrays = {
        f.name: np.concatenate([getattr(p, f.name) for p in parts])
        for f in fields(ObservationColumns)
        if f.name != "parameters"
    }
    return ObservationColumns(parameters=parameters, **arrays)


def _column(values: Sequence[float] | NDArray[np.generic] | float, n: int, dtype: type) -> NDArray:  # type: ignore[type-arg]
    if isinstance(values, (int, float)):
        return np.full(n, values, dtype)
    return np.ascontiguousarray(values, dtype)


def _times(us: Int64) -> pa.Array:
    return pa.array(us.view("datetime64[us]"), _TIMESTAMP)


def columns_of(table: pa.Table) -> ObservationColumns:
    """Return the rows of an Arrow table of :data:`SCHEMA` as columns; null becomes NaN or ``NO_TIME_US``.

    Examples
    --------
    >>> rows = ObservationColumns.of(7, [0], [float("nan")], available_at_us=0)
    >>> columns_of(rows.to_arrow()).phenomenon_time_end_us.tolist() == [NO_TIME_US]
    True
    """

    def times(name: str) -> Int64:
        column = table[name].cast(pa.timestamp("us")).to_numpy()
        return np.ascontiguousarray(column.astype("datetime64[us]")).view(np.int64)

    texts = table["parameters"]
    return ObservationColumns.of(
        table["datastream_id"].to_numpy(),
        times("phenomenon_time"),
        table["result"].to_numpy(),
        phenomenon_time_end_us=times("phenomenon_time_end"),
        result_time_us=times("result_time"),
        available_at_us=times("available_at"),
        quality=table["quality"].to_numpy(),
        feature_of_interest_id=pc.fill_null(table["feature_of_interest_id"], NO_FEATURE).to_numpy(),
        parameters=None if texts.null_count == len(texts) else tuple(texts.to_pylist()),
    )
