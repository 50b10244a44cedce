# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words: how urgent, how severe and how certain a warning is, in the closed lists of CAP 1.2, and until when it holds.

Source: OASIS, *Common Alerting Protocol Version 1.2*, 2010, section 3.2.2.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from baken.warning.model import Severity

if TYPE_CHECKING:
    from baken.warning.model import WarningRecord

OBSERVED_FROM: Final = 0.9
"""From this probability that a limit is passed already, CAP calls it observed."""

LIKELY_FROM: Final = 0.5
"""Of CAP: likely is more than half, possible is up to half, unlikely is about nothing."""

UNLIKELY_BELOW: Final = 0.05

SOON: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_ORDER: Final = tuple(Severity)


class Urgency(StrEnum):
    """How soon one has to act, in the words of CAP 1.2."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"


class Certainty(StrEnum):
    """How certain it is, in the words of CAP 1.2."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


def severity_of(record: WarningRecord) -> Severity:
    """Return the worst severity of the limits that stand; of all, when none does."""
    return max((member.limit.severity for member in record.standing or record.members), key=_ORDER.index)


def certainty_of(record: WarningRecord) -> Certainty:
    """Return how certain the most probable limit is."""
    said = record.worst.newest
    if not said.is_known:
        return Certainty.UNKNOWN
    if said.now >= OBSERVED_FROM:
        return Certainty.OBSERVED
    if said.probability > LIKELY_FROM:
        return Certainty.LIKELY
    return Certainty.POSSIBLE if said.probability >= UNLIKELY_BELOW else Certainty.UNLIKELY


def urgency_of(record: WarningRecord, at_us: int) -> Urgency:
    """Return how soon one has to act: what is observed, or peaks within minutes, at once; within the hour, soon.

    What is over is past.
    """
    if not record.is_open:
        return Urgency.PAST
    if certainty_of(record) is Certainty.OBSERVED or _peaks_us(record) - at_us <= SOON // _MICROSECOND:
        return Urgency.IMMEDIATE
    return Urgency.EXPECTED if _peaks_us(record) - at_us <= HOUR // _MICROSECOND else Urgency.FUTURE


def expires_us(record: WarningRecord) -> int:
    """Return until when a message about it holds: as long as its longest lead time after the newest judgement."""
    of = record.standing or record.members
    return max(member.newest.at_us + member.limit.lead_time_s * 1_000_000 for member in of)


def _peaks_us(record: WarningRecord) -> int:
    return record.worst.newest.peak_at_us
