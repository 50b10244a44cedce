# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What if it rains, more come, a line is out: a changed forecast, each change with where it comes from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.forecast.model import Known, Panel, QuantileForecast, Series, SeriesKind
from baken.forecast.places import Places
from baken.forecast.test_event_effects import EVENING, LEADS, ORIGIN, base, fireworks, known, past
from baken.forecast.weather import WeatherForecast
from baken.forecast.weather_effects import rain_beta
from baken.forecast.what_if import MOST_CHANGES, Outcome, WhatIf, WhatIfError, WhatIfKind, what_if

PLACES = Places()
SHOW = fireworks()
PEAK = 16


def planning(count: int = 0) -> Known:
    events = past(4, 8, 12)[:count]
    return replace(known(events), events=(*events, SHOW))


def suppose(kind: WhatIfKind, amount: float = 0.0, **more: object) -> WhatIf:
    values = {"start_min": EVENING, "end_min": EVENING + 120, **more}
    return WhatIf(kind=kind, title=kind.value, amount=amount, **values)  # type: ignore[arg-type]


def outcome(state: Known, *changes: WhatIf, before: QuantileForecast | None = None) -> Outcome:
    return what_if(before or base(state), state, PLACES, changes)


def width(forecast: QuantileForecast) -> np.ndarray:
    lower, upper = forecast.band(0.8)
    return upper - lower


def test_without_changes_before_and_after_are_the_same() -> None:
    made = outcome(planning())
    assert np.array_equal(made.before.values, made.after.values)
    assert made.changes == ()


def test_more_visitors_add_to_the_event_and_say_where_that_comes_from() -> None:
    state = planning(3)
    made = outcome(state, suppose(WhatIfKind.VISITORS, 10_000, event_id=SHOW.id))
    assert made.difference[0, PEAK] == pytest.approx(6_800, rel=0.15), "about as much again as the event itself"
    assert made.changes[0].is_learned
    assert "3 similar events" in made.changes[0].source


def test_an_event_that_is_called_off_leaves_the_ordinary_evening() -> None:
    state = planning()
    made = outcome(state, suppose(WhatIfKind.CANCELLED, event_id=SHOW.id))
    assert np.allclose(made.after.values, base(state).values)
    assert made.difference[0, PEAK] < -8_000
    assert "Assumed" in made.changes[0].source


def test_an_event_that_begins_later_moves_its_crowd() -> None:
    made = outcome(planning(), suppose(WhatIfKind.MOVED, 120, event_id=SHOW.id))
    assert made.difference[0, PEAK - 1] < -3_000
    assert made.difference[0, PEAK + 2] > 3_000


def test_a_gathering_that_nobody_announced_is_assumed_and_doubted() -> None:
    state = known()
    crowd = suppose(WhatIfKind.VISITORS, 5_000, area_ids=("town",))
    made = outcome(state, crowd)
    assert made.difference[1, PEAK] == pytest.approx(5_000, rel=0.1)
    assert made.difference[0, PEAK] == 0
    assert width(made.after)[1, PEAK] > 5_000
    fewer = outcome(state, suppose(WhatIfKind.VISITORS, -450, area_ids=("town", "beach")))
    assert fewer.after.median[:, PEAK].sum() == pytest.approx(150, rel=0.01)


def test_rain_empties_the_beach_more_than_the_town_and_widens_the_band() -> None:
    state = known()
    made = outcome(state, suppose(WhatIfKind.RAIN, 4.0))
    share = made.after.median[:, PEAK] / made.before.median[:, PEAK]
    assert share[0] == pytest.approx(np.exp(-1.2 * (1 - np.exp(-2))), rel=0.01)
    assert share[1] > share[0] + 0.2
    assert made.difference[0, PEAK - 3] == 0
    assert 0 > made.difference[0, PEAK + 2] > made.difference[0, PEAK], "it fades after the rain"
    relative = width(made.after)[0, PEAK] / made.after.median[0, PEAK]
    assert relative > width(made.before)[0, PEAK] / made.before.median[0, PEAK]
    assert made.changes[0].source.startswith("Assumed")


