# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the calibration promises, on series whose errors drift, and around a forecaster that is wrong in known ways."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from baken.forecast import synthetic
from baken.forecast.buckets import bucket_of
from baken.forecast.calendar import Calendar
from baken.forecast.methods.climatology import Climatology
from baken.forecast.methods.conformal.forecaster import ConformalForecaster
from baken.forecast.methods.conformal.normal_score import ScoreMap, normal_levels
from baken.forecast.methods.conformal.settings import ConformalSettings
from baken.forecast.model import (
    QUANTILES,
    Float64,
    ForecastError,
    History,
    Int64,
    Known,
    Panel,
    QuantileForecast,
    Series,
    SeriesKind,
    Status,
)
from baken.forecast.protocol import ForecasterDefinition

if TYPE_CHECKING:
    from baken.forecast.protocol import Forecaster

TWO_DAYS = ConformalSettings(horizon_h=48)
LEADS = np.arange(1, 49)
START = synthetic.START_MIN


@dataclass
class Fixed:
    """Foresees a normal distribution that never changes, and counts what it is asked."""

    mean: float = 200.0
    spread: float = 10.0
    asked: int = 0
    fitted_until: list[int] = field(default_factory=list)

    @property
    def definition(self) -> ForecasterDefinition:
        return ForecasterDefinition(id="fixed", version=1, title="Fixed", source="this test")

    def fit(self, known: Known, *, seed: int = 0) -> None:
        self.fitted_until.append(known.origin_min)

    def update(self, known: Known) -> None:
        pass

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        self.asked += 1
        one = self.mean + self.spread * normal_levels(QUANTILES)
        values = np.broadcast_to(one, (len(known.panel.series), len(lead_steps), len(QUANTILES))).copy()
        values[np.isnan(known.panel.values[-24:]).all(axis=0)] = np.nan
        return QuantileForecast.of(known, lead_steps, values, method="fixed/1")

    def save(self) -> bytes:
        return b"fixed"

    def load(self, saved: bytes) -> None:
        assert saved == b"fixed"


@dataclass
class FixedWithBackcasts(Fixed):
    made: tuple[QuantileForecast, ...] = ()

    def backcasts(self) -> tuple[QuantileForecast, ...]:
        return self.made


def history(values: Float64) -> History:
    series = tuple(Series(id=f"stream:{n}", kind=SeriesKind.COUNT, place_id=f"{n}") for n in range(values.shape[1]))
    return History(Panel(series, START, 60, values), Calendar())


def noise(days: int, count: int = 8, *, seed: int = 1, spread: float = 20.0) -> Float64:
    return 200.0 + spread * np.random.default_rng(seed).standard_normal((days * 24, count))


def run(made: Forecaster, past: History, first_day: int, days: int) -> tuple[Float64, Float64]:
    """Issue twice a day, and return forecasts (origins, series, leads, quantiles) and truth."""
    foreseen, truth = [], []
    for half_day in range(2 * first_day, 2 * (first_day + days)):
        origin = START + half_day * 720
        known = past.known_at(origin)
        made.update(known)
        foreseen.append(made.forecast(known, LEADS).values)
        truth.append(past.panel.values[half_day * 12 : half_day * 12 + len(LEADS)].T)
    return np.stack(foreseen), np.stack(truth)


def coverage(foreseen: Float64, truth: Float64, share: float) -> float:
    ends = [QUANTILES.index(round(end, 3)) for end in ((1 - share) / 2, (1 + share) / 2)]
    return float(((truth >= foreseen[..., ends[0]]) & (truth <= foreseen[..., ends[1]])).mean())


def drifting(days: int) -> Float64:
    """Return values whose spread breathes between 10 and 40 and whose mean walks away from 200 and back."""
    day = np.arange(days * 24)[:, None] / 24
    spread = 20.0 * np.exp(0.7 * np.sin(2 * np.pi * day / 90))
    return 200.0 + 30.0 * np.sin(2 * np.pi * day / 130) + (noise(days) - 200.0) / 20.0 * spread


def test_errors_that_drift_are_covered_in_the_long_run() -> None:
    past = history(drifting(330))
    made = ConformalForecaster(Fixed(), TWO_DAYS)
    made.fit(past.known_at(START + 60 * 1440))
    foreseen, truth = run(made, past, 60, 260)
    buckets = bucket_of(LEADS, 60)
    for bucket in np.unique(buckets):
        part = foreseen[:, :, buckets == bucket], truth[:, :, buckets == bucket]
        assert coverage(*part, 0.8) == pytest.approx(0.8, abs=0.02)
        assert coverage(*part, 0.95) == pytest.approx(0.95, abs=0.02)


