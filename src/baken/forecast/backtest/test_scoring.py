# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import numpy as np
import pytest

from baken.evaluation.verification.point_errors import seasonal_scale
from baken.forecast.backtest.rows import Delivered
from baken.forecast.backtest.scoring import (
    bucket_masks,
    enough_known,
    flags_at,
    tally_of,
    truth_at,
    unusual_hours,
    weekly_scale,
)
from baken.forecast.model import QUANTILES, ForecastError, Panel, Series, SeriesKind

HOURS = 24 * 7 * 60


def panel(series: int = 2, *, step_min: int = 60) -> Panel:
    values = np.random.default_rng(4).gamma(2.0, 50.0, (HOURS, series))
    made = tuple(Series(id=f"stream:{k}", kind=SeriesKind.COUNT, place_id=f"{k}") for k in range(series))
    return Panel(made, 0, step_min, values)


def test_lead_one_is_the_step_that_begins_at_the_origin() -> None:
    p = panel()
    truth = truth_at(p, np.array([600]), np.array([1, 3]))
    assert truth[0].tolist() == [[p.values[10, s], p.values[12, s]] for s in range(2)]


def test_what_lies_beyond_the_panel_is_not_known_and_not_unusual() -> None:
    p = panel()
    leads = np.array([1, 2])
    assert np.isnan(truth_at(p, np.array([p.end_min - 60]), leads)[0, 0]).tolist() == [False, True]
    flags = np.ones(p.values.shape, dtype=np.bool_)
    assert flags_at(p, flags, np.array([p.end_min - 60]), leads)[0, 0].tolist() == [True, False]


def test_a_series_is_asked_for_with_enough_ever_and_lately() -> None:
    p = panel()
    p.values[:100, 0] = np.nan  # comes later
    p.values[150:, 1] = np.nan  # stops
    origins = np.array([120, 160, 220]) * 60
    asked = enough_known(p, origins, ever=50, lately=20, lately_steps=48)
    assert asked.T.tolist() == [[False, True, True], [True, True, False]]


def test_the_most_unusual_hours_are_those_furthest_from_their_hour_of_the_week() -> None:
    p = panel(1)
    p.values[:] = 100.0 + (np.arange(HOURS) % 168)[:, None]
    p.values[500], p.values[900] = 400.0, 0.0
    p.values[700] = 10_000.0  # outside of the time that is looked at
    p.values[800] = np.nan
    flags = unusual_hours(p, 0, 690 * 60, 0.5 / 690) | unusual_hours(p, 720 * 60, p.end_min, 0.5 / 9360)
    assert np.flatnonzero(flags).tolist() == [500, 900]


def test_the_scale_is_that_of_the_weeks_before_the_origin() -> None:
    p = panel()
    p.values[300, 0] = np.nan
    found = weekly_scale(p, np.array([20 * 168 * 60]), weeks=10)
    # a change belongs to the later of its two values, so the earliest is a week older than the weeks asked for
    expected = seasonal_scale(p.values[9 * 168 : 20 * 168], 168)
    assert found[0] == pytest.approx(expected)


def test_delivered_forecasts_are_scored_by_the_names_of_their_series() -> None:
    p = panel()
    origins, leads = np.array([1200, 2400]) * 60, np.array([1, 2, 24])
    right = np.repeat(truth_at(p, origins, leads)[..., None], 11, axis=3)
    swapped = Delivered(
        ("stream:1", "stream:0"), origins, 60, leads, right[:, ::-1].astype(np.float32), np.zeros((2, 2), np.uint8)
    )
    tally = tally_of(p, swapped, asked=np.ones((2, 2), dtype=np.bool_))
    assert tally.scores().mae == pytest.approx([0.0, 0.0], abs=1e-4)
    assert tally.number.sum() == 12
    one = Delivered(("stream:1",), origins, 60, leads, right[:, 1:].astype(np.float32), np.zeros((2, 1), np.uint8))
    assert tally_of(p, one, asked=np.ones((2, 2), dtype=np.bool_)).lacking.sum(axis=1).tolist() == [6.0, 0.0]


def test_only_what_is_asked_for_is_scored() -> None:
    p = panel()
    origins, leads = np.array([1200]) * 60, np.array([1, 2, 24])
    some = Delivered(("stream:0", "stream:1"), origins, 60, leads, np.ones((1, 2, 3, 11), np.float32), _own(1, 2))
    flags = np.zeros(p.values.shape, dtype=np.bool_)
    flags[1201] = True
    tally = tally_of(p, some, asked=np.array([[True, False]]), only=flags)
    assert tally.number.tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


def test_forecasts_in_other_steps_are_refused() -> None:
    some = Delivered(("stream:0",), np.array([0]), 15, np.array([1]), np.ones((1, 1, 1, 11), np.float32), _own(1, 1))
    with pytest.raises(ForecastError, match="15 min"):
        tally_of(panel(1), some, asked=np.ones((1, 1), dtype=np.bool_))
    assert some.quantiles == QUANTILES


def test_buckets_end_with_all() -> None:
    masks = bucket_masks(np.arange(1, 169), 60)
    assert {name: int(mask.sum()) for name, mask in masks.items()} == {
        "1 h": 1,
        "2-6 h": 5,
        "7-24 h": 18,
        "25-168 h": 144,
        "all": 168,
    }


def _own(origins: int, series: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.zeros((origins, series), dtype=np.uint8)
