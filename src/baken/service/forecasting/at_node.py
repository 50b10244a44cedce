# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasting as part of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baken.service.forecasting.forecasting import Forecasting
from baken.service.forecasting.models import Models
from baken.service.places import models_folder
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.forecast.rain import RainForecast
    from baken.observation.governed_store import GovernedStore
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.forecasting.near_issues import NearIssues
    from baken.service.forecasting.near_panels import NearReader
    from baken.service.forecasting.panels import PanelReader
    from baken.service.forecasting.weeks import WeeksBefore
    from baken.service.live import Live
    from baken.service.opened import Opened
    from baken.service.sources.sources import Sources
    from baken.simulation.weeks.weeks import SimulatedWeeks
    from baken.vocabulary.time import Clock


def forecasting_of(
    opened: Opened,
    store: GovernedStore,
    clock: Clock,
    live: Live,
    background: BackgroundLog,
    sources: Sources,
    *,
    fits: bool,
    weeks: WeeksBefore | None = None,
) -> Forecasting:
    """Return the forecasting of a node, which brings in what it needs when it first issues."""
    zone = ZoneInfo(opened.city.time_zone)
    found = (lambda: None) if weeks is None else weeks.found
    kept = opened.estimates if fits else None  # a replay has its own past

    def panels() -> PanelReader:
        from baken.service.forecasting.panels import PanelReader

        return PanelReader(opened.city, opened.datastream_ids, store, opened.governance, live, zone, found, kept)

    folder, city = models_folder(opened.data), opened.city.id
    return Forecasting(
        opened.city,
        opened.forecasts,
        opened.governance,
        clock,
        SystemClock(),
        panels,
        Models(folder, city),
        background,
        weather=lambda: sources.weather.forecasts,
        weeks=weeks,
        fits=fits,
        near=near_issues_of(opened, clock, live, background, found, kept, rain=lambda: sources.weather.rain),
    )


def near_issues_of(
    opened: Opened,
    clock: Clock,
    live: Live,
    background: BackgroundLog,
    weeks: Callable[[], SimulatedWeeks | None],
    kept: EstimateStore | None,
    *,
    rain: Callable[[], tuple[RainForecast, ...]] = tuple,
) -> NearIssues | None:
    """Return the issues of the next two hours; None where areas are not estimated together, or not as often."""
    from baken.service.forecasting.panels import is_fine

    if live.network is None or not is_fine(opened.city.streams):
        return None
    from baken.service.forecasting.near_issues import NearIssues

    zone = ZoneInfo(opened.city.time_zone)

    def reader() -> NearReader:
        from baken.service.forecasting.near_panels import NearReader

        return NearReader(opened.city, opened.governance, live, zone, weeks, kept, rain)

    return NearIssues(opened.forecasts, opened.governance, clock, SystemClock(), reader, background, zone)
