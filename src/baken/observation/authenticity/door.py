# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door: which of the rows that are offered from outside may go on to the intake.

Rows of things that never registered a key, and that claim no signature, pass at the cost of a look-up.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from baken.observation.authenticity.freshness import AHEAD, OLDEST, Freshness, Place, Said
from baken.observation.authenticity.model import Doubtful, Refusal
from baken.observation.authenticity.verification import Threads, check_signatures, claims, read_claims, refused
from baken.vocabulary.time import NO_TIME_US, to_us

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from baken.observation.authenticity.keys import SigningKeys
    from baken.observation.columns import Int32, ObservationColumns
    from baken.observation.protocol import ObservationStore
    from baken.vocabulary.time import Clock

_MICROSECOND: Final = timedelta(microseconds=1)
_AHEAD_US: Final = AHEAD // _MICROSECOND
_NO_THING: Final = -1
_FEW: Final = 16
"""So many signatures are checked at once; more are checked in threads."""


def _distinct(ids: Int32) -> list[int]:
    if len(ids) and (ids == ids[0]).all():
        return [int(ids[0])]
    found: list[int] = np.unique(ids).tolist()
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """Rows that are believed, as far as signature and age go; lists of one entry per row.

    Attributes
    ----------
    rows
        Their places among all that were offered.
    spans
        First and last phenomenon time per datastream.
    is_distinct
        Whether no datastream and time occurs twice.
    """

    rows: list[int]
    places: list[Place]
    said: list[Said]
    things: list[int]
    spans: dict[int, tuple[int, int]]
    is_distinct: bool

    @classmethod
    def of(cls, rows: ObservationColumns, believed: list[int], things: Sequence[int]) -> Self:
        """Return some of the rows in this form."""
        chosen = np.array(believed, np.intp)
        ids, starts = rows.datastream_id[chosen], rows.phenomenon_time_us[chosen]
        places = list(map(Place, ids.tolist(), starts.tolist()))
        said = list(map(Said, rows.result[chosen].tolist(), rows.result_time_us[chosen].tolist()))
        spans = {}
        for i in _distinct(ids) if believed else ():
            mine = starts[ids == i]
            spans[i] = (int(mine.min()), int(mine.max()))
        return cls(believed, places, said, [things[i] for i in believed], spans, len(set(places)) == len(places))


