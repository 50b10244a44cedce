# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.bench.forecast.anchors.intervals import conformal, quantiles_of_known
from baken.bench.forecast.anchors.recursive import RecursiveAnchor, holiday, holiday_after, holiday_before
from baken.bench.forecast.anchors.seasonal import SeasonalAnchor
from baken.bench.forecast.taking_part import ANCHORS, CHAMPION, OURS, contender
from baken.bench.registry import BenchError
from baken.forecast.backtest.contender import Past
from baken.forecast.calendar import Calendar
from baken.forecast.filled import filled
from baken.forecast.model import MEDIAN, QUANTILES, History, Panel, QuantileForecast, Series, SeriesKind
from baken.forecast.registry import FORECASTERS

if TYPE_CHECKING:
    from pathlib import Path

WEEKS = 45
LEADS = np.arange(1, 169)
END = WEEKS * 168 * 60


def history(*, noise: float = 0.0, missing: slice | None = None) -> History:
    """Return two streets with a week that repeats itself, the second twice as busy."""
    hours = np.arange(WEEKS * 168)
    week = 50.0 + 40.0 * np.sin(hours % 168 / 24 * 2 * np.pi) + hours % 168 / 10
    values = week[:, None] * np.array([1.0, 2.0])
    values += noise * np.random.default_rng(8).standard_normal(values.shape)
    if missing is not None:
        values[missing] = np.nan
    series = tuple(Series(id=f"stream:{k}", kind=SeriesKind.COUNT, place_id=f"{k}") for k in range(2))
    return History(Panel(series, 0, 60, np.maximum(values, 0.0)), Calendar("NZ", "AUK"))


