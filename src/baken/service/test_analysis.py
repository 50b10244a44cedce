# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from baken.forecast.model import Panel, Series, SeriesKind
from baken.forecast.wall_clock import wall_min
from baken.service import analysis
from baken.service.analysis import AnalysisError, counts, like_weekdays

MONDAY = date(2026, 3, 2)
HERE = Path("nowhere")


@pytest.fixture(autouse=True)
def eight_weeks(monkeypatch: pytest.MonkeyPatch) -> Panel:
    """Eight weeks from a Monday on, over the night in which clocks go forward; hours count up."""
    start = wall_min(datetime.combine(MONDAY, time()))
    series = tuple(Series(id=f"stream:{name}", kind=SeriesKind.COUNT, place_id=name) for name in ("quay", "lane"))
    values = np.arange(56 * 24 * 2, dtype=np.float64).reshape(-1, 2)
    values[5, 1] = np.nan
    panel = Panel(series, start, 60, values)
    monkeypatch.setattr(analysis, "_read", lambda _folder, _data: (panel, ZoneInfo("Europe/Amsterdam")))
    return panel


def test_a_step_without_a_value_and_an_hour_that_never_was_have_no_row(eight_weeks: Panel) -> None:
    table = counts(HERE, data=HERE)
    assert table.num_rows == eight_weeks.values.size - 1 - 2
    assert table.schema.field("phenomenon_time").type == pa.timestamp("us", tz="UTC")
    first = table.slice(0, 1).to_pylist()[0]
    assert first["phenomenon_time"] == datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert (first["place_id"], first["kind"], first["persons"]) == ("quay", "count", 0.0)


def test_a_day_is_compared_with_the_same_weekday_before_it() -> None:
    day = date(2026, 4, 20)
    found = like_weekdays(
        HERE, "quay", day, begins=time(12), ends=time(15), weeks=5, without=[date(2026, 4, 6)], data=HERE
    )
    assert found.unit_ids == ("2026-04-20", "2026-04-13", "2026-03-30", "2026-03-23", "2026-03-16")
    assert found.before == 12
    assert found.values.shape == (5, 15)
    assert found.values[0, 0] == 2 * 24 * 49
    assert found.values[0, 0] - found.values[1, 0] == 2 * 24 * 7


def test_weeks_before_the_history_are_left_out() -> None:
    found = like_weekdays(HERE, "quay", date(2026, 3, 16), begins=time(12), ends=time(15), weeks=20, data=HERE)
    assert found.donors == 2


@pytest.mark.parametrize(
    ("place", "day", "begins", "message"),
    [
        ("kay", date(2026, 4, 20), time(12), "Nothing is counted"),
        ("quay", date(2027, 4, 20), time(12), "not in the history"),
        ("quay", date(2026, 4, 20), time(12, 30), "steps of 60 min"),
        ("quay", date(2026, 4, 20), time(16), "steps of 60 min"),
    ],
)
def test_what_cannot_be_answered_is_said(place: str, day: date, begins: time, message: str) -> None:
    with pytest.raises(AnalysisError, match=message):
        like_weekdays(HERE, place, day, begins=begins, ends=time(15), data=HERE)
