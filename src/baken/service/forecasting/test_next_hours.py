# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The next two hours in an issue: the nowcast where it can tell, what stood there elsewhere, and never an error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from baken.forecast.methods.nowcast.test_nowcast import WAYS, city, noon
from baken.forecast.model import ForecastError, Known, Panel, SeriesKind, Status
from baken.forecast.registry import forecaster
from baken.service.forecasting.foresight import leads_of
from baken.service.forecasting.next_hours import NEAR, NextHours, with_near

if TYPE_CHECKING:
    from baken.forecast.model import QuantileForecast
    from baken.forecast.protocol import Forecaster

LEADS = leads_of(15, 6)


@pytest.fixture(scope="module")
def known() -> Known:
    """Return areas and ways at noon of the last of seventeen days."""
    past = city(17)
    assert past.flows is not None
    values = np.hstack([past.panel.values, past.flows.values])
    both = replace(past, panel=replace(past.panel, series=(*past.panel.series, *WAYS), values=values))
    return both.known_at(noon(both))


@pytest.fixture(scope="module")
def shown(known: Known) -> QuantileForecast:
    return forecaster("climatology").forecast(known, LEADS)


def test_the_first_eight_quarters_are_those_of_the_nowcast(known: Known, shown: QuantileForecast) -> None:
    near = NextHours().foresee(known, shown)
    found = with_near(shown, near)
    assert near is not None
    assert np.array_equal(found.values[:, :8], near.said.values)
    assert np.array_equal(found.values[:, 8:], shown.values[:, 8:])
    assert set(found.status) == {Status.OWN}
    assert found.notes[0].startswith(NEAR)
    assert found.method == "climatology/1 nowcast-conformal/101"
    assert near.covers(0, 7)
    assert not near.covers(0, 8)


def test_beyond_two_hours_the_level_of_today_fades_where_only_the_reference_tells(
    known: Known, shown: QuantileForecast
) -> None:
    far = forecaster("climatology").forecast(known, leads_of(15, 24))
    reference = replace(far, values=4.0 * far.values, status=np.full(len(far.status), Status.REFERENCE, np.uint8))
    near = NextHours().foresee(known, reference)
    assert near is not None
    share = with_near(reference, near).median[0] / reference.median[0]
    assert share[8] == pytest.approx(share[7], rel=0.2), "no jump after two hours"
    assert (np.diff(share[8:]) > 0.0).all()
    assert share[-1] > 0.97
    own = with_near(replace(reference, status=far.status), near)
    assert np.array_equal(own.values[:, 8:], reference.values[:, 8:]), "a model of its own is left alone"


def test_a_city_that_knows_no_ways_keeps_what_it_had(known: Known, shown: QuantileForecast) -> None:
    assert NextHours().foresee(replace(known, flows=None), shown) is None
    assert with_near(shown, None) is shown


def test_a_series_without_a_newest_value_keeps_what_it_had(known: Known, shown: QuantileForecast) -> None:
    values = known.panel.values.copy()
    values[-4:, 0] = np.nan
    silent = replace(known, panel=replace(known.panel, values=values))
    found = with_near(shown, NextHours().foresee(silent, shown))
    assert np.array_equal(found.values[0], shown.values[0])
    assert not found.notes[0].startswith(NEAR)
    assert found.notes[1].startswith(NEAR)


def test_counts_are_the_nowcasts_where_only_the_reference_tells_of_them(known: Known, shown: QuantileForecast) -> None:
    series = tuple(replace(one, kind=SeriesKind.COUNT) for one in known.panel.series)
    counts = replace(known, panel=replace(known.panel, series=series))
    model = forecaster("climatology").forecast(counts, LEADS)
    assert NextHours().foresee(counts, model) is None, "a model of its own is left alone"
    status = np.where(np.arange(len(series)) < 2, Status.REFERENCE, Status.OWN).astype(np.uint8)
    reference = replace(model, status=status)
    found = with_near(reference, NextHours().foresee(counts, reference))
    assert [note.startswith(NEAR) for note in found.notes] == (status == Status.REFERENCE).tolist()
    assert not np.array_equal(found.values[:2, :8], reference.values[:2, :8])
    assert np.array_equal(found.values[2:], reference.values[2:])


class Broken:
    """A method that cannot learn."""

    asked = 0

    def fit(self, _known: Known, *, seed: int = 0) -> None:
        self.asked += 1
        raise ForecastError(f"It broke, with seed {seed}.")


def test_whatever_the_nowcast_does_there_is_a_forecast(known: Known, shown: QuantileForecast) -> None:
    assert NextHours(lambda: cast("Forecaster", Broken())).foresee(known, shown) is None


def test_it_is_learned_once_a_day_and_when_the_past_is_another(known: Known, shown: QuantileForecast) -> None:
    made: list[Forecaster] = []

    def make() -> Forecaster:
        made.append(forecaster("nowcast-conformal"))
        return made[-1]

    hours = NextHours(make)
    hours.foresee(known, shown)
    hours.foresee(known, shown)
    assert len(made) == 1
    hours.foresee(replace(known, panel=known.panel.since(known.panel.start_min + 1440)), shown)
    assert len(made) == 2
    before = Panel(known.panel.series, known.panel.start_min, 15, known.panel.values[:-96])
    hours.foresee(replace(known, panel=before, origin_min=before.end_min), shown)
    assert len(made) == 3, "what it learned later is not used earlier"
