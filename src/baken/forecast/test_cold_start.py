# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.cold_start import borrowed
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import SeriesKind, Status
from baken.forecast.registry import forecaster
from baken.forecast.synthetic import known, street

if TYPE_CHECKING:
    from baken.forecast.model import Known, Panel, QuantileForecast

WEEK = np.arange(1, 169)
DAY = np.arange(1, 25)


def with_new(panel: Panel, column: int, days: int) -> Known:
    """Return what is known when a series has only its last days."""
    values = panel.values.copy()
    values[: len(values) - days * panel.steps_per_day, column] = np.nan
    return known(replace(panel, values=values))


def lent(now: Known, column: int, leads: np.ndarray = WEEK) -> QuantileForecast:
    lacking = np.arange(len(now.panel.series)) == column
    return borrowed(now, Climatology().forecast(now, leads), lacking)


def relative_width(found: QuantileForecast, column: int) -> float:
    lower, upper = found.band(0.95)
    return float((upper - lower)[column].sum() / found.median[column].sum())


def test_a_new_sensor_borrows_the_week_of_like_ones() -> None:
    panel = street(120, count=6, seed=4)
    now = with_new(panel, 0, 3)
    found = forecaster("climatology").forecast(now, WEEK)
    whole = Climatology().forecast(known(panel), WEEK)
    assert found.status.tolist() == [Status.REFERENCE] + [Status.OWN] * 5
    assert "Borrowed from s1, s2, s3, s4, s5, scaled by 3.0 days" in found.notes[0]
    assert np.abs(found.median[0] - whole.median[0]).sum() < 0.3 * whole.median[0].sum()
    assert relative_width(found, 0) > relative_width(whole, 0)


def test_half_as_busy_is_foreseen_half_as_busy() -> None:
    panel = street(120, count=4, seed=4)
    twin = replace(panel, values=np.column_stack([0.5 * panel.values[:, 1], panel.values[:, 1:]]))
    near = replace(
        twin, series=tuple(replace(s, longitude=4.0 if i < 2 else np.nan) for i, s in enumerate(twin.series))
    )
    found = lent(with_new(near.take([0, 1]), 0, 5), 0)
    np.testing.assert_allclose(found.median[0], 0.5 * found.median[1], rtol=1e-9)


def test_more_days_of_its_own_make_it_surer() -> None:
    panel = street(120, count=6, seed=4)
    widths = [relative_width(lent(with_new(panel, 0, days), 0), 0) for days in (0, 1, 4, 12)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 2.0 * widths[-1]


def test_bands_of_borrowed_weeks_hold() -> None:
    inside = []
    for seed in range(12):
        whole = street(127, count=5, seed=seed)
        cut = replace(whole, values=whole.values[: 120 * 24])
        lower, upper = lent(with_new(cut, 2, 3), 2).band(0.8)
        truth = whole.values[120 * 24 :].T[2]
        inside.append(((truth >= lower[2]) & (truth <= upper[2])).mean())
    assert 0.75 < np.mean(inside) < 0.98


def test_the_nearest_lend() -> None:
    panel = street(120, count=9)
    found = lent(with_new(panel, 8, 1), 8, DAY)
    assert "Borrowed from s7, s6, s5, s4, s3, scaled" in found.notes[8]


def test_a_sensor_that_has_counted_nothing_is_one_of_its_kind() -> None:
    panel = street(120, count=6)
    found = forecaster("climatology").forecast(with_new(panel, 3, 0), DAY)
    assert found.status[3] == Status.REFERENCE
    assert "Nothing was counted here yet" in found.notes[3]
    truth = Climatology().forecast(known(panel), DAY).median
    lower, upper = found.band(0.95)
    assert ((truth >= lower[3]) & (truth <= upper[3])).all()


def test_an_only_sensor_has_nobody_to_borrow_from() -> None:
    found = forecaster("climatology").forecast(with_new(street(60, count=1), 0, 0), DAY)
    assert found.status.tolist() == [Status.NONE]
    assert "no like series" in found.notes[0]


@pytest.mark.parametrize("other", [{"like": "beach"}, {"kind": SeriesKind.PERSONS}])
def test_only_what_is_alike_lends(other: dict[str, str | SeriesKind]) -> None:
    panel = street(120, count=3)
    series = (panel.series[0], *(replace(s, **other) for s in panel.series[1:]))  # type: ignore[arg-type]
    now = with_new(replace(panel, series=series), 0, 0)
    assert forecaster("climatology").forecast(now, DAY).status.tolist() == [Status.NONE, Status.OWN, Status.OWN]
