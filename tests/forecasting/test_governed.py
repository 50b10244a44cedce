# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts are made only of what an activity that covers them may use, and are issued once per origin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from baken.observation.columns import ObservationColumns
from baken.service.forecasting.standalone import standalone
from baken.service.forecasting.standing import State
from baken.vocabulary.time import to_us
from keeping import NOW, opened
from servers import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

CITY = FIXTURES / "cities" / "squares"
DAYS = 21


def fill(data: Path) -> None:
    """Let the promenade be counted each minute for three weeks."""
    with opened(CITY, data) as found:
        times = to_us(NOW) - np.arange(DAYS * 1440, 0, -1) * 60_000_000
        counts = 10.0 + 5.0 * np.sin(np.arange(len(times)) / 1440 * 2 * np.pi)
        stream = found.datastream_ids["promenade-count"]
        found.store.append(ObservationColumns.of(stream, times, counts, available_at_us=times + 60_000_001))


def test_it_issues_once_per_origin_and_stops_with_its_activity(tmp_path: Path) -> None:
    fill(tmp_path)
    with standalone(CITY, tmp_path, NOW + timedelta(minutes=10)) as (forecasting, origin_min):
        kept = forecasting.issue()
        assert kept is not None
        assert kept.origin_min == origin_min
        assert forecasting.issue() is None
        assert forecasting.state is State.ISSUED
        (counted,) = forecasting.foreseen(kept, "stream:promenade-count")
        assert np.isfinite(counted.values).all()
        forecasting.governance.withdraw("square-counting", by="tester", because="To see what happens.")
        assert forecasting.state is State.UNDECLARED
        assert not forecasting.is_due()
        assert not forecasting.known(origin_min).panel.series


def test_what_was_issued_is_there_after_a_restart(tmp_path: Path) -> None:
    fill(tmp_path)
    with standalone(CITY, tmp_path, NOW + timedelta(minutes=10)) as (forecasting, _):
        kept = forecasting.issue()
        assert kept is not None
        before = forecasting.foreseen(kept)
    with standalone(CITY, tmp_path, NOW + timedelta(minutes=50)) as (forecasting, _):
        found = forecasting.latest()
        assert found is not None
        assert found.number == kept.number
        assert forecasting.issue() is None
        again = forecasting.foreseen(found)
    assert all(np.array_equal(a.values, b.values, equal_nan=True) for a, b in zip(before, again, strict=True))
