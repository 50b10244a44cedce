# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What counts as a hit, a miss and a false alarm, when both the truth and a warning last for a while.

The truth is a set of *episodes*: spells in which a limit is really passed. A warning is an *alarm*: the time between
its being raised and being closed. Both are of one place and one kind; places are judged one by one, and tables added.

======================  ===============================================================================================
hit                     the episode had an alarm that was raised at least *lead* before its onset, at most *earliest*
                        before it, and that had not been closed at the onset
late                    it had none, but one was raised before its end: it is a miss, for nothing could be done in
                        time, and the alarm is no false one
miss                    it had no hit
false alarm             an alarm during which, and until *lead* after which, no episode begins or goes on
correct negative        a quiet window in which no false alarm was raised
======================  ===============================================================================================

*Quiet windows* are the stretches of the time that is judged in which no episode goes on and none begins within
*earliest*, cut into pieces of *window*. They follow from the truth only, so that whoever compares two ways to warn
counts both by the same windows. A second alarm of an episode is neither a hit nor a false alarm.

The other way to count is by the moment at which one has to decide (:func:`judge_moments`): at every step of every place
that is not above its limit, does an alarm stand, and is the limit passed within the lead? It needs no windows, and
gives long alarms more weight than short ones. Say which of the two a score is of.

All times are microseconds since 1970 (or of any other clock, if it is the same for all).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from baken.evaluation.warnings.contingency import Contingency

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Episode:
    """A spell in which a limit is really passed: its onset, and the first moment at which it is no longer."""

    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """A warning that was shown: when it was raised, and when it was closed or would have been at the latest."""

    raised_us: int
    closed_us: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of a warning.

    Attributes
    ----------
    lead_us
        So long before the onset it must be there: the time that the response needs.
    earliest_us
        More than so long before the onset it speaks of something else.
    window_us
        Length of a quiet window.

    Raises
    ------
    ValueError
        When the lead is longer than the earliest moment allows, or a length is not above zero.
    """

    lead_us: int
    earliest_us: int
    window_us: int

    def __post_init__(self) -> None:
        """Check the lengths."""
        if not (0 <= self.lead_us <= self.earliest_us and self.earliest_us > 0 and self.window_us > 0):
            raise ValueError("a lead lies between zero and the earliest moment, and a window is longer than nothing")


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of the alarms of one place.

    Attributes
    ----------
    lead_us
        Per episode how long before its onset it was first warned of; below zero when after it, NaN when never.
    is_hit, is_late
        Per episode.
    is_false
        Per alarm, in the order given.
    """

    contingency: Contingency
    lead_us: Float64
    is_hit: NDArray[np.bool_]
    is_late: NDArray[np.bool_]
    is_false: NDArray[np.bool_]


def episodes_of(
    passed: NDArray[np.bool_], times_us: NDArray[np.int64], *, join_us: int = 0, shortest_us: int = 0
) -> tuple[Episode, ...]:
    """Return the spells in which something is so.

    Parameters
    ----------
    passed
        Whether the limit is passed from each moment to the next, shape (T,).
    times_us
        Rising, shape (T,); the last step is taken to be as long as the one before it.
    join_us
        Spells that are at most so far apart are one.
    shortest_us
        Spells that are shorter, after joining, are none.

    Invariants: episodes do not overlap, are in order, and lie within the times.

    Examples
    --------
    >>> minute = np.arange(6)
    >>> episodes_of(np.array([0, 1, 0, 1, 1, 0], dtype=bool), minute, join_us=1)
    (Episode(start_us=1, end_us=5),)
    >>> episodes_of(np.array([0, 1, 0, 1, 1, 0], dtype=bool), minute, shortest_us=2)
    (Episode(start_us=3, end_us=5),)
    """
    if not len(passed):
        return ()
    last = int(times_us[-1] - times_us[-2]) if len(times_us) > 1 else 1
    ends = np.append(times_us, times_us[-1] + last)
    change = np.flatnonzero(np.diff(np.concatenate([[False], passed, [False]]).astype(np.int8)))
    spells = [(int(ends[a]), int(ends[b])) for a, b in zip(change[::2], change[1::2], strict=True)]
    joined: list[tuple[int, int]] = []
    for start, end in spells:
        if joined and start - joined[-1][1] <= join_us:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(Episode(start, end) for start, end in joined if end - start >= shortest_us)


