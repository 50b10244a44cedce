# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One past with another future: what came after an origin is changed, so that who looks ahead gives itself away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.forecast.model import History, SeriesKind
from baken.forecast.rain import RainForecast
from baken.forecast.subject import DAYS
from baken.forecast.synthetic import street
from baken.forecast.weather import WeatherForecast

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Panel


def unlike(whole: Panel, origin: int) -> Panel:
    """Return a panel that is another from the origin on."""
    came = np.repeat((whole.start_of_steps_min + whole.step_min)[:, None], whole.values.shape[1], axis=1)
    return spoiled(whole, came.astype(np.float64), origin)


def spoiled(whole: Panel, came: Float64, origin: int) -> Panel:
    """Return a panel in which all that had not come by the origin is another."""
    generator = np.random.default_rng(9)
    wrong = generator.uniform(0.0, 1e4, whole.values.shape)
    wrong[generator.random(wrong.shape) < 0.3] = np.nan
    return replace(whole, values=np.where(came <= origin, whole.values, wrong))


def told(panel: Panel, came: Float64, origin: int, kind: str) -> History:
    """Return a history with an event and weather that were known, and others that depend on a word and were not."""

    def event(name: str, announced: int, visitors: float) -> PlannedEvent:
        start = origin + 1440
        return PlannedEvent(
            id=name,
            title=name,
            kind=name,
            announced_min=announced,
            start_min=start,
            end_min=start + 240,
            expected_visitors=visitors,
        )

    def weather(issued: int, warm: float) -> WeatherForecast:
        hours = np.arange(240.0)
        rain, wind, cloud = 0.1 * (hours % 5 == 0), 3.0 + hours % 4, 0.5 + 0.0 * hours
        return WeatherForecast(issued, origin - 2880, warm + np.sin(hours / 24.0), rain, wind, cloud)

    def radar(issued: int, rate: float) -> RainForecast:
        return RainForecast(issued, issued, 5, np.where(np.arange(24) < 12, rate, 0.0))

    later = (event(kind, origin + 1, 9e4), event(f"{kind}-late", origin + 600, 5.0)) if kind else ()
    newer = (weather(origin + 1, 40.0),) if kind else ()
    rain = (radar(origin - 2880, 8.0), radar(origin - 5, 0.0), *((radar(origin + 1, 30.0),) if kind else ()))
    return History(
        panel,
        Calendar("NL"),
        events=(event("market", origin - 20_000, 4000.0), *later),
        weather=(weather(origin - 3000, 15.0), weather(origin - 100, 18.0), *newer),
        flows=unlike(_ways(), origin) if kind else _ways(),
        available_min=came,
        rain=rain,
    )


def _ways() -> Panel:
    """Return flows on the same clock as the streets."""
    panel = street(DAYS + 10, seed=8, count=2)
    series = tuple(replace(s, id=f"way:{s.place_id}:in:out", kind=SeriesKind.FLOW) for s in panel.series)
    return replace(panel, series=series)