def test_each_quantile_has_its_share_below_it_in_the_long_run() -> None:
    skewed = 200.0 + 20.0 * (np.random.default_rng(3).exponential(size=(200 * 24, 6)) - 0.3)
    past = history(skewed)
    made = ConformalForecaster(Fixed(), TWO_DAYS)
    made.fit(past.known_at(START + 60 * 1440))
    foreseen, truth = run(made, past, 60, 130)
    below = (truth[..., None] <= foreseen).mean(axis=(0, 1, 2))
    assert below == pytest.approx(np.array(QUANTILES), abs=0.02)


def test_it_is_calibrated_at_once_after_a_fit() -> None:
    past = history(noise(90))
    made = ConformalForecaster(Fixed(spread=4.0), TWO_DAYS)
    known = past.known_at(START + 80 * 1440)
    made.fit(known)
    truth = past.panel.values[80 * 24 : 80 * 24 + 48].T
    assert coverage(made.forecast(known, LEADS).values, truth, 0.8) == pytest.approx(0.8, abs=0.05)


def test_bands_widen_within_days_when_errors_grow() -> None:
    values = noise(100)
    values[80 * 24 :] = 200.0 + 3.0 * (values[80 * 24 :] - 200.0)
    past = history(values)
    made = ConformalForecaster(Fixed(spread=20.0), TWO_DAYS)
    made.fit(past.known_at(START + 79 * 1440))
    foreseen, truth = run(made, past, 79, 18)
    width = (foreseen[..., 9] - foreseen[..., 1])[:, :, :24].mean(axis=(1, 2))
    assert width[2 * 5] > 1.8 * width[0]
    assert coverage(foreseen[8:, :, :24], truth[8:, :, :24], 0.8) > 0.7


def test_the_usual_size_of_errors_by_hour_is_learned() -> None:
    values = noise(100)
    night = np.arange(len(values)) % 24 < 6
    values[night] = 200.0 + 0.2 * (values[night] - 200.0)
    past = history(values)
    made = ConformalForecaster(Fixed(), TWO_DAYS)
    made.fit(past.known_at(START + 80 * 1440))
    foreseen, truth = run(made, past, 80, 16)
    width = (foreseen[::2, :, :24, 9] - foreseen[::2, :, :24, 1]).mean(axis=(0, 1))
    assert width[:6].mean() < 0.35 * width[6:].mean()
    assert coverage(foreseen[::2, :, :6], truth[::2, :, :6], 0.8) == pytest.approx(0.8, abs=0.07)


def test_what_comes_after_the_origin_changes_nothing() -> None:
    past = history(noise(75))
    other = past.panel.values.copy()
    other[70 * 24 :] = 5000.0
    made = []
    for values in (past.panel.values, other):
        forecaster = ConformalForecaster(Fixed(), TWO_DAYS)
        changed = history(values)
        forecaster.fit(changed.known_at(START + 68 * 1440))
        run(forecaster, changed, 68, 2)
        made.append(forecaster.forecast(changed.known_at(START + 70 * 1440), LEADS).values)
    assert np.array_equal(made[0], made[1])


def test_back_casts_do_not_know_their_targets() -> None:
    base = Fixed()
    ConformalForecaster(base, TWO_DAYS).fit(history(noise(100)).known_at(START + 100 * 1440))
    held_out, everything = base.fitted_until
    assert held_out < START + 80 * 1440
    assert everything == START + 100 * 1440


def test_a_forecaster_that_back_casts_itself_is_fitted_once() -> None:
    past = history(noise(90, spread=40.0))
    forecasts = tuple(Fixed().forecast(past.known_at(START + day * 1440), LEADS) for day in range(60, 89))
    base = FixedWithBackcasts(made=forecasts)
    made = ConformalForecaster(base, TWO_DAYS)
    known = past.known_at(START + 90 * 1440)
    made.fit(known)
    assert base.fitted_until == [START + 90 * 1440]
    lower, upper = made.forecast(known, LEADS).band(0.8)
    assert (upper - lower).mean() == pytest.approx(2 * 1.28 * 40.0, rel=0.15)


def test_the_raw_forecast_of_one_origin_is_made_once() -> None:
    past = history(noise(70))
    base = Fixed()
    made = ConformalForecaster(base, TWO_DAYS)
    known = past.known_at(START + 70 * 1440)
    made.fit(known)
    asked = base.asked
    made.update(known)
    made.forecast(known, LEADS)
    assert base.asked == asked + 1


def test_without_a_fit_nothing_is_changed() -> None:
    known = history(noise(10)).known_at(START + 10 * 1440)
    made = ConformalForecaster(Fixed()).forecast(known, LEADS)
    assert np.array_equal(made.values, Fixed().forecast(known, LEADS).values)
    assert made.method == "fixed-conformal/101"


def test_where_the_forecaster_says_nothing_nothing_is_said() -> None:
    values = noise(70, 3)
    values[69 * 24 :, 1] = np.nan
    made = ConformalForecaster(Fixed(), TWO_DAYS)
    known = history(values).known_at(START + 70 * 1440)
    made.fit(known)
    forecast = made.forecast(known, LEADS)
    assert forecast.status.tolist() == [Status.OWN, Status.NONE, Status.OWN]
    assert np.isnan(forecast.values[1]).all()
    assert np.isfinite(forecast.values[[0, 2]]).all()


