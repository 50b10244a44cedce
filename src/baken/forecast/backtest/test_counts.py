# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.backtest.counts import CountsFolder
from baken.forecast.backtest.fingerprint import history_fingerprint
from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.model import ForecastError, History
from baken.forecast.synthetic import street

if TYPE_CHECKING:
    from pathlib import Path


def a_history() -> History:
    panel = street(30, count=3)
    panel.values[5:9, 1] = np.nan
    came = np.where(np.isfinite(panel.values), panel.start_of_steps_min[:, None] + 67.0, np.nan)
    event = PlannedEvent(id="e", title="Fair", kind="market", announced_min=0, start_min=60, end_min=120)
    calendar = Calendar("NL", school_holidays=((date(2026, 7, 1), date(2026, 8, 1)),))
    return History(panel, calendar, events=(event,), available_min=came)


def test_a_history_comes_back_value_for_value(tmp_path: Path) -> None:
    told, folder = a_history(), CountsFolder(tmp_path)
    assert folder.write("a", told).relative_to(tmp_path).parts == ("city=a", "counts.parquet")
    back = folder("a")
    assert np.array_equal(back.panel.values, told.panel.values, equal_nan=True)
    assert repr(back.events) == repr(told.events)
    end = told.panel.end_min
    assert history_fingerprint(back, end) == history_fingerprint(told, end)
    folder.write("a", replace(told, available_min=None))
    assert folder("a").available_min is None
    assert not list(tmp_path.rglob("*.part"))


def test_two_of_one_folder_are_equal_also_when_sent_elsewhere(tmp_path: Path) -> None:
    folder = CountsFolder(tmp_path)
    assert pickle.loads(pickle.dumps(folder)) == folder == CountsFolder(tmp_path)
    assert hash(folder) == hash(CountsFolder(tmp_path))


@pytest.mark.parametrize("content", [b"", b"PAR1 not quite", b"\0" * 4096])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = CountsFolder(tmp_path)
    folder.write("a", a_history()).write_bytes(content)
    with pytest.raises(ForecastError, match="cannot be read"):
        folder("a")


def test_a_city_without_counts_is_told(tmp_path: Path) -> None:
    with pytest.raises(ForecastError, match="no counts of nowhere"):
        CountsFolder(tmp_path)("nowhere")
