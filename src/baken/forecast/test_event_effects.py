# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an event changes: learned where something like it was observed, assumed and doubted where not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.forecast.audience import KINDS, assumed_presence, audience_of
from baken.forecast.calendar import Calendar
from baken.forecast.event_effects import EventEffect, effect_of, student_quantiles, with_effects
from baken.forecast.events import PlannedEvent, ProgrammePart
from baken.forecast.model import QUANTILES, Known, Panel, QuantileForecast, Series, SeriesKind, Status
from baken.forecast.places import Places
from baken.forecast.similar import likeness, similar_events
from baken.forecast.usual import usual
from baken.forecast.wall_clock import wall_min

ORIGIN = wall_min(datetime.fromisoformat("2026-08-14T06:00"))
EVENING = ORIGIN + 16 * 60
WEEK = 7 * 1440
BEACH, TOWN = (Series(id=f"area:{n}", kind=SeriesKind.PERSONS, place_id=n, like=n) for n in ("beach", "town"))
LEADS = np.arange(1, 49)
PLACES = Places()


def fireworks(start: int = EVENING, visitors: float = 10_000.0, **more: object) -> PlannedEvent:
    values = {"id": f"f{start}", "kind": "fireworks", "area_ids": ("beach",), "edition_of": "show", **more}
    return PlannedEvent(
        title="Fireworks",
        announced_min=0,
        start_min=start,
        end_min=start + 60,
        expected_visitors=visitors,
        **values,  # type: ignore[arg-type]
    )


def usual_day(hours: np.ndarray) -> np.ndarray:
    return 200.0 + 150.0 * np.sin((hours % 24 - 8) / 24 * 2 * np.pi)


