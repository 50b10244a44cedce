# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Learning: what became of the probabilities of a node tells how the next ones are to be corrected.

Every five minutes each probability p is noted of which the picture does not say that the limit is passed already, and
held against what the picture said later. A node does not know the truth: what came is as uncertain as the picture, and
counts as the highest probability with which it said until the end H of the lead time that the limit is passed,

.. math:: y = \max_{t \le u \le t + H} P(X_u > L \mid \text{picture of } u) \;\le\; P(\text{passed in between}),

the lower bound of :mod:`.probability`. Taken as passed or not at one half, estimates that are a little too low would
teach that hardly anything comes of a warning (docs/decisions/0069). What the picture could not tell counts for nothing.
The correction is that of :mod:`.calibrating` with y of each moment passed and the rest not, made anew each hour.

Nothing is corrected before :data:`LEAST_EPISODES` spells in which a limit was passed, on :data:`LEAST_DAYS` days, and
:data:`~baken.warning.calibrating.FEWEST` passings and moments without one: many moments of one evening are one piece of
evidence. Each way of estimating, foreseeing and judging has what was learned of it: another method begins anew.

What is kept are numbers per day and per class of probability: how often it was said, and how often it came. They tell
of probabilities, and of nobody; none is kept for longer than :data:`MEMORY_DAYS` days.

It holds no clock and opens nothing: the same judgements in the same order teach the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.vocabulary.time import NO_TIME_US
from baken.warning.calibrating import learned
from baken.warning.probability import Calibration
from baken.warning.warner import LONGEST_PAUSE

if TYPE_CHECKING:
    from baken.warning.judging import Judged

VERSION: Final = 1
"""Of what is kept; what was kept by another version is not taken."""

EVERY_US: Final = 300_000_000
SEEN: Final = 0.5
"""From this probability that it is passed already on, the picture says that a limit is passed."""

LEAST_EPISODES: Final = 10
LEAST_DAYS: Final = 5
MEMORY_DAYS: Final = 365
MOST_METHODS: Final = 4
FURTHEST: Final = 4.0
"""The intercept of a correction is at most so far from 0: a probability of one half becomes at most 98 %."""

SMALL: Final = 1e-4
CLASSES: Final = 64
"""Classes of log-odds, as wide as each other, between those of :data:`SMALL` and of its opposite."""

