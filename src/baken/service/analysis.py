# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Baken as a library for analysts: history as Arrow tables, through the same purpose checks as everything else.

What comes out is an Arrow table: ``.to_pandas()`` where pandas is installed, ``polars.from_arrow(table)`` where Polars
is, or SQL over it with DuckDB. Nothing of it is about a person: counts and persons per place and step.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from baken.errors import BakenError
from baken.evaluation.effects.model import Comparison
from baken.forecast.wall_clock import DAY_MIN, from_wall_min, wall_min
from baken.service.backtesting.history import city_history
from baken.service.places import default_data_folder, find_city
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Panel


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
