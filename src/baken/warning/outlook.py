# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of the quantities that have limits, and how probable it is that the limits are passed, in columns.

A probability that cannot be told is NaN, which is not zero: nobody is told that it is calm because nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from baken.warning.probability import Calibration

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of the quantity of each limit at one moment, in columns of one row per limit.

    Attributes
    ----------
    at_us
        The moment.
    limits
        Value of the limit, shape (n,).
    is_below
        Whether it is passed downwards, shape (n,).
    lead_s
        Lead time, shape (n,).
    value, standard_error
        Present estimate and its standard error, in the unit of the limit, shape (n,); NaN where not known.
    precondition
        Probability of what the limit presupposes (``while_density``), shape (n,); 1 where it presupposes nothing.
    quality
        uint8, values of :class:`~baken.vocabulary.quality.QualityFlag`, of the present estimate, shape (n,).
    doubt
        uint8, values of :class:`~baken.situation.plausibility.doubt.Doubt`, shape (n,).
    sources
        How many streams the present estimate rests on, shape (n,).
    foreseen
        Quantiles, shape (n, steps, Q), not falling along Q; NaN where there is no forecast.
    quantiles
        Rising, Q of them.
    step_start_us, step_s
        When each foreseen step begins, shape (steps,), and how long it is.
    forecast_status
        uint8, values of :class:`~baken.forecast.model.Status`, shape (n,).
    forecast_issued_us
        When it was issued; :data:`~baken.vocabulary.time.NO_TIME_US` when never.
    """

    at_us: int
    limits: Float64
    is_below: Bool
    lead_s: Int64
    value: Float64
    standard_error: Float64
    precondition: Float64
    quality: UInt8
    doubt: UInt8
    sources: Int64
    foreseen: Float64
    quantiles: tuple[float, ...]
    step_start_us: Int64
    step_s: int
    forecast_status: UInt8
    forecast_issued_us: int

    def __len__(self) -> int:
        """Return the number of limits."""
        return len(self.limits)


@dataclass(frozen=True, slots=True)
class Chances:
    """How probable it is that each limit is passed, in columns of shape (n,).

    Invariants: ``lower <= within <= upper``, all within 0 and 1; NaN together where nothing can be told;
    ``now <= within`` where both are known.

    Attributes
    ----------
    now
        That it is passed already; NaN where the present is not known.
    within
        That it is passed at some time within the lead time.
    lower, upper
        Bounds of ``within`` that hold whatever hangs together how.
    uncorrected
        ``within`` before what earlier warnings showed was put in.
    correction
        What was put in.
    peak, peak_step
        Highest foreseen median within the lead time (lowest, where passed downwards), NaN where nothing is foreseen; in
        which step, -1 where nothing is foreseen.
    covered_s
        Up to how many seconds ahead something is foreseen, shape (n,).
    """

    now: Float64
    within: Float64
    lower: Float64
    upper: Float64
    peak: Float64
    peak_step: Int64
    covered_s: Int64
    uncorrected: Float64
    correction: Calibration = field(default_factory=Calibration)
