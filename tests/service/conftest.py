# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Auckland replay, standing still at a moment that the test chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from replaying import EVENING, Replay

if TYPE_CHECKING:
    import httpx


@pytest.fixture
def replay(replay_client: httpx.Client) -> Replay:
    """The replay of Auckland, paused at 18:00 on Christmas Eve."""
    replay = Replay(replay_client)
    replay.stand_at(EVENING)
    return replay
