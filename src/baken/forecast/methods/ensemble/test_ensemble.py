# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a weighted average promises: convex weights that find the better member, and going on when one fails."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from baken.forecast import synthetic
from baken.forecast.backcast import Backcasting
from baken.forecast.methods.climatology import Climatology
from baken.forecast.methods.conformal.forecaster import ConformalForecaster
from baken.forecast.methods.conformal.normal_score import normal_levels
from baken.forecast.methods.ensemble.averaging import averaged
from baken.forecast.methods.ensemble.forecaster import EnsembleForecaster
from baken.forecast.methods.ensemble.weights import Trial, learned
from baken.forecast.methods.seasonal_naive import SeasonalNaive
from baken.forecast.model import QUANTILES, Float64, ForecastError, Int64, Known, QuantileForecast, Status
from baken.forecast.protocol import ForecasterDefinition

LEADS = np.arange(1, 49)
DECILES = QUANTILES[1:-1]


@dataclass
class Member:
    """Foresees the climatology, moved and widened; may fail or fall back."""

    id: str
    factor: float = 1.0
    fails: set[str] = field(default_factory=set)
    reference_for: tuple[int, ...] = ()

    @property
    def definition(self) -> ForecasterDefinition:
        return ForecasterDefinition(id=self.id, version=1, title=self.id, source="this test")

    def fit(self, known: Known, *, seed: int = 0) -> None:
        self._may_fail("fit")

    def update(self, known: Known) -> None:
        self._may_fail("update")

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        self._may_fail("forecast")
        made = Climatology().forecast(known, lead_steps)
        status = made.status.copy()
        status[list(self.reference_for)] = Status.REFERENCE
        notes = tuple("fell back" if s in self.reference_for else "" for s in range(len(status)))
        return QuantileForecast.of(
            known, made.lead_steps, made.values * self.factor, method=self.id, status=status, notes=notes
        )

    def save(self) -> bytes:
        return self.id.encode()

    def load(self, saved: bytes) -> None:
        assert saved == self.id.encode()

    def _may_fail(self, act: str) -> None:
        if act in self.fails:
            raise ValueError(f"{self.id} cannot {act}")


def known(days: int = 50) -> Known:
    return synthetic.known(synthetic.street(days))


def ensemble(*members: Member) -> EnsembleForecaster:
    return EnsembleForecaster(members, horizon_h=48)


def trial(spreads: list[float], biases: list[float], *, series: int = 3, targets: int = 400) -> Trial:
    """Return members that foresee normal distributions of a standard normal truth, wrong in known ways."""
    truth = np.random.default_rng(5).standard_normal((series, targets)) + 50.0
    signal = truth + np.random.default_rng(6).standard_normal(truth.shape)
    quantiles = np.stack(
        [
            (signal + bias)[..., None] + spread * normal_levels(DECILES)
            for spread, bias in zip(spreads, biases, strict=True)
        ]
    )
    return Trial(quantiles, truth)


weights_of_three = npst.arrays(np.float64, (3, 2, 4), elements=st.floats(0, 1))


@given(
    quantiles=npst.arrays(np.float64, (3, 2, 4, 5), elements=st.floats(0, 1e4)).map(lambda q: np.sort(q, axis=3)),
    weights=weights_of_three,
    silent=npst.arrays(np.bool_, (3, 2, 4)),
)
def test_an_average_lies_among_its_members_and_does_not_cross(
    quantiles: Float64, weights: Float64, silent: Float64
) -> None:
    quantiles[silent] = np.nan
    mean = averaged(quantiles, weights)
    nobody = np.isnan(quantiles).all(axis=(0, 3))
    assert (np.isnan(mean).all(axis=2) == nobody).all()
    there = ~nobody
    lowest, highest = np.nanmin(quantiles[:, there], axis=0), np.nanmax(quantiles[:, there], axis=0)
    assert (mean[there] >= lowest - 1e-6).all()
    assert (mean[there] <= highest + 1e-6).all()
    assert (np.diff(mean[there], axis=1) >= -1e-6).all()


@settings(max_examples=20, deadline=None)
@given(
    spreads=st.lists(st.floats(0.1, 5), min_size=1, max_size=4),
    biases=st.lists(st.floats(-3, 3), min_size=4, max_size=4),
)
def test_weights_are_shares(spreads: list[float], biases: list[float]) -> None:
    found = learned(trial(spreads, biases[: len(spreads)], targets=40), DECILES, 20.0)
    assert found.shape == (len(spreads), 3)
    assert (found >= 0).all()
    assert found.sum(axis=0) == pytest.approx(np.ones(3))


def test_the_member_that_is_right_gets_nearly_all_weight() -> None:
    found = learned(trial([1.0, 1.0], [0.0, 6.0]), DECILES, 56.0)
    assert (found[0] > 0.9).all()


def test_two_that_err_to_opposite_sides_share() -> None:
    found = learned(trial([1.0, 1.0], [3.0, -3.0]), DECILES, 56.0)
    assert found == pytest.approx(np.full((2, 3), 0.5), abs=0.05)


def test_weights_come_near_the_best_of_a_grid() -> None:
    made = trial([0.5, 1.5], [-0.6, 1.4], series=1)
    levels = np.array(DECILES)

    def loss(weight: float) -> float:
        error = made.observed[..., None] - (weight * made.quantiles[0] + (1 - weight) * made.quantiles[1])
        return float(np.maximum(levels * error, (levels - 1) * error).sum())

    best = min(loss(weight) for weight in np.linspace(0, 1, 101))
    found = learned(made, DECILES, 1e9)
    assert loss(float(found[0, 0])) == pytest.approx(best, rel=0.003)


