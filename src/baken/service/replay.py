# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replay: play recorded history as if it were live, through the same way in, on a clock of its own."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.errors import BakenError
from baken.vocabulary.time import from_us, monotonic_s, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from baken.governance.permit import Permit
    from baken.observation.columns import ObservationColumns
    from baken.observation.intake import Intake

MAX_SPEED: Final = 86_400.0
STEP_S: Final = 0.25
_ROWS_PER_SUBMIT: Final = 50_000


class ReplayError(BakenError):
    """A wish that the replay cannot follow."""


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
        self._from = start
        self._since_s = elapsed_s()
        self._speed = _checked_speed(speed)
        self._paused = False

    def now(self) -> datetime:
        """Return the moment of history that is present now."""
        if self._paused:
            return self._from
        played = timedelta(seconds=(self._elapsed_s() - self._since_s) * self._speed)
        return self.end if played >= self.end - self._from else self._from + played

    @property
    def speed(self) -> float:
        """Seconds of history per second."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether the clock stands still by choice."""
        return self._paused

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
        self._from = self.now() if now is None else now.astimezone(UTC)
        self._since_s = self._elapsed_s()
        self._speed = self._speed if checked is None else checked
        self._paused = self._paused if paused is None else paused


def _checked_speed(speed: float) -> float:
    if not 0 < speed <= MAX_SPEED:
        raise ReplayError(f"A speed of {speed:g} is not possible.", remedy=f"Choose above 0 and at most {MAX_SPEED:g}.")
    return float(speed)


def _nothing() -> None:
    """Leave everything as it is."""


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

    Invariants
    ----------
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
        self._delivered = self._row_at(clock.now())
        self._moving = asyncio.Lock()

    def _row_at(self, moment: datetime) -> int:
        return int(np.searchsorted(self._recording.available_at_us, to_us(moment), side="right"))

    async def deliver(self) -> int:
        """Submit what has become available since the last time; return how many rows."""
        async with self._moving:
            until = self._row_at(self._clock.now())
            count = until - self._delivered
            while self._delivered < until:
                stop = min(until, self._delivered + _ROWS_PER_SUBMIT)
                rows, permit = self._admitted(self._recording.take(np.arange(self._delivered, stop)))
                with self._logged("replay observations"):
                    await self._intake.submit(rows, activity=permit)
                self._delivered = stop
            return max(count, 0)

    async def set(self, *, now: datetime | None = None, speed: float | None = None, paused: bool | None = None) -> None:
        """Change the clock; going back makes what follows the data start afresh at that moment."""
        async with self._moving:
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


def recorded_until(recording: ObservationColumns) -> datetime:
    """Return when the last row became available."""
    return from_us(int(recording.available_at_us[-1]))
