# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warner: from what is thought of all limits, moment after moment, to what is recorded of warnings.

It holds no clock and opens nothing: the same judgements in the same order give the same events. Who keeps it stores the
events and :attr:`Warner.state` together, and goes on from there after a restart.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.vocabulary.time import NO_TIME_US, from_us
from baken.warning.events import Blind, ClockJumped, Moved, Raised, Updated, WarningEvent, Withheld
from baken.warning.kinds import Cause
from baken.warning.latches import Latches, Thresholds
from baken.warning.ledger import Ledger, ended
from baken.warning.model import SYSTEM, Limits, Member, RiskScore, WarningRecord, WarningState
from baken.warning.silence import Silences
from baken.warning.states import Deed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

    from baken.warning.judging import Judged
    from baken.warning.model import Judgement, Limit
    from baken.warning.neighbourhood import Neighbourhood

    Assess = Callable[[tuple[Member, ...], int], RiskScore | None]

LONGEST_PAUSE: Final = timedelta(minutes=15)
"""Judging that pauses for longer has lost touch: the clock jumped, or the node stood still."""

GROUP_WITHIN: Final = timedelta(minutes=60)
"""A limit joins an open warning when the newest of its members joined no longer ago than this."""

ANSWERED_FOR: Final = timedelta(minutes=30)
"""What a person closed or denied while it still stands is raised anew after this, when it is not over by then."""

TOLD_EVERY: Final = timedelta(minutes=1)
"""A change of probability is recorded at most so often."""

CHANGED_BY: Final = 0.1
"""A probability that moved less is the same."""

_EVERYWHERE: Final = frozenset({Cause.WIND, Cause.SOURCE})
"""Causes that reach over a whole city: one gale, one provider that fails."""

_MICROSECOND: Final = timedelta(microseconds=1)


