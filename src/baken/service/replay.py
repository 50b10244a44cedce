# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replay: play recorded history as if it were live, through the same way in, on a clock of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from baken.errors import BakenError
from baken.observation.columns import concatenate
from baken.vocabulary.time import from_us, monotonic_s, to_us

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from baken.governance.permit import Permit
    from baken.observation.columns import ObservationColumns
    from baken.observation.intake import Intake

MAX_SPEED: Final = 86_400.0
STEP_S: Final = 0.25
_ROWS_PER_SUBMIT: Final = 50_000


class ReplayError(BakenError):
    """A wish that the replay cannot follow."""


class _Going(NamedTuple):
    """How a clock goes: it is replaced as a whole, so that whoever reads it in another thread sees no half of it."""

    begun: datetime
    since_s: float
    speed: float
    paused: bool = False
    held: bool = False


class ReplayClock:
    """A clock that runs ``speed`` times as fast as the wall clock, and can be paused and set.

    Parameters
    ----------
    start, end
        First and last moment; at the end the clock stands still.
    speed
        Seconds of history per second.
    elapsed_s
        The stopwatch it runs on, in seconds.

    Examples
    --------
    >>> seconds = iter([0.0, 2.0])
    >>> start = datetime(2025, 1, 1, tzinfo=UTC)
    >>> clock = ReplayClock(start, start + timedelta(days=1), speed=60, elapsed_s=lambda: next(seconds))
    >>> clock.now().isoformat()
    '2025-01-01T00:02:00+00:00'
    """

    def __init__(
        self,
        start: datetime,
        end: datetime,
        *,
        speed: float,
        elapsed_s: Callable[[], float] = monotonic_s,
    ) -> None:
        self.start, self.end = start, end
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._going = _Going(start, elapsed_s(), _checked_speed(speed))

    def now(self) -> datetime:
        """Return the moment of history that is present now."""
        going = self._going
        if going.paused or going.held:
            return going.begun
        played = timedelta(seconds=(self._elapsed_s() - going.since_s) * going.speed)
        return self.end if played >= self.end - going.begun else going.begun + played

    @property
    def speed(self) -> float:
        """Seconds of history per second."""
        return self._going.speed

    @property
    def paused(self) -> bool:
        """Whether the clock stands still by choice."""
        return self._going.paused

    def hold(self) -> None:
        """Stand still until the release, whether or not it is paused; from any thread."""
        with self._lock:
            self._going = self._going._replace(begun=self.now(), held=True)

    def release(self) -> None:
        """Go on as if no time had passed since the hold."""
        with self._lock:
            self._going = self._going._replace(begun=self.now(), since_s=self._elapsed_s(), held=False)

    @property
    def at_end(self) -> bool:
        """Whether history is played out."""
        return self.now() >= self.end

    def set(self, *, now: datetime | None = None, speed: float | None = None, paused: bool | None = None) -> None:
        """Change what is given and leave the rest.

        Raises
        ------
        ReplayError
            When the moment lies outside the recording, or the speed is not above 0 and at most 86,400.
        """
        if now is not None and not self.start <= now <= self.end:
            raise ReplayError(
                "That moment lies outside the recording.",
                remedy=f"Choose one from {self.start.isoformat()} to {self.end.isoformat()}.",
            )
        checked = None if speed is None else _checked_speed(speed)
        with self._lock:
            self._going = _Going(
                begun=self.now() if now is None else now.astimezone(UTC),
                since_s=self._elapsed_s(),
                speed=self._going.speed if checked is None else checked,
                paused=self._going.paused if paused is None else paused,
                held=self._going.held,
            )


def _checked_speed(speed: float) -> float:
    if not 0 < speed <= MAX_SPEED:
        raise ReplayError(f"A speed of {speed:g} is not possible.", remedy=f"Choose above 0 and at most {MAX_SPEED:g}.")
    return float(speed)


def _nothing() -> None:
    """Leave everything as it is."""


async def _nothing_else() -> ObservationColumns | None:
    """Tell nothing else than what was recorded."""
    return None