def test_a_series_leaves_the_others_the_more_the_more_days_speak_for_it() -> None:
    made = trial([1.0, 1.0], [0.0, 1.5], series=6)
    quantiles = made.quantiles.copy()
    quantiles[:, 0] = quantiles[::-1, 0]  # of one series the other member is right
    few, many = (learned(Trial(quantiles, made.observed), DECILES, days) for days in (3.0, 300.0))
    assert few[1, 0] < many[1, 0]
    assert many[1, 0] > 0.6
    assert many[0, 1] > 0.8


def test_targets_that_a_member_did_not_foresee_are_not_compared() -> None:
    made = trial([1.0, 1.0], [0.0, 6.0])
    quantiles = made.quantiles.copy()
    quantiles[0, :, ::2] = np.nan
    quantiles[1, :, ::2] = 50.0
    assert (learned(Trial(quantiles, made.observed), DECILES, 56.0)[0] > 0.9).all()
    quantiles[0] = np.nan
    assert learned(Trial(quantiles, made.observed), DECILES, 56.0) == pytest.approx(np.full((2, 3), 0.5))


def test_the_better_forecaster_is_found_on_rolling_origins() -> None:
    made = ensemble(Member("right"), Member("wrong", 1.7))
    made.fit(known())
    assert (made.weights["right"] > 0.75).all()
    assert (made.weights["right"] + made.weights["wrong"]) == pytest.approx(np.ones((3, 5)))


@pytest.mark.parametrize("when", ["fit", "forecast"])
def test_it_goes_on_without_a_member_that_fails_and_says_so(when: str) -> None:
    of = known()
    alone = ensemble(Member("right"))
    alone.fit(of)
    broken = Member("broken", fails={"fit"} if when == "fit" else set())
    made = ensemble(Member("right"), broken)
    made.fit(of)
    broken.fails.add(when)
    forecast = made.forecast(of, LEADS)
    assert forecast.values == pytest.approx(alone.forecast(of, LEADS).values)
    assert all(note.startswith("Without broken, which said: <ValueError: broken cannot") for note in forecast.notes)
    assert (forecast.status == Status.OWN).all()


def test_a_member_that_cannot_update_is_still_asked() -> None:
    slow = Member("slow")
    made = ensemble(Member("right"), slow)
    made.fit(known(40))
    slow.fails.add("update")
    made.update(known(40))
    assert made.forecast(known(40), LEADS).notes == ("", "", "")


@dataclass
class Young(Member):
    """Can tell only of the last day, as one that has too little to learn from until then."""

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        if len(known.panel) < 40 * 24:
            raise ForecastError("too few days")
        return super().forecast(known, lead_steps)


def test_one_that_has_no_past_has_a_say_only_where_nobody_else_has() -> None:
    old = Member("old")
    made = ensemble(old, Young("young", 2.0))
    made.fit(known(40))
    assert (made.weights["young"] == 0.0).all()
    plain = Climatology().forecast(known(40), LEADS).values
    assert made.forecast(known(40), LEADS).values == pytest.approx(plain)
    old.fails.add("forecast")
    assert made.forecast(known(40), LEADS).values == pytest.approx(2.0 * plain)


def test_when_all_fail_it_says_so() -> None:
    made = ensemble(Member("one", fails={"fit"}), Member("two", fails={"fit"}))
    with pytest.raises(ForecastError, match="two cannot fit"):
        made.fit(known())
    made = ensemble(Member("one", fails={"forecast"}))
    with pytest.raises(ForecastError, match="No member"):
        made.forecast(known(), LEADS)


def test_who_fell_back_has_no_say_beside_who_did_not() -> None:
    made = ensemble(Member("right"), Member("shy", 1.5, reference_for=(1,)))
    forecast = made.forecast(known(), LEADS)
    plain = Climatology().forecast(known(), LEADS).values
    assert forecast.values[1] == pytest.approx(plain[1])
    assert forecast.values[0] == pytest.approx(1.25 * plain[0])
    assert forecast.notes == ("", "Of shy: fell back", "")
    both = ensemble(Member("shy", reference_for=(1,)), Member("shyer", reference_for=(1,)))
    assert both.forecast(known(), LEADS).status.tolist() == [Status.OWN, Status.REFERENCE, Status.OWN]


def test_kept_and_loaded_it_says_the_same() -> None:
    of = known()
    made = EnsembleForecaster((Climatology(), SeasonalNaive()), horizon_h=48)
    made.fit(of)
    again = EnsembleForecaster((Climatology(), SeasonalNaive()), horizon_h=48)
    again.load(made.save())
    assert np.array_equal(again.forecast(of, LEADS).values, made.forecast(of, LEADS).values)
    assert again.save() == made.save()
    with pytest.raises(ForecastError, match="learned by"):
        EnsembleForecaster((Climatology(),), id="other").load(made.save())


def test_members_must_differ() -> None:
    with pytest.raises(ForecastError, match="differ"):
        EnsembleForecaster((Climatology(), Climatology()))
    with pytest.raises(ForecastError, match="differ"):
        EnsembleForecaster(())


def test_it_hands_its_back_casts_to_the_calibration() -> None:
    of = known(90)
    made = EnsembleForecaster((Climatology(), SeasonalNaive()), horizon_h=48)
    assert isinstance(made, Backcasting)
    calibrated = ConformalForecaster(made)
    calibrated.fit(of)
    assert len(made.backcasts()) > 20
    assert all(one.origin_min < of.origin_min for one in made.backcasts())
    assert np.isfinite(calibrated.forecast(of, LEADS).values).all()


def test_without_enough_days_members_are_equal() -> None:
    made = EnsembleForecaster((Climatology(), SeasonalNaive()), horizon_h=48)
    made.fit(known(5))
    assert made.weights["climatology"] == pytest.approx(np.full((3, 5), 0.5))