def known(events: tuple[PlannedEvent, ...] = (), came: float = 0.6, weeks: int = 30, seed: int = 0) -> Known:
    """Return weeks of an ordinary beach and town, with this share of the announced visitors on the beach at events."""
    hours = np.arange(ORIGIN // 60 - weeks * 168, ORIGIN // 60)
    random = np.random.default_rng(seed)
    values = np.column_stack([usual_day(hours), 2 * usual_day(hours)]) + random.normal(0, 5, (len(hours), 2))
    for event in events:
        there = assumed_presence(event, (hours * 60 + 30).astype(np.float64))
        values[:, 0] += came * event.expected_visitors * there
    panel = Panel((BEACH, TOWN), int(hours[0]) * 60, 60, np.maximum(values, 0.0))
    return Known(panel=panel, origin_min=ORIGIN, calendar=Calendar(), events=events)


def base(state: Known, level: float = 300.0, doubt: float = 0.15) -> QuantileForecast:
    z = student_quantiles(np.array(QUANTILES), np.array(1e6))
    values = np.broadcast_to(level * np.exp(doubt * z), (2, len(LEADS), len(QUANTILES))).copy()
    return QuantileForecast.of(state, LEADS, values, method="test/1")


def width(forecast: QuantileForecast) -> np.ndarray:
    lower, upper = forecast.band(0.8)
    return upper - lower


def effect(state: Known, event: PlannedEvent) -> EventEffect:
    return effect_of(event, state, LEADS, PLACES)


def past(*weeks: int, **more: float) -> tuple[PlannedEvent, ...]:
    return tuple(fireworks(EVENING - w * WEEK, **more) for w in weeks)


def test_without_events_nothing_changes() -> None:
    state = known()
    assert with_effects(base(state), ()) is not None
    assert np.array_equal(with_effects(base(state), ()).values, base(state).values)


def test_an_event_of_another_week_changes_nothing() -> None:
    state = known()
    far = effect(state, fireworks(EVENING + 3 * WEEK))
    assert np.array_equal(with_effects(base(state), [far]).values, base(state).values)


def test_nothing_observed_means_assumed_from_the_expected_visitors_with_a_wide_band() -> None:
    state = known()
    made = effect(state, fireworks())
    peak = LEADS.tolist().index(17)
    assert made.uplift[0, peak] == pytest.approx(10_000, rel=0.05)
    assert made.learned == 0
    assert made.source.startswith("Assumed from 10,000 expected visitors")
    after = with_effects(base(state), [made])
    lower, upper = after.band(0.8)
    assert lower[0, peak] < 4_000
    assert upper[0, peak] > 18_000
    assert np.array_equal(after.values[1], base(state).values[1]), "the town is no area of it"


def test_similar_events_teach_what_comes_of_the_announced_number() -> None:
    events = past(3, 6, 9, 12, 16, 20)
    state = known(events, came=0.6)
    made = effect(state, fireworks())
    assert made.uplift[0, 16] == pytest.approx(6_000, rel=0.12)
    assert made.learned > 0.85
    assert made.source.startswith("Learned for")


def test_another_size_scales_with_what_is_expected() -> None:
    state = known(past(3, 6, 9, 12, visitors=9_000.0), came=0.5)
    smaller, larger = (effect(state, fireworks(visitors=v)).uplift[0, 16] for v in (8_000.0, 12_000.0))
    assert larger / smaller == pytest.approx(1.5, rel=0.15)


def test_the_more_was_observed_the_narrower_the_band() -> None:
    widths = []
    for weeks in ((), (4,), (4, 8), (4, 8, 12, 16, 20)):
        state = known(past(*weeks), came=0.6)
        widths.append(width(with_effects(base(state), [effect(state, fireworks())]))[0, 16])
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 3 * widths[-1]


def test_events_that_differed_much_keep_the_band_wide() -> None:
    like, unlike = known(past(4, 8, 12, 16)), known(past(4, 8, 12, 16))
    values = unlike.panel.values.copy()
    for weeks, times in ((4, 0.2), (12, 2.0)):
        row = (EVENING - weeks * WEEK - unlike.panel.start_min) // 60
        values[row, 0] *= times
    unlike = replace(unlike, panel=replace(unlike.panel, values=values))
    assert effect(unlike, fireworks()).spread[0, 16] > 2 * effect(like, fireworks()).spread[0, 16]


def test_an_event_elsewhere_tells_when_and_the_place_of_the_new_one_learns_it() -> None:
    there = tuple(fireworks(EVENING - w * WEEK, area_ids=("beach",), edition_of="") for w in (4, 8, 12))
    state = known(there, came=0.6)
    made = effect(state, fireworks(area_ids=("town",), edition_of=""))
    assert 0 < made.learned < 0.6
    assert 6_000 < made.uplift[1, 16] < 10_000
    assert made.uplift[0, 16] == 0


def test_without_a_number_similar_events_give_one_and_without_those_nothing_is_pretended() -> None:
    nobody_said = fireworks(visitors=float("nan"))
    learned = effect(known(past(4, 8, 12), came=0.6), nobody_said)
    assert learned.visitors == 10_000
    assert learned.uplift[0, 16] == pytest.approx(6_000, rel=0.25)
    state = known()
    unknown = effect(state, nobody_said)
    assert (unknown.uplift == 0).all()
    assert unknown.source.startswith("Unknown")
    assert width(with_effects(base(state), [unknown]))[0, 16] > 1.5 * width(base(state))[0, 16]


def test_past_events_without_any_number_are_learned_as_events() -> None:
    events = tuple(replace(e, expected_visitors=float("nan")) for e in past(4, 8, 12, 16))
    state = known(past(4, 8, 12, 16), came=0.6)
    made = effect(replace(state, events=events), fireworks(visitors=float("nan")))
    assert made.uplift[0, 16] == pytest.approx(6_000, rel=0.2)


def test_a_forecaster_that_foresaw_past_events_is_not_served_twice() -> None:
    state = known(past(3, 6, 9, 12, 16, 20), came=0.6)
    made = effect_of(fireworks(), state, LEADS, PLACES, expected=state.panel)
    assert abs(made.uplift[0, 16]) < 0.15 * 10_000


def test_only_what_had_ended_by_the_origin_is_learned_from() -> None:
    later = fireworks(EVENING - 10 * 60)
    assert similar_events(fireworks(), replace(known(), events=(later,))) == ()


def test_a_frozen_or_missing_past_teaches_nothing() -> None:
    state = known(past(4, 8))
    nothing = replace(state, panel=replace(state.panel, values=np.full_like(state.panel.values, np.nan)))
    made = effect(nothing, fireworks())
    assert made.learned == 0
    assert np.isfinite(made.uplift).all()
    assert np.isfinite(made.spread).all()


def test_a_series_without_a_forecast_still_has_none() -> None:
    state = known()
    none = base(state)
    none.values[0] = np.nan
    after = with_effects(
        replace(none, status=np.array([Status.NONE, Status.OWN], np.uint8)), [effect(state, fireworks())]
    )
    assert np.isnan(after.values[0]).all()
    assert after.status.tolist() == [Status.NONE, Status.OWN]


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0, 1e5),
    st.sampled_from([*sorted(KINDS), "seance"]),
    st.integers(-20 * 60, 50 * 60),
    st.integers(15, 3000),
    st.floats(0, 3000),
    st.integers(0, 3),
)
def test_laid_on_any_forecast_it_keeps_the_laws(
    visitors: float, kind: str, starts: int, lasts: int, level: float, count: int
) -> None:
    events = past(4, 8, 12)[:count]
    state = known(events, weeks=14)
    event = fireworks(ORIGIN + starts, visitors, kind=kind)
    event = replace(event, end_min=event.start_min + lasts)
    before = base(state, level)
    made = effect(state, event)
    after = with_effects(before, [made])
    assert (np.diff(after.values, axis=2) >= 0).all()
    assert (after.values >= 0).all()
    wanted = np.maximum(before.median + made.uplift, 0.0)
    assert after.median == pytest.approx(wanted, abs=1e-6)
    clear = after.band(0.95)[0] > 0
    assert (width(after)[clear] >= width(before)[clear] - 1e-6).all()
    assert 0 <= made.learned < 1
    assert (made.similar == ()) or made.learned >= 0
    assert "ssumed" in made.source


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*sorted(KINDS), ""]), st.floats(10, 2000), st.floats(1, 60))
def test_an_audience_comes_once_and_goes_once(kind: str, lasts: float, step: float) -> None:
    audience = audience_of(kind)
    minutes = np.arange(-2000.0, lasts + 3000.0, step)
    arrived, left = audience.arrived(minutes, lasts), audience.left(minutes, lasts)
    assert (np.diff(arrived) >= -1e-12).all()
    assert (np.diff(left) >= -1e-12).all()
    assert (left <= arrived + 1e-9).all()
    assert arrived[0] == pytest.approx(0, abs=0.01)
    assert left[-1] == pytest.approx(1, abs=0.01)
    assert audience.passing(minutes, lasts, step).sum() == pytest.approx(2, abs=0.05)


