# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door: which of the rows that are offered from outside may go on to the intake.

Rows of things that never registered a key, and that claim no signature, pass at the cost of a look-up.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from baken.observation.authenticity.freshness import AHEAD, OLDEST, Freshness, Place, Said
from baken.observation.authenticity.model import Doubtful, Refusal
from baken.observation.authenticity.verification import Threads, check_signatures, claims, read_claims, refused
from baken.vocabulary.time import NO_TIME_US, to_us

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from baken.observation.authenticity.keys import SigningKeys
    from baken.observation.columns import ObservationColumns
    from baken.observation.protocol import ObservationStore
    from baken.vocabulary.time import Clock

_MICROSECOND: Final = timedelta(microseconds=1)
_AHEAD_US: Final = AHEAD // _MICROSECOND
_NO_THING: Final = -1
_FEW: Final = 16
"""So many signatures are checked at once; more are checked in threads."""


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
        found = frozenset(i for i in set(rows.datastream_id.tolist()) if self.concerns(i))
        for i in found if self._on_refused is not None else ():
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
        return not any(self.concerns(i) for i in set(rows.datastream_id.tolist()))

    async def _admit(self, rows: ObservationColumns, refusals: dict[int, Refusal]) -> list[Place]:
        things = self._things(rows)
        claimed = read_claims(rows, things, self.keys, refusals)
        self._check_age(rows, claimed.places, things, refusals)
        kept = [n for n, i in enumerate(claimed.places) if i not in refusals]
        claimed = type(claimed)(
            [claimed.places[n] for n in kept],
            [claimed.key_ids[n] for n in kept],
            [claimed.signatures[n] for n in kept],
        )
        if len(claimed.places) <= _FEW:
            check_signatures(rows, things, claimed, self.keys, refusals)
        else:
            await asyncio.to_thread(check_signatures, rows, things, claimed, self.keys, refusals, self._threads)
        believed = [i for i in claimed.places if i not in refusals]
        return await self._take(rows, believed, things, refusals)

    def _things(self, rows: ObservationColumns) -> list[int]:
        thing_of = {i: self._thing_of(i) for i in set(rows.datastream_id.tolist())}
        return [_NO_THING if (thing := thing_of[i]) is None else thing for i in rows.datastream_id.tolist()]

    def _check_age(
        self, rows: ObservationColumns, places: Sequence[int], things: Sequence[int], refusals: dict[int, Refusal]
    ) -> None:
        now_us = to_us(self._clock.now())
        for i in places:
            made, start, end = (
                int(column[i]) for column in (rows.result_time_us, rows.phenomenon_time_us, rows.phenomenon_time_end_us)
            )
            observed = start if end == NO_TIME_US else end
            if made < now_us - self._oldest_us:
                refusals[i] = refused(Doubtful.TOO_OLD, int(rows.datastream_id[i]), things[i])
            elif made > now_us + _AHEAD_US or observed > made + _AHEAD_US:
                refusals[i] = refused(Doubtful.AHEAD_OF_TIME, int(rows.datastream_id[i]), things[i])

    async def _take(
        self, rows: ObservationColumns, believed: list[int], things: Sequence[int], refusals: dict[int, Refusal]
    ) -> list[Place]:
        """Let rows through that are not older than what is known; return the places that are remembered."""
        places = [Place(int(rows.datastream_id[i]), int(rows.phenomenon_time_us[i])) for i in believed]
        if all(map(self._freshness.is_new, places)):
            return self._take_known(rows, believed, places, {}, things, refusals)
        async with self._one_at_a_time:
            known = await self._known(places)
            return self._take_known(rows, believed, places, known, things, refusals)

    async def _known(self, places: list[Place]) -> dict[Place, Said]:
        """Return what is known of the places that are not new, also when some of them were new a moment ago."""
        known: dict[Place, Said] = {}
        asked: set[Place] = set()
        while late := [p for p in places if p not in asked and not self._freshness.is_new(p)]:
            coming = self._freshness.coming(late)  # may be stored and forgotten while we look
            found, newest = await asyncio.to_thread(self._freshness.look_up, late)
            self._freshness.note(newest)
            known |= found
            known |= {p: said for p, said in coming.items() if p not in found or said.is_newer_than(found[p])}
            asked.update(late)
        return known

    def _take_known(
        self,
        rows: ObservationColumns,
        believed: list[int],
        places: list[Place],
        known: dict[Place, Said],
        things: Sequence[int],
        refusals: dict[int, Refusal],
    ) -> list[Place]:
        taken = []
        for i, place in zip(believed, places, strict=True):
            said = Said(float(rows.result[i]), int(rows.result_time_us[i]))
            if self._freshness.take(place, said, known.get(place)):
                taken.append(place)
            else:
                refusals[i] = refused(Doubtful.REPLAYED, place.datastream_id, things[i])
        return taken

    def close(self) -> None:
        """End the threads; the keys are whose they were."""
        self._threads.close()
