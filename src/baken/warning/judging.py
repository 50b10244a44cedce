# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Judging: what a condition says of all limits at one moment, with its doubts; a record only where one is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.band import band90
from baken.warning.doubts import codes, doubts
from baken.warning.kinds import KINDS, Cause
from baken.warning.model import Judgement, WarningError

if TYPE_CHECKING:
    from baken.warning.model import Limit
    from baken.warning.outlook import Chances, Int64, Outlook
    from baken.warning.protocol import Condition

_BAND: Final = 1.6449
"""Half the width of a 90 % band of a normal distribution, in standard errors."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is thought of all limits at one moment.

    Attributes
    ----------
    limits
        One per row.
    doubts
        Per row, for :func:`~baken.warning.doubts.codes`.
    method
        Identity and version of the condition.
    """

    limits: tuple[Limit, ...]
    outlook: Outlook
    chances: Chances
    doubts: Int64
    method: str

    @property
    def at_us(self) -> int:
        """The moment."""
        return self.outlook.at_us

    def judgement(self, row: int) -> Judgement:
        """Return what is thought of one limit."""
        outlook, chances, limit = self.outlook, self.chances, self.limits[row]
        value, error = float(outlook.value[row]), float(outlook.standard_error[row])
        lower, upper = _band(limit, value, error)
        step = int(chances.peak_step[row])
        return Judgement(
            limit_id=limit.id,
            at_us=outlook.at_us,
            probability=float(chances.within[row]),
            lower=float(chances.lower[row]),
            upper=float(chances.upper[row]),
            now=float(chances.now[row]),
            value=value,
            value_lower=lower,
            value_upper=upper,
            peak=float(chances.peak[row]),
            peak_at_us=max(outlook.at_us, int(outlook.step_start_us[step])) if step >= 0 else outlook.at_us,
            doubts=codes(int(self.doubts[row])),
            method=self.method,
            uncorrected=float(chances.uncorrected[row]),
            correction=chances.correction,
        )


def judge(condition: Condition, limits: tuple[Limit, ...], outlook: Outlook) -> Judged:
    """Return what a condition says of all limits.

    Raises
    ------
    WarningError
        When the outlook is of another number of limits.
    """
    if len(limits) != len(outlook):
        raise WarningError(f"{len(limits)} limits do not fit an outlook on {len(outlook)}.")
    chances = condition.chances(outlook)
    is_foreseen = np.array([KINDS[limit.kind].is_foreseen for limit in limits], dtype=np.bool_)
    return Judged(limits, outlook, chances, doubts(outlook, chances, is_foreseen), condition.definition.method)


def _band(limit: Limit, value: float, error: float) -> tuple[float, float]:
    if not (np.isfinite(value) and np.isfinite(error)):
        return value, value
    if limit.cause is Cause.CROWDING and value >= 0.0:
        lower, upper = band90(np.array([value]), np.array([error]))
        return float(lower[0]), float(upper[0])
    return value - _BAND * error, value + _BAND * error
