# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Balance: can so many have gone in, or out, of an area that is counted all around?

Definition
----------
Of an area whose every gate is counted in both directions, let ``in_k`` and ``out_k`` be what was counted in interval k.
The number inside lies between two bounds, which need no knowledge of how many were inside at first:

    lo_k = max(0, lo_{k-1} + in_k - out_k)       at least so many must be inside
    hi_k = min(K, hi_{k-1} + in_k - out_k)       at most so many can be inside,    K = 7.1 persons/m2 * usable m2

from ``lo = 0, hi = K``, or both 0 at the hour of the day at which the area is declared to be empty. Errors of counting
accumulate as variance, from where the bound last rested on its limit. A sensor errs mostly to one side, as it is
mounted, so the error of one sensor grows with all it counted, ``C_i``, and those of different sensors are independent:

    var = sum_i ((r_i C_i)**2 + C_i)

The counts are impossible when ``lo - 4 sqrt(var_lo) > K`` (more went in than fit) or ``hi + 4 sqrt(var_hi) < 0`` (more
went out than can have been inside). With errors as declared, one test in 30,000 is wrong by chance.

An interval counts when all gates have said it. A missing one breaks the account, and it begins anew: unknown people may
have passed.

Which gate is wrong a balance cannot tell; the doubt is about the area. After an alarm the account begins anew too.

Sources
-------
E. S. Page, Continuous inspection schemes, *Biometrika* 41, 100-115, 1954: the bounds are his one-sided cumulative sums.
J. J. Fruin, The causes and prevention of crowd disasters, 1993: at 7.1 persons/m2 (1.5 ft2 each) a crowd becomes almost
a fluid mass; more has been seen in places, not over an area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from baken.vocabulary.time import MICROSECONDS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area

MOST_PER_M2: Final = 7.1
SIGMAS: Final = 4.0
MOST_PENDING: Final = 48
"""How many intervals may wait for a gate that is late."""

