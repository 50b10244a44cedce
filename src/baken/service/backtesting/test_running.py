# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import pytest

from baken.forecast.model import ForecastError
from baken.forecast.synthetic import street
from baken.forecast.wall_clock import wall_time
from baken.service.backtesting.running import LEARN_DAYS, Asked, plan_of

PANEL = street(200)
FIRST, END = wall_time(PANEL.start_min).date(), wall_time(PANEL.end_min).date()


def asked(**other: object) -> Asked:
    return Asked(**{"models": ("climatology",), **other})  # type: ignore[arg-type]


def test_without_days_the_last_are_taken_of_which_every_forecast_can_be_scored() -> None:
    plan = plan_of(PANEL, asked())
    assert plan.origins_min[-1] + plan.lead_steps[-1] * PANEL.step_min <= PANEL.end_min
    assert plan.origins_min[0] < plan.origins_min[-1] - 90 * 1440
    assert len(plan.lead_steps) == 168


def test_of_a_short_past_all_is_taken_that_has_four_weeks_behind_it() -> None:
    plan = plan_of(street(40), asked(leads_h=24))
    assert plan.origins_min[0] == PANEL.start_min + LEARN_DAYS * 1440 + 360


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": FIRST}, "lies outside"),
        ({"last": END.replace(year=END.year + 1)}, "lies outside"),
        ({"first": date(1900, 1, 1), "last": date(1900, 2, 1)}, "lies outside"),
        ({"first": wall_time(PANEL.end_min - 2880).date(), "last": wall_time(PANEL.end_min - 28800).date()}, "after"),
        ({"origins": (390,)}, "steps of 60 min"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_remedy(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ForecastError, match=said) as caught:
        plan_of(PANEL, asked(**wrong))
    assert caught.value.remedy


def test_a_past_of_a_few_days_is_too_little() -> None:
    with pytest.raises(ForecastError, match="28 days"):
        plan_of(street(20), asked())


def test_the_reference_takes_part_once() -> None:
    assert asked(models=("climatology", "seasonal-naive")).taking_part == ("climatology", "seasonal-naive")
    assert asked(models=("seasonal-naive",)).taking_part == ("seasonal-naive", "climatology")
