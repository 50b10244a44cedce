# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Rain: what a radar tells of the next two hours, and the showers in it, as events that announce themselves.

A shower empties a beach, and what it empties fills a square: it is an event like others, of which earlier ones tell how
it goes (:mod:`baken.forecast.methods.editions`). It is *announced* by a radar forecast in which it rains at least
1 mm/h for ten minutes; the first step of an issue is what the radar sees now, so the issues themselves tell which
showers came.

Not every shower that a radar foresees comes: it passes by, or rains out. How many do is learned from the issues of the
past, per how long ahead. With n showers foreseen so far ahead of which k came, and what is assumed counting as m = 4,

.. math:: p = \frac{k + m p_0(\ell)}{n + m}, \qquad p_0(\ell) = 0.35 + 0.6 \, e^{-\ell / 40},

where :math:`\ell` is how many minutes ahead it is foreseen. A shower that does come, comes earlier or later than was
foreseen, by a standard error of 2 min and a sixth of :math:`\ell`.

Source: R. O. Imhoff et al., *Spatial and temporal evaluation of radar rainfall nowcasting techniques on 1,533 events*,
Water Resources Research 56, 2020, e2019WR026723: in the Netherlands, the skill of heavy showers is lost after 25 to 40
minutes and that of lasting rain after two hours. The assumed probability only begins what is learned.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.events import PlannedEvent
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from baken.forecast.model import Float64, Int64

KIND: Final = "shower"

RAINING_MM_H: Final = 1.0
"""Less than this drives nobody away."""

SHORTEST_MIN: Final = 10
LONGEST_GAP_MIN: Final = 30
"""After so long without rain the next shower is another one."""

LASTS_MIN: Final = 60
"""So long a shower is an event: whoever leaves for it has left by then."""

STALE_MIN: Final = 20
"""A radar forecast of longer ago says nothing of now: showers move on."""

LEARNED_DAYS: Final = 400
"""From so many days is learned: a summer and the one before."""

ASSUMED_COUNT: Final = 4.0
_ASSUMED_LASTING, _ASSUMED_FADING, _ASSUMED_MIN = 0.35, 0.6, 40.0
_AHEAD_MIN: Final = (0, 15, 30, 60, 121)
"""Bounds of how long ahead, within which showers are counted together."""


