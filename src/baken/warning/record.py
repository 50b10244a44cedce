# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Record: what was recorded of warnings, as whoever scores them needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from baken.warning.ledger import Ledger
from baken.warning.model import WarningState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.warning.events import WarningEvent


class StandingPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """That one limit stood in one warning, from when to when.

    Attributes
    ----------
    ended_us
        None while it still stands.
    probability
        What was thought when it began.
    was_denied
        Whether a person found that nothing was the matter.
    """

    warning_id: str
    area_id: str
    limit_id: str
    lead_time_s: int
    raised_us: int
    ended_us: int | None
    probability: float
    was_denied: bool


def standing_periods(events: Iterable[WarningEvent]) -> tuple[StandingPeriod, ...]:
    """Return every period in which a limit stood in a warning, in the order in which they began."""
    found = [
        StandingPeriod(
            warning_id=record.id,
            area_id=member.limit.area_id,
            limit_id=member.limit.id,
            lead_time_s=member.limit.lead_time_s,
            raised_us=member.since_us,
            ended_us=member.ended_us,
            probability=member.first.probability,
            was_denied=record.state is WarningState.FALSE,
        )
        for record in Ledger(events).records
        for member in record.members
    ]
    return tuple(sorted(found, key=lambda period: (period.raised_us, period.limit_id)))