def test_parts_with_numbers_of_their_own_are_not_added_up() -> None:
    parts = (
        ProgrammePart(title="Band", start_min=EVENING, end_min=EVENING + 60, expected_visitors=6_000),
        ProgrammePart(title="Fireworks", start_min=EVENING + 60, end_min=EVENING + 90, expected_visitors=10_000),
    )
    event = replace(fireworks(), end_min=EVENING + 90, programme=parts)
    there = assumed_presence(event, np.array([EVENING + 10.0, EVENING + 75.0]))
    assert 0.6 <= there[0] < 0.9
    assert there[1] == pytest.approx(1.0, abs=0.01)


def test_places_share_an_audience_by_the_root_of_their_surface() -> None:
    event = fireworks(area_ids=("beach", "town"))
    assert Places(usable_m2={"beach": 900.0, "town": 100.0}).touched((BEACH, TOWN), event).tolist() == [0.75, 0.25]
    assert Places().touched((BEACH, TOWN), event).tolist() == [0.5, 0.5]
    counter = Series(id="stream:c", kind=SeriesKind.COUNT, place_id="c")
    assert Places({"c": ("beach",)}).touched((BEACH, counter), fireworks()).tolist() == [1.0, 0.5]


def test_likeness_falls_with_size_place_age_and_kind() -> None:
    event = fireworks()
    whole = likeness(event, past(1)[0])
    others = [
        fireworks(EVENING - WEEK, visitors=30_000.0),
        fireworks(EVENING - WEEK, area_ids=("town",)),
        fireworks(EVENING - 200 * WEEK),
        fireworks(EVENING - WEEK, edition_of=""),
    ]
    assert whole == pytest.approx(1.0, abs=0.01)
    assert all(likeness(event, other) < 0.8 * whole for other in others)
    assert likeness(event, fireworks(EVENING - WEEK, kind="market", edition_of="")) == 0