def judge(episodes: Sequence[Episode], alarms: Sequence[Alarm], rule: Rule, *, from_us: int, until_us: int) -> Judged:
    """Return what came of the alarms of one place and kind.

    Parameters
    ----------
    from_us, until_us
        The time that is judged: episodes with their onset, and alarms raised, outside it are left out.

    Invariants: hits and misses together are the episodes; ``is_hit`` and ``is_late`` exclude each other; a longer lead
    never gives more hits.

    Examples
    --------
    >>> minute = 60_000_000
    >>> rule = Rule(lead_us=30 * minute, earliest_us=180 * minute, window_us=60 * minute)
    >>> fireworks = [Episode(600 * minute, 660 * minute)]
    >>> warned = [Alarm(100 * minute, 130 * minute), Alarm(555 * minute, 670 * minute)]
    >>> judge(fireworks, warned, rule, from_us=0, until_us=1440 * minute).contingency
    Contingency(hits=1, false_alarms=1, misses=0, correct_negatives=19)
    """
    those = sorted(e for e in episodes if from_us <= e.start_us < until_us)
    raised = np.array([a.raised_us for a in alarms], dtype=np.int64)
    closed = np.array([a.closed_us for a in alarms], dtype=np.int64)
    asked = (raised >= from_us) & (raised < until_us)
    near = np.zeros(len(alarms), dtype=np.bool_)
    hit, late, leads = [], [], []
    for episode in those:
        ahead = episode.start_us - raised
        before = (ahead >= 0) & (ahead <= rule.earliest_us) & (closed >= episode.start_us)
        during = (raised >= episode.start_us) & (raised < episode.end_us)
        found = ahead[before | during]
        leads.append(float(found.max()) if len(found) else np.nan)
        hit.append(bool((before & (ahead >= rule.lead_us)).any()))
        late.append(not hit[-1] and len(found) > 0)
    for episode in episodes:
        near |= (episode.start_us <= closed + rule.lead_us) & (episode.end_us > raised)
    is_false = asked & ~near
    quiet = quiet_windows(episodes, rule, from_us=from_us, until_us=until_us)
    spoiled = sum(bool(((raised >= a) & (raised < b) & is_false).any()) for a, b in quiet)
    hits = sum(hit)
    table = Contingency(hits, int(is_false.sum()), len(those) - hits, len(quiet) - spoiled)
    return Judged(table, np.array(leads), np.array(hit, np.bool_), np.array(late, np.bool_), is_false)


def quiet_windows(
    episodes: Sequence[Episode], rule: Rule, *, from_us: int, until_us: int
) -> tuple[tuple[int, int], ...]:
    """Return the windows in which nothing happens or is about to happen, as start and end.

    What is left at the end of a stretch and is shorter than a window is part of no window.
    """
    windows: list[tuple[int, int]] = []
    at = from_us
    for start, end in [*sorted((e.start_us - rule.earliest_us, e.end_us) for e in episodes), (until_us, until_us)]:
        stop = min(start, until_us)
        count = max(0, (stop - at) // rule.window_us)
        windows += [(at + k * rule.window_us, at + (k + 1) * rule.window_us) for k in range(count)]
        at = max(at, end)
    return tuple(windows)


def judge_moments(
    stands: NDArray[np.bool_],
    passed: NDArray[np.bool_],
    lead_steps: int,
    *,
    step_is_known: NDArray[np.bool_] | None = None,
) -> Contingency:
    """Return the table over the moments at which one has to decide.

    A moment is a step in which the limit is not passed. It happens when the limit is passed in one of the next
    ``lead_steps`` steps; moments of which that is not known, at the end of the time, are left out.

    Parameters
    ----------
    stands
        Whether an alarm stands, shape (steps, ...).
    passed
        Whether the limit is passed, same shape.
    step_is_known
        Whether the truth of a step is known; moments with an unknown step ahead are left out.

    Examples
    --------
    >>> stands = np.array([0, 1, 1, 0, 0, 0, 1, 0, 0], dtype=bool)
    >>> passed = np.array([0, 0, 0, 1, 0, 0, 0, 0, 0], dtype=bool)
    >>> judge_moments(stands, passed, 2)
    Contingency(hits=2, false_alarms=1, misses=0, correct_negatives=3)
    """
    steps = len(passed) - lead_steps
    if steps <= 0 or lead_steps < 1:
        raise ValueError("there must be more steps than the lead has, and a lead of one at least")
    ahead = [slice(k, steps + k) for k in range(1, lead_steps + 1)]
    happens = np.logical_or.reduce([passed[each] for each in ahead])
    asked = ~passed[:steps]
    if step_is_known is not None:
        asked = asked & step_is_known[:steps] & np.logical_and.reduce([step_is_known[each] for each in ahead])
    says = stands[:steps]
    return Contingency(
        int((asked & says & happens).sum()),
        int((asked & says & ~happens).sum()),
        int((asked & ~says & happens).sum()),
        int((asked & ~says & ~happens).sum()),
    )