_REACH: Final = float(np.log((1.0 - SMALL) / SMALL))
_HOUR_US: Final = 3_600_000_000
_DAY_US: Final = 24 * _HOUR_US


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A probability of which it is not known yet what comes of it.

    Attributes
    ----------
    place
        Its class.
    until_us
        End of the lead time.
    came
        Highest probability since, with which the picture said that the limit is passed.
    """

    limit_id: str
    method: str
    place: int
    until_us: int
    came: float = 0.0


class DayLearned(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the probabilities of one day: by class how often one was said, and the sum of what came."""

    day: int
    said: dict[int, int] = msgspec.field(default_factory=dict)
    came: dict[int, float] = msgspec.field(default_factory=dict)
    episodes: int = 0


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned of one way of estimating, foreseeing and judging.

    Attributes
    ----------
    days
        Oldest first.
    """

    days: tuple[DayLearned, ...] = ()
    calibration: Calibration = msgspec.field(default_factory=Calibration)
    learned_us: int = NO_TIME_US
    used_us: int = NO_TIME_US


class LearnerState(msgspec.Struct, frozen=True, kw_only=True):
    """All that a learner remembers, by method; kept with the warnings."""

    version: int = VERSION
    at_us: int = NO_TIME_US
    noted_us: int = NO_TIME_US
    lessons: dict[str, Lesson] = msgspec.field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    passed_us: dict[str, int] = msgspec.field(default_factory=dict)


class Learner:
    """Learns what the probabilities of a node are worth.

    Attributes
    ----------
    revision
        Rises when there is something to keep.
    """

    def __init__(self, state: LearnerState | None = None) -> None:
        kept = state if state is not None and state.version == VERSION else LearnerState()
        self._at_us, self._noted_us = kept.at_us, kept.noted_us
        self._lessons, self._waiting = dict(kept.lessons), list(kept.waiting)
        self._passed_us = dict(kept.passed_us)
        self.revision = 0

    @property
    def state(self) -> LearnerState:
        """Return what is to be kept."""
        return LearnerState(
            at_us=self._at_us,
            noted_us=self._noted_us,
            lessons=self._lessons,
            waiting=tuple(self._waiting),
            passed_us=self._passed_us,
        )

    def calibration(self, method: str) -> Calibration:
        """Return how probabilities of a method are to be corrected; what changes nothing while too little is known."""
        return self._lessons.get(method, Lesson()).calibration

    def observe(self, judged: Judged, method: str) -> None:
        """Take what is thought of all limits at a moment: what it says of earlier ones, and the probabilities of now.

        Parameters
        ----------
        method
            By which way of estimating, foreseeing and judging they were found.

        Invariants: a moment has no influence on the correction of its own probabilities, nor on any earlier one.
        """
        at_us, before = judged.at_us, self._at_us
        if at_us == before:
            return
        if before != NO_TIME_US and not 0 < at_us - before <= LONGEST_PAUSE.total_seconds() * 1e6:
            self._waiting.clear()  # nobody knows what happened in between
            self._forget_after(at_us)
        self._at_us = at_us
        self._look_back(judged, method)
        self._settle(at_us)
        if at_us // EVERY_US != self._noted_us // EVERY_US or self._noted_us == NO_TIME_US:
            self._note(judged, method)
            self._forget_long_ago(at_us)
            self._learn(method)
            self.revision += 1

    # -- inside --------------------------------------------------------------------------------------------------

    def _look_back(self, judged: Judged, method: str) -> None:
        """See which of those that wait have happened, and of which it can no longer be told."""
        now = dict(zip((limit.id for limit in judged.limits), judged.chances.now.tolist(), strict=True))
        self._waiting = [
            msgspec.structs.replace(one, came=now[one.limit_id]) if now[one.limit_id] > one.came else one
            for one in self._waiting
            if not math.isnan(now.get(one.limit_id, math.nan))
        ]
        for limit in judged.limits:
            if not now[limit.id] >= SEEN:
                continue
            last = self._passed_us.get(limit.id, NO_TIME_US)
            if last == NO_TIME_US or judged.at_us - last > limit.lead_time_s * 1_000_000:
                self._count(method, judged.at_us, episodes=1)
            self._passed_us[limit.id] = judged.at_us

    def _settle(self, at_us: int) -> None:
        """Count those of which the lead time is over."""
        for one in self._waiting:
            if one.until_us <= at_us:
                self._count(one.method, at_us, place=one.place, came=one.came)
        self._waiting = [one for one in self._waiting if one.until_us > at_us]

    def _note(self, judged: Judged, method: str) -> None:
        self._noted_us = judged.at_us
        said, now = judged.chances.uncorrected, judged.chances.now
        asked = np.isfinite(said) & (said > SMALL) & (said < 1.0 - SMALL) & (now < SEEN)
        for row in np.flatnonzero(asked).tolist():
            limit, odds = judged.limits[row], float(np.log(said[row]) - np.log1p(-said[row]))
            place = min(CLASSES - 1, int((odds + _REACH) / (2.0 * _REACH) * CLASSES))
            until_us = judged.at_us + limit.lead_time_s * 1_000_000
            self._waiting.append(
                Waiting(limit_id=limit.id, method=method, place=place, until_us=until_us, came=float(now[row]))
            )

    def _count(
        self, method: str, at_us: int, *, place: int | None = None, came: float = 0.0, episodes: int = 0
    ) -> None:
        lesson, day = self._lessons.get(method, Lesson()), at_us // _DAY_US
        of_day = lesson.days[-1] if lesson.days and lesson.days[-1].day == day else DayLearned(day=day)
        said, sums = dict(of_day.said), dict(of_day.came)
        if place is not None:
            said[place] = said.get(place, 0) + 1
            sums[place] = round(sums.get(place, 0.0) + came, 4)
        newest = DayLearned(day=day, said=said, came=sums, episodes=of_day.episodes + episodes)
        days = tuple(one for one in lesson.days if one.day < day)
        self._lessons[method] = msgspec.structs.replace(lesson, days=(*days, newest), used_us=at_us)
        while len(self._lessons) > MOST_METHODS:
            del self._lessons[min(self._lessons, key=lambda name: self._lessons[name].used_us)]

    def _learn(self, method: str) -> None:
        lesson = self._lessons.get(method)
        if lesson is None or self._at_us // _HOUR_US == lesson.learned_us // _HOUR_US:
            return
        calibration = correction_of(lesson.days)
        self._lessons[method] = msgspec.structs.replace(lesson, calibration=calibration, learned_us=self._at_us)

    def _forget_long_ago(self, at_us: int) -> None:
        """Forget days that are too long ago, also of methods that are not used any more."""
        first = at_us // _DAY_US - MEMORY_DAYS + 1
        for method, lesson in list(self._lessons.items()):
            if lesson.days and lesson.days[0].day >= first:
                continue
            days = tuple(one for one in lesson.days if one.day >= first)
            self._lessons[method] = msgspec.structs.replace(lesson, days=days, calibration=correction_of(days))
            if not days:
                del self._lessons[method]

    def _forget_after(self, at_us: int) -> None:
        """Forget what was learned of days that are still to come: the clock was set back."""
        for method, lesson in list(self._lessons.items()):
            days = tuple(one for one in lesson.days if one.day <= at_us // _DAY_US)
            used_us = min(lesson.used_us, at_us)  # else what is used from now on would be the first to be let go of
            left = lesson if days == lesson.days else Lesson(days=days, calibration=correction_of(days))
            self._lessons[method] = msgspec.structs.replace(left, used_us=used_us)
        self._passed_us = {name: us for name, us in self._passed_us.items() if us <= at_us}


def correction_of(days: tuple[DayLearned, ...]) -> Calibration:
    """Return the correction that days ask for, with what it rests on; it changes nothing where that is too little.

    Examples
    --------
    >>> correction_of(()).is_identity, correction_of(()).episodes
    (True, 0)
    """
    said, came = np.zeros(CLASSES), np.zeros(CLASSES)
    for one in days:
        for place, count in one.said.items():
            said[place] += count
            came[place] += one.came.get(place, 0.0)
    episodes = sum(one.episodes for one in days)
    nothing = Calibration(moments=int(said.sum()), episodes=episodes, days=len(days))
    if episodes < LEAST_EPISODES or len(days) < LEAST_DAYS:
        return nothing
    odds = (np.arange(CLASSES) + 0.5) / CLASSES * 2.0 * _REACH - _REACH
    probability = np.tile(1.0 / (1.0 + np.exp(-odds)), 2)
    weight = np.concatenate([came, said - came])
    found = learned(probability, np.repeat([True, False], CLASSES), "own warnings", weight=weight)
    if found.is_identity or abs(found.intercept) > FURTHEST:
        return nothing
    return msgspec.structs.replace(nothing, intercept=found.intercept, slope=found.slope, source=found.source)
