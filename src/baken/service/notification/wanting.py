# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wanting: which receiver is told of which warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.warning.model import Severity

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.notice import Notice

_SEVERITIES: Final = tuple(Severity)


def wants(channel: Channel, notice: Notice, *, is_known: bool) -> bool:
    """Tell whether a receiver is told of a notice.

    Parameters
    ----------
    is_known
        Whether it was told of the same warning before: then it is told of its end, whatever else it asked for.
    """
    if notice.told.is_end:
        return is_known
    if notice.told not in channel.told:
        return False
    if channel.kinds and not set(channel.kinds) & set(notice.kinds):
        return False
    return is_known or is_bad_enough(channel, notice)


def is_bad_enough(channel: Channel, notice: Notice) -> bool:
    """Tell whether a warning is as bad and as probable as a receiver asks; that nobody can tell is worth telling."""
    probability = 1.0 if notice.probability is None else notice.probability
    bad = _SEVERITIES.index(notice.severity) >= _SEVERITIES.index(channel.minimum_severity)
    return bad and probability >= channel.minimum_probability
