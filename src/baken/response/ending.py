# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""When a response should end, by what its playbook says: a sentence for a person, who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from baken.response.model import Response
    from baken.warning.model import WarningRecord

_MINUTE_US: Final = 60_000_000


def should_end(response: Response, warning: WarningRecord | None, now_us: int) -> tuple[str, str] | None:
    """Return why a response should end, in English and Dutch; None when nothing says so.

    It should after the time that its playbook gives it, and when its warning has been over for as long as the playbook
    asks. A warning is over when the probability of each of its limits has fallen below what its limit declares; while
    one stands whose probability is above that of the exit, nothing is said.

    Parameters
    ----------
    warning
        As it stands now; None when there is none, or it is not known.
    """
    begun, exit_ = response.in_force_from_us, response.playbook.exit
    if not response.is_in_force or begun is None:
        return None
    minutes = (now_us - begun) / _MINUTE_US
    if minutes >= exit_.after_min:
        return (
            f"It has lasted {minutes:.0f} minutes; its playbook gives it {exit_.after_min:g}.",
            f"Hij duurt {minutes:.0f} minuten; het draaiboek geeft er {exit_.after_min:g}.",
        )
    calm_min = None if warning is None else _calm_min(warning, now_us)
    if calm_min is not None and calm_min >= exit_.for_min:
        return (
            f"Its warning has been over for {calm_min:.0f} minutes.",
            f"De waarschuwing is al {calm_min:.0f} minuten voorbij.",
        )
    return None


def _calm_min(warning: WarningRecord, now_us: int) -> float | None:
    """Return for how many minutes no limit of a warning has stood; None while one does."""
    if warning.standing:
        return None
    ends = [member.ended_us for member in warning.members if member.ended_us is not None]
    return (now_us - max(ends)) / _MINUTE_US if ends else None
