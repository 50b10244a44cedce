# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Freshness: a signed row comes once, in time, and never after a newer one of the same phenomenon time.

Held in memory: per datastream the newest phenomenon time that was let through, and what is on its way to the store.
Rows after the newest cannot have been before; the others are looked up. Law: of two signed rows for one datastream and
phenomenon time with different results, the one with the later result time is what the store says in the end, in
whatever order and however often they come.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from baken.observation.columns import columns_of
from baken.observation.protocol import ObservationQuery
from baken.vocabulary.time import NO_TIME_US, from_us

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.observation.protocol import ObservationStore

OLDEST: Final = timedelta(days=31)
"""A device that was cut off may deliver what it kept for so long; older signatures are worth nothing."""
AHEAD: Final = timedelta(minutes=5)
"""How far the clock of a device may be ahead, or an interval end after its result time."""


class Place(NamedTuple):
    """One phenomenon time of one datastream."""

    datastream_id: int
    start_us: int


class Said(NamedTuple):
    """What is known of a place: result (NaN is missing) and result time in µs."""

    result: float
    result_time_us: int

    def is_same(self, result: float) -> bool:
        """Tell whether a result is the same one; missing is the same as missing."""
        return self.result == result or (self.result != self.result and result != result)

    def is_newer_than(self, other: Said) -> bool:
        """Tell whether it was made later."""
        return self.result_time_us > other.result_time_us


class Freshness:
    """Remembers what was said when, as far as it may come again."""

    def __init__(self, store: ObservationStore) -> None:
        self._store = store
        self._newest: dict[int, int] = {}
        self._on_its_way: dict[Place, Said] = {}
        self._more_holders: Counter[Place] = Counter()

    def is_new(self, place: Place) -> bool:
        """Tell whether nothing can be known of a place."""
        newest = self._newest.get(place.datastream_id)
        return newest is not None and place.start_us > newest

    def coming(self, places: Iterable[Place]) -> dict[Place, Said]:
        """Return what is on its way to the store at some places."""
        return {place: said for place in places if (said := self._on_its_way.get(place)) is not None}

    def look_up(self, places: Iterable[Place]) -> tuple[dict[Place, Said], dict[int, int]]:
        """Return what the store knows of some places, and the newest time of the datastreams not seen before.

        Called in a thread, so it changes nothing: :meth:`note` does. One read per datastream, over the times asked for.
        """
        asked: dict[int, set[int]] = {}
        for place in places:
            asked.setdefault(place.datastream_id, set()).add(place.start_us)
        found: dict[Place, Said] = {}
        newest: dict[int, int] = {}
        for datastream, times in asked.items():
            if datastream not in self._newest:
                last = columns_of(self._store.last((datastream,))).phenomenon_time_us
                newest[datastream] = int(last[0]) if len(last) else NO_TIME_US
            found |= self._of_datastream(datastream, times)
        return found, newest

    def _of_datastream(self, datastream: int, times: set[int]) -> dict[Place, Said]:
        start, end = from_us(min(times)), from_us(max(times) + 1)
        rows = columns_of(self._store.read(ObservationQuery(datastream_ids=(datastream,), start=start, end=end)))
        starts, results = rows.phenomenon_time_us.tolist(), rows.result.tolist()
        return {
            Place(datastream, start): Said(result, made)
            for start, result, made in zip(starts, results, rows.result_time_us.tolist(), strict=True)
            if start in times
        }

    def note(self, newest: dict[int, int]) -> None:
        """Remember the newest time of datastreams.

        Called in the event loop, in one go with :meth:`take` of the rows that were looked up: before that no other row
        of these datastreams can pass as new.
        """
        for datastream, start_us in newest.items():
            self._newest[datastream] = max(start_us, self._newest.get(datastream, NO_TIME_US))

    def take(self, place: Place, said: Said, known: Said | None) -> bool:
        """Let a row through and remember it until :meth:`arrived`; False when something newer is known.

        Called in the event loop only. ``known`` is what the store said of the place.
        """
        coming = self._on_its_way.get(place)
        if coming is not None and not self._may_follow(said, coming):
            return False
        if known is not None and not self._may_follow(said, known):
            return False
        both = [known_said for known_said in (known, coming) if known_said is not None]
        newest = max(both, key=lambda one: one.result_time_us, default=None)
        if newest is None or said.result_time_us > newest.result_time_us:
            self._on_its_way[place] = said
        else:
            self._on_its_way[place] = newest
        if coming is not None:
            self._more_holders[place] += 1
        self._newest[place.datastream_id] = max(self._newest.get(place.datastream_id, NO_TIME_US), place.start_us)
        return True

    @staticmethod
    def _may_follow(said: Said, before: Said) -> bool:
        return before.is_same(said.result) or said.is_newer_than(before)

    def take_new(self, places: list[Place], said: list[Said], spans: dict[int, tuple[int, int]]) -> bool:
        """Let rows through that are all new and of which no two are for one place; False when they are not all new.

        Parameters
        ----------
        spans
            First and last phenomenon time of the places per datastream.
        """
        for datastream, (first, _) in spans.items():
            newest = self._newest.get(datastream)
            if newest is None or first <= newest:
                return False
        self._on_its_way.update(zip(places, said, strict=True))
        self._newest |= {datastream: last for datastream, (_, last) in spans.items()}
        return True

    def arrived(self, places: Iterable[Place]) -> None:
        """Forget what was on its way: it is in the store now, or was not stored."""
        for place in places:
            if place not in self._more_holders:
                self._on_its_way.pop(place, None)
            elif self._more_holders[place] > 1:
                self._more_holders[place] -= 1
            else:
                del self._more_holders[place]
