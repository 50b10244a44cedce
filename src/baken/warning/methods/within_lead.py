# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Within lead: the limit is probably passed before the response can be ready; from the present and the forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.warning.outlook import Chances
from baken.warning.probability import Calibration, bounds, passed_at_all, passed_in_step, passed_now
from baken.warning.protocol import ConditionDefinition

if TYPE_CHECKING:
    from baken.warning.outlook import Float64, Int64, Outlook

MEMORY_S: Final = 7200.0
"""How long an error of a forecast lasts where nothing was learned: two hours, of the order that the nowcast of the
simulated city shows (docs/4-warning/README.md)."""

_US: Final = 1_000_000


class WithinLead:
    """The probability that the limit is passed at any time from now to the end of the lead time.

    Parameters
    ----------
    memory_s
        How long an error lasts: the errors of two moments so far apart correlate by 1/e.
    calibration
        What earlier warnings showed to be wrong with the probabilities.
    """

    definition: Final = ConditionDefinition(
        id="within-lead",
        version=1,
        title="Probability of any passing within the lead time, by a Gaussian Markov chain between Fréchet's bounds",
        source="src/baken/warning/probability.py",
    )

    def __init__(self, *, memory_s: float = MEMORY_S, calibration: Calibration | None = None) -> None:
        self.memory_s = memory_s
        self.calibration = calibration or Calibration()

    def chances(self, outlook: Outlook) -> Chances:
        """Return the probabilities of all limits."""
        now = np.minimum(
            passed_now(outlook.value, outlook.standard_error, outlook.limits, outlook.is_below), outlook.precondition
        )
        steps, counts = _steps(outlook)
        columns = np.concatenate([now[:, None], steps], axis=1)
        nothing = np.isnan(columns).all(axis=1)
        known = np.nan_to_num(columns, nan=0.0)
        lower, upper = bounds(known)
        within = passed_at_all(known, self._correlation(outlook))
        uncorrected = np.where(nothing, np.nan, within)
        within, lower, upper = (self.calibration(p) for p in (within, lower, upper))
        within = np.fmax(within, now)
        lower, upper = np.fmax(lower, now), np.fmax(upper, within)
        peak, peak_step = _peak(outlook, counts)
        lower, within, upper = (np.where(nothing, np.nan, p) for p in (lower, within, upper))
        return Chances(
            now=now,
            within=within,
            lower=lower,
            upper=upper,
            peak=peak,
            peak_step=peak_step,
            covered_s=_covered(outlook, counts),
            uncorrected=uncorrected,
            correction=self.calibration,
        )

    def _correlation(self, outlook: Outlook) -> Float64:
        """Return how each column hangs together with the one before it; the first is the present."""
        middle = outlook.step_start_us + outlook.step_s * _US // 2
        moments = np.concatenate([[outlook.at_us], np.maximum(middle, outlook.at_us)])
        apart = np.diff(moments, prepend=moments[:1]) / _US
        return np.asarray(np.exp(-apart / self.memory_s))


def _steps(outlook: Outlook) -> tuple[Float64, np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
    """Return the probability of each step, 0 where a step is over or begins after the lead time; and which count."""
    starts = outlook.step_start_us[None, :]
    end_us = outlook.at_us + outlook.lead_s[:, None] * _US
    counts = (starts + outlook.step_s * _US > outlook.at_us) & (starts < end_us)
    marginal = passed_in_step(outlook.foreseen, outlook.limits, outlook.is_below, outlook.quantiles)
    marginal = np.minimum(marginal, outlook.precondition[:, None])
    nowhere = np.isnan(np.where(counts, marginal, np.nan)).all(axis=1, keepdims=True)
    return np.where(counts, marginal, np.where(nowhere, np.nan, 0.0)), counts & ~np.isnan(marginal)


def _peak(outlook: Outlook, counts: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> tuple[Float64, Int64]:
    if outlook.foreseen.shape[1] == 0:
        return np.full(len(outlook), np.nan), np.full(len(outlook), -1, np.int64)
    sign = np.where(outlook.is_below, -1.0, 1.0)[:, None]
    median = sign * outlook.foreseen[:, :, outlook.quantiles.index(0.5)]
    height = np.where(counts, median, -np.inf)
    step = height.argmax(axis=1)
    found = counts.any(axis=1)
    peak = (sign * median)[np.arange(len(step)), step]
    return np.where(found, peak, np.nan), np.where(found, step, -1).astype(np.int64)


def _covered(outlook: Outlook, counts: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Int64:
    """Return how far ahead the steps reach that count; a hole in them ends it."""
    if counts.shape[1] == 0:
        return np.zeros(len(outlook), np.int64)
    ends = (outlook.step_start_us + outlook.step_s * _US - outlook.at_us) // _US
    return np.asarray(np.where(counts, ends[None, :], 0).max(axis=1, initial=0), dtype=np.int64)