@dataclass(frozen=True, slots=True)
class RainForecast:
    """One radar forecast of a place.

    Attributes
    ----------
    issued_min
        Wall-clock minute at which it could be known.
    start_min, step_min
        When its first step begins, and how long steps are, in minutes.
    rain_mm_h
        Mean rate in each step, shape (steps,); NaN where it says nothing.
    is_wet
        Whether it tells of rain that drives people away.
    spells
        When each shower in it begins, and its rates over its hour.
    """

    issued_min: int
    start_min: int
    step_min: int
    rain_mm_h: Float64
    is_wet: bool = field(init=False)
    spells: tuple[tuple[int, Float64], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Look once what it tells of: it is asked every five minutes for a year."""
        wet = np.flatnonzero(np.nan_to_num(self.rain_mm_h) >= RAINING_MM_H)
        object.__setattr__(self, "is_wet", len(wet) > 0)
        object.__setattr__(self, "spells", tuple(_spells(self, wet)) if len(wet) else ())


def showers(issues: Sequence[RainForecast], origin_min: int) -> tuple[PlannedEvent, ...]:
    """Return the showers that came, that goes on, and that are announced, in order of their beginning.

    Parameters
    ----------
    issues
        In order of issue.

    Notes
    -----
    ``strength`` of a shower is its mean rate over its hour, in mm/h; ``probability`` that it comes, and
    ``start_error_min`` the standard error of when, are 1 and 0 of those that came.

    Invariants: an issue of after the origin has no influence.

    Examples
    --------
    >>> wet = np.repeat([0.0, 6.0, 0.0], [6, 6, 12])
    >>> issue = RainForecast(600, 600, 5, wet)
    >>> shower = showers([issue], 600)[0]
    >>> shower.start_min, round(shower.strength, 1), round(shower.probability, 2), shower.start_error_min
    (630, 3.0, 0.63, 7.0)
    """
    known = [one for one in issues if one.issued_min <= origin_min]
    if not known:
        return ()
    newest = known[-1]
    is_fresh = origin_min - newest.issued_min <= STALE_MIN
    known = [one for one in known if one.is_wet]
    timeline = _timeline(known, newest if is_fresh else None)
    came = [(start, rates) for start, rates in timeline.spells if start < origin_min]
    found = [_event(start, rates, announced=start) for start, rates in came]
    record = _Record.of(known, [start for start, _ in came], newest.issued_min)
    for start, rates in timeline.spells if is_fresh else ():
        if start >= origin_min:
            ahead = start - newest.issued_min
            chance, error = record.probability(ahead), 2.0 + ahead / 6.0
            found.append(_event(start, rates, announced=newest.issued_min, probability=chance, start_error_min=error))
    return tuple(found)


def assumed_probability(ahead_min: float) -> float:
    """Return how likely a shower that is foreseen so long ahead is taken to come, before anything is learned.

    Examples
    --------
    >>> [round(assumed_probability(ahead), 2) for ahead in (0, 30, 60, 120)]
    [0.95, 0.63, 0.48, 0.38]
    """
    return _ASSUMED_LASTING + _ASSUMED_FADING * math.exp(-ahead_min / _ASSUMED_MIN)


@dataclass(frozen=True, slots=True)
class _Record:
    """How many showers were foreseen so long ahead, and how many of them came, shape (buckets,)."""

    foreseen: Float64
    came: Float64

    @classmethod
    def of(cls, issues: Sequence[RainForecast], starts: Sequence[int], until: int) -> _Record:
        """Count each announcement once in each bucket; those of which it is too early to tell are left out."""
        count = len(_AHEAD_MIN) - 1
        foreseen, came = np.zeros(count), np.zeros(count)
        last: dict[int, int] = {}
        for issue in issues:
            for start, _ in issue.spells[:1]:
                ahead = start - issue.issued_min
                bucket = _bucket(ahead)
                slack = max(15.0, 0.5 * ahead)
                if not ahead > 0 or bucket >= count or start + slack > until:
                    continue
                if abs(start - last.get(bucket, -(10**9))) > LASTS_MIN:
                    foreseen[bucket] += 1
                    came[bucket] += any(abs(start - one) <= slack for one in starts)
                last[bucket] = start
        return cls(foreseen, came)

    def probability(self, ahead_min: int) -> float:
        bucket = min(_bucket(ahead_min), len(self.came) - 1)
        assumed = ASSUMED_COUNT * assumed_probability(ahead_min)
        return float((self.came[bucket] + assumed) / (self.foreseen[bucket] + ASSUMED_COUNT))


def _bucket(ahead_min: int) -> int:
    return bisect.bisect_right(_AHEAD_MIN, ahead_min) - 1


def _timeline(issues: Sequence[RainForecast], newest: RainForecast | None) -> RainForecast:
    """Return what the first steps of issues saw, and what the newest foretells; dry where nothing is told."""
    seen = {one.start_min: float(one.rain_mm_h[0]) for one in issues if len(one.rain_mm_h)}
    step = min((one.step_min for one in issues), default=5 if newest is None else newest.step_min)
    if newest is not None:
        seen = {time: rate for time, rate in seen.items() if time < newest.start_min}
        seen |= {newest.start_min + newest.step_min * i: float(r) for i, r in enumerate(newest.rain_mm_h)}
    if not seen:
        return RainForecast(0, 0, step, np.empty(0))
    start = min(seen)
    rates = np.zeros((max(seen) - start) // step + 1)
    for time, rate in seen.items():
        rates[(time - start) // step] = rate
    return RainForecast(start, start, step, rates)


def _spells(issue: RainForecast, wet: Int64) -> Iterator[tuple[int, Float64]]:
    """Yield when each shower begins, and its rates over its hour, given the steps in which it rains."""
    gap = LONGEST_GAP_MIN // issue.step_min
    for part in np.split(wet, np.flatnonzero(np.diff(wet) > max(gap, 1)) + 1):
        if len(part) * issue.step_min >= SHORTEST_MIN:
            first = int(part[0])
            yield (
                issue.start_min + first * issue.step_min,
                issue.rain_mm_h[first : first + max(1, LASTS_MIN // issue.step_min)],
            )


def _event(
    start_min: int,
    rates: Float64,
    *,
    announced: int,
    probability: float = 1.0,
    start_error_min: float = 0.0,
) -> PlannedEvent:
    told = rates[np.isfinite(rates)]
    return PlannedEvent(
        id=f"{KIND}:{wall_time(start_min):%Y-%m-%dT%H:%M}",
        title=KIND,
        kind=KIND,
        announced_min=announced,
        start_min=start_min,
        end_min=start_min + LASTS_MIN,
        edition_of=KIND,
        strength=float(told.mean()) if len(told) else float("nan"),
        probability=probability,
        start_error_min=start_error_min,
        source="radar",
    )
