# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The history of cities as Parquet, so that any machine that sees the folder can run a piece of a backtest.

Layout: ``city=<id>/counts.parquet``, a row per series and step that has a value or a time at which it came; columns
``series``, ``start`` (timestamp on the wall clock), ``value`` and ``available_min`` (wall-clock minute at which it
could be known; null where that is the end of its step). Calendar, events and the frame of the panel are in the
metadata.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.model import ForecastError, History, Panel, Series

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

_FILE: Final = "counts.parquet"
_FRAME: Final = b"baken.frame"
_MINUTE_S: Final = 60


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """All of a history but its numbers."""

    series: tuple[Series, ...]
    start_min: int
    step_min: int
    steps: int
    calendar: Calendar
    events: tuple[PlannedEvent, ...]
    has_available: bool


@dataclass(frozen=True, slots=True)
class CountsFolder:
    """A folder with the history of cities; calling it with the name of one gives its history.

    It is equal to another of the same folder and can be pickled, as :class:`~baken.forecast.backtest.engine.Backtest`
    asks.
    """

    folder: Path

    def path(self, city: str) -> Path:
        """Return the file of a city."""
        return self.folder / f"city={city}" / _FILE

    def write(self, city: str, history: History) -> Path:
        """Write the history of a city; the file is there as a whole or not at all.

        Raises
        ------
        ForecastError
            When it has weather or flows, which are not kept.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        if history.weather or history.flows is not None:
            raise ForecastError("Weather and flows are not kept with counts.", remedy="Give a history without them.")
        path = self.path(city)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}.part")
        frame = msgspec.msgpack.encode(_frame(history))
        try:
            pq.write_table(_table(history).replace_schema_metadata({_FRAME: frame}), half, compression="zstd")
            half.replace(path)
        except (OSError, pa.ArrowException):
            half.unlink(missing_ok=True)
            raise
        return path

    def __call__(self, city: str) -> History:
        """Return the history of a city, value for value as it was written.

        Raises
        ------
        ForecastError
            When it is not there, or is not a file of this form.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            # not pq.read_table, which imports pandas
            with pq.ParquetFile(self.path(city)) as file:
                table = file.read()
            frame = msgspec.msgpack.decode((table.schema.metadata or {})[_FRAME], type=Frame)
            return _history(frame, table)
        except FileNotFoundError as error:
            raise ForecastError(
                f"There are no counts of {city} in {self.folder}.", remedy="Every machine must see this folder."
            ) from error
        except (OSError, pa.ArrowException, msgspec.MsgspecError, KeyError, IndexError) as error:
            raise ForecastError(
                f"{self.path(city)} cannot be read as counts ({type(error).__name__}).", remedy="Remove it."
            ) from error


def _frame(history: History) -> Frame:
    panel = history.panel
    return Frame(
        series=panel.series,
        start_min=panel.start_min,
        step_min=panel.step_min,
        steps=len(panel),
        calendar=history.calendar,
        events=history.events,
        has_available=history.available_min is not None,
    )


def _table(history: History) -> pa.Table:
    import pyarrow as pa

    panel = history.panel
    came = np.full(panel.values.shape, np.nan) if history.available_min is None else history.available_min
    column, row = np.nonzero((np.isfinite(panel.values) | np.isfinite(came)).T)
    value, minute = panel.values[row, column], came[row, column]
    start = panel.start_min + row * panel.step_min
    names = pa.array([s.id for s in panel.series], pa.string())
    return pa.table(
        {
            "series": pa.DictionaryArray.from_arrays(pa.array(column.astype(np.int32)), names),
            "start": pa.array(start * _MINUTE_S, pa.int64()).cast(pa.timestamp("s")),
            "value": pa.array(value, pa.float64(), mask=np.isnan(value)),
            "available_min": pa.array(minute, pa.float64(), mask=np.isnan(minute)),
        }
    )


def _history(frame: Frame, table: pa.Table) -> History:
    import pyarrow as pa

    place = {series.id: k for k, series in enumerate(frame.series)}
    series = table["series"].combine_chunks()
    code = np.array([place[name] for name in series.dictionary.to_pylist()], np.int64)
    column = code[series.indices.to_numpy(zero_copy_only=False)] if len(table) else np.zeros(0, np.int64)
    seconds = table["start"].cast(pa.timestamp("s")).cast(pa.int64()).to_numpy()
    row = (seconds // _MINUTE_S - frame.start_min) // frame.step_min
    shape = frame.steps, len(frame.series)
    values, came = np.full(shape, np.nan), np.full(shape, np.nan)
    values[row, column] = table["value"].to_numpy()
    came[row, column] = table["available_min"].to_numpy()
    panel = Panel(frame.series, frame.start_min, frame.step_min, values)
    available = came if frame.has_available else None
    return History(panel, frame.calendar, events=frame.events, available_min=available)
