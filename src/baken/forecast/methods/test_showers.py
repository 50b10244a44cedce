# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A shower that a radar announces empties a beach as earlier showers did, as far as it is likely to come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.methods.editions import Editions
from baken.forecast.model import MEDIAN, QUANTILES, Earlier, Known, Panel, QuantileForecast, Series, SeriesKind
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.rain import RainForecast, assumed_probability

STEP, DAY, LEADS = 5, 1440, np.arange(1, 19)
SERIES = (
    Series(id="area:beach", kind=SeriesKind.PERSONS, place_id="beach"),
    Series(id="area:square", kind=SeriesKind.PERSONS, place_id="square"),
)
TODAY = 400 * DAY
BEACH, SQUARE = 0, 1


def afternoon(shower_min: int | None, crowd: float = 10_000.0) -> np.ndarray:
    """Return a day on which a shower drives the beach over the square."""
    minute = STEP * np.arange(DAY // STEP) - (10 * DAY if shower_min is None else shower_min)
    if shower_min is None:
        minute = np.full(DAY // STEP, -60)
    beach = np.interp(minute, [0, 10, 40], [crowd, crowd, 0.1 * crowd])
    square = np.interp(minute, [0, 10, 25, 60], [0.05, 0.05, 0.4, 0.05]) * crowd
    return np.stack([beach, square], axis=1)


def radar(day_min: int, shower_min: int | None, until_min: int) -> list[RainForecast]:
    found = []
    for at in range(0, until_min + 1, STEP):
        starts = at + STEP * np.arange(24)
        begins = 10 * DAY if shower_min is None else shower_min
        wet = (starts >= begins) & (starts < begins + 45) & (at >= begins - 60)
        found.append(RainForecast(day_min + at, day_min + at, STEP, np.where(wet, 9.0, 0.0)))
    return found


def known(at_min: int, shower_min: int | None = 840, past: tuple[int, ...] = (780, 900, 840)) -> Known:
    """Return what is known on a day after one without rain, and of three days of the year before with a shower."""
    days = [afternoon(None), afternoon(None)]
    panel = Panel(SERIES, TODAY - DAY, STEP, np.concatenate(days)[: (DAY + at_min) // STEP])
    earlier, rain = [], []
    for number, shower in enumerate(past):
        first = TODAY - (40 + 10 * number) * DAY
        earlier.append(Earlier(Panel(SERIES, first, STEP, afternoon(shower, 8_000.0))))
        rain += radar(first, shower, DAY - STEP)
    rain.sort(key=lambda one: one.issued_min)
    return Known(
        panel=panel,
        origin_min=TODAY + at_min,
        calendar=Calendar("NL"),
        earlier=tuple(earlier),
        rain=(*rain, *radar(TODAY, shower_min, at_min)),
    )


class Still:
    """Foresees that nothing changes."""

    definition = ForecasterDefinition(id="still", version=1, title="Still", source="test")

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Learn nothing."""

    def update(self, known: Known) -> None:
        """Learn nothing."""

    def forecast(self, known: Known, lead_steps: np.ndarray) -> QuantileForecast:
        values = np.repeat(known.panel.values[-1][:, None, None], len(lead_steps), axis=1) * np.linspace(0.9, 1.1, 11)
        return QuantileForecast.of(
            known, lead_steps, values, method="still/1", status=np.zeros(2, np.uint8), notes=("", "")
        )

    def save(self) -> bytes:
        return b""

    def load(self, saved: bytes) -> None:
        """Load nothing."""


def foreseen(what: Known) -> QuantileForecast:
    return Editions(Still()).forecast(what, LEADS)


def test_before_the_first_drop_the_square_is_foreseen_to_fill_as_far_as_the_shower_is_likely() -> None:
    said = foreseen(known(820)).values[SQUARE]
    truth = afternoon(840)[820 // STEP :, SQUARE]
    peak = int(np.argmax(truth[:18]))
    usual = truth[0]
    above = QUANTILES[int(np.searchsorted(said[peak], 2.0 * usual))]
    assert 1.0 - above == pytest.approx(assumed_probability(20), abs=0.25)
    assert said[peak, -2] == pytest.approx(truth[peak], rel=0.4)


def test_once_it_rains_the_beach_empties_as_it_did() -> None:
    said = foreseen(known(850)).values[BEACH, :, MEDIAN]
    truth = afternoon(840)[850 // STEP :][:18, BEACH]
    assert said[:8] == pytest.approx(truth[:8], rel=0.3)


def test_nothing_changes_before_the_shower_begins() -> None:
    found, dry = foreseen(known(800)).values, foreseen(known(800, shower_min=None)).values
    before = slice(0, (840 - 800 - 20) // STEP)  # a standard error and a quarter before it
    assert np.array_equal(found[:, before], dry[:, before])
    assert not np.array_equal(found, dry)


def test_a_shower_that_is_surer_moves_more() -> None:
    far, near = (foreseen(known(at)).values[BEACH, (870 - at) // STEP, MEDIAN] for at in (785, 835))
    assert near < far


def test_without_an_earlier_shower_it_is_the_inner_forecast_and_nothing_is_said_of_it() -> None:
    found, plain = foreseen(known(835, past=())), Still().forecast(known(835), LEADS)
    assert np.array_equal(found.values, plain.values)
    assert set(found.notes) == {""}


def test_the_note_tells_how_likely_the_shower_is_and_how_many_were_observed() -> None:
    notes = set(foreseen(known(840)).notes)
    assert notes == {note(Code.SHOWER, share=notes and _share(known(840)), editions=3)}


def _share(what: Known) -> float:
    from baken.forecast.rain import showers

    return showers(what.rain, what.origin_min)[-1].probability


def test_rain_that_is_told_after_the_origin_has_no_influence() -> None:
    now = known(800)
    later = (*now.rain, *(replace(one, issued_min=one.issued_min + 801) for one in radar(TODAY, 840, 800)))
    assert np.array_equal(foreseen(replace(now, rain=later)).values, foreseen(now).values)


def test_quantiles_do_not_cross_whatever_is_mixed() -> None:
    for at in range(780, 900, STEP):
        assert (np.diff(foreseen(known(at)).values, axis=2) >= -1e-9).all()


def test_a_shower_beside_an_event_is_mixed_with_what_the_event_leads_to_expect() -> None:
    event = PlannedEvent(
        id="fair", title="Fair", kind="market", announced_min=0, start_min=TODAY + 600, end_min=TODAY + 1000
    )
    with_event = foreseen(replace(known(835), events=(event,)))
    assert np.array_equal(with_event.values, foreseen(known(835)).values), "of the fair nothing is known"
    assert all(note(Code.NO_EDITION) in one for one in with_event.notes)
