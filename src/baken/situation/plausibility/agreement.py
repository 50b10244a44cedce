# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Do neighbours agree? Each stream against what its neighbours, and the usual ratio to each of them, lead to expect.

Definition
----------
With ``x_i`` the newest value of stream i, ``l_i = ln(x_i + 1/2)`` and its neighbours j that observed the same time:

    usual ratio     m_ij   location of l_i - l_j, learned per kind of hour
    expected        e_i    = median over j of (l_j + m_ij)
    deviation       u_i    = l_i - e_i
    score           z_i    = u_i / sqrt(s_i**2 + 1 / exp(e_i))
    drift           d_i    = (1 - a) d_i + a * clip(z_i, -3, 3), of the values so far

``s_i`` is the learned scale of the deviations of this stream in this kind of hour; ``1 / exp(e_i)`` is the variance of
the logarithm of a Poisson count at what is expected, not at what was counted: a zero where 200 are expected is as
surprising as it should be. The median keeps one lying neighbour from spoiling what is expected of the others.

Learning is robust exponential smoothing: the location moves by a Huber function of the deviation, the scale by a
bounded (biweight) one, so that an outlier moves neither. State is a few numbers per pair and kind of hour, no history.

A stream *deviates* when ``|z| >= 5`` and the factor is at least 2, and it *drifts* when ``|d| >= 1``. It *agrees*
when it does neither. Without a neighbour that has :data:`EVIDENCE_H` hours of common observation in this kind of hour
there is no verdict.

Kinds of hour
-------------
Quarters of the day, working days and weekends apart: eight. Streets differ in when they are busy; over a whole day
the ratio of two of them has twice the scale.

Limits
------
- Who raises a count slowly, over weeks, takes the usual ratio along: what is learned is usual, not true.
- All neighbours together can be wrong: a provider whose clock is off agrees with itself.
- An event at one gate looks like a lie. That is why a deviation is a doubt, and the value is still shown.

Sources
-------
S. Gelper, R. Fried, C. Croux, Robust forecasting with exponential and Holt-Winters smoothing, *Journal of
Forecasting* 29(3), 285-300, 2010 (location and scale recursions, k = 2). S. W. Roberts, Control chart tests based on
geometric moving averages, *Technometrics* 1(3), 239-250, 1959 (drift).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.plausibility.graph import NOBODY
from baken.vocabulary.time import MICROSECONDS_PER_SECOND, NO_TIME_US

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.situation.model import Bool, Float64, Index, Int64, NewestColumns

    Float32 = NDArray[np.float32]

DEVIATES: Final = 5.0
DEVIATES_FACTOR: Final = 2.0
DRIFTS: Final = 1.0
EVIDENCE_H: Final = 8.0
LEARNING: Final = 0.05
"""How much of one hour's surprise is taken into what is usual."""
DRIFT_MEMORY_H: Final = 24.0

_KINDS_OF_HOUR: Final = 8
_HOUR_US: Final = 3600 * MICROSECONDS_PER_SECOND
_TOLERANCE_US: Final = 300 * MICROSECONDS_PER_SECOND
_FIRST_SCALE: Final = 0.5
_SMALLEST_SCALE: Final = 0.1
_HUBER: Final = 2.0
_BIWEIGHT: Final = 2.52  # makes the scale consistent for normal deviations at k = 2
_CLIP: Final = 3.0
_HALF: Final = 0.5
_SLOW_START_H: Final = 4.0