class ReplayPlayer:
    """Delivers recorded rows when the clock passes the moment at which they became available.

    Parameters
    ----------
    recording
        All rows, ordered by ``available_at_us``.
    clock
        The clock of the replay.
    intake
        The same way in as for live data.
    on_moved
        Called when the clock was set back, with the new moment, so that what follows the data can start afresh.
    admitted
        Returns the rows that may come in now, and the leave to take them in.
    logged
        Logs what is done in a block, under a name.
    on_jumping
        Called when the clock was set forward, before what lies between is delivered.
    on_jumped
        Called when the clock was set forward and all between has been delivered: what was learned on the way is to be
        what a replay that began here would have learned.
    told_anew
        Asked before anything more is delivered; returns what is told from now on instead of the recording, or None.
        In a simulated city people act on what is decided, and what comes is no longer what would have come.

    Invariants
    ----------
    What was delivered stays as it was, whatever is told anew, and nothing is delivered twice.
    After :meth:`deliver` every row with ``available_at <= clock.now()`` has been committed, and none that is later.
    """

    def __init__(
        self,
        recording: ObservationColumns,
        clock: ReplayClock,
        intake: Intake,
        on_moved: Callable[[datetime], None],
        admitted: Callable[[ObservationColumns], tuple[ObservationColumns, Permit]],
        logged: Callable[[str], AbstractContextManager[object]] = nullcontext,
        on_jumped: Callable[[], None] = _nothing,
        on_jumping: Callable[[], None] = _nothing,
        told_anew: Callable[[], Awaitable[ObservationColumns | None]] | None = None,
    ) -> None:
        if (np.diff(recording.available_at_us) < 0).any():
            raise ReplayError("The recording is not in the order in which it became available.")
        self._recording = recording
        self._clock = clock
        self._intake = intake
        self._on_moved = on_moved
        self._admitted = admitted
        self._logged = logged
        self._on_jumped = on_jumped
        self._on_jumping = on_jumping
        self._told_anew = told_anew or _nothing_else
        self._delivered = self._row_at(clock.now())
        self._moving = asyncio.Lock()

    def _row_at(self, moment: datetime) -> int:
        return int(np.searchsorted(self._recording.available_at_us, to_us(moment), side="right"))

    async def deliver(self) -> int:
        """Submit what has become available since the last time; return how many rows."""
        async with self._moving:
            late = await self._tell_anew()
            until = self._row_at(self._clock.now())
            count = until - self._delivered
            while self._delivered < until:
                stop = min(until, self._delivered + _ROWS_PER_SUBMIT)
                await self._submit(self._recording.take(np.arange(self._delivered, stop)))
                self._delivered = stop
            return max(count, 0) + late

    async def _submit(self, rows: ObservationColumns) -> None:
        admitted, permit = self._admitted(rows)
        with self._logged("replay observations"):
            await self._intake.submit(admitted, activity=permit)

    async def _tell_anew(self) -> int:
        """Go on with what is told instead of the recording from now on; return how many rows came late by that."""
        told = await self._told_anew()
        if told is None:
            return 0
        done = self._recording.take(np.arange(self._delivered))
        rest = await asyncio.to_thread(_without, told, done)
        late = rest.take(rest.available_at_us <= (done.available_at_us[-1] if len(done) else 0))
        if len(late):
            await self._submit(late)
        rows = concatenate([done, rest])
        self._recording = rows.take(np.argsort(rows.available_at_us, kind="stable"))
        self._delivered += len(late)
        return len(late)

    async def set(self, *, now: datetime | None = None, speed: float | None = None, paused: bool | None = None) -> None:
        """Change the clock; going back makes what follows the data start afresh at that moment."""
        async with self._moving:
            await self._tell_anew()
            before = self._clock.now()
            self._clock.set(now=now, speed=speed, paused=paused)
            if now is not None and now < before:
                self._delivered = self._row_at(now)
                self._on_moved(now)
        if now is None or now <= before:
            await self.deliver()
            return
        self._on_jumping()
        try:
            await self.deliver()
        finally:
            self._on_jumped()

    async def run(self) -> None:
        """Deliver for as long as the service lives."""
        while True:
            await self.deliver()
            await asyncio.sleep(STEP_S)


def _without(rows: ObservationColumns, others: ObservationColumns) -> ObservationColumns:
    """Return the rows of datastreams and times that are not among others."""
    seen = set(zip(others.datastream_id.tolist(), others.phenomenon_time_us.tolist(), strict=True))
    keys = zip(rows.datastream_id.tolist(), rows.phenomenon_time_us.tolist(), strict=True)
    return rows.take(np.fromiter((key not in seen for key in keys), np.bool_, len(rows)))


def recorded_until(recording: ObservationColumns) -> datetime:
    """Return when the last row became available."""
    return from_us(int(recording.available_at_us[-1]))
