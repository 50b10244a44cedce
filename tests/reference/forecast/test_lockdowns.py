# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two lockdowns of Auckland, in the counts as they came: found within days, at nearly every sensor that ran.

Alert level 4 began on 2020-03-26 and on 2021-08-18 (New Zealand Government, COVID-19 alert system history).
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from baken.bench.forecast.truth import auckland
from baken.forecast.methods.climatology import Climatology
from baken.forecast.screening import screen
from baken.forecast.shifts import find_shifts
from baken.forecast.wall_clock import wall_min

DAY_MIN = 1440
FIRST = wall_min(datetime(2020, 3, 26))  # noqa: DTZ001 - a wall clock has no zone
SECOND = wall_min(datetime(2021, 8, 18))  # noqa: DTZ001


@pytest.mark.parametrize(("began", "days"), [(FIRST, 3), (SECOND, 3)])
def test_lockdown_is_found_within_days_at_nearly_every_sensor(began: int, days: int) -> None:
    now = auckland().known_at(began + days * DAY_MIN + 360)
    running = (~np.isnan(now.panel.values[-28 * 24 :])).mean(axis=0) > 0.7
    found = {s.column for s in find_shifts(now).found if abs(s.since_min - began) <= 5 * DAY_MIN and s.ratio < 0.6}
    assert len(found) >= running.sum() - 1


def test_five_days_into_a_lockdown_the_climatology_is_that_of_a_lockdown() -> None:
    history = auckland()
    origin = SECOND + 5 * DAY_MIN
    row = (origin - history.panel.start_min) // 60
    truth = history.panel.values[row : row + 168]
    before = history.panel.values[row - 168 * 3 : row - 168 * 2]
    found = Climatology().forecast(history.known_at(origin), np.arange(1, 169)).median.T
    assert np.nansum(np.abs(found - truth)) < 0.25 * np.nansum(np.abs(before - truth))


def test_the_counts_hold_days_that_are_copies_of_other_days() -> None:
    """Of 2022-05-19 to 23 two sensors have what they had a week before, hour by hour."""
    panel = auckland().panel
    start, end = (wall_min(datetime(2022, 5, day)) for day in (12, 24))  # noqa: DTZ001
    rows = slice((start - panel.start_min) // 60, (end - panel.start_min) // 60)
    suspect = screen(panel.until(end)).suspect[rows]
    assert (suspect.sum(axis=0) > 90).sum() == 2
    assert not suspect[: 7 * 24].any()