class Authenticity:
    """Believes rows, or says why not.

    Parameters
    ----------
    thing_of
        Thing of a datastream id; None when there is no such datastream.
    clock
        Real time of the node: how old a signature is has nothing to do with the clock of a replay.
    on_refused
        Called for each row that is not believed, for the security log.
    """

    def __init__(
        self,
        keys: SigningKeys,
        thing_of: Callable[[int], int | None],
        store: ObservationStore,
        clock: Clock,
        on_refused: Callable[[Refusal], None] | None = None,
        *,
        oldest: timedelta = OLDEST,
    ) -> None:
        self.keys = keys
        self._thing_of = thing_of
        self._clock = clock
        self._on_refused = on_refused
        self._oldest_us = oldest // _MICROSECOND
        self._freshness = Freshness(store)
        self._one_at_a_time = asyncio.Lock()
        self._threads = Threads()

    def concerns(self, datastream_id: int) -> bool:
        """Tell whether the observations of a datastream must be signed."""
        thing = self._thing_of(datastream_id)
        return thing is not None and self.keys.requires(thing)

    def unsigned(self, rows: ObservationColumns) -> frozenset[int]:
        """Return the datastreams among these rows that must be signed, and report each as unsigned.

        For rows that the node itself brings in, through a connector: those never have a signature.
        """
        if not self.keys.is_used:
            return frozenset()
        found = frozenset(i for i in _distinct(rows.datastream_id) if self.concerns(i))
        if self._on_refused is not None:
            for i in found:
                self._on_refused(refused(Doubtful.UNSIGNED, i, self._thing_of(i) or _NO_THING))
        return found

    @contextlib.asynccontextmanager
    async def admitted(self, rows: ObservationColumns) -> AsyncIterator[dict[int, Refusal]]:
        """Yield the rows that are not believed, by place; the others may be submitted inside the ``with``.

        Rows that are on their way to the store are remembered until the ``with`` ends, so that an older value which
        comes meanwhile does not pass.
        """
        refusals: dict[int, Refusal] = {}
        taken: list[Place] = []
        if self._is_plain(rows):
            yield refusals
            return
        try:
            taken = await self._admit(rows, refusals)
            if self._on_refused is not None:
                for refusal in refusals.values():
                    self._on_refused(refusal)
            yield refusals
        finally:
            self._freshness.arrived(taken)

    def _is_plain(self, rows: ObservationColumns) -> bool:
        if rows.parameters is not None and any(map(claims, rows.parameters)):
            return False
        if not self.keys.is_used:
            return True
        return not any(self.concerns(i) for i in _distinct(rows.datastream_id))

    async def _admit(self, rows: ObservationColumns, refusals: dict[int, Refusal]) -> list[Place]:
        if len(rows) <= _FEW:
            offered = self._examine(rows, refusals, None)
        else:
            offered = await asyncio.to_thread(self._examine, rows, refusals, self._threads)
        if offered.is_distinct and self._freshness.take_new(offered.places, offered.said, offered.spans):
            return offered.places
        async with self._one_at_a_time:
            known, newest = await self._known(offered.places)
            self._freshness.note(newest)
            return self._take(offered, known, refusals)

    def _examine(self, rows: ObservationColumns, refusals: dict[int, Refusal], threads: Threads | None) -> Offered:
        """Check claims, ages and signatures; touches nothing that other requests see."""
        things = self._things(rows)
        claimed = read_claims(rows, things, self.keys, refusals)
        claimed = claimed.without(self._check_age(rows, claimed.places, things, refusals))
        check_signatures(rows, things, claimed, self.keys, refusals, threads)
        return Offered.of(rows, [i for i in claimed.places if i not in refusals], things)

    def _things(self, rows: ObservationColumns) -> list[int]:
        thing_of = {i: self._thing_of(i) for i in _distinct(rows.datastream_id)}
        known = {i: _NO_THING if thing is None else thing for i, thing in thing_of.items()}
        return [known[i] for i in rows.datastream_id.tolist()]

    def _check_age(
        self, rows: ObservationColumns, places: Sequence[int], things: Sequence[int], refusals: dict[int, Refusal]
    ) -> set[int]:
        """Refuse what is too old or ahead of time, and return which rows that are."""
        now_us, end = to_us(self._clock.now()), rows.phenomenon_time_end_us
        made, observed = rows.result_time_us, np.where(end == NO_TIME_US, rows.phenomenon_time_us, end)
        old = made < now_us - self._oldest_us
        ahead = (made > now_us + _AHEAD_US) | (observed - _AHEAD_US > made)
        wrong = set(np.flatnonzero(old | ahead).tolist()) & set(places)
        for i in wrong:
            why = Doubtful.TOO_OLD if old[i] else Doubtful.AHEAD_OF_TIME
            refusals[i] = refused(why, int(rows.datastream_id[i]), things[i])
        return wrong

    async def _known(self, places: list[Place]) -> tuple[dict[Place, Said], dict[int, int]]:
        """Return what is known of the places that are not new, also when some of them were new a moment ago."""
        known: dict[Place, Said] = {}
        newest: dict[int, int] = {}
        asked: set[Place] = set()
        while late := [p for p in places if p not in asked and not self._freshness.is_new(p)]:
            coming = self._freshness.coming(late)  # may be stored and forgotten while we look
            found, last = await asyncio.to_thread(self._freshness.look_up, late)
            newest |= last
            known |= found
            known |= {p: said for p, said in coming.items() if p not in found or said.is_newer_than(found[p])}
            asked.update(late)
        return known, newest

    def _take(self, offered: Offered, known: dict[Place, Said], refusals: dict[int, Refusal]) -> list[Place]:
        taken = []
        for i, place, said, thing in zip(offered.rows, offered.places, offered.said, offered.things, strict=True):
            if self._freshness.take(place, said, known.get(place)):
                taken.append(place)
            else:
                refusals[i] = refused(Doubtful.REPLAYED, place.datastream_id, thing)
        return taken

    def close(self) -> None:
        """End the threads; the keys are whose they were."""
        self._threads.close()
