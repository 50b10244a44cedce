# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The crowd of a simulated city that is played: from when a response is carried out, its people act on it.

They are the same people, equal in every minute before; from then on the city is lived again with what was decided, and
its sensors tell what they see of that. Nothing else of the node hears of it: estimates, forecasts and warnings follow
from what sensors tell, as ever. The same seed and the same decisions give the same evening.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.city.read_streams import settings_of
from baken.errors import BakenError
from baken.observation.columns import concatenate
from baken.response.carried_out import carried_out
from baken.response.interventions import CloseRoad, ExtraTrams, OneWayWalking
from baken.service.recording import told_by
from baken.service.scenarios import CONNECTOR
from baken.simulation.decided import Decided, acted_on_from, extra_trams, moments_of, one_way, road_closed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from baken.city.model import City
    from baken.observation.columns import ObservationColumns
    from baken.response.book import Book
    from baken.response.interventions import Deed
    from baken.response.reach import Reach
    from baken.service.replay import ReplayClock
    from baken.simulation.interventions import Intervention

    Retell = Callable[[tuple[Decided, ...]], ObservationColumns]

_LOG: Final = logging.getLogger("baken.simulation")


def decided_in(book: Book, reach: Reach, *, of: str | None = None, without: str | None = None) -> tuple[Decided, ...]:
    """Return what people of a simulated city act on: what was carried out of the kinds that a simulation plays.

    Stewards, signs, light and messages change nothing in it: nobody has said by how much they do.

    Parameters
    ----------
    of, without
        Only what belongs to this response, or all but that.
    """
    found = []
    for one in carried_out(book):
        intervention = _played(one.deed, reach)
        if intervention is not None and one.response_id != without and of in (None, one.response_id):
            until_us = None if one.until_us is None else acted_on_from(one.until_us)
            from_us = acted_on_from(one.from_us)
            if until_us is None or from_us < until_us:
                found.append(Decided(intervention=intervention, from_us=from_us, until_us=until_us))
    return tuple(found)


def _played(deed: Deed, reach: Reach) -> Intervention | None:
    if isinstance(deed, OneWayWalking):
        return one_way(deed.gate, deed.towards)
    if isinstance(deed, ExtraTrams):
        return extra_trams(deed.line, deed.extra_per_h)
    if isinstance(deed, CloseRoad):
        parks = next((road.car_parks for road in reach.roads if road.id == deed.road), ())
        return road_closed(parks) if parks else None
    return None


class ActingCrowd:
    """Tells what the sensors of a simulated city see of people who act on what is carried out.

    Parameters
    ----------
    recording
        What is told when nothing is decided.
    retell
        Lives the days again with what was decided; takes some seconds.
    read
        Gives the responses as they stand.
    clock
        Stands still meanwhile: people act from the minute after the decision, not from when a computer is ready.

    Invariants
    ----------
    What ended before people act on anything is as it was recorded, and likewise at every later change.
    """

    def __init__(
        self,
        recording: ObservationColumns,
        retell: Retell,
        read: Callable[[], Book],
        reach: Reach,
        clock: ReplayClock,
    ) -> None:
        self._recording, self._retell, self._read = recording, retell, read
        self._reach, self._clock = reach, clock
        self._told: tuple[Decided, ...] = ()
        self._deciding = threading.Lock()
        self._revision = -1
        self._lived: list[tuple[tuple[Decided, ...], int, ObservationColumns]] = []

    def noticed(self) -> None:
        """Let the clock stand still when something was decided on which people act; from any thread."""
        with self._deciding:
            if decided_in(self._read(), self._reach) != self._told:
                self._clock.hold()

    def told_first(self) -> ObservationColumns:
        """Return what is told of people who act on what was decided before this start."""
        book = self._read()
        self._revision, self._told = book.revision, decided_in(book, self._reach)
        return self._told_for(self._told)

    async def told_anew(self) -> ObservationColumns | None:
        """Return what is told from now on, when people act on something else than before; None when they do not."""
        found = None
        while self._read().revision != self._revision:
            with self._deciding:  # so that nobody lets the clock stand still for what is already seen to
                book = self._read()
                self._revision, wanted = book.revision, decided_in(book, self._reach)
                is_other, self._told = wanted != self._told, wanted
                if is_other:
                    self._clock.hold()
            try:
                if is_other:
                    found = await asyncio.to_thread(self._told_for, wanted)
            except BakenError as error:
                _LOG.error("The people of this simulated city cannot act on what was decided: %s", error)
            finally:
                self._clock.release()
        return found

    def _told_for(self, decided: tuple[Decided, ...]) -> ObservationColumns:
        """Return the recording with, from every change on, what is told of the people who act on what was decided."""
        found, lived = self._recording, []
        for number, moment in enumerate(moments_of(decided)):
            then = tuple(one for each in decided if (one := each.known_at(moment)) is not None)
            known = self._lived[number] if number < len(self._lived) else None
            if known is not None and known[:2] == (then, moment):
                found = known[2]
            else:
                self._lived = []  # what comes after rests on what came before
                found = spliced(found, self._retell(then), moment)
            lived.append((then, moment, found))
        self._lived = lived
        return found


def spliced(before: ObservationColumns, after: ObservationColumns, from_us: int) -> ObservationColumns:
    """Return what was told of times that ended by a moment, and from then on what the same streams tell instead."""
    same = np.isin(before.datastream_id, np.unique(after.datastream_id))
    kept = before.take(~same | (_ends(before) <= from_us))
    rows = concatenate([kept, after.take(_ends(after) > from_us)])
    return rows.take(np.argsort(rows.available_at_us, kind="stable"))


def _ends(rows: ObservationColumns) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.maximum(rows.phenomenon_time_us, rows.phenomenon_time_end_us)


def retelling(city: City, datastream_ids: Mapping[str, int]) -> Retell | None:
    """Return what lives the days of a simulated city again; None of a city that plays no scenario."""
    streams = [stream for stream in city.streams if stream.connector == CONNECTOR]
    if not city.simulated or not streams:
        return None
    from baken.connectors.simulated_city.connector import connect

    source = connect(settings_of(city.folder, CONNECTOR))

    def retell(decided: tuple[Decided, ...]) -> ObservationColumns:
        return concatenate(list(told_by(source.acting_on(decided), streams, datastream_ids)))

    return retell
