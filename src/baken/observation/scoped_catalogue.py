# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scoped catalogue: the entities that belong to the data of some activities; the others do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from baken.observation.catalogue import Catalogue, Kind

if TYPE_CHECKING:
    from baken.observation import model
    from baken.observation.activity_index import ActivityIndex

_OPEN: Final = frozenset({Kind.OBSERVED_PROPERTY})
"""A closed list that is printed in the documentation; it tells nothing of what is observed here."""


class ScopedCatalogue:
    """Reads a catalogue as somebody sees it who may read the data of some activities.

    A datastream is seen when its activity is. A thing, sensor or feature of interest is seen when one of its
    datastreams is; a location when one of its things is. What is seen by nobody's datastream is seen by nobody here.

    Parameters
    ----------
    only
        Of these datastreams only; None for all of the activities.

    Invariants
    ----------
    No method tells of an entity that is not seen, by id, in a list, in a relation or in a count.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        index: ActivityIndex,
        activities: frozenset[str],
        only: frozenset[int] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._activities = activities
        self._bound = only
        self._version = -1
        self._seen: dict[Kind, frozenset[int]] = {}

    @property
    def version(self) -> int:
        """Return what rises with every change."""
        return self._catalogue.version

    def get(self, kind: Kind, number: int) -> Any:
        """Return one record, or None when it is not seen."""
        return self._catalogue.get(kind, number) if self._sees(kind, number) else None

    def datastream(self, number: int) -> model.Datastream | None:
        """Return one datastream, or None."""
        return cast("model.Datastream | None", self.get(Kind.DATASTREAM, number))

    def datastreams(self) -> tuple[model.Datastream, ...]:
        """Return the datastreams that are seen, by id."""
        return cast("tuple[model.Datastream, ...]", self.all(Kind.DATASTREAM))

    def all(self, kind: Kind) -> tuple[Any, ...]:
        """Return the records of a kind that are seen, ordered by id."""
        records = self._catalogue.all(kind)
        if kind in _OPEN:
            return records
        seen = self._of(kind)
        return records if len(seen) == len(records) else tuple(r for r in records if r.id in seen)

    def count(self, kind: Kind) -> int:
        """Return how many are seen of a kind."""
        return self._catalogue.count(kind) if kind in _OPEN else len(self._of(kind))

    def referring(self, kind: Kind, field: str, target: int) -> tuple[int, ...]:
        """Return the ids that are seen of the records whose ``field`` names the entity ``target``."""
        return self._only(kind, self._catalogue.referring(kind, field, target))

    def observing(self, feature_id: int) -> tuple[int, ...]:
        """Return the ids that are seen of the datastreams that may hold observations about a feature."""
        return self._only(Kind.DATASTREAM, self._catalogue.observing(feature_id))

    def is_linked(self, datastream_id: int, feature_id: int) -> bool:
        """Tell whether it is written down that a datastream observed a feature."""
        return self._catalogue.is_linked(datastream_id, feature_id)

    def erasures(self) -> tuple[tuple[int, int | None], ...]:
        """Return what still has to be deleted."""
        return self._catalogue.erasures()

    def _only(self, kind: Kind, ids: tuple[int, ...]) -> tuple[int, ...]:
        if kind in _OPEN:
            return ids
        seen = self._of(kind)
        return tuple(i for i in ids if i in seen)

    def _sees(self, kind: Kind, number: int) -> bool:
        return kind in _OPEN or number in self._of(kind)

    def _of(self, kind: Kind) -> frozenset[int]:
        version = self._catalogue.version
        if version != self._version:
            self._seen, self._version = self._look(), version
        return self._seen[kind]

    def _look(self) -> dict[Kind, frozenset[int]]:
        datastreams = self._index.datastreams(self._activities)
        if self._bound is not None:
            datastreams &= self._bound
        records = [d for d in self._catalogue.datastreams() if d.id in datastreams]
        things = frozenset(d.thing_id for d in records)
        histories = [h for h in self._catalogue.all(Kind.HISTORICAL_LOCATION) if h.thing_id in things]
        located = [t.location_ids for t in self._catalogue.all(Kind.THING) if t.id in things]
        located += [h.location_ids for h in histories]
        features = self._catalogue.all(Kind.FEATURE_OF_INTEREST)
        return {
            Kind.DATASTREAM: datastreams,
            Kind.THING: things,
            Kind.SENSOR: frozenset(d.sensor_id for d in records),
            Kind.HISTORICAL_LOCATION: frozenset(h.id for h in histories),
            Kind.LOCATION: frozenset(i for ids in located for i in ids),
            Kind.FEATURE_OF_INTEREST: frozenset(
                f.id for f in features if not datastreams.isdisjoint(self._catalogue.observing(f.id))
            ),
        }
