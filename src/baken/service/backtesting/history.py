# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The history of a city from its connectors, checked as live data are, of what forecasts may be made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.city.load import load
from baken.errors import BakenError
from baken.forecast.model import History, Panel
from baken.forecast.wall_clock import DAY_MIN, to_wall_min
from baken.observation.quality_control import QualityControl
from baken.plugin.registry import ConnectorRegistry
from baken.service.forecasting.panels import (
    CountRows,
    counted,
    kinds_of_streams,
    series_of_areas,
    series_of_streams,
    step_of,
    with_weeks,
)
from baken.service.forecasting.standing import schedule_of
from baken.service.forecasting.weeks import WeeksJob
from baken.service.governing import governance_of
from baken.service.places import register_url
from baken.service.recording import NoRecordingError, record
from baken.vocabulary.quality import USABLE_UP_TO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.city.model import City
    from baken.observation.columns import ObservationColumns
    from baken.observation.stream import Stream
    from baken.simulation.weeks.weeks import SimulatedWeeks

_REGISTER: Final = "register.sqlite"


class NoHistoryError(BakenError):
    """There is no past to forecast again, and why."""


def city_history(folder: Path, data: Path) -> tuple[City, History]:
    """Return a city and all that its connectors tell of the counts of the past.

    Parameters
    ----------
    data
        Its data folder, for what was decided about its processing activities; need not be there.

    Of a simulated city it is the weeks before the day that it plays, counts and areas: one day is no past.

    Invariants
    ----------
    A stream is only read when an activity that covers it and may pass covers forecasts. A value is known when its
    connector says that it came, less the time that a node waits after an origin before it issues
    (:func:`~baken.service.forecasting.forecasting.schedule_of`).

    Raises
    ------
    CityError, NoHistoryError
        When the city has faults, no forecasts may be made from its counts, or nothing is known of its past.
    """
    registry = ConnectorRegistry()
    city = load(folder, registry)
    streams = _allowed(city, data)
    weeks = WeeksJob.of_played(city)
    if weeks is not None:
        return city, _simulated(city, streams, weeks.made())
    ids = {stream.id: k for k, stream in enumerate(streams)}
    try:
        rows = record(msgspec.structs.replace(city, streams=streams), registry, ids)
    except NoRecordingError as error:
        raise NoHistoryError(
            f"The connectors of {city.name} know nothing of the past of its counts.",
            remedy="Backtest a city with recorded counts: baken backtest auckland.",
        ) from error
    checked = QualityControl({ids[stream.id]: stream for stream in streams}).examine(rows)
    usable = checked.take(np.flatnonzero((checked.quality <= USABLE_UP_TO) & np.isfinite(checked.result)))
    if not len(usable):
        raise NoHistoryError(f"No count of {city.name} passed the checks.", remedy="Look at baken doctor.")
    return city, _history(city, streams, usable)


def _allowed(city: City, data: Path) -> tuple[Stream, ...]:
    """Return the streams that count persons and of which forecasts may be made now."""
    there = counted(city.streams, step_of(city.streams))
    if not there:
        raise NoHistoryError(
            f"No stream of {city.name} counts persons who pass.", remedy="Backtests are of counts, such as Auckland's."
        )
    register = register_url(data) if (data / _REGISTER).is_file() else None
    with governance_of(city, register) as governance:
        covered = governance.for_forecast().activities
    found = tuple(s for s in there if city.coverage.of_stream(s.id, s.connector) in covered)
    if not found:
        raise NoHistoryError(
            f"No processing activity of {city.name} that may pass covers forecasts of its counts.",
            remedy='List forecasts = ["counts"] in the [covers] of one activity.',
        )
    return found


def _simulated(city: City, streams: Sequence[Stream], weeks: SimulatedWeeks) -> History:
    """Return simulated weeks as a history from a midnight on; every value came at the end of its step."""
    series = (*series_of_streams(streams, kinds_of_streams(city)), *series_of_areas(city.areas))
    first = weeks.start_min // DAY_MIN * DAY_MIN
    steps = (weeks.start_min - first) // weeks.step_min + len(weeks.persons)
    empty = Panel(series, first, weeks.step_min, np.full((steps, len(series)), np.nan))
    return History(with_weeks(empty, weeks), city.calendar, events=city.events)


def _history(city: City, streams: Sequence[Stream], rows: ObservationColumns) -> History:
    """Put rows on the wall clock of the city, in steps of which every interval came, from a midnight on."""
    zone, step = ZoneInfo(city.time_zone), step_of(city.streams)
    minute = to_wall_min(rows.phenomenon_time_us, zone)
    first = int(minute.min()) // DAY_MIN * DAY_MIN
    steps = (int(minute.max()) - first) // step + 1
    series = series_of_streams(streams, kinds_of_streams(city))
    column = rows.datastream_id.astype(np.int64)
    sums = CountRows(first, steps, step, np.array([s.interval_s for s in streams]))
    sums.add(column, rows.phenomenon_time_us, rows.result, np.ones(len(rows)), zone)
    values = sums.values()
    came = np.full(values.shape, -np.inf)
    waited = to_wall_min(rows.available_at_us, zone) - schedule_of(city).delay_min
    np.maximum.at(came, ((minute - first) // step, column), waited.astype(np.float64))
    available = np.where(np.isfinite(values), came, np.nan)
    panel = Panel(series, first, step, values)
    return History(panel, city.calendar, events=city.events, available_min=available)
