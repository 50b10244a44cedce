# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where nothing like an event was ever observed, the assumed audience is held against the truth of the simulated city.

The base is the truth of the same day without the event, so that only the effect is judged. The assumptions were
chosen with these two scenarios in sight; they show that the bands are wide enough, not that the figures hold
elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from baken.city.load import load
from baken.forecast.event_effects import effect_of, student_quantiles, with_effects
from baken.forecast.model import QUANTILES, Known, Panel, QuantileForecast, Series, SeriesKind
from baken.forecast.places import Places
from baken.forecast.wall_clock import to_wall_min
from baken.simulation.city import SimulatedCity
from baken.simulation.making import simulate
from baken.simulation.reading import read_scenario

if TYPE_CHECKING:
    from baken.city.model import City
    from baken.simulation.day import Day

CITY = Path(__file__).parents[3] / "cities" / "scheveningen"
STEP = 15
DAYS = 36


def persons(day: Day) -> np.ndarray:
    """Return the true persons per area and quarter of an hour."""
    minutes = day.persons[:-1]
    whole = len(minutes) // STEP * STEP
    return np.asarray(minutes[:whole].reshape(-1, STEP, minutes.shape[1]).mean(axis=1).T)


@pytest.mark.parametrize(
    ("scenario", "name"),
    [("fireworks-evening", "fireworks-2026-08-14"), ("new-year-bonfire", "bonfire-2026-12-31")],
)
def test_an_assumed_audience_halves_the_error_and_its_band_holds_what_came(scenario: str, name: str) -> None:
    city, places = load(CITY), SimulatedCity.read(CITY)
    played = read_scenario(CITY, scenario)
    with_event = simulate(places, played, seed=1)
    truth = persons(with_event)
    without = persons(simulate(places, msgspec.structs.replace(played, event=()), seed=1))
    origin = int(to_wall_min(np.array([with_event.start_us]), ZoneInfo(city.time_zone))[0])
    series = tuple(
        Series(id=f"area:{a.id}", kind=SeriesKind.PERSONS, place_id=a.id, like=a.kind.value) for a in city.areas
    )
    known = known_at(origin, series, without, city)
    leads = np.arange(1, truth.shape[1] + 1)
    z = student_quantiles(np.array(QUANTILES), np.array(1e9))
    base = QuantileForecast.of(known, leads, without[:, :, None] * np.exp(0.15 * z), method="truth/1")
    event = next(e for e in city.events if e.id == name)
    effect = effect_of(event, known, leads, Places.of_city(city.areas, city.gates, city.streams))
    after = with_effects(base, [effect])
    assert effect.source.startswith("Assumed")
    during = (base.target_min >= event.start_min - 120) & (base.target_min < event.end_min + 120)
    inside = np.array([area.id in event.area_ids for area in city.areas])
    cells = np.ix_(inside, during)
    error = np.abs(truth - after.median)[cells].mean() / np.abs(truth - base.median)[cells].mean()
    assert error < 0.6
    together = after.median[cells].sum(axis=0) - truth[cells].sum(axis=0)
    assert np.abs(together).mean() < 0.25 * truth[cells].sum(axis=0).max()
    lower, upper = after.band(0.8)
    held = ((truth >= lower) & (truth <= upper))[cells].mean()
    assert 0.7 < held < 0.95


def known_at(origin: int, series: tuple[Series, ...], usual: np.ndarray, city: City) -> Known:
    """Return weeks in which the same day of the week was as it is without the event."""
    per_day = 1440 // STEP
    past = np.full((per_day * DAYS, len(series)), np.nan)
    for weeks in range(1, 6):
        first = (DAYS - 7 * weeks) * per_day
        past[first : first + usual.shape[1]] = usual.T
    panel = Panel(series, origin - DAYS * 1440, STEP, past)
    return Known(panel=panel, origin_min=origin, calendar=city.calendar, events=city.events)
