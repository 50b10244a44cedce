# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The two by two table of what was warned of and what happened, and the scores that follow from it.

================  ============  ===================
                  it happened   it did not
================  ============  ===================
a warning         hits :math:`a`  false alarms :math:`b`
no warning        misses :math:`c`  correct negatives :math:`d`
================  ============  ===================

No score alone says how good warnings are: who always warns has a hit rate of 1, who never warns no false alarms. The
Peirce skill score punishes both and cannot be raised by hedging to one side. It needs correct negatives, whose number
is a matter of definition (:mod:`baken.evaluation.warnings.episodes`), so it is compared under one definition only.

A score whose denominator is zero is NaN: without any warning there is no false-alarm ratio.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contingency:
    """Counts of hits, false alarms, misses and correct negatives.

    Invariants: none is below zero; tables of different places or days may be added.

    Raises
    ------
    ValueError
        When a count is below zero or not a number.

    Examples
    --------
    Finley's tornado warnings of 1884: right in 96.6 % of all cases, and yet not good.

    >>> finley = Contingency(28, 72, 23, 2680)
    >>> [round(score, 3) for score in (finley.hit_rate, finley.false_alarm_ratio, finley.peirce, finley.heidke)]
    [0.549, 0.72, 0.523, 0.355]

    References
    ----------
    Jolliffe and Stephenson (2012), Forecast Verification, 2nd edition, chapter 3; Murphy (1996), The Finley affair,
    Weather and Forecasting 11.
    """

    hits: float
    false_alarms: float
    misses: float
    correct_negatives: float

    def __post_init__(self) -> None:
        """Check the counts."""
        if not all(count >= 0 for count in (self.hits, self.false_alarms, self.misses, self.correct_negatives)):
            raise ValueError("counts of a contingency table are never below zero")

    def __add__(self, other: Contingency) -> Contingency:
        """Return the table of both together."""
        return Contingency(
            self.hits + other.hits,
            self.false_alarms + other.false_alarms,
            self.misses + other.misses,
            self.correct_negatives + other.correct_negatives,
        )

    @property
    def total(self) -> float:
        """Return the number of cases, :math:`n = a + b + c + d`."""
        return self.hits + self.false_alarms + self.misses + self.correct_negatives

    @property
    def base_rate(self) -> float:
        r"""Return how often it happens, :math:`(a + c) / n`."""
        return _ratio(self.hits + self.misses, self.total)

    @property
    def hit_rate(self) -> float:
        r"""Return the share of what happened that was warned of (probability of detection), :math:`a / (a + c)`."""
        return _ratio(self.hits, self.hits + self.misses)

    @property
    def false_alarm_ratio(self) -> float:
        r"""Return the share of warnings after which nothing happened, :math:`b / (a + b)`."""
        return _ratio(self.false_alarms, self.hits + self.false_alarms)

    @property
    def false_alarm_rate(self) -> float:
        r"""Return the share of quiet cases with a warning (probability of false detection), :math:`b / (b + d)`."""
        return _ratio(self.false_alarms, self.false_alarms + self.correct_negatives)

    @property
    def bias(self) -> float:
        r"""Return warnings by happenings, :math:`(a + b) / (a + c)`: above 1 when is warned too often."""
        return _ratio(self.hits + self.false_alarms, self.hits + self.misses)

    @property
    def threat(self) -> float:
        r"""Return the threat score (critical success index), :math:`a / (a + b + c)`; it needs no correct negatives."""
        return _ratio(self.hits, self.hits + self.false_alarms + self.misses)

    @property
    def peirce(self) -> float:
        r"""Return the Peirce skill score (Hanssen-Kuipers, true skill statistic), hit rate less false-alarm rate.

        .. math:: \mathrm{PSS} = \frac{a}{a + c} - \frac{b}{b + d}

        1 is perfect; 0 is that of warning always, never, or by the throw of a coin.

        References
        ----------
        Peirce (1884), The numerical measure of the success of predictions, Science 4.
        """
        return self.hit_rate - self.false_alarm_rate

    @property
    def heidke(self) -> float:
        r"""Return the Heidke skill score: the share that is right, beyond that which chance gets right.

        .. math:: \mathrm{HSS} = \frac{2 (a d - b c)}{(a + c)(c + d) + (a + b)(b + d)}

        References
        ----------
        Heidke (1926), Geografiska Annaler 8; Doolittle (1888).
        """
        a, b, c, d = self.hits, self.false_alarms, self.misses, self.correct_negatives
        return _ratio(2.0 * (a * d - b * c), (a + c) * (c + d) + (a + b) * (b + d))


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else math.nan
