# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A disk that takes no estimates for a while costs no forecast, and no estimate of two days."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from baken.forecast.model import Panel
from baken.service.forecasting.estimate_store import EstimateStore
from baken.service.forecasting.kept_estimates import SETTLED_MIN, KeptEstimates
from baken.service.forecasting.panels import series_of_areas
from baken.service.node import live_node

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

STEPS = 2 * SETTLED_MIN // 5


async def test_what_cannot_be_kept_is_told_once_and_kept_when_that_is_over(
    squares: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "estimates.sqlite"
    async with live_node(squares, tmp_path / "data") as node:
        store = EstimateStore(file)
        kept = KeptEstimates(store, node.governance, ZoneInfo("UTC"), 5)
        series = series_of_areas(node.city.areas)
        panel = Panel(series, 10_000 * 1440, 5, np.ones((STEPS, len(series))))
        with closing(sqlite3.connect(file)) as full:
            full.execute("CREATE TRIGGER full BEFORE INSERT ON step BEGIN SELECT RAISE(ABORT, 'disk full'); END")
            full.commit()
            assert [kept.keep(panel), kept.keep(panel)] == [0, 0]
            full.execute("DROP TRIGGER full")
            full.commit()
        assert kept.keep(panel) == STEPS // 2
        store.close()
    told = [record.getMessage() for record in caplog.records if record.name.endswith("kept_estimates")]
    assert len(told) == 2
    assert "disk full" in told[0]
    assert told[1] == "Estimates are kept again"
