# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing is lost between what is stored before a replay and what it plays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np

from baken.observation.columns import columns_of
from baken.observation.protocol import ObservationQuery
from baken.service.node import replay_node

AUCKLAND = Path(__file__).parents[3] / "cities" / "auckland"


async def test_every_hour_is_there_although_storing_what_went_before_takes_time(tmp_path: Path) -> None:
    # At this speed an hour passes while the years before are being stored.
    async with replay_node(AUCKLAND, tmp_path, speed=7200) as node:
        assert node.player is not None
        await node.player.set(now=node.clock.now() + timedelta(hours=2))
        times = np.unique(
            columns_of(node.store.read(ObservationQuery(), activity=node.governance.for_control())).phenomenon_time_us
        )
        recent = times[-72:]
        assert (np.diff(recent) == 3_600_000_000).all()
