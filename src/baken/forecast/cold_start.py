# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""A new sensor or area borrows the week of like ones, scaled by what it has counted so far, and says how sure it is.

With ``y`` of the new series and ``d_j`` of a like one, over the steps in which both have values, the new one is taken
to be ``r_j = sum(y) / sum(d_j)`` times as busy. Its forecast is the mean of the like ones' forecasts times ``r_j``,
with their spread and besides it

- what the like ones differ by about it: the spread of ``r_j`` times their level (they agree or they do not), and
- what few days tell: ``0.3 / sqrt(days)`` of the level, for days differ by so much.

One that has counted nothing at all is taken for one of the like ones, nobody knows which: it gets the middle of them,
and a band that holds all of them. Alike are series of the same kind and the same word ``like``, the nearest first.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import MEDIAN, QUANTILES, Status
from baken.forecast.notes import Code, note

if TYPE_CHECKING:
    from baken.forecast.model import Bool, Float64, Known, QuantileForecast

MOST: Final = 5
"""So many like series are asked: more are farther away and less alike."""

DAYS_DIFFER: Final = 0.3
"""Relative standard deviation of a day about its ordinary day, as long as nothing is known of the place."""

PLACES_DIFFER: Final = 1.0
"""Standard deviation of the logarithm of how busy places of one kind are: two thirds lie within a factor of e."""

_SCORES: Final = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])


def borrowed(known: Known, reference: QuantileForecast, lacking: Bool) -> QuantileForecast:
    """Return the reference with those series that lack history borrowing from like ones.

    What is borrowed has status ``REFERENCE`` and a note that names the lenders; without a like series the reference
    stays as it is.

    Parameters
    ----------
    lacking
        Which series are to borrow, shape (series,); those without any forecast do so anyhow.
    """
    without = np.array([bool(np.isnan(one).all()) for one in reference.values])
    able = np.array([bool(np.isfinite(one).all()) for one in reference.values]) & ~lacking
    values, status, notes = reference.values.copy(), reference.status.copy(), list(reference.notes)
    for one in np.flatnonzero(lacking | without).tolist():
        lenders = _alike(known, one, able)
        if lenders:
            values[one] = _scaled(known, reference, one, lenders)
            status[one] = Status.REFERENCE
            notes[one] = _words(known, one, lenders)
        elif without[one]:
            notes[one] = f"{notes[one]} {note(Code.NOTHING_TO_BORROW)}".strip()
    return replace(reference, values=values, status=status, notes=tuple(notes))


def _alike(known: Known, one: int, able: Bool) -> list[int]:
    """Return the nearest able series of the same kind and likeness, at most five."""
    series = known.panel.series
    mine = series[one]
    like = [i for i, s in enumerate(series) if able[i] and i != one and s.kind == mine.kind and s.like == mine.like]

    def far(i: int) -> float:
        east = (series[i].longitude - mine.longitude) * np.cos(np.radians(mine.latitude))
        distance = float(np.hypot(east, series[i].latitude - mine.latitude))
        return distance if np.isfinite(distance) else np.inf

    return sorted(like, key=far)[:MOST]


def _scaled(known: Known, reference: QuantileForecast, one: int, lenders: list[int]) -> Float64:
    """Return the quantiles of a series that borrows, shape (leads, quantiles)."""
    factors, days = _factors(known, one, lenders)
    offers = factors[:, None, None] * reference.values[lenders]
    middles = offers[:, :, MEDIAN]
    spread = np.sqrt(((offers - middles[:, :, None]) ** 2).mean(axis=0))
    if days:
        middle = middles.mean(axis=0)
        differ = middles.std(axis=0, ddof=1) if len(lenders) > 1 else DAYS_DIFFER * middle
        unsure = np.hypot(differ, DAYS_DIFFER / np.sqrt(days) * middle)[:, None] * _SCORES
    else:
        middle = np.expm1(np.log1p(middles).mean(axis=0))
        unsure = middle[:, None] * np.expm1(PLACES_DIFFER * _SCORES)
    return np.asarray(np.maximum(middle[:, None] + np.sign(_SCORES) * np.hypot(spread, unsure), 0.0))


def _factors(known: Known, one: int, lenders: list[int]) -> tuple[Float64, float]:
    """Return how busy a series is relative to each lender, and from how many days that is known; 0 when it is not."""
    values = known.panel.values
    mine = ~np.isnan(values[:, one])
    factors: list[float] = []
    days: list[float] = []
    for lender in lenders:
        both = mine & ~np.isnan(values[:, lender])
        lent = float(values[both, lender].sum())
        if lent > 0.0:
            factors.append(float(values[both, one].sum()) / lent)
            days.append(both.sum() / known.panel.steps_per_day)
        else:
            factors.append(np.nan)
    found = np.array(factors)
    if np.isnan(found).all():
        return np.ones(len(lenders)), 0.0
    return np.where(np.isnan(found), np.nanmedian(found), found), float(max(days))


def _words(known: Known, one: int, lenders: list[int]) -> str:
    names = ", ".join(known.panel.series[i].place_id for i in lenders)
    days = _factors(known, one, lenders)[1]
    if not days:
        return note(Code.TAKEN_FOR_LIKE, names=names)
    return note(Code.BORROWED, names=names, days=days)
