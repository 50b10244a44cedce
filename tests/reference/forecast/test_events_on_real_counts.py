# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""On real counts: what earlier parades and New Year's Eves teach makes the forecast of the next one much better.

Every event of the calendar of Auckland that has an earlier edition in the counts is foreseen the morning before, with
what was known then. Nothing was fitted to it. ``pytest -s`` prints the table of docs/3-forecast/events.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from baken.bench.forecast.truth import auckland
from baken.city.load import load
from baken.forecast.event_effects import effect_of, with_effects
from baken.forecast.places import Places
from baken.forecast.registry import forecaster
from baken.forecast.similar import similar_events

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import History, QuantileForecast

CITY = Path(__file__).parents[3] / "cities" / "auckland"
LEADS = np.arange(1, 61)


@dataclass(frozen=True)
class Result:
    """Weighted quantile loss, mean absolute error and coverage of the 80 % band, without and with the effect."""

    event: PlannedEvent
    editions: int
    loss: tuple[float, float]
    error: tuple[float, float]
    covered: tuple[float, float]


def scores(forecast: QuantileForecast, truth: np.ndarray, where: np.ndarray) -> tuple[float, float, float]:
    there = np.isfinite(truth) & where & np.isfinite(forecast.values).all(axis=2)
    off = truth[:, :, None] - forecast.values
    levels = np.array(forecast.quantiles)
    pinball = np.maximum(levels * off, (levels - 1) * off)[:, :, 1:-1].sum(axis=2)
    lower, upper = forecast.band(0.8)
    inside = (truth >= lower) & (truth <= upper)
    loss = 2 * pinball[there].sum() / (9 * truth[there].sum())
    return float(loss), float(np.abs(truth - forecast.median)[there].mean()), float(inside[there].mean())


@cache
def results() -> tuple[Result, ...]:
    city = load(CITY)
    history = replace(auckland(), events=city.events)
    near = {s.provider_id: (s.gate_id or "").removesuffix("-gate") for s in city.streams}
    places = Places({name: (area,) for name, area in near.items()})
    found = [foreseen(history, event, places) for event in city.events]
    return tuple(one for one in found if one is not None)


def foreseen(history: History, event: PlannedEvent, places: Places) -> Result | None:
    known = history.known_at(event.start_min // 1440 * 1440 - 1440 + 6 * 60)
    editions = len(similar_events(event, known))
    if not editions or event.end_min + 48 * 60 > history.panel.end_min:
        return None
    method = forecaster("climatology")
    method.fit(known)
    before = method.forecast(known, LEADS)
    after = with_effects(before, [effect_of(event, known, LEADS, places)])
    rows = (before.target_min - history.panel.start_min) // 60
    truth = history.panel.values[rows].T
    during = (before.target_min >= event.start_min - 60) & (before.target_min < event.end_min + 60)
    where = np.broadcast_to(during[None], truth.shape)
    one, two = scores(before, truth, where), scores(after, truth, where)
    return Result(event, editions, (one[0], two[0]), (one[1], two[1]), (one[2], two[2]))


def test_earlier_editions_make_the_forecast_of_the_next_one_better() -> None:
    for one in results():
        told = f"{one.event.id} | {one.editions} | {one.loss[0]:.2f} | {one.loss[1]:.2f} | {one.error[0]:.0f} | "
        print(f"| {told}{one.error[1]:.0f} | {one.covered[0]:.0%} | {one.covered[1]:.0%} |")
        assert one.loss[1] < 0.85 * one.loss[0], one.event.id
    assert np.mean([one.loss[1] / one.loss[0] for one in results()]) < 0.7


def test_bands_hold_what_came() -> None:
    assert np.mean([one.covered[0] for one in results()]) < 0.5, "without the event they did not"
    assert 0.7 < np.mean([one.covered[1] for one in results()]) < 0.95
