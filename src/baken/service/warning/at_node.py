# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings as part of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.service.warning.warnings import Warnings

if TYPE_CHECKING:
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.live import Live
    from baken.service.notification.notifications import Notifications
    from baken.service.opened import Opened
    from baken.service.response.responding import Responding
    from baken.service.warning.looking import NodeLooking
    from baken.vocabulary.time import Clock


def warnings_of(
    opened: Opened,
    clock: Clock,
    live: Live,
    forecasting: Forecasting,
    notifications: Notifications,
    responding: Responding,
    background: BackgroundLog,
    *,
    is_replay: bool,
) -> Warnings:
    """Return the warnings of a node, which go on where they were left."""

    def looking() -> NodeLooking:
        from baken.service.warning.looking import NodeLooking

        return NodeLooking(opened.city, forecasting, live.method_of)

    return Warnings(
        opened.city,
        opened.warnings,
        opened.governance,
        clock,
        live,
        looking,
        notifications,
        responding,
        background.processing,
        is_replay=is_replay,
    )