def test_rain_that_is_foreseen_anyway_changes_nothing_more() -> None:
    row = np.full(72, 4.0)
    wet = replace(known(), weather=WeatherForecast(ORIGIN, ORIGIN, row, row, row, row))
    made = outcome(wet, suppose(WhatIfKind.RAIN, 4.0))
    assert np.abs(made.difference).max() < 1e-9
    dry = outcome(wet, suppose(WhatIfKind.RAIN, 0.0))
    assert dry.difference[0, PEAK] > 0


def rainy(weeks: int, left: float) -> tuple[Known, Panel]:
    """Return a past with rain in an afternoon a week, in which this share stayed."""
    state = known(weeks=40)
    begins = state.panel.start_of_steps_min
    is_wet = (begins // 60 % 168 >= 60) & (begins // 60 % 168 < 64) & (begins // 60 // 168 % 4 == 1)
    is_wet &= begins > ORIGIN - weeks * 7 * 1440
    fell = np.where(is_wet, 5.0, 0.0)[:, None]
    values = np.where(is_wet[:, None], state.panel.values * left, state.panel.values)
    sky = (Series(id="rain", kind=SeriesKind.COUNT, place_id="sky"),)
    return replace(state, panel=replace(state.panel, values=values)), Panel(sky, int(begins[0]), 60, fell)


def test_rain_is_learned_from_days_on_which_it_rained() -> None:
    state, rain = rainy(40, left=0.8)
    beta, doubt, days = rain_beta(state, rain)
    assumed, at_first, _ = rain_beta(state, None)
    wanted = -np.log(0.8) / (1 - np.exp(-2.5))
    assert days[0] >= 8
    assert abs(beta[0] - wanted) < 0.5 * abs(assumed[0] - wanted)
    assert (doubt < at_first).all()
    made = what_if(base(state), state, PLACES, [suppose(WhatIfKind.RAIN, 5.0)], rain=rain)
    assert made.changes[0].is_learned
    assert made.changes[0].source.startswith("Learned from")


def test_a_tram_that_is_out_keeps_people_away_and_fills_platforms() -> None:
    state = known()
    stop = replace(state.panel.series[1], like="platform")
    state = replace(state, panel=replace(state.panel, series=(state.panel.series[0], stop)))
    made = outcome(state, suppose(WhatIfKind.LINE_OUT, 0.5))
    assert made.difference[0, PEAK] == pytest.approx(-0.2 * 300, rel=0.01)
    assert made.difference[1, PEAK] > 0
    assert "Assumed" in made.changes[0].source


def test_changes_add_up_in_one_outcome_and_each_is_told_apart() -> None:
    state = planning()
    changes = [suppose(WhatIfKind.RAIN, 3.0), suppose(WhatIfKind.VISITORS, 10_000, event_id=SHOW.id)]
    made = outcome(state, *changes)
    assert [c.change for c in made.changes] == changes
    assert made.changes[0].difference[0, PEAK] < 0 < made.changes[1].difference[0, PEAK]
    assert made.after.method == "test/1+events/1+what-if/1"


def crowded(state: Known, times: float = 3.0) -> QuantileForecast:
    """Return what is shown when a nowcast sees so many times as many as the forecast foresaw, the event among them."""
    foreseen = what_if(base(state), state, PLACES, ()).before
    return replace(foreseen, values=foreseen.values * times, method="test/1 nowcast/1")


def test_what_is_supposed_is_supposed_of_what_is_shown() -> None:
    state = planning()
    shown = crowded(state)
    made = what_if(base(state), state, PLACES, (), shown=shown)
    assert np.array_equal(made.before.values, shown.values)
    assert np.array_equal(made.after.values, shown.values)


def test_rain_takes_its_share_of_those_whom_a_nowcast_sees() -> None:
    state = planning()
    alone = outcome(state, suppose(WhatIfKind.RAIN, 4.0))
    seen = what_if(base(state), state, PLACES, [suppose(WhatIfKind.RAIN, 4.0)], shown=crowded(state))
    assert np.allclose(seen.after.median, 3.0 * alone.after.median)


def test_who_comes_more_is_added_once_to_those_whom_a_nowcast_sees() -> None:
    state = planning()
    more = suppose(WhatIfKind.VISITORS, 5_000, event_id=SHOW.id)
    alone = outcome(state, more)
    seen = what_if(base(state), state, PLACES, [more], shown=crowded(state))
    assert np.allclose(seen.difference, alone.difference), "the crowd that is there already brings no more than it"
    assert (np.diff(seen.after.values, axis=2) >= 0).all()
    gone = what_if(base(state), state, PLACES, [suppose(WhatIfKind.CANCELLED, event_id=SHOW.id)], shown=crowded(state))
    assert gone.difference[0, PEAK] < -8_000
    assert (gone.after.values >= 0).all()


def test_where_a_change_is_not_felt_what_is_shown_stays_to_the_bit() -> None:
    state = known()
    shown = crowded(state)
    crowd = suppose(WhatIfKind.VISITORS, 5_000, area_ids=("town",))
    made = what_if(base(state), state, PLACES, [crowd], shown=shown)
    assert np.array_equal(made.after.values[0], shown.values[0])


@pytest.mark.parametrize(
    "change",
    [
        suppose(WhatIfKind.RAIN, -1.0),
        suppose(WhatIfKind.RAIN, float("nan")),
        suppose(WhatIfKind.LINE_OUT, 1.5),
        suppose(WhatIfKind.VISITORS, 1e12),
        suppose(WhatIfKind.RAIN, 1.0, end_min=EVENING),
        suppose(WhatIfKind.RAIN, 1.0, end_min=EVENING + 40 * 1440),
        suppose(WhatIfKind.CANCELLED),
        suppose(WhatIfKind.CANCELLED, event_id="nobody"),
        suppose(WhatIfKind.MOVED, 9_999, event_id=SHOW.id),
    ],
    ids=lambda change: f"{change.kind.value} {change.amount:g}",
)
def test_what_makes_no_sense_is_refused_with_a_remedy(change: WhatIf) -> None:
    with pytest.raises(WhatIfError) as caught:
        outcome(planning(), change)
    assert caught.value.remedy


def test_too_many_changes_are_refused() -> None:
    with pytest.raises(WhatIfError, match="too many"):
        outcome(planning(), *[suppose(WhatIfKind.RAIN, 1.0)] * (MOST_CHANGES + 1))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(suppose, st.just(WhatIfKind.RAIN), st.floats(0, 100)),
            st.builds(suppose, st.just(WhatIfKind.WARMTH), st.floats(-20, 20)),
            st.builds(suppose, st.just(WhatIfKind.LINE_OUT), st.floats(0, 1)),
            st.builds(suppose, st.just(WhatIfKind.VISITORS), st.floats(-1e5, 1e5)),
            st.builds(suppose, st.just(WhatIfKind.VISITORS), st.floats(-1e5, 1e5), event_id=st.just(SHOW.id)),
            st.builds(suppose, st.just(WhatIfKind.CANCELLED), st.just(0.0), event_id=st.just(SHOW.id)),
            st.builds(suppose, st.just(WhatIfKind.MOVED), st.floats(-1440, 1440), event_id=st.just(SHOW.id)),
        ),
        max_size=4,
    ),
    st.floats(0, 2000),
)
def test_whatever_is_supposed_the_forecast_keeps_the_laws(changes: list[WhatIf], level: float) -> None:
    state = planning()
    made = outcome(state, *changes, before=base(state, level))
    assert made.after.values.shape == (2, len(LEADS), 11)
    assert np.isfinite(made.after.values).all()
    assert (np.diff(made.after.values, axis=2) >= 0).all()
    assert (made.after.values >= 0).all()
    assert len(made.changes) == len(changes)
    assert all(c.source.startswith(("Assumed", "Learned", "Unknown")) for c in made.changes)
    assert all(c.source_nl.startswith(("Aangenomen", "Geleerd", "Voor", "Onbekend")) for c in made.changes)
