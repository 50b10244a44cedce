# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How right a picture was, in sums that can be added over days.

Definitions, over all area-minutes of a case (an area at the end of a minute):

- error: root of the mean of ``(said - true)**2``, and mean of ``|said - true|``, in persons; where a method says
  nothing it is taken to say 0;
- coverage: share of area-minutes whose true number lies in the 90 % band, whose ends are rounded outwards to whole
  persons; where a method says nothing the truth is not covered;
- said level: the level that is shown. The picture shows the highest that is at least 10 % likely, and 4 from 1 % on
  (docs/decisions/0040, 0074); the simple methods know of no band and show that of their number;
- level: share of area-minutes with a scale at which the said level is that of the true number, or one off;
- missed: share of the episodes in which the true level is 4 or 5 for longer than :data:`LONGEST_MIN` in a row, during
  which the said level is below 4 for longer than that in a row;
- unforeseen: share of the same episodes during which even the upper end of the band lies below level 4 for so long, so
  that nothing in the picture warned;
- false high: share of area-minutes with a scale at which the said level is 4 or 5 while the true one is lower, the
  price of caution.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.situation.levels import LIMIT_LEVEL, level_of

if TYPE_CHECKING:
    from baken.bench.fusion.playing import Said

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

LONGEST_MIN: Final = 5


@dataclass(frozen=True, slots=True)
class Score:
    """Sums over area-minutes, per area and hour of the day played: shape (hours, areas) unless said otherwise.

    Attributes
    ----------
    number, squares, absolute, difference
        Area-minutes, and sums of squared, absolute and signed errors.
    width
        Sum of the widths of the bands.
    covered, below
        Area-minutes in which the band holds the truth; and in which the truth is below it.
    scaled, level_ok, level_false_high
        Area-minutes with a scale of levels; those of them in which the level is right or one off; and those in which 4
        or 5 is said of a lower one.
    episodes, missed, unforeseen
        Episodes of level 4 or 5, those missed, and those of which the band told nothing, shape (areas,).
    took_s
        Seconds, one number; days, another.
    """

    number: Float64
    squares: Float64
    absolute: Float64
    difference: Float64
    width: Float64
    covered: Float64
    below: Float64
    scaled: Float64
    level_ok: Float64
    level_false_high: Float64
    episodes: Float64
    missed: Float64
    unforeseen: Float64
    took_s: Float64
    days: Float64

    @classmethod
    def of(cls, said: Said, truth: Float64, breaks: Float64) -> Self:
        """Return the score of what was said of a day.

        Parameters
        ----------
        breaks
            Limits between the levels in persons, shape (areas, 4).
        """
        known = ~np.isnan(said.persons)
        error = np.where(known, said.persons, 0.0) - truth
        true_level, said_level = level_of(truth, breaks), said.level
        scaled = true_level > 0
        near = scaled & (said_level > 0) & (np.abs(true_level.astype(int) - said_level.astype(int)) <= 1)
        covered = known & (truth >= np.floor(said.lower)) & (truth <= np.ceil(said.upper))
        upper = level_of(np.where(known, said.upper, np.nan), breaks)
        high, said_high = true_level >= LIMIT_LEVEL, said_level >= LIMIT_LEVEL
        episodes, missed = _episodes(high, said_high)
        _, unforeseen = _episodes(high, upper >= LIMIT_LEVEL)
        return cls(
            number=_hourly(np.ones_like(truth)),
            squares=_hourly(error**2),
            absolute=_hourly(np.abs(error)),
            difference=_hourly(error),
            width=_hourly(np.nan_to_num(said.upper - said.lower)),
            covered=_hourly(covered),
            below=_hourly(known & (truth < np.floor(said.lower))),
            scaled=_hourly(scaled),
            level_ok=_hourly(near),
            level_false_high=_hourly(scaled & said_high & ~high),
            episodes=episodes,
            missed=missed,
            unforeseen=unforeseen,
            took_s=np.array(said.took_s),
            days=np.array(len(truth) / 1440.0),
        )

    def __add__(self, other: Score) -> Score:
        """Return the score of both days together."""
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def rmse(self) -> float:
        """Root mean square error in persons."""
        return float(np.sqrt(self.squares.sum() / self.number.sum()))

    @property
    def mae(self) -> float:
        """Mean absolute error in persons."""
        return float(self.absolute.sum() / self.number.sum())

    @property
    def coverage(self) -> float:
        """Share of area-minutes whose truth lies in the band."""
        return float(self.covered.sum() / self.number.sum())

    @property
    def levels_near(self) -> float:
        """Share of area-minutes whose level is right or one off."""
        return float(self.level_ok.sum() / max(self.scaled.sum(), 1.0))

    @property
    def false_high(self) -> float:
        """Share of area-minutes that are shown at level 4 or 5 while they are lower."""
        return float(self.level_false_high.sum() / max(self.scaled.sum(), 1.0))

    @property
    def share_missed(self) -> float | None:
        """Share of the episodes of level 4 or 5 that were missed; None when there were none."""
        total = float(self.episodes.sum())
        return None if total == 0 else float(self.missed.sum()) / total

    @property
    def seconds_a_day(self) -> float:
        """Seconds that the method needs for a day."""
        return float(self.took_s / self.days)


def _hourly(values: Float64 | Bool) -> Float64:
    """Return the sums per hour; what is left of an unfinished hour is one too."""
    starts = np.arange(0, len(values), 60)
    return np.asarray(np.add.reduceat(np.asarray(values, dtype=np.float64), starts, axis=0))


def _episodes(is_high: Bool, is_said: Bool) -> tuple[Float64, Float64]:
    areas = is_high.shape[1]
    episodes, missed = np.zeros(areas), np.zeros(areas)
    for area in range(areas):
        for first, last in runs(is_high[:, area]):
            if last - first > LONGEST_MIN:
                episodes[area] += 1
                unsaid = runs(~is_said[first:last, area])
                missed[area] += any(end - begin > LONGEST_MIN for begin, end in unsaid)
    return episodes, missed


def runs(flags: Bool) -> list[tuple[int, int]]:
    """Return where runs of true begin, and where they have ended.

    Examples
    --------
    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    padded = np.concatenate([[False], flags, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
