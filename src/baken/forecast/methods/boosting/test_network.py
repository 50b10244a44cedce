# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import zlib

import msgspec
import numpy as np
import pytest

from baken.forecast.methods.boosting.days import NAMES as DAY_NAMES
from baken.forecast.methods.boosting.features import Shown
from baken.forecast.methods.boosting.lags import CALENDAR
from baken.forecast.methods.boosting.learned import from_bytes
from baken.forecast.methods.boosting.network import Network, _fresh, _gradient, learn_network
from baken.forecast.methods.boosting.network_columns import network_columns
from baken.forecast.methods.boosting.settings import BoostingSettings
from baken.forecast.model import ForecastError

SMALL = BoostingSettings(network_layers=(16, 8), network_passes=8, network_rate=0.01)


def some(count: int = 6000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return columns and a smooth function of two of them."""
    columns = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    return columns, np.sin(columns[:, 0]) * 0.3 + 0.2 * np.maximum(columns[:, 1], 0.0)


def away(network: Network, columns: np.ndarray, outcome: np.ndarray) -> float:
    return float(np.abs(network.predict(columns) - outcome).mean())


def test_it_learns_what_depends_on_what_it_is_shown() -> None:
    columns, outcome = some()
    network = learn_network(columns, outcome, 0.1, SMALL, 3)
    fresh = some(1000, seed=1)
    assert away(network, *fresh) < 0.35 * float(np.abs(fresh[1] - np.median(fresh[1])).mean())


def test_the_same_seed_learns_the_same_and_another_does_not() -> None:
    columns, outcome = some(2000)
    one, same, other = (learn_network(columns, outcome, 0.1, SMALL, seed).predict(columns) for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_what_is_not_known_is_taken_for_usual_and_what_never_was_known_is_ignored() -> None:
    columns, outcome = some()
    columns[::3, 2] = np.nan
    columns[:, 3] = np.nan
    network = learn_network(columns, outcome, 0.1, SMALL, 3)
    usual = columns.copy()
    usual[:, 2:] = np.where(np.isfinite(columns[:, 2:]), columns[:, 2:], network.centre[2:])
    assert np.allclose(network.predict(columns), network.predict(usual), atol=1e-5)
    assert np.isfinite(network.predict(np.full((2, 4), np.nan, dtype=np.float32))).all()


def test_some_wild_outcomes_do_not_move_it_far() -> None:
    columns, outcome = some()
    wild = outcome.copy()
    wild[::50] += 30.0
    found = learn_network(columns, wild, 0.1, SMALL, 3)
    assert away(found, columns, outcome) < 0.06


def test_the_gradient_is_that_of_the_loss() -> None:
    generator = np.random.default_rng(5)
    columns, wanted = (x.astype(np.float32) for x in (generator.normal(size=(40, 3)), generator.normal(size=40)))
    layers = _fresh((3, 5, 4, 1), generator)
    slopes = _gradient(layers, columns, wanted, 0.5)

    def loss() -> float:
        inner = columns.astype(np.float64)
        for weights, offsets in layers[:-1]:
            inner = np.maximum(inner @ weights.astype(np.float64) + offsets, 0.0)
        miss = np.abs((inner @ layers[-1][0].astype(np.float64) + layers[-1][1])[:, 0] - wanted)
        return float(np.where(miss < 0.5, 0.5 * miss**2, 0.5 * (miss - 0.25)).mean()) / 0.5

    for part, slope in zip((part for layer in layers for part in layer), slopes, strict=True):
        kept, step = part.flat[0], np.float32(1e-3)
        part.flat[0] = kept + step
        above = loss()
        part.flat[0] = kept - step
        below = loss()
        part.flat[0] = kept
        assert slope.flat[0] == pytest.approx((above - below) / 2e-3, abs=2e-3)


def test_many_rows_are_foreseen_as_few_are() -> None:
    columns, outcome = some(2000)
    network = learn_network(columns, outcome, 0.1, SMALL, 3)
    many = np.tile(columns, (40, 1))
    assert network.predict(many)[-2000:] == pytest.approx(network.predict(columns), abs=1e-5)


def calendar(**values: float) -> np.ndarray:
    row = dict.fromkeys(CALENDAR, 1.0) | values
    return np.array([[0.25, 400.0, *row.values()]], dtype=np.float32)


def of(lags: np.ndarray, **columns: float) -> np.ndarray:
    named = {"came_1h": 4.0, **dict.fromkeys(DAY_NAMES, 0.0), **columns}
    one = np.ones(1)
    shown = Shown(tuple(named), np.array([list(named.values())], dtype=np.float32), one, one, lags)
    return np.asarray(network_columns(shown)[0])


def test_it_is_shown_roots_waves_and_flags() -> None:
    found = of(calendar(hour=6.0, weekday=2.0, lead_h=1.0))
    assert found[:2] == pytest.approx([0.5, 20.0**0.5])  # what is beyond twenty levels says no more than twenty
    assert found[2:10] == pytest.approx([1.0, 0.0, -1.0, 0.0, 0.0, -1.0, 0.0, 1.0], abs=1e-6)  # 6 h is a quarter
    assert found[10:17].tolist() == [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert 2.0 in found.tolist()  # the root of what came in the last hour


def test_midnight_follows_the_hour_before_it_and_new_year_the_old_year() -> None:
    late, early, noon = (of(calendar(hour=hour)) for hour in (23.75, 0.0, 12.0))
    assert np.abs(late - early).max() < 0.3 < np.abs(noon - early).max()
    last, first = (of(calendar(day_of_year=day)) for day in (365.0, 0.0))
    assert np.abs(last - first).max() < 0.05


def test_the_days_beside_a_holiday_are_told_apart_and_those_further_are_not() -> None:
    found = [of(calendar(), until_holiday=days) for days in (1.0, 2.0, 9.0, 14.0)]
    assert not np.array_equal(found[0], found[1])
    assert np.array_equal(found[2], found[3])


def test_what_is_not_known_is_shown_as_not_known() -> None:
    assert np.isnan(of(calendar(school=np.nan))).sum() == 1


@pytest.mark.parametrize("likes", [[], [[1.0, 2.0]], [[1.0], [2.0, 3.0]]])
def test_what_was_kept_in_other_shapes_than_it_says_is_refused_as_damaged(likes: list[list[float]]) -> None:
    kept = {"step_min": 60, "series_ids": ["a"], "likes": likes, "horizons": []}
    with pytest.raises(ForecastError, match="damaged"):
        from_bytes(zlib.compress(msgspec.msgpack.encode(kept)))
