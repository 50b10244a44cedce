# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Watching a champion: what it said is held against what came; a fault is told once, and once that it ended."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.lifecycle.drift import DriftKind
from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import QUANTILES, Status
from baken.forecast.synthetic import street
from baken.service.forecasting.issued import Aside, Foreseen, Issue
from baken.service.forecasting.models import Models
from baken.service.forecasting.store import ForecastStore
from baken.service.forecasting.watch import Watch

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.model import Float64

PANEL = street(60, step_min=60, count=2, seed=4)
LEADS = np.arange(1, 25)
DAY_US = 86_400_000_000
MODEL = "boosting-1-one"
NORMAL = np.array([-1.96, -1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816, 1.96])


def at_us(day: int) -> int:
    return (PANEL.start_min + day * 1440 + 360) * 60_000_000


def told(day: int, spread: float, bias: float = 0.0) -> Float64:
    """Return honest quantiles of what came, or biased ones: shape (series, leads, quantiles)."""
    chance = np.random.default_rng(day).standard_normal((2, len(LEADS), 1))
    came = PANEL.values[day * 24 + 6 : day * 24 + 30].T[:, :, None]
    return np.maximum(came + spread * (NORMAL - chance) + bias, 0.0)


def keep(store: ForecastStore, day: int, bias: float = 0.0, *, shown: bool = True) -> None:
    """Keep an issue of a day: of the model, or of the reference with what the model said aside."""
    own, reference = told(day, 5.0, bias), told(day, 20.0)
    issue = Issue(
        issued_at_us=at_us(day),
        made_at_us=at_us(day),
        origin_min=PANEL.start_min + day * 1440 + 360,
        origin_us=at_us(day),
        step_min=60,
        lead_steps=LEADS,
        method="boosting/1",
        reference="climatology/1",
        activity="counting",
        series=2,
        seconds=0.1,
        model=MODEL if shown else "",
        mistrust=Mistrust.NONE if shown else Mistrust.DRIFTED,
        quantiles=QUANTILES,
    )
    foreseen = [
        Foreseen(
            series=one, status=Status.OWN, note="", values=own[i] if shown else reference[i], reference=reference[i]
        )
        for i, one in enumerate(PANEL.series)
    ]
    store.append(issue, foreseen, None if shown else Aside(MODEL, own))


@pytest.fixture
def store(tmp_path: Path) -> ForecastStore:
    return ForecastStore(tmp_path / "forecasts.sqlite")


def watch(store: ForecastStore, tmp_path: Path) -> Watch:
    return Watch(store, Models(tmp_path / "models", "street"))


def look(at: Watch, day: int, model: str = MODEL) -> None:
    end = PANEL.start_min + day * 1440 + 360
    at.look(model, PANEL.until(end), at_us(day))


def test_a_model_that_does_as_it_did_raises_no_alarm(store: ForecastStore, tmp_path: Path) -> None:
    for day in range(10, 25):
        keep(store, day)
    found = watch(store, tmp_path)
    look(found, 25)
    assert found.alarms == ()
    assert not found.is_for_the_reference


def test_a_model_that_drifts_is_told_once_and_once_that_it_is_back(
    store: ForecastStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = watch(store, tmp_path)
    for day in range(10, 25):
        keep(store, day, bias=60.0)
    with caplog.at_level(logging.WARNING):
        look(found, 25)
        look(found, 25)
        assert {one.kind for one in found.alarms} == {DriftKind.WORSE_THAN_REFERENCE, DriftKind.BANDS}
        assert found.is_for_the_reference
        for day in range(25, 40):
            keep(store, day, shown=False)
            look(found, day + 1)
    assert found.alarms == ()
    lost, back = (record.getMessage() for record in caplog.records)
    assert lost.startswith(f"The model {MODEL} is not as it was: The model had ")
    assert lost.endswith("The reference is shown in its place.")
    assert back == f"The model {MODEL} is as it was again"


def test_another_model_is_not_judged_by_what_the_one_before_said(store: ForecastStore, tmp_path: Path) -> None:
    for day in range(10, 25):
        keep(store, day, bias=60.0)
    found = watch(store, tmp_path)
    look(found, 25)
    assert found.alarms
    look(found, 25, model="boosting-1-two")
    assert found.alarms == ()
    look(found, 25, model="")
    assert found.alarms == ()


def test_a_few_days_raise_no_alarm(store: ForecastStore, tmp_path: Path) -> None:
    for day in range(20, 24):
        keep(store, day, bias=60.0)
    found = watch(store, tmp_path)
    look(found, 24)
    assert found.alarms == ()