def kind_of_hour(start_us: Int64, utc_offset_us: int) -> Index:
    """Return the kind of hour of local times, 0 to 7: quarter of the day, plus 4 at weekends.

    Examples
    --------
    >>> thursday_noon = np.array([12 * 3_600_000_000])
    >>> kind_of_hour(thursday_noon, 0).tolist(), kind_of_hour(thursday_noon + 2 * 24 * 3_600_000_000, 0).tolist()
    ([2], [6])
    """
    hours = (start_us + utc_offset_us) // _HOUR_US
    weekend = (hours // 24 + 3) % 7 >= 5  # 1970-01-01 was a Thursday
    return np.asarray(hours % 24 // 6 + 4 * weekend, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Compared:
    """What neighbours say of each stream; arrays of shape (streams,), NaN where there is no verdict.

    Attributes
    ----------
    expected
        Value that neighbours lead to expect, in the unit of the stream.
    score, drift
        Standard deviations from it: of this value, and on average of late.
    factor
        Value over expectation.
    asked
        How many neighbours had a say.
    """

    expected: Float64
    score: Float64
    drift: Float64
    factor: Float64
    asked: Index

    @property
    def has_verdict(self) -> Bool:
        """Where a neighbour could be asked."""
        return self.asked > 0

    @property
    def deviates(self) -> Bool:
        """Where this value contradicts the neighbours."""
        far: Bool = np.abs(self.score) >= DEVIATES
        return far & ((self.factor >= DEVIATES_FACTOR) | (self.factor <= 1.0 / DEVIATES_FACTOR))

    @property
    def drifts(self) -> Bool:
        """Where the values of late lie on one side of what neighbours say."""
        drifts: Bool = self.has_verdict & (np.abs(self.drift) >= DRIFTS)
        return drifts

    @property
    def agrees(self) -> Bool:
        """Where neighbours were asked and confirm."""
        return self.has_verdict & ~self.deviates & ~self.drifts


class Agreement:
    """Learns the usual ratios, and compares.

    Parameters
    ----------
    neighbours
        Shape (streams, k), :data:`~baken.situation.plausibility.graph.NOBODY` where there are fewer.
    interval_us, stale_after_us
        Per stream.
    """

    def __init__(self, neighbours: Index, interval_us: Int64, stale_after_us: Int64) -> None:
        streams, k = neighbours.shape
        self._is_neighbour = neighbours != NOBODY
        self._neighbours = np.where(self._is_neighbour, neighbours, 0)
        self._stale_after_us = stale_after_us
        self._tolerance_us = np.maximum(interval_us // 2, _TOLERANCE_US)
        self._interval_us = interval_us
        self._row = np.arange(streams)
        hours = np.clip(interval_us / _HOUR_US, 1.0 / 60.0, 1.0)  # of a day of minutes every one counts a 60th
        self._weight = hours
        self._shape = (_KINDS_OF_HOUR, streams, k)
        self.forget()

    def forget(self) -> None:
        """Know nothing of what is usual."""
        kinds, streams, _ = self._shape
        self._location = np.zeros(self._shape, np.float32)
        self._evidence_h = np.zeros(self._shape, np.float32)
        self._scale = np.full((kinds, streams), _FIRST_SCALE, np.float32)
        self._judged_h = np.zeros((kinds, streams), np.float32)
        self._drift = np.zeros(streams)
        self._learned_us = np.full(streams, NO_TIME_US, np.int64)

    # -- comparing -------------------------------------------------------------------------------------------

    def compare(self, newest: NewestColumns, now_us: int, utc_offset_us: int = 0) -> Compared:
        """Return what neighbours say of the newest value of every stream that is fresh."""
        fresh = self._is_fresh(newest, now_us)
        return self._compare(newest, fresh, kind_of_hour(newest.start_us, utc_offset_us))

    def _is_fresh(self, newest: NewestColumns, now_us: int) -> Bool:
        known = newest.start_us != NO_TIME_US
        fresh: Bool = known & ~newest.lapsed & (newest.end_us + self._stale_after_us >= now_us)
        return fresh

    def _aligned(self, newest: NewestColumns, fresh: Bool) -> Bool:
        """Return which neighbours saw the same time, shape (streams, k)."""
        start = np.where(fresh, newest.start_us, 0)
        apart = np.abs(start[self._neighbours] - start[:, None])
        aligned: Bool = fresh[:, None] & fresh[self._neighbours] & self._is_neighbour
        aligned &= apart <= self._tolerance_us[:, None]
        return aligned

    def _compare(self, newest: NewestColumns, fresh: Bool, kind: Index) -> Compared:
        log = _logarithm(newest.value)
        heard = self._aligned(newest, fresh) & (self._evidence_h[kind, self._row] >= EVIDENCE_H)
        said = np.where(heard, log[self._neighbours] + self._location[kind, self._row], np.inf)
        asked = np.count_nonzero(heard, axis=1)
        middle = _median_of_first(said, asked)
        deviation = log - middle
        usual = np.exp(middle)
        scale = self._scale[kind, self._row].astype(np.float64)
        score = deviation / np.sqrt(scale * scale + 1.0 / usual)
        drift = np.where(asked > 0, self._drift, np.nan)
        return Compared(np.maximum(usual - _HALF, 0.0), score, drift, np.exp(deviation), asked)

    # -- learning --------------------------------------------------------------------------------------------

    def learn(self, newest: NewestColumns, over: Bool | None = None, *, utc_offset_us: int = 0) -> None:
        """Take every value that was not learned from yet, once; only those whose interval is ``over``, when given."""
        known = (newest.start_us != NO_TIME_US) & ~newest.lapsed
        is_new = known & (newest.start_us > self._learned_us)
        if over is not None:
            is_new &= over
        if not is_new.any():
            return
        kind = kind_of_hour(newest.start_us, utc_offset_us)
        compared = self._compare(newest, known, kind)
        rows = np.flatnonzero(is_new)
        self._learn_drift(rows, compared)
        self._learn_locations(rows, kind[rows], newest, known)
        self._learn_scales(rows, kind[rows], compared)
        self._learned_us[rows] = newest.start_us[rows]

    def _learn_drift(self, rows: Index, compared: Compared) -> None:
        rows = rows[compared.has_verdict[rows]]
        share = self._weight[rows] / DRIFT_MEMORY_H
        score = np.clip(compared.score[rows], -_CLIP, _CLIP)
        self._drift[rows] += share * (score - self._drift[rows])

    def _learn_locations(self, rows: Index, kind: Index, newest: NewestColumns, known: Bool) -> None:
        log = _logarithm(newest.value)
        heard = self._aligned(newest, known)[rows]
        location, evidence = self._location[kind, rows], self._evidence_h[kind, rows]
        evidence = evidence + heard * self._weight[rows, None].astype(np.float32)
        off = np.where(heard, log[rows, None] - log[self._neighbours[rows]] - location, 0.0)
        scale = self._scale[kind, rows][:, None]
        counted = 1.0 / (np.exp(log[rows, None])) + 1.0 / np.exp(log[self._neighbours[rows]])
        reach = _HUBER * np.sqrt(2.0 * scale * scale + counted)
        learned = evidence >= EVIDENCE_H
        off = np.where(learned, np.clip(off, -reach, reach), off)
        share = np.maximum(LEARNING * self._weight[rows, None], _first_share(evidence, self._weight[rows, None]))
        self._location[kind, rows] = location + np.where(heard, share * off, 0.0)
        self._evidence_h[kind, rows] = np.minimum(evidence, 1e6)

    def _learn_scales(self, rows: Index, kind: Index, compared: Compared) -> None:
        has = compared.has_verdict[rows]
        rows, kind = rows[has], kind[has]
        score = compared.score[rows]
        bounded = np.where(
            np.abs(score) <= _HUBER, _BIWEIGHT * (1.0 - (1.0 - np.square(score / _HUBER)) ** 3), _BIWEIGHT
        )
        judged = self._judged_h[kind, rows] + self._weight[rows].astype(np.float32)
        share = np.maximum(
            LEARNING * self._weight[rows], _first_share(np.maximum(judged, _SLOW_START_H), self._weight[rows])
        )
        scale = self._scale[kind, rows]
        self._scale[kind, rows] = np.maximum(scale * np.sqrt(1.0 - share + share * bounded), _SMALLEST_SCALE)
        self._judged_h[kind, rows] = np.minimum(judged, 1e6)


def _logarithm(value: Float64) -> Float64:
    logarithm: Float64 = np.log(np.maximum(np.nan_to_num(value), 0.0) + _HALF)
    return logarithm


def _first_share(evidence_h: Float64 | Float32, weight: Float64) -> Float64:
    """Return the share of a new value in a plain mean of all so far."""
    return weight / np.maximum(evidence_h, weight)


def _median_of_first(values: Float64, number: Index) -> Float64:
    """Return the median of the finite values of each row, of which there are ``number``; NaN for none.

    >>> _median_of_first(np.array([[3.0, np.inf, 1.0], [np.inf] * 3]), np.array([2, 0])).tolist()
    [2.0, nan]
    """
    ordered = np.sort(values, axis=1)
    low = np.maximum(number - 1, 0) // 2
    both = np.take_along_axis(ordered, np.stack([low, np.minimum(number // 2, values.shape[1] - 1)], axis=1), axis=1)
    middle: Float64 = np.where(number > 0, both.sum(axis=1) * _HALF, np.nan)
    return middle
