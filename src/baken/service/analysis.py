# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Baken as a library for analysts: history, forecasts and warnings as Arrow tables, through the same purpose checks.

What comes out is an Arrow table: ``.to_pandas()`` where pandas is installed, ``polars.from_arrow(table)`` where Polars
is, or SQL over it with DuckDB. Nothing of it is about a person: counts and persons per place and step.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from baken.city.load import load
from baken.errors import BakenError
from baken.evaluation.effects.model import Comparison
from baken.forecast.wall_clock import DAY_MIN, from_wall_min, wall_min
from baken.governance.lists import Role
from baken.service.backtesting.history import city_history
from baken.service.exporting.client import take
from baken.service.identity import create_key
from baken.service.places import default_data_folder, find_city
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from baken.forecast.model import Panel


_ADDRESS: Final = re.compile(r"https?://\S+:\d+")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tables from a node that runs, as whoever a key is of.

    Each table has the columns of its collection (``/api/v1/features/collections`` tells them, with units), and
    ``geometry``: the area as WKB in CRS84. Each field carries its unit and meaning as metadata.

    Attributes
    ----------
    address
        Of the node, such as ``http://localhost:8080``.
    key
        What ``baken key create --role analyst`` printed; without it only what is open to the public is given.

    Raises
    ------
    NotTakenError
        By every method, when the node cannot be reached, or when this role may not export that layer.
    AnalysisError
        By every method, when it is more than the node gives at once.
    """

    address: str
    key: str = ""

    def situation(self) -> pa.Table:
        """Return how it is now, one row for each area."""
        return self._taken("situation")

    def history(self, first: datetime, last: datetime, *, step: timedelta = timedelta(hours=1)) -> pa.Table:
        """Return how it was, one row for each area and step; what is not known has no row."""
        return self._taken("history", first=first, last=last, bucket_s=int(step.total_seconds()))

    def forecast(self, first: datetime | None = None, last: datetime | None = None) -> pa.Table:
        """Return what the newest forecast says, one row for each area and step."""
        return self._taken("forecast", first=first, last=last)

    def warnings(self, first: datetime | None = None, last: datetime | None = None) -> pa.Table:
        """Return of what it was warned, one row for each limit of a warning."""
        return self._taken("warnings", first=first, last=last)

    def _taken(self, collection: str, **asked: Any) -> pa.Table:
        import pyarrow.parquet as pq

        content, left_out = take(self.address, collection, "parquet", key=self.key, **asked)
        if left_out:
            raise AnalysisError(f"{left_out} rows more than a node gives at once.", remedy="Ask for a shorter time.")
        # in this thread: one of Arrow's that lets go of these bytes while Python ends takes the process down
        return pq.read_table(pa.BufferReader(content), use_threads=False)


@contextmanager
def playing(city: str | Path, start: str, *, speed: float = 1.0, patience_s: float = 120.0) -> Iterator[Reader]:
    """Play the past of a city for a block, in a node of its own that nobody else sees; yield a reader for an analyst.

    Parameters
    ----------
    start
        From when on, in the city's own time: ``2025-12-24T12:30``.
    speed
        Seconds of the past per second.

    Raises
    ------
    AnalysisError
        When the node does not start.
    """
    folder = city if isinstance(city, Path) else find_city(city)
    with TemporaryDirectory(prefix="baken-") as kept:
        data = Path(kept)
        words = ["replay", str(folder), "--from", start, "--speed", str(speed), "--data", str(data), "--port", "0"]
        program = [sys.executable, "-c", "from baken.service.cli import main; main()", *words]
        node = subprocess.Popen(  # noqa: S603 - this program itself, with a folder and a moment
            program, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        try:
            told = _announced(node, patience_s)
            if told is None:
                raise AnalysisError(f"{city} cannot be played.", remedy=f"Try it: baken replay {city} --from {start}.")
            activity = next(one.id for one in load(folder).activities)
            yield Reader(told, create_key(data, activity=activity, role=Role.ANALYST, name="An analyst"))
        finally:
            node.terminate()
            node.wait()


def _announced(node: subprocess.Popen[str], patience_s: float) -> str | None:
    """Return the address that a node says it is at; None when it ends before, or takes too long."""
    impatience = threading.Timer(patience_s, node.kill)
    impatience.start()
    try:
        found = _ADDRESS.search(node.stdout.readline() if node.stdout else "")
    finally:
        impatience.cancel()
    return None if found is None else found[0]


class AnalysisError(BakenError):
    """A question that the data cannot answer, and why."""


def counts(city: str | Path, *, data: Path | None = None) -> pa.Table:
    """Return what was counted in a city, step by step.

    Parameters
    ----------
    city
        A folder, or the name of a city that comes with Baken.
    data
        Its data folder, for what was decided about its processing activities.

    Returns
    -------
    Columns ``series_id``, ``kind``, ``place_id`` (dictionary), ``phenomenon_time`` (UTC), ``persons``; a step without a
    value has no row.

    Raises
    ------
    CityError, NoHistoryError
        When the city has faults, or no activity that may pass covers such use of its counts.
    """
    panel, zone = _panel(city, data)
    start = panel.start_of_steps_min
    moment = np.array([from_wall_min(int(minute), zone) for minute in start], dtype=np.int64)
    known = np.isfinite(panel.values) & (moment != NO_TIME_US)[:, None]
    step, series = np.nonzero(known)

    def named(words: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(series, pa.int32()), pa.array(list(words), pa.string()))

    return pa.table(
        {
            "series_id": named([one.id for one in panel.series]),
            "kind": named([one.kind.value for one in panel.series]),
            "place_id": named([one.place_id for one in panel.series]),
            "phenomenon_time": pa.array(moment[step], pa.timestamp("us", tz="UTC")),
            "persons": pa.array(panel.values[known], pa.float64()),
        }
    )


def like_weekdays(
    city: str | Path,
    place_id: str,
    day: date,
    *,
    begins: time,
    ends: time,
    weeks: int = 26,
    without: Sequence[date] = (),
    data: Path | None = None,
) -> Comparison:
    """Return a day of a place beside the same weekday of the weeks before, from midnight to an hour.

    Parameters
    ----------
    begins, ends
        Local time of what is asked about: an event or an intervention.
    weeks
        So many weeks back.
    without
        Days that are left out because something else happened on them; choose them before looking at the outcome.

    Raises
    ------
    AnalysisError
        When there is no such place, the hours are no whole steps, or the day is not in the history.
    """
    panel, _ = _panel(city, data)
    column = next((k for k, one in enumerate(panel.series) if one.place_id == place_id), None)
    if column is None:
        known = ", ".join(sorted({one.place_id for one in panel.series}))
        raise AnalysisError(f"Nothing is counted at {place_id!r}.", remedy=f"Choose of: {known}.")
    first, last = (one.hour * 60 + one.minute for one in (begins, ends))
    if not 0 < first < last or first % panel.step_min or last % panel.step_min:
        raise AnalysisError(
            f"From {begins} to {ends} is not made of steps of {panel.step_min} min.", remedy="Give whole steps."
        )
    days = [day - timedelta(weeks=back) for back in range(weeks + 1)]
    chosen = [one for one in days if one == day or one not in without]
    rows = [_row(panel, column, one, last) for one in chosen]
    if rows[0] is None:
        raise AnalysisError(f"{day} is not in the history of {city}.", remedy="Choose an earlier or later day.")
    found = [(one, row) for one, row in zip(chosen, rows, strict=True) if row is not None]
    return Comparison(
        unit_ids=tuple(one.isoformat() for one, _ in found),
        values=np.stack([row for _, row in found]),
        before=first // panel.step_min,
    )


def _panel(city: str | Path, data: Path | None) -> tuple[Panel, ZoneInfo]:
    folder = city if isinstance(city, Path) else find_city(city)
    return _read(folder, data or default_data_folder(folder.name))


@lru_cache(maxsize=2)
def _read(folder: Path, data: Path) -> tuple[Panel, ZoneInfo]:
    """Return the panel of a city; reading years takes seconds, and an analyst asks more than once."""
    read, history = city_history(folder, data)
    return history.panel, ZoneInfo(read.time_zone)


def _row(panel: Panel, column: int, day: date, last_min: int) -> Any:
    """Return the values of a day from midnight on; None when it is not within the history."""
    midnight = wall_min(datetime.combine(day, time()))
    first, last = ((minute - panel.start_min) // panel.step_min for minute in (midnight, midnight + last_min))
    inside = first >= 0 and last <= len(panel) and last_min <= DAY_MIN
    return panel.values[first:last, column] if inside else None
