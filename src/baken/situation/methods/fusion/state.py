# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The state of the filter at the boundary between two steps. Never changed after it was made."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

from baken.situation.model import Bool, Float32, Float64, Int64, UInt8


class Mode(IntEnum):
    """How the flow of a way is known in a step."""

    UNCOUNTED = 0
    """Nobody ever counted it; its entry in the state is the logarithm of its ratio to the first guess."""
    COUNTED = 1
    """Counted; its entry is the logarithm of the counter's bias."""
    LOST = 2
    """Counted until its counter fell silent; its entry is the logarithm of its ratio to what it was last."""


UNCOUNTED: Final = int(Mode.UNCOUNTED)
COUNTED: Final = int(Mode.COUNTED)
LOST: Final = int(Mode.LOST)
"""As plain numbers, which arrays are compared with several times faster."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the next step follows from, apart from what is observed in it.

    Attributes
    ----------
    mean, covariance
        (C, n) and (C, n, n); see :mod:`~baken.situation.methods.fusion.layout`.
    mode
        (C, D), values of :class:`Mode`.
    usual_flow, usual_persons, usual_variance
        (C, D): exponential means of the counted flow per step, of the persons at its origin and of the square of the
        flow's deviation; NaN while it was never counted.
    bias, bias_variance
        (C, D): what was last known of the bias of the counter.
    withdrawn
        (C, D): whether what was declared of the bias of the counter was withdrawn.
    excess
        (C, M): exponential mean of the squared standardised innovation of each level source; 1 when all is as declared.
    flow, flow_variance
        (C, D): persons who took each way in the step before, and the variance of that.
    activity
        (2, parts): how busy the counted ways from and to outside are, as a multiple of the first guess.
    left
        (2, C, A): exponential means of the persons who took the counted ways out of each area, and of how many would
        have by the first guess.
    readiness
        (C, A): exponential mean of the logarithm of how readily people leave each area.
    last, last_start_us, repeated
        Per used stream: last value, when its interval began, and how unlikely the run of equal values is (minus the
        logarithm of its probability).
    stepped
        Per used stream: by which factor (its logarithm) its value stands off since it stepped as no crowd can; 0
        when it did not, or stepped back.
    blocks
        (C, D, K): persons counted per block of some minutes, the last of which is being filled; NaN where in a step
        of it nobody counted.
    """

    mean: Float64
    covariance: Float64
    mode: UInt8
    usual_flow: Float64
    usual_persons: Float64
    usual_variance: Float64
    bias: Float64
    bias_variance: Float64
    withdrawn: Bool
    excess: Float64
    flow: Float64
    flow_variance: Float64
    activity: Float64
    left: Float64
    readiness: Float64
    last: Float64
    last_start_us: Int64
    repeated: Float64
    stepped: Float64
    blocks: Float32


class Counted(msgspec.Struct, frozen=True):
    """What was counted in a step, per way of the city.

    Attributes
    ----------
    persons, variance
        (ways + 1,): persons counted and the variance of the counting error; NaN where nobody counted, and at the end.
    both
        (ways / 2 + 1,): persons counted in both directions together; NaN where nobody did, and at the end.
    both_variance
        (ways / 2 + 1,).
    """

    persons: Float64
    variance: Float64
    both: Float64
    both_variance: Float64


class Told(msgspec.Struct, frozen=True):
    """What was told of levels at a boundary: value, variance multiplier, whether it may be used; (C, M)."""

    value: Float64
    doubt: Float64
    usable: Bool