def test_what_is_usual_leaves_out_the_week_itself_and_events() -> None:
    state = known(past(5))
    row = EVENING - 4 * WEEK
    values = state.panel.values.copy()
    values[(row - state.panel.start_min) // 60] = 1e6
    panel = replace(state.panel, values=values)
    busy = [(past(5)[0].start_min - 360, past(5)[0].end_min + 360)]
    level, error = usual(panel, np.array([row]), busy)
    assert level[0, 0] == pytest.approx(usual_day(np.array([22.0]))[0], abs=15)
    assert error[0, 0] < 40


def test_too_few_weeks_say_nothing_of_what_is_usual() -> None:
    state = known(weeks=1)
    level, _ = usual(state.panel, np.array([EVENING]), behind_only=True)
    assert np.isnan(level).all()


def test_of_very_many_series_only_those_at_the_event_are_looked_at() -> None:
    state = known(past(4, 8), weeks=14)
    many = tuple(replace(TOWN, id=f"area:{n}", place_id=f"t{n}") for n in range(600))
    values = np.repeat(state.panel.values[:, 1:], 600, axis=1)
    panel = replace(state.panel, series=(BEACH, *many), values=np.hstack([state.panel.values[:, :1], values]))
    made = effect(replace(state, panel=panel), fireworks())
    assert made.uplift.shape == (601, len(LEADS))
    assert np.array_equal(made.uplift[0], effect(state, fireworks()).uplift[0])
    assert (made.uplift[1:] == 0).all()


def test_it_says_where_it_comes_from_in_both_languages() -> None:
    assumed = effect(known(), fireworks())
    assert assumed.source_nl.startswith("Aangenomen op grond van 10.000 verwachte bezoekers: een voorstelling")
    learned = effect(known(past(4, 8)), fireworks())
    assert "2 similar events" in learned.source
    assert "2 vergelijkbare evenementen" in learned.source_nl
    assert all(audience.reason and audience.reason_nl for audience in KINDS.values())


@pytest.mark.parametrize("step", [1, 3, 5, 15, 60])
@pytest.mark.parametrize("days", [0, 3, 40])
def test_any_step_and_a_past_of_any_length_give_an_effect(step: int, days: int) -> None:
    begins = ORIGIN - days * 1440 + step * np.arange(days * 1440 // step)
    event = fireworks(area_ids=("beach",))
    panel = Panel((BEACH,), ORIGIN - days * 1440, step, usual_day(begins / 60.0)[:, None])
    state = Known(panel=panel, origin_min=ORIGIN, calendar=Calendar(), events=(event, *past(1, 2)))
    leads = np.arange(1, 24 * 60 // step + 1)
    made = effect_of(event, state, leads, PLACES)
    assert np.isfinite(made.uplift).all()
    assert np.isfinite(made.spread).all()
    peak = (EVENING + 30 - ORIGIN) // step
    assert made.uplift[0, peak] > 1_500
    assert made.spread[0, peak] > 1_000
