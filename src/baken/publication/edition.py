# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes an edition: from the levels of areas, now and foreseen, to what everybody may read.

Invariants: no number of persons and no band goes in or comes out; of a place that is not released nothing comes out but
its name and why; a level that is not known is null, never 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.publication.alternatives import BUSY, best_place, better_place, better_time
from baken.publication.levels import coarse, level_words, of_places, overall
from baken.publication.model import (
    CityTold,
    Edition,
    EditionState,
    OverallTold,
    PlaceState,
    PlaceTold,
    Words,
)
from baken.publication.words import TOO_SMALL, advice
from baken.situation.levels import LIMIT_LEVEL
from baken.vocabulary.time import NO_TIME_US, from_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from baken.governance.model import Publication
    from baken.publication.levels import UInt8
    from baken.publication.model import Place, PublicPage

REFRESH_S: Final = 60
"""What an edition says of when to ask again, unless whoever keeps the clock knows better."""
_SOON: Final = 6
"""How many hours ahead it is said that it becomes busy."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The levels of all areas at one moment, as the node knew them.

    Attributes
    ----------
    likely, up_to
        The level in which the estimate lies, and the one that the picture shows; shape (areas,), 0 unknown.
    is_stale, in_doubt
        Shape (areas,).
    observed_us
        End of the newest interval used; ``NO_TIME_US`` where there is none.
    """

    at_us: int
    likely: UInt8
    up_to: UInt8
    is_stale: np.ndarray[tuple[int], np.dtype[np.bool_]]
    in_doubt: np.ndarray[tuple[int], np.dtype[np.bool_]]
    observed_us: np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The levels of all areas that are foreseen, shape (hours, areas); 0 where nothing is."""

    issued_at: datetime | None = None
    times: tuple[datetime, ...] = ()
    likely: UInt8 = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    up_to: UInt8 = field(default_factory=lambda: np.zeros((0, 0), np.uint8))


@dataclass(frozen=True, slots=True)
class Desk:
    """What stays the same from one edition to the next.

    Attributes
    ----------
    area_index
        Area id → its place in the columns.
    """

    city: CityTold
    page: PublicPage
    area_index: Mapping[str, int]
    attribution: tuple[str, ...]

    def nothing(
        self, state: EditionState, because: Words, publication: Publication, at: datetime, next_at: datetime | None
    ) -> Edition:
        """Return an edition that says why there is nothing."""
        empty = OverallTold(level=[], up_to=[], advice=[], better_place=[], better_time=[])
        return Edition(
            city=self.city,
            state=state,
            because=because,
            published_at=at,
            as_of=None,
            next_at=next_at,
            refresh_s=REFRESH_S,
            step_min=publication.step_min,
            delay_min=publication.delay_min,
            forecast_issued_at=None,
            levels=level_words(publication.detail),
            times=[],
            overall=empty,
            places=[],
            ways=self.page.ways,
            attribution=self.attribution,
        )

    def edition(self, publication: Publication, seen: Seen, ahead: Ahead, at: datetime, next_at: datetime) -> Edition:
        """Return the edition of a step."""
        zone = ZoneInfo(self.city.time_zone)
        places = self.page.places
        because = [_held_back(place, publication) for place in places]
        released = np.array([reason is None for reason in because], np.bool_)
        members = [[self.area_index[area] for area in place.area_ids] for place in places]
        likely, up_to = (
            coarse(of_places(_together(now, then), members) * released, publication.detail)
            for now, then in ((seen.likely, ahead.likely), (seen.up_to, ahead.up_to))
        )
        times = [from_us(seen.at_us), *ahead.times]
        local = [moment.astimezone(zone) for moment in times]
        hours = [moment.hour for moment in local]
        states = [
            _state(seen, areas, int(likely[0, i])) if released[i] else PlaceState.NOT_RELEASED
            for i, areas in enumerate(members)
        ]
        told = [
            _told(place, states[i], because[i], _observed(seen, members[i]) if released[i] else None)
            for i, place in enumerate(places)
        ]
        sure = likely.copy()
        sure[0, [state is PlaceState.STALE for state in states]] = 0  # nobody is advised by what was so long ago
        found = [_with_columns(one, i, likely, sure, up_to, hours, places) for i, one in enumerate(told)]
        return msgspec.structs.replace(
            self.nothing(EditionState.PUBLISHED, Words(en="", nl=""), publication, at, next_at),
            because=None,
            as_of=from_us(seen.at_us),
            forecast_issued_at=ahead.issued_at,
            times=times,
            overall=_overall(sure, np.where(sure > 0, up_to, 0).astype(np.uint8), local, places),
            places=found,
        )


def _together(now: UInt8, then: UInt8) -> UInt8:
    return np.concatenate([now[None, :], then.reshape(-1, len(now))]).astype(np.uint8)


def _held_back(place: Place, publication: Publication) -> Words | None:
    """Return why nothing is told of a place; None when something is."""
    if set(place.area_ids) & set(publication.hold_back):
        return Words(en=publication.because, nl=publication.because_nl)
    return TOO_SMALL if place.surface_m2 < publication.smallest_area_m2 else None


def _state(seen: Seen, areas: Sequence[int], level: int) -> PlaceState:
    some = list(areas)
    if level == 0:
        return PlaceState.UNKNOWN
    if seen.is_stale[some].any():
        return PlaceState.STALE
    partly = bool((seen.likely[some] == 0).any())
    return PlaceState.IN_DOUBT if partly or seen.in_doubt[some].any() else PlaceState.GOOD


def _observed(seen: Seen, areas: Sequence[int]) -> datetime | None:
    """Return the oldest of the newest observations of a place: it is not newer than its oldest part."""
    ends = [us for us in seen.observed_us[list(areas)].tolist() if us != NO_TIME_US]
    return from_us(min(ends)) if ends else None


def _told(place: Place, state: PlaceState, because: Words | None, observed_at: datetime | None) -> PlaceTold:
    return PlaceTold(
        id=place.id,
        name=place.name,
        kind=place.kind,
        area_ids=place.area_ids,
        position=place.position,
        state=state,
        because=because,
        observed_at=observed_at,
        level=[],
        up_to=[],
        better_place=[],
        better_time=[],
    )


def _with_columns(
    told: PlaceTold, i: int, likely: UInt8, sure: UInt8, up_to: UInt8, hours: Sequence[int], places: Sequence[Place]
) -> PlaceTold:
    if told.state is PlaceState.NOT_RELEASED:
        return told
    own = sure[:, i].tolist()
    return msgspec.structs.replace(
        told,
        level=_levels(likely[:, i].tolist()),
        up_to=_levels(up_to[:, i].tolist()),
        better_place=_indexes(better_place(sure[t], up_to[t], places, i) for t in range(len(own))),
        better_time=_indexes(better_time(own, hours, t) for t in range(len(own))),
    )


def _overall(likely: UInt8, up_to: UInt8, local: Sequence[datetime], places: Sequence[Place]) -> OverallTold:
    whole, highest = overall(likely).tolist(), overall(up_to).tolist()
    hours = [moment.hour for moment in local]
    later = [better_time(whole, hours, t) for t in range(len(whole))]
    better = [best_place(likely[t], likely[min(t + 1, len(likely) - 1)], places, whole[t]) for t in range(len(whole))]
    said = [
        advice(
            whole[t],
            _clock(local, t, later[t]),
            None if better[t] < 0 else places[better[t]].name,
            _rises(whole, local, t),
            _fullest(likely[t], places, whole[t]),
            is_now=t == 0,
        )
        for t in range(len(whole))
    ]
    return OverallTold(
        level=_levels(whole),
        up_to=_levels(highest),
        advice=said,
        better_place=_indexes(better),
        better_time=_indexes(later),
    )


def _clock(local: Sequence[datetime], now: int, then: int) -> str:
    """Return a time of the day; empty for none, or on another day, for which there is no short word."""
    if then < 0 or local[then].date() != local[now].date():
        return ""
    return f"{local[then]:%H:%M}"


def _rises(whole: Sequence[int], local: Sequence[datetime], t: int) -> tuple[str, int] | None:
    if whole[t] >= BUSY:
        return None
    soon = range(t + 1, min(t + 1 + _SOON, len(whole)))
    found = next((j for j in soon if whole[j] >= BUSY and local[j].date() == local[t].date()), None)
    return None if found is None else (f"{local[found]:%H:%M}", whole[found])


def _fullest(levels: UInt8, places: Sequence[Place], whole: int) -> tuple[int, tuple[Words, ...]] | None:
    """Return the places that are above their limit while the city is not that busy, and their level."""
    most = int(levels.max(initial=0))
    if most < LIMIT_LEVEL or most <= whole:
        return None
    return most, tuple(place.name for place, level in zip(places, levels.tolist(), strict=True) if level == most)


def _levels(column: Sequence[int]) -> list[int | None]:
    return [level or None for level in column]


def _indexes(column: Iterable[int]) -> list[int | None]:
    return [None if i < 0 else i for i in column]
