# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simulated weeks of a node that plays a day of a simulated city: made apart, once, after the picture is there.

They are never observations: they stand in no store, are in no export, and end before the first observation. Only what
is foreseen is made of them, and says so.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.city.read_streams import settings_of
from baken.service.forecasting.issued import NEAR_STEP_MIN
from baken.simulation.city import SimulatedCity
from baken.simulation.model import SimulationError
from baken.simulation.reading import read_imperfections, read_scenario
from baken.simulation.weeks.declared import Weeks, read_weeks
from baken.simulation.weeks.weeks import SimulatedWeeks, simulated_weeks

if TYPE_CHECKING:
    from datetime import date
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from baken.city.model import City
    from baken.forecast.calendar import Calendar
    from baken.observation.stream import Stream

CONNECTOR: Final = "simulated_city"
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WeeksJob:
    """Which weeks are to be made."""

    folder: Path
    weeks: Weeks
    streams: tuple[Stream, ...]
    until: date
    calendar: Calendar
    step_min: int
    seed: int

    @classmethod
    def of(cls, city: City, first: datetime) -> WeeksJob | None:
        """Return the weeks before a day of a city, of which the first observation is known; None where it has none.

        Parameters
        ----------
        first
            Of the first observation, in the city's own time.

        Raises
        ------
        SimulationError, SettingsError
            When a file of the simulation cannot be understood.
        """
        from baken.connectors.simulated_city.declared import read_played
        from baken.service.forecasting.panels import counted, step_of

        weeks = read_weeks(city.folder) if city.simulated else None
        if weeks is None or not any(stream.connector == CONNECTOR for stream in city.streams):
            return None
        step_min = step_of(city.streams)
        streams = tuple(s for s in counted(city.streams, step_min) if s.connector == CONNECTOR)
        start_h = read_scenario(city.folder, weeks.reference).start_h
        until = (first - timedelta(hours=start_h)).date()
        seed = read_played(settings_of(city.folder, CONNECTOR)).seed
        return cls(city.folder, weeks, streams, until, city.calendar, step_min, seed)

    @classmethod
    def of_played(cls, city: City) -> WeeksJob | None:
        """Return the weeks before the day that a simulated city plays; None where it has none.

        Raises
        ------
        SimulationError, SettingsError
            As :meth:`of`.
        """
        if not city.simulated or read_weeks(city.folder) is None:
            return None
        from baken.connectors.simulated_city.declared import read_played

        played = read_played(settings_of(city.folder, CONNECTOR))
        scenario = read_scenario(city.folder, played.scenario)
        first = datetime.combine(played.date or scenario.date, time(), ZoneInfo(city.time_zone))
        return cls.of(city, first + timedelta(hours=scenario.start_h))

    def made(self) -> SimulatedWeeks:
        """Return the weeks, some seconds later.

        Raises
        ------
        SimulationError
            When the city cannot be simulated.
        """
        return simulated_weeks(
            SimulatedCity.read(self.folder),
            self.weeks,
            read_scenario(self.folder, self.weeks.reference),
            self.streams,
            until=self.until,
            calendar=self.calendar,
            step_min=self.step_min,
            finer_min=NEAR_STEP_MIN,
            sensors_seed=self.seed,
            flaws=read_imperfections(self.folder),
        )


class WeeksBefore:
    """The weeks before the day that is played, as soon as they are made; none of a city without."""

    def __init__(self, job: WeeksJob | None = None) -> None:
        self._job = job
        self._found: SimulatedWeeks | None = None
        self._process: SpawnProcess | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def is_awaited(self) -> bool:
        """Tell whether they are still to come."""
        return self._job is not None and self._found is None

    def found(self) -> SimulatedWeeks | None:
        """Return them; None before they are made, and of a city without."""
        return self._found

    def make_here(self) -> None:
        """Make them in this process.

        Raises
        ------
        SimulationError
            When the city cannot be simulated.
        """
        if self._job is not None:
            self._found, self._job = self._job.made(), None

    def make_apart(self) -> None:
        """Make them in a process of lower priority, and return when they are there; to be called in a thread.

        Without them, when they cannot be made: the log says why, and nobody waits for them any more.
        """
        job = self._job
        if job is None:
            return
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        with self._lock:
            if self._stopped:
                return
            self._process = process = context.Process(target=_send, args=(theirs, job), daemon=True)
            process.start()
        theirs.close()
        found: SimulatedWeeks | str = "It ended without a word."
        with contextlib.suppress(EOFError):
            found = ours.recv()
        ours.close()
        process.join()
        if isinstance(found, SimulatedWeeks):
            self._found = found
        elif not self._stopped:
            _LOG.error("The weeks before the simulated day could not be made: %s", found)
        self._job = None

    def stop(self) -> None:
        """End what is under way."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.is_alive():
                self._process.terminate()


def _send(pipe: Connection, job: WeeksJob) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    with contextlib.suppress(AttributeError):  # Windows has no such priority
        os.nice(3)
    try:
        pipe.send(job.made())
    except SimulationError as error:
        pipe.send(str(error))