@pytest.fixture
def _quick_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn fewer trees, on one thread: what is tested does not depend on them."""
    pytest.importorskip("mlforecast", reason="the dependency group bench is not installed")
    monkeypatch.setattr("baken.bench.forecast.anchors.recursive._ROUNDS", 60)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def issued(anchor: SeasonalAnchor | RecursiveAnchor, past: History, origins: tuple[int, ...]) -> list[QuantileForecast]:
    fitted = anchor.fit(past.known_at(origins[0]), seed=0)
    return list(anchor.issue(fitted, Past(past, END), origins, frozenset(origins), LEADS))


@pytest.mark.parametrize("name", ["snaive168", "how_mean4"])
def test_a_week_that_repeats_itself_is_foreseen_exactly(name: str) -> None:
    past = history()
    origin = END - 168 * 60
    said = issued(SeasonalAnchor(name, 4 if name == "how_mean4" else 1), past, (origin,))[0]
    came = past.panel.values[-168:].T
    assert said.values == pytest.approx(np.repeat(came[:, :, None], 11, axis=2))


def test_the_seasonal_naive_forecast_is_the_last_known_value_of_its_hour() -> None:
    past = history(noise=10.0, missing=slice(-2 * 168 + 30, -2 * 168 + 40))
    origin = END - 168 * 60
    point = issued(SeasonalAnchor("snaive168", 1), past, (origin,))[0].values
    values = past.panel.values
    # the median of half a year of errors lies near zero, so that of the forecast lies near the value that it repeats
    assert point[0, 20, MEDIAN] == pytest.approx(values[-2 * 168 + 20, 0], abs=12)
    assert point[0, 35, MEDIAN] == pytest.approx(values[-3 * 168 + 35, 0], abs=12)


def test_bands_of_a_seasonal_forecast_hold_the_truth_about_as_often_as_they_say() -> None:
    past = history(noise=10.0)
    origins = tuple(range(END - 9 * 168 * 60, END - 168 * 60, 168 * 60))
    inside = []
    for said in issued(SeasonalAnchor("how_mean4", 4), past, origins):
        first = said.origin_min // 60
        came = past.panel.values[first : first + 168].T
        lower, upper = said.band(0.8)
        inside.append(((came >= lower) & (came <= upper)).mean())
    assert np.mean(inside) == pytest.approx(0.78, abs=0.04)


def test_gaps_are_filled_from_the_past_only() -> None:
    values = history(noise=5.0).panel.values.copy()
    values[1000:1400, 0] = np.nan
    whole = filled(values)
    assert not np.isnan(whole).any()
    for end in (1001, 1200, 1401):
        assert np.array_equal(filled(values[:end]), whole[:end])
    assert filled(np.full((200, 1), np.nan)).sum() == 0


def test_quantiles_of_what_is_known_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).gamma(2.0, 9.0, (20, 6, 4))
    values[np.random.default_rng(2).random(values.shape) < 0.3] = np.nan
    assert quantiles_of_known(values, QUANTILES) == pytest.approx(np.nanquantile(values, QUANTILES, axis=0))
    assert np.isnan(quantiles_of_known(np.full((3, 1), np.nan), (0.5,))).all()


def test_conformal_quantiles_lie_evenly_around_the_point_or_on_it() -> None:
    said = conformal(np.array([100.0, 50.0]), np.array([[5.0, np.nan], [-20.0, np.nan]]), QUANTILES)
    assert said[0] + said[0][::-1] == pytest.approx(np.full(11, 200.0))
    assert said[1].tolist() == [50.0] * 11


def test_holidays_are_those_of_auckland() -> None:
    new_year = np.array(["2025-01-01T05:00", "2025-01-05T05:00"], dtype="datetime64[h]")
    assert holiday(new_year).tolist() == [1.0, 0.0]
    assert holiday_before(new_year + 48).tolist() == [1.0, 0.0]  # the second of January is one too
    assert holiday_after(new_year - 24).tolist() == [1.0, 0.0]


@pytest.mark.usefixtures("_quick_learner")
def test_many_origins_at_once_are_foreseen_as_one_at_a_time_and_as_kept(tmp_path: Path) -> None:
    past = history(noise=5.0, missing=slice(5000, 5100))
    origins = tuple(END - hours * 60 for hours in (400, 300, 168))
    anchor = RecursiveAnchor("lightgbm", tmp_path / "points")
    fitted = anchor.fit(past.known_at(origins[0] - 24 * 60), seed=0)

    def said(wanted: tuple[int, ...], folder: str) -> dict[int, QuantileForecast]:
        one = RecursiveAnchor("lightgbm", tmp_path / folder)
        return {f.origin_min: f for f in one.issue(fitted, Past(past, END), origins, frozenset(wanted), LEADS)}

    together, again, alone = said(origins, "points"), said(origins, "points"), said(origins[1:2], "other")
    assert list(together) == list(origins)
    for origin in origins:
        assert np.array_equal(together[origin].values, again[origin].values)
    assert alone[origins[1]].values == pytest.approx(together[origins[1]].values)
    # a week that repeats itself is learned by anybody
    came = past.panel.values[-168:].T
    assert np.abs(together[origins[2]].median - came).mean() < 8
    assert list((tmp_path / "points").iterdir())


@pytest.mark.usefixtures("_quick_learner")
def test_an_anchor_takes_nothing_from_after_its_origin(tmp_path: Path) -> None:
    origin = END - 168 * 60
    a, b = history(noise=5.0), history(noise=5.0)
    b.panel.values[-168:] = 10_000.0
    for anchor in (SeasonalAnchor("how_mean4", 4), RecursiveAnchor("lightgbm", tmp_path)):
        left, right = issued(anchor, a, (origin,))[0], issued(anchor, b, (origin,))[0]
        assert np.array_equal(left.values, right.values)


def test_everybody_who_takes_part_is_there(tmp_path: Path) -> None:
    assert CHAMPION in FORECASTERS
    for name in (*OURS, *ANCHORS):
        one = contender(name, tmp_path)
        assert one.id == name
        assert 12 % one.refit_months == 0
        assert one.fingerprint() == contender(name, tmp_path).fingerprint()
    with pytest.raises(BenchError, match="how_mean4"):
        contender("oracle", tmp_path)
