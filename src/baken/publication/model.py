# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of what is published: places and ways as a city declares them, and an edition as everybody reads it.

Columns of an edition run along :attr:`Edition.times`: the first entry is the latest picture that may be told, the
others are foreseen hours. A level that is not known, or not told, is null; there are no numbers of persons anywhere.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from baken.vocabulary.place import AreaKind, Position


class _Record(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    pass


class Words(_Record, frozen=True):
    """The same in both languages of the page."""

    en: str
    nl: str


class WayKind(StrEnum):
    """How somebody comes."""

    WALK = "walk"
    BICYCLE = "bicycle"
    TRAM = "tram"
    BUS = "bus"
    METRO = "metro"
    TRAIN = "train"
    FERRY = "ferry"
    PARK_AND_RIDE = "park-and-ride"
    CAR = "car"


class Way(_Record, frozen=True):
    """A way to get there.

    Attributes
    ----------
    place_ids
        Where it leads to; empty for everywhere.
    """

    id: str
    kind: WayKind
    name: Words
    about: Words
    url: str = ""
    place_ids: tuple[str, ...] = ()


class Place(_Record, frozen=True):
    """A place as a visitor knows it: one area, or several that are told of as one.

    Attributes
    ----------
    position
        Its middle, CRS84.
    instead
        Places that serve the same wish; empty for every place of the same kind.
    """

    id: str
    name: Words
    kind: AreaKind
    area_ids: tuple[str, ...]
    position: Position
    surface_m2: float
    instead: tuple[str, ...] = ()

    @property
    def is_destination(self) -> bool:
        """Return whether people go there for its own sake: not to a platform or to stairs."""
        return self.kind not in (AreaKind.PLATFORM, AreaKind.STAIRS)


class PublicPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a city declares about its public page.

    Attributes
    ----------
    places
        Everything that is told of, in the order of the page.
    embed_on
        Origins whose pages may show the widget; none by default.
    """

    places: tuple[Place, ...] = ()
    ways: tuple[Way, ...] = ()
    embed_on: tuple[str, ...] = ()


class EditionState(StrEnum):
    """Whether there is anything to tell."""

    PUBLISHED = "published"
    STOPPED = "stopped"
    """The activity on whose behalf it was told has stopped, or may not use what it is made of."""
    STARTING = "starting"
    """The node has just begun, and has nothing to tell yet."""
    NOT_PUBLISHED = "not-published"
    """No activity covers it: this city tells nothing."""


class PlaceState(StrEnum):
    """How well the present level of a place is known."""

    GOOD = "good"
    IN_DOUBT = "in-doubt"
    """Something speaks against it, or a part of the place is not known."""
    STALE = "stale"
    """The newest observation is too old to tell of now."""
    UNKNOWN = "unknown"
    NOT_RELEASED = "not-released"
    """The activity does not release it."""


class LevelWord(_Record, frozen=True):
    """What a level is called."""

    level: int
    name: Words


class CityTold(_Record, frozen=True):
    """The city of an edition."""

    id: str
    name: str
    time_zone: str
    languages: tuple[str, ...]
    is_simulated: bool
    is_replay: bool


class PlaceTold(_Record, frozen=True):
    """What is told of one place.

    Attributes
    ----------
    because
        Why nothing is told; null where something is.
    observed_at
        End of the newest interval that the present level rests on.
    level, up_to
        The likeliest level, and the highest that is at least 10 % likely; of the present, 4 from 1 % on.
    better_place, better_time
        Index of a place, and of a later time, with a lower level; null where it is quiet enough, or none is known.
    """

    id: str
    name: Words
    kind: AreaKind
    area_ids: tuple[str, ...]
    position: Position
    state: PlaceState
    because: Words | None
    observed_at: datetime | None
    level: list[int | None]
    up_to: list[int | None]
    better_place: list[int | None]
    better_time: list[int | None]


class OverallTold(_Record, frozen=True):
    """The city as a whole: the level that a quarter of its places reach, what it means, and what is better."""

    level: list[int | None]
    up_to: list[int | None]
    advice: list[Words]
    better_place: list[int | None]
    better_time: list[int | None]


class Edition(_Record, frozen=True):
    """What is published at one step: everything that the page, the widget and the open data tell.

    Attributes
    ----------
    as_of
        The moment that the present levels are about; later by ``delay_min`` it is told.
    next_at
        When the next edition comes, by the clock of the node.
    refresh_s
        After how many seconds by the reader's clock it is worth to ask again; a replay may run faster than life.
    forecast_issued_at
        When what is foreseen was issued; null where nothing is foreseen.
    """

    city: CityTold
    state: EditionState
    because: Words | None
    published_at: datetime
    as_of: datetime | None
    next_at: datetime | None
    refresh_s: int
    step_min: int
    delay_min: int
    forecast_issued_at: datetime | None
    levels: tuple[LevelWord, ...]
    times: list[datetime]
    overall: OverallTold
    places: list[PlaceTold]
    ways: tuple[Way, ...]
    attribution: tuple[str, ...]
