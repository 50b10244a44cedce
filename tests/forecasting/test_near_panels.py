# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stretches of earlier years, as a node kept them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from baken.forecast.events import PlannedEvent
from baken.forecast.rain import RainForecast
from baken.forecast.wall_clock import DAY_MIN, from_wall_min
from baken.service.forecasting.estimate_store import EstimateStore
from baken.service.forecasting.near_panels import NearReader
from baken.service.node import live_node

if TYPE_CHECKING:
    from pathlib import Path

UTC = ZoneInfo("UTC")
TODAY = 10_000 * 1440


def edition(start_min: int) -> PlannedEvent:
    return PlannedEvent(
        id=f"show-{start_min}", title="Show", kind="fireworks", announced_min=0, start_min=start_min,
        end_min=start_min + 120, edition_of="show",
    )  # fmt: skip


async def test_what_retention_took_away_of_an_earlier_edition_is_used_until_the_next_day_at_most(
    squares: Path, tmp_path: Path
) -> None:
    before, now = edition(TODAY - 365 * DAY_MIN), edition(TODAY)
    store = EstimateStore(tmp_path / "estimates.sqlite")
    async with live_node(squares, tmp_path / "data") as node:
        reader = NearReader(node.city, node.governance, node.live, UTC, kept=store)
        starts = from_wall_min(before.start_min, UTC) + 300_000_000 * np.arange(12)
        ids = tuple(f"area:{area.id}" for area in node.city.areas)
        activity = node.governance.coverage.of_picture or ""
        assert store.keep(activity, ids, starts, 5, np.ones((12, len(ids)))) == 12
        first = TODAY - 28 * DAY_MIN
        (found,) = reader._earlier((before, now), TODAY, first)
        assert np.isfinite(found.panel.values).sum() == 12 * len(ids)
        assert store.delete_before(1, activity, int(starts[-1]) + 1)
        assert reader._earlier((before, now), TODAY + DAY_MIN // 24, first + DAY_MIN) == ()
    store.close()


async def test_the_hours_around_an_earlier_shower_are_read_while_one_is_announced(
    squares: Path, tmp_path: Path
) -> None:
    store, radar = EstimateStore(tmp_path / "estimates.sqlite"), []
    last_year = TODAY - 365 * DAY_MIN
    for begins in (last_year, TODAY + 30):
        for at in range(-60, 90 if begins < TODAY else -25, 5):
            starts = begins + at + 5 * np.arange(24)
            wet = (starts >= begins) & (starts < begins + 45)
            radar.append(RainForecast(begins + at, begins + at, 5, np.where(wet, 9.0, 0.0)))
    async with live_node(squares, tmp_path / "data") as node:
        ids = tuple(f"area:{area.id}" for area in node.city.areas)
        starts = from_wall_min(last_year, UTC) + 300_000_000 * np.arange(12)
        assert store.keep(node.governance.coverage.of_picture or "", ids, starts, 5, np.ones((12, len(ids)))) == 12
        reader = NearReader(node.city, node.governance, node.live, UTC, kept=store, rain=lambda: tuple(radar))
        dry = reader.known(TODAY - 40)
        assert (dry.earlier, len(dry.rain)) == ((), 30)
        known = reader.known(TODAY)
        assert [np.isfinite(one.panel.values).sum() for one in known.earlier] == [12 * len(ids)]
        assert max(one.issued_min for one in known.rain) == TODAY
    store.close()