def test_leads_beyond_those_followed_are_corrected_as_the_last_of_them() -> None:
    made = ConformalForecaster(Fixed(spread=4.0), TWO_DAYS)
    known = history(noise(80)).known_at(START + 80 * 1440)
    made.fit(known)
    lower, upper = made.forecast(known, np.array([48, 48 + 24 * 20])).band(0.8)
    assert (upper - lower)[:, 1] == pytest.approx((upper - lower)[:, 0])


def test_another_set_of_series_gets_the_raw_forecast() -> None:
    past = history(noise(70, 4))
    made = ConformalForecaster(Fixed(), TWO_DAYS)
    made.fit(past.known_at(START + 60 * 1440))
    known = past.known_at(START + 61 * 1440)
    fewer = replace(known, panel=known.panel.take([0, 2]))
    made.update(fewer)
    assert np.array_equal(made.forecast(fewer, LEADS).values, Fixed().forecast(fewer, LEADS).values)


def test_what_is_kept_goes_on_as_if_it_had_not_been_kept() -> None:
    past = history(noise(80))
    made = ConformalForecaster(Climatology(), TWO_DAYS)
    made.fit(past.known_at(START + 70 * 1440), seed=7)
    run(made, past, 70, 2)
    again = ConformalForecaster(Climatology(), TWO_DAYS)
    again.load(made.save())
    assert again.save() == made.save()
    assert all(np.array_equal(a, b) for a, b in zip(run(made, past, 72, 3), run(again, past, 72, 3), strict=True))


def test_what_another_method_kept_is_refused() -> None:
    known = history(noise(40)).known_at(START + 40 * 1440)
    made = ConformalForecaster(Fixed(), TWO_DAYS)
    made.fit(known)
    with pytest.raises(ForecastError, match="learned by"):
        ConformalForecaster(Climatology()).load(made.save())
    with pytest.raises(ForecastError, match="damaged"):
        ConformalForecaster(Fixed()).load(made.save()[:-30])


@pytest.mark.parametrize("step_min", [1, 5, 15, 60])
def test_every_step_is_calibrated_with_bounded_memory(step_min: int) -> None:
    panel = synthetic.street(30 if step_min > 1 else 20, step_min=step_min, count=2)
    made = ConformalForecaster(Climatology(), ConformalSettings(horizon_h=24, backcasts=4, short_backcasts=4))
    known = synthetic.known(panel)
    made.fit(known)
    made.update(known)
    leads = np.arange(1, 24 * 60 // step_min + 1)
    assert np.isfinite(made.forecast(known, leads).values).all()
    assert max(len(one.leads) for one in made._followed) <= 336


@pytest.mark.parametrize("days", [0, 3, 20])
def test_with_few_days_it_says_what_the_forecaster_says(days: int) -> None:
    known = synthetic.known(synthetic.street(20).until(START + days * 1440))
    made = ConformalForecaster(Climatology())
    made.fit(known)
    foreseen, raw = made.forecast(known, LEADS), Climatology().forecast(known, LEADS)
    assert foreseen.status.tolist() == raw.status.tolist()
    assert np.isnan(foreseen.values).tolist() == np.isnan(raw.values).tolist()


rising = npst.arrays(np.float64, 11, elements=st.floats(0, 5000)).map(np.sort)


@given(raw=rising, scores=npst.arrays(np.float64, 11, elements=st.floats(-50, 50)).map(np.sort))
def test_rising_scores_give_rising_quantiles(raw: Float64, scores: Float64) -> None:
    assert (np.diff(ScoreMap.of(raw, QUANTILES).to_values(scores)) >= -1e-9).all()


@given(raw=rising, value=st.floats(0, 6000))
def test_a_score_leads_back_to_its_value(raw: Float64, value: float) -> None:
    mapped = ScoreMap.of(raw, QUANTILES)
    score = mapped.to_scores(np.array(value))
    assert mapped.to_values(score[None])[0] == pytest.approx(value, rel=1e-6, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    values=npst.arrays(np.float64, (30 * 24, 1), elements=st.floats(0, 1e5), fill=st.just(np.nan)),
)
def test_whatever_was_counted_quantiles_do_not_cross_and_are_not_below_zero(values: Float64) -> None:
    made = ConformalForecaster(Climatology(), replace(TWO_DAYS, backcasts=4, short_backcasts=4))
    known = history(values).known_at(START + 30 * 1440)
    made.fit(known)
    foreseen = made.forecast(known, LEADS).values
    there = foreseen[np.isfinite(foreseen).all(axis=2)]
    assert (np.diff(there, axis=1) >= 0).all()
    assert (there >= 0).all()
