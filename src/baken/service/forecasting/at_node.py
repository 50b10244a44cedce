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
    from baken.observation.governed_store import GovernedStore
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.panels import PanelReader
    from baken.service.forecasting.weeks import WeeksBefore
    from baken.service.live import Live
    from baken.service.opened import Opened
    from baken.service.sources.sources import Sources
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

    def panels() -> PanelReader:
        from baken.service.forecasting.panels import PanelReader

        zone = ZoneInfo(opened.city.time_zone)
        found = (lambda: None) if weeks is None else weeks.found
        kept = opened.estimates if fits else None  # a replay has its own past
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
    )
