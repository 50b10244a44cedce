# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sys
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

from baken.forecast.methods.seasonal_naive import SeasonalNaive
from baken.forecast.methods.statistical.smoothing import SeasonalSmoothing
from baken.forecast.model import ForecastError, Status
from baken.forecast.registry import forecaster
from baken.forecast.synthetic import known, street

WEEK = np.arange(1, 169)
DAYS = 84


@pytest.fixture(scope="module")
def fitted() -> SeasonalSmoothing:
    pytest.importorskip("statsforecast", reason="the extra statistics is not installed")
    one = SeasonalSmoothing()
    one.fit(known(street(DAYS, seed=8)))
    return one


def test_it_is_nearer_than_the_week_before_and_its_bands_hold(fitted: SeasonalSmoothing) -> None:
    whole = street(DAYS + 35, seed=8)
    own, naive, inside = [], [], []
    for start in range(DAYS, DAYS + 28, 3):
        row = start * 24 + 5 * (start % 5)
        now = known(replace(whole, values=whole.values[:row]))
        truth = whole.values[row : row + 168].T
        found = fitted.forecast(now, WEEK)
        lower, upper = found.band(0.8)
        inside.append(((truth >= lower) & (truth <= upper)).mean())
        own.append(np.abs(truth - found.median).mean())
        naive.append(np.abs(truth - SeasonalNaive().forecast(now, WEEK).median).mean())
    assert np.mean(own) < 0.95 * np.mean(naive)
    assert 0.72 < np.mean(inside) < 0.88


def test_three_weeks_of_gap_are_bridged(fitted: SeasonalSmoothing) -> None:
    panel = street(DAYS, seed=8)
    values = panel.values.copy()
    values[-45 * 24 : -24 * 24, 1] = np.nan
    found = fitted.forecast(known(replace(panel, values=values)), WEEK)
    assert np.isfinite(found.values).all()


def test_what_it_has_no_weeks_of_it_leaves_to_the_reference(fitted: SeasonalSmoothing) -> None:
    panel = street(DAYS, seed=8)
    values = panel.values.copy()
    values[: -16 * 24, 0] = np.nan
    found = fitted.forecast(known(replace(panel, values=values)), WEEK)
    assert found.status.tolist() == [Status.NONE, Status.OWN, Status.OWN]
    assert "weeks of values" in found.notes[0]


def test_without_the_package_the_remedy_is_told() -> None:
    with mock.patch.dict(sys.modules, {"statsforecast.models": None}), pytest.raises(ForecastError) as refused:
        forecaster("seasonal-smoothing")
    assert "baken[statistics]" in str(refused.value)
