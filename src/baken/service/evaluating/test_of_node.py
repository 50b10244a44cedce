# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was foreseen goes into a record step after step, and never by a clock that was changed in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from baken.forecast.wall_clock import from_wall_min, wall_min
from baken.service.evaluating.of_node import apart, steps_on_end
from baken.service.forecasting.issued import Issue

ZONE = ZoneInfo("Europe/Amsterdam")
MINUTE = 60_000_000


def issue(begins: str, *leads: int) -> Issue:
    origin = wall_min(datetime.fromisoformat(begins))
    at_us = from_wall_min(origin, ZONE)
    return Issue(
        issued_at_us=at_us,
        made_at_us=at_us,
        origin_min=origin,
        origin_us=at_us,
        step_min=60,
        lead_steps=np.array(leads, np.int64),
        method="m",
        reference="r",
        activity="a",
        series=1,
        seconds=0.0,
    )


@pytest.mark.parametrize(
    ("begins", "leads", "steps"),
    [
        ("2026-08-14T20:00", (1, 2, 3), 3),
        ("2026-08-14T20:00", (1, 2, 4), 2),
        ("2026-08-14T20:00", (2, 3), 0),
        ("2026-08-14T20:00", (), 0),
        ("2026-03-29T00:00", (1, 2, 3, 4), 2),  # there is no 02:00
        ("2026-10-25T01:00", (1, 2, 3), 2),  # 02:00 comes twice
    ],
)
def test_steps_are_taken_up_to_a_gap_and_to_a_change_of_the_clock(
    begins: str, leads: tuple[int, ...], steps: int
) -> None:
    assert steps_on_end(issue(begins, *leads), ZONE) == steps


def test_a_record_holds_an_issue_each_half_hour() -> None:
    first = issue("2026-08-14T20:00", 1)
    every = [replace(first, issued_at_us=first.issued_at_us + minute * MINUTE) for minute in (0, 10, 29, 30, 55, 61)]
    kept = [(one.issued_at_us - first.issued_at_us) // MINUTE for one in apart(every)]
    assert kept == [0, 30, 61]
