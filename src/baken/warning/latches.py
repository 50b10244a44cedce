# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Latches: a limit warns when it was probable for long enough, and is over when it was improbable for long enough.

Two thresholds (a Schmitt trigger) and two durations, so that a probability that wavers around one threshold switches
nothing::

    calm --- p >= raise_at for lasting_s ---> on
    on   --- p < clear_below for calm_s  ---> calm

What cannot be told (NaN) neither confirms nor clears: the durations begin anew, the latch stays as it is.

Source: O. H. Schmitt, *A thermionic trigger*, Journal of Scientific Instruments 15, 1938, 24-26.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from baken.warning.outlook import Bool, Float64, Int64


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Of each limit, shape (n,): from which probability it is on, below which it is calm, and for how long either."""

    raise_at: Float64
    clear_below: Float64
    lasting_us: Int64
    calm_us: Int64


@dataclass(frozen=True, slots=True)
class Latches:
    """Of each limit, shape (n,): whether it is on, and since when it has been about to switch.

    Attributes
    ----------
    since_us
        :data:`~baken.vocabulary.time.NO_TIME_US` when it is not about to.
    """

    on: Bool
    since_us: Int64

    @classmethod
    def calm(cls, count: int) -> Latches:
        """Return latches that are all calm."""
        return cls(np.zeros(count, np.bool_), np.full(count, NO_TIME_US))

    def begun_anew(self, at_us: int) -> Latches:
        """Return them after a jump of the clock: whatever was about to switch begins to be so now."""
        return Latches(self.on, np.where(self.since_us == NO_TIME_US, NO_TIME_US, at_us))

    def after(self, at_us: int, probability: Float64, thresholds: Thresholds) -> Latches:
        """Return them after a probability was told.

        Invariants: never from on to calm and back within ``calm_s``, nor the other way within ``lasting_s``; a
        probability between the two thresholds switches nothing; NaN switches nothing.

        Examples
        --------
        >>> one = Thresholds(*(np.array([x]) for x in (0.5, 0.25, 60, 120)))
        >>> latch, on = Latches.calm(1), []
        >>> for at, p in enumerate((0.6, 0.6, 0.4, 0.2, 0.2, 0.3, 0.2, 0.2, 0.2)):
        ...     latch = latch.after(60 * at, np.array([p]), one)
        ...     on.append(int(latch.on[0]))
        >>> on
        [0, 1, 1, 1, 1, 1, 1, 1, 0]
        """
        wants = np.where(self.on, probability < thresholds.clear_below, probability >= thresholds.raise_at)
        since = np.where(wants, np.where(self.since_us == NO_TIME_US, at_us, self.since_us), NO_TIME_US)
        needed = np.where(self.on, thresholds.calm_us, thresholds.lasting_us)
        switches = wants & (at_us - np.where(wants, since, at_us) >= needed)
        return Latches(self.on ^ switches, np.where(switches, NO_TIME_US, since))