class RowState(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of one limit from one moment to the next."""

    on: bool = False
    since_us: int = NO_TIME_US
    warning_id: str = ""
    answered_us: int | None = None
    withheld: str = ""
    is_blind: bool = False


class WarnerState(msgspec.Struct, frozen=True, kw_only=True):
    """All that a warner remembers besides the warnings; kept with them."""

    at_us: int = NO_TIME_US
    rows: dict[str, RowState] = msgspec.field(default_factory=dict)


class Warner:
    """Raises warnings, lets them grow and end, and takes what persons do about them.

    Parameters
    ----------
    declared
        Limits, inhibitions and quiet rules of a city.
    zone
        Of the quiet hours.
    assess
        Gives the risk of the members of a warning at a moment.
    ledger, state
        Where to go on from.
    """

    def __init__(
        self,
        declared: Limits,
        neighbourhood: Neighbourhood,
        *,
        zone: tzinfo = UTC,
        assess: Assess | None = None,
        ledger: Ledger | None = None,
        state: WarnerState | None = None,
    ) -> None:
        self.limits: tuple[Limit, ...] = declared.limits
        self.ledger = ledger or Ledger()
        self.silences = Silences(declared.quiet, declared.inhibitions, zone)
        self._neighbourhood = neighbourhood
        self._assess = assess
        self._row = {limit.id: row for row, limit in enumerate(self.limits)}
        self._thresholds = _thresholds(self.limits)
        self._order = _causes_first(declared)
        self._take(state or WarnerState())

    def _take(self, state: WarnerState) -> None:
        rows = [state.rows.get(limit.id, RowState()) for limit in self.limits]
        self._at_us = state.at_us
        self._latches = Latches(
            np.array([row.on for row in rows], np.bool_), np.array([row.since_us for row in rows], np.int64)
        )
        self._blind = np.array([row.is_blind for row in rows], np.bool_)
        self._answered = {i: row.answered_us for i, row in enumerate(rows) if row.answered_us is not None}
        self._withheld = {i: row.withheld for i, row in enumerate(rows) if row.withheld}
        self._warning = {i: row.warning_id for i, row in enumerate(rows) if self._belongs(i, row.warning_id)}

    def _belongs(self, row: int, warning_id: str) -> bool:
        """Tell whether a limit, as it is declared now, stands in an open warning."""
        if warning_id not in self.ledger:
            return False
        return any(member.limit == self.limits[row] for member in self.ledger[warning_id].standing)

    @property
    def state(self) -> WarnerState:
        """What has to be kept to go on later as if nothing had happened."""
        rows = {
            limit.id: RowState(
                on=bool(self._latches.on[i]),
                since_us=int(self._latches.since_us[i]),
                warning_id=self._warning.get(i, ""),
                answered_us=self._answered.get(i),
                withheld=self._withheld.get(i, ""),
                is_blind=bool(self._blind[i]),
            )
            for i, limit in enumerate(self.limits)
        }
        return WarnerState(at_us=self._at_us, rows={name: row for name, row in rows.items() if row != RowState()})

    @property
    def blind(self) -> tuple[Limit, ...]:
        """The limits of which nothing can be told."""
        return tuple(self.limits[i] for i in np.flatnonzero(self._blind))

    def judge(self, judged: Judged) -> tuple[WarningEvent, ...]:
        """Take what is thought of all limits at a moment; return what has to be recorded, in order.

        Invariants: every event is applied to the ledger; nothing is raised or over only because the clock jumped.
        """
        at_us, before = judged.at_us, self._latches
        events: list[WarningEvent] = [*self._clock(at_us), *self._sight(judged)]
        self._at_us = at_us
        self._latches = self._latches.after(at_us, judged.chances.within, self._thresholds)
        fallen = [int(i) for i in np.flatnonzero(before.on & ~self._latches.on)]
        for row in fallen:
            self._answered.pop(row, None)
            self._withheld.pop(row, None)
        events += self._ask_for_silence(judged)
        joining, groups = self._grouped(at_us)
        for record in self.ledger.open:
            events += self._follow(record, judged, joining.get(record.id, []))
        for group in groups:
            events.append(self._raise(group, judged))
        return tuple(events)

    def act(self, warning_id: str, deed: Deed, *, by: str, at_us: int, version: int, note: str = "") -> Moved:
        """Take what a person does about a warning; return what has to be recorded.

        Raises
        ------
        UnknownWarningError, ConflictError, TransitionError
            And then nothing was changed.
        """
        event = Moved(at_us=at_us, warning_id=warning_id, deed=deed.value, by=by, version=version, note=note)
        was_open = self.ledger[warning_id].is_open
        record = self.ledger.apply(event)
        if was_open and record is not None and not record.is_open:
            for row in [row for row, name in self._warning.items() if name == warning_id]:
                del self._warning[row]
                self._answered[row] = at_us
        return event

    def _clock(self, at_us: int) -> Iterable[WarningEvent]:
        before = self._at_us
        if before == NO_TIME_US or 0 <= at_us - before <= LONGEST_PAUSE // _MICROSECOND:
            return
        self._latches = self._latches.begun_anew(at_us)
        self._answered = dict.fromkeys(self._answered, at_us)
        yield ClockJumped(at_us=at_us, before_us=before)

    def _sight(self, judged: Judged) -> Iterable[WarningEvent]:
        blind = np.isnan(judged.chances.within)
        for row in np.flatnonzero(blind != self._blind):
            doubts = judged.judgement(int(row)).doubts if blind[row] else ()
            name = self.limits[row].id
            yield Blind(at_us=judged.at_us, limit_id=name, is_blind=bool(blind[row]), doubts=doubts)
        self._blind = blind

    def _ask_for_silence(self, judged: Judged) -> Iterable[WarningEvent]:
        """Find which limits are on and not in a warning yet, causes before what follows from them."""
        self._candidates: list[int] = []
        at_us = judged.at_us
        waiting = set(np.flatnonzero(self._latches.on).tolist()) - self._warning.keys()
        warns = {self.limits[row].id: bool(self._latches.on[row]) for row in self._warning}
        for row in sorted(waiting, key=self._order.__getitem__):
            limit, answered = self.limits[row], self._answered.get(row)
            if answered is not None and 0 <= at_us - answered < ANSWERED_FOR // _MICROSECOND:
                continue
            why = self.silences.of(limit, at_us, warns)
            if why and self._withheld.get(row) != why:
                yield Withheld(at_us=at_us, limit_id=limit.id, because=why, judgement=judged.judgement(row))
            if why:
                self._withheld[row] = why
                continue
            self._withheld.pop(row, None)
            self._answered.pop(row, None)
            warns[limit.id] = True
            self._candidates.append(row)

    def _grouped(self, at_us: int) -> tuple[dict[str, list[int]], list[list[int]]]:
        """Return which candidates join which open warning, and which begin one together."""
        by_cause: dict[Cause, list[int]] = defaultdict(list)
        for row in sorted(self._candidates):
            by_cause[self.limits[row].cause].append(row)
        joining: dict[str, list[int]] = defaultdict(list)
        groups: list[list[int]] = []
        for cause, rows in by_cause.items():
            open_ones = [record for record in self.ledger.open if record.cause is cause]
            for part in self._parts(cause, rows):
                record = next((one for one in open_ones if self._joins(one, cause, part, at_us)), None)
                if record is None:
                    groups.append(part)
                else:
                    joining[record.id] += part
        return joining, groups

    def _parts(self, cause: Cause, rows: list[int]) -> list[list[int]]:
        if cause in _EVERYWHERE:
            return [rows]
        parts = self._neighbourhood.parts(self.limits[row].area_id for row in rows)
        return [[row for row in rows if self.limits[row].area_id in part] for part in parts]

    def _joins(self, record: WarningRecord, cause: Cause, part: list[int], at_us: int) -> bool:
        ids = {self.limits[row].id for row in part}
        if any(member.limit.id in ids for member in record.members):
            return True
        if at_us - max(member.since_us for member in record.members) > GROUP_WITHIN // _MICROSECOND:
            return False
        here = {member.limit.area_id for member in record.standing}
        return cause in _EVERYWHERE or any(self._neighbourhood.touches(self.limits[row].area_id, here) for row in part)

    def _follow(self, record: WarningRecord, judged: Judged, joining: list[int]) -> Iterable[WarningEvent]:
        """Bring an open warning up to what is thought now; record it where it matters."""
        at_us = judged.at_us
        members = tuple(self._followed(member, judged) for member in record.members)
        is_over = not joining and not any(member.stands for member in members)
        if not joining and members == record.members:
            return
        matters = joining or [m.ended_us for m in members] != [m.ended_us for m in record.members]
        if not matters and not self._is_news(record, members, at_us):
            return
        members += tuple(self._joined(row, judged, record.id) for row in joining)
        risk = self._risk(members, at_us)
        yield self._applied(Updated(at_us=at_us, warning_id=record.id, members=members, grew=bool(joining), risk=risk))
        if is_over:
            deed = Deed.CLOSE if record.state is WarningState.HANDLED else Deed.EXPIRE
            yield self._applied(
                Moved(at_us=at_us, warning_id=record.id, deed=deed.value, by=SYSTEM, version=record.version + 1)
            )

    def _followed(self, member: Member, judged: Judged) -> Member:
        if not member.stands:
            return member
        row = self._row.get(member.limit.id)
        if row is None or self.limits[row] != member.limit:  # it was declared anew, or no more
            return ended(member, judged.at_us)
        newest = judged.judgement(row)
        if not self._latches.on[row]:
            self._warning.pop(row, None)
            return ended(msgspec.structs.replace(member, newest=newest), judged.at_us)
        return msgspec.structs.replace(member, newest=newest)

    def _is_news(self, record: WarningRecord, members: tuple[Member, ...], at_us: int) -> bool:
        if 0 <= at_us - record.changed_at_us < TOLD_EVERY // _MICROSECOND:
            return False
        pairs = zip(record.members, members, strict=True)
        return any(_differ(one.newest, other.newest) for one, other in pairs if other.stands)

    def _joined(self, row: int, judged: Judged, warning_id: str) -> Member:
        self._warning[row] = warning_id
        said = judged.judgement(row)
        return Member(limit=self.limits[row], since_us=judged.at_us, first=said, newest=said)

    def _raise(self, rows: list[int], judged: Judged) -> WarningEvent:
        name = self._name(rows[0], judged.at_us)
        members = tuple(self._joined(row, judged, name) for row in rows)
        cause, risk = self.limits[rows[0]].cause, self._risk(members, judged.at_us)
        return self._applied(Raised(at_us=judged.at_us, warning_id=name, cause=cause, members=members, risk=risk))

    def _name(self, row: int, at_us: int) -> str:
        """Return an id that follows from the limit and the moment; a number after it where the clock went back."""
        first = f"{from_us(at_us):%Y%m%dT%H%M%SZ}-{self.limits[row].id}"
        name, number = first, 1
        while name in self.ledger:
            number += 1
            name = f"{first}-{number}"
        return name

    def _risk(self, members: tuple[Member, ...], at_us: int) -> RiskScore | None:
        return None if self._assess is None else self._assess(members, at_us)

    def _applied(self, event: WarningEvent) -> WarningEvent:
        self.ledger.apply(event)
        return event


def _differ(one: Judgement, other: Judgement) -> bool:
    if one.doubts != other.doubts or one.is_known != other.is_known:
        return True
    return abs(one.probability - other.probability) >= CHANGED_BY


def _thresholds(limits: tuple[Limit, ...]) -> Thresholds:
    second = timedelta(seconds=1) // _MICROSECOND
    return Thresholds(
        np.array([limit.raise_at for limit in limits], np.float64),
        np.array([limit.clear_below for limit in limits], np.float64),
        np.array([limit.lasting_s * second for limit in limits], np.int64),
        np.array([limit.calm_s * second for limit in limits], np.int64),
    )


def _causes_first(declared: Limits) -> dict[int, tuple[int, int]]:
    """Return an order of the limits in which a cause comes before what follows from it."""
    depth = {limit.id: 0 for limit in declared.limits}
    for _ in declared.inhibitions:
        for one in declared.inhibitions:
            for name in one.silences:
                if name in depth and one.limit_id in depth:
                    depth[name] = max(depth[name], depth[one.limit_id] + 1)
    return {row: (depth[limit.id], row) for row, limit in enumerate(declared.limits)}