_DAY_US: Final = 86_400 * MICROSECONDS_PER_SECOND
_HOUR_US: Final = 3_600 * MICROSECONDS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Counts that cannot all be right.

    Attributes
    ----------
    inside
        The bound that was passed: persons that must be inside, or, below zero, that left without having been there.
    most
        Persons that fit.
    score
        How far beyond, in standard deviations of the counting error.
    until_us
        End of the interval in which it showed.
    """

    inside: float
    most: float
    score: float
    until_us: int


@dataclass(slots=True)
class _Bound:
    """One bound, and what each gate counted since it last rested on its limit."""

    value: float
    counted: dict[int, float] = field(default_factory=dict)

    def rest(self, value: float) -> None:
        self.value = value
        self.counted.clear()

    def add(self, counts: dict[int, float], net: float) -> None:
        self.value += net
        for stream, count in counts.items():
            self.counted[stream] = self.counted.get(stream, 0.0) + count

    def error(self, relative: dict[int, float]) -> float:
        return math.sqrt(sum((relative[i] * c) ** 2 + c for i, c in self.counted.items()))


class Account:
    """The balance of one area.

    Parameters
    ----------
    inward, outward
        Streams, by declared place, that count into the area and out of it.
    relative_error
        Of each of these streams.
    most
        Persons that fit.
    empty_at_h
        Hour of the local day at which nobody is inside; None when that cannot be said.

    Examples
    --------
    A square of 100 m2 holds 710; 900 more went in than out.

    >>> account = Account(frozenset({0}), frozenset({1}), {0: 0.01, 1: 0.01}, most=710.0)
    >>> for minute in range(9):
    ...     account.say(0, minute * 60_000_000, 60_000_000, 100.0)
    ...     account.say(1, minute * 60_000_000, 60_000_000, 0.0)
    >>> account.imbalance.inside, round(account.imbalance.score, 1)
    (900.0, 6.1)
    """

    def __init__(
        self,
        inward: frozenset[int],
        outward: frozenset[int],
        relative_error: dict[int, float],
        most: float,
        empty_at_h: float | None = None,
    ) -> None:
        self._inward = inward
        self._streams = inward | outward
        self._relative = relative_error
        self._most = most
        self._empty_at_us = None if empty_at_h is None else int(empty_at_h * _HOUR_US)
        self.forget()

    def forget(self) -> None:
        """Know nothing of who is inside."""
        self._pending: dict[int, dict[int, float]] = {}
        self._least, self._greatest = _Bound(0.0), _Bound(self._most)
        self._until_us: int | None = None
        self.imbalance: Imbalance | None = None

    def say(self, stream: int, start_us: int, interval_us: int, count: float, *, utc_offset_us: int = 0) -> None:
        """Take what one stream counted in one interval; NaN breaks the account."""
        if self._until_us is not None and start_us < self._until_us:
            return  # late, or a correction of what is settled
        said = self._pending.setdefault(start_us, {})
        said[stream] = count
        if len(self._pending) > MOST_PENDING:
            del self._pending[min(self._pending)]
        for start in sorted(self._pending):
            if len(self._pending[start]) < len(self._streams):
                return
            self._settle(start, interval_us, self._pending.pop(start), utc_offset_us)

    def _settle(self, start_us: int, interval_us: int, counts: dict[int, float], utc_offset_us: int) -> None:
        follows = self._until_us is None or start_us == self._until_us
        end_us = start_us + interval_us
        if not follows or any(math.isnan(c) for c in counts.values()):
            self._begin()
        if self._was_emptied(end_us, utc_offset_us):
            self._begin(0.0)
        self._until_us = end_us
        if any(math.isnan(c) for c in counts.values()):
            return
        net = sum(c if i in self._inward else -c for i, c in counts.items())
        for bound in (self._least, self._greatest):
            bound.add(counts, net)
        self._judge(end_us)
        if self._least.value <= 0.0:
            self._least.rest(0.0)
        if self._greatest.value >= self._most:
            self._greatest.rest(self._most)

    def _begin(self, greatest: float | None = None) -> None:
        self._least.rest(0.0)
        self._greatest.rest(self._most if greatest is None else greatest)

    def _was_emptied(self, end_us: int, utc_offset_us: int) -> bool:
        """Tell whether the declared hour passed since the interval before."""
        if self._empty_at_us is None or self._until_us is None:
            return False

        def day(moment_us: int) -> int:
            return (moment_us + utc_offset_us - (self._empty_at_us or 0) - 1) // _DAY_US

        return day(end_us) > day(self._until_us)

    def _judge(self, end_us: int) -> None:
        found = None
        over = self._least.value - self._most
        if over > SIGMAS * (error := max(self._least.error(self._relative), 1.0)):
            found = Imbalance(self._least.value, self._most, over / error, end_us)
        under = -self._greatest.value
        if under > SIGMAS * (error := max(self._greatest.error(self._relative), 1.0)):
            found = Imbalance(self._greatest.value, self._most, under / error, end_us)
        if found is not None:
            self.imbalance = found
            self._begin()
        elif self.imbalance is not None and end_us - self.imbalance.until_us >= _DAY_US:
            self.imbalance = None  # a day without another one


class Balance:
    """The accounts of all areas that are counted all around.

    Parameters
    ----------
    areas, streams
        As declared. A stream that counts one way names the area it counts into or out of.
    """

    def __init__(self, areas: Sequence[Area], streams: Sequence[Stream]) -> None:
        self.accounts: dict[int, Account] = {}
        self._of_stream: dict[int, list[Account]] = {}
        self._interval_us = {i: round(s.interval_s * MICROSECONDS_PER_SECOND) for i, s in enumerate(streams)}
        for place, area in enumerate(areas):
            if area.counted_all_around:
                self._open(place, area, streams)

    def _open(self, place: int, area: Area, streams: Sequence[Stream]) -> None:
        inward = frozenset(i for i, s in enumerate(streams) if s.into == area.id)
        outward = frozenset(i for i, s in enumerate(streams) if s.out_of == area.id)
        if not inward or not outward:
            return
        relative = {i: streams[i].relative_error for i in inward | outward}
        account = Account(inward, outward, relative, MOST_PER_M2 * area.usable_area_m2, area.empty_at_h)
        self.accounts[place] = account
        for i in inward | outward:
            self._of_stream.setdefault(i, []).append(account)

    @property
    def is_empty(self) -> bool:
        """Whether no area is counted all around."""
        return not self.accounts

    def forget(self) -> None:
        """Begin all accounts anew."""
        for account in self.accounts.values():
            account.forget()

    def take(self, rows: Iterable[tuple[int, int, float]], *, utc_offset_us: int = 0) -> None:
        """Take observations: stream by declared place, start of its interval in µs, count (NaN when unusable)."""
        for stream, start_us, count in rows:
            for account in self._of_stream.get(stream, ()):
                account.say(stream, start_us, self._interval_us[stream], count, utc_offset_us=utc_offset_us)
