# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.falling_back import FallingBack
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import ForecastError, QuantileForecast, Status
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.registry import forecaster
from baken.forecast.saved import opened, sealed
from baken.forecast.synthetic import known, street

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known, Panel

DAY = np.arange(1, 25)
SURE = ForecasterDefinition(id="sure", version=1, title="Always the same", source="")


class Sure:
    """Foresees 7 to 17 persons for all of its series; fails when it is told to."""

    definition = SURE

    def __init__(self, failing: bool = False) -> None:
        self.failing = failing
        self.learned = b""

    def fit(self, known: Known, *, seed: int = 0) -> None:
        self.learned = b"something"

    def update(self, known: Known) -> None: ...

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        if self.failing:
            raise ForecastError("Nothing comes of this.")
        shape = (len(known.panel.series), len(lead_steps), 11)
        return QuantileForecast.of(known, lead_steps, np.broadcast_to(np.arange(7.0, 18.0), shape), method="sure/1")

    def save(self) -> bytes:
        return sealed(SURE, self.learned)

    def load(self, saved: bytes) -> None:
        self.learned = opened(SURE, saved)


def with_values(panel: Panel, values: Float64) -> Known:
    return known(replace(panel, values=values))


def test_a_fitted_method_speaks_for_itself() -> None:
    one = FallingBack(Sure())
    now = known(street(60))
    one.fit(now)
    found = one.forecast(now, DAY)
    assert (found.status == Status.OWN).all()
    assert (found.median == 12.0).all()


def test_what_has_not_learned_gives_the_reference_and_says_so() -> None:
    now = known(street(60))
    found = FallingBack(Sure()).forecast(now, DAY)
    assert (found.status == Status.REFERENCE).all()
    assert "not learned" in found.notes[0]
    np.testing.assert_array_equal(found.values, Climatology().forecast(now, DAY).values)
    assert found.method == "sure/1"


def test_a_method_that_fails_gives_the_reference_with_its_words() -> None:
    one = FallingBack(Sure(failing=True))
    now = known(street(60))
    one.fit(now)
    found = one.forecast(now, DAY)
    assert (found.status == Status.REFERENCE).all()
    assert "Nothing comes of this." in found.notes[1]


def test_a_sensor_that_stands_still_gets_the_reference_and_the_others_their_own() -> None:
    panel = street(60)
    values = panel.values.copy()
    values[-30:, 1] = 90.0
    now = with_values(panel, values)
    one = FallingBack(Sure())
    one.fit(now)
    found = one.forecast(now, DAY)
    assert found.status.tolist() == [Status.OWN, Status.REFERENCE, Status.OWN]
    assert "stands still" in found.notes[1]
    values[-31:, 1] = np.nan
    silent = Climatology().forecast(with_values(panel, values), DAY)
    assert np.abs(found.median[1] - silent.median[1]).max() < 1.0


def test_leads_of_which_the_method_says_nothing_are_those_of_the_reference() -> None:
    class Nowcast(Sure):
        def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
            found = super().forecast(known, lead_steps)
            return replace(found, values=np.where(lead_steps[None, :, None] <= 2, found.values, np.nan))

    now = known(street(60))
    one = FallingBack(Nowcast())
    one.fit(now)
    found = one.forecast(now, DAY)
    assert (found.status == Status.OWN).all()
    assert "says nothing" in found.notes[0]
    assert (found.median[:, :2] == 12.0).all()
    np.testing.assert_array_equal(found.values[:, 2:], Climatology().forecast(now, DAY).values[:, 2:])


def test_a_week_of_silence_gives_the_reference() -> None:
    panel = street(60)
    values = panel.values.copy()
    values[-24 * 8 :, 2] = np.nan
    now = with_values(panel, values)
    one = FallingBack(Sure())
    one.fit(now)
    found = one.forecast(now, DAY)
    assert found.status[2] == Status.REFERENCE
    assert "8 days old" in found.notes[2]


def test_silence_of_days_widens_what_a_method_says() -> None:
    panel = street(60)
    values = panel.values.copy()
    values[-24 * 3 :, 2] = np.nan
    now = with_values(panel, values)
    one = FallingBack(Sure())
    one.fit(now)
    lower, upper = one.forecast(now, DAY).band(0.95)
    width = (upper - lower)[:, 0]
    assert width[0] == 10.0
    assert width[2] == pytest.approx(10.0 * np.sqrt(1.0 + 3.0 / 5.0))


def test_saved_before_and_after_learning_it_knows_which() -> None:
    now = known(street(60))
    fresh, fitted, other = FallingBack(Sure()), FallingBack(Sure()), FallingBack(Sure())
    fitted.fit(now)
    other.load(fresh.save())
    assert (other.forecast(now, DAY).status == Status.REFERENCE).all()
    other.load(fitted.save())
    assert (other.forecast(now, DAY).status == Status.OWN).all()
    assert isinstance(other.method, Sure)
    assert other.method.learned == b"something"


def test_five_thousand_series_are_served() -> None:
    panel = street(21, count=50)
    series = tuple(replace(panel.series[0], id=f"stream:{i}", place_id=str(i)) for i in range(5000))
    values = np.tile(panel.values, (1, 100))
    values[:, 7] = np.nan
    found = forecaster("climatology").forecast(known(replace(panel, series=series, values=values)), np.array([1, 24]))
    assert np.isfinite(found.values).all()
    assert found.status[7] == Status.REFERENCE
    assert (np.delete(found.status, 7) == Status.OWN).all()
