# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogue: the entities that are few, whole in memory with their relations, and durable before acknowledged.

Reads never wait for a write: records are immutable, and a change becomes visible after the register has it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from baken.observation import model
from baken.observation.catalogue_state import (
    ANY_FEATURE,
    KIND_OF,
    RECORD,
    REFERENCES,
    UNNAMED_FEATURE,
    CatalogueError,
    ConflictError,
    Kind,
    Reference,
    State,
    UnknownEntityError,
    targets,
)
from baken.observation.register import NoRegister, Register, Writing
from baken.vocabulary.quantity import DEFINITIONS, definition_of, require_unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

__all__ = [
    "RECORD",
    "REFERENCES",
    "UNNAMED_FEATURE",
    "Catalogue",
    "CatalogueError",
    "Change",
    "ConflictError",
    "Kind",
    "UnknownEntityError",
]

E = TypeVar("E", bound=model.Entity)


class Catalogue:
    """All entities but observations.

    Parameters
    ----------
    register
        Where changes are written down; without one the catalogue lives in memory only.

    Attributes
    ----------
    version
        Rises with every change, so that what was derived can be made anew.

    Examples
    --------
    >>> catalogue = Catalogue()
    >>> with catalogue.change() as change:
    ...     thing = change.add(model.Thing, name="Mast 7", description="Lamp post")
    >>> catalogue.get(Kind.THING, thing.id).name
    'Mast 7'
    """

    def __init__(self, register: Register | None = None) -> None:
        self._register: Register = register or NoRegister()
        self._writing = threading.RLock()
        self._state = State()
        self.version = 0
        self._load()
        self._seed()

    def get(self, kind: Kind, number: int) -> Any:
        """Return one record, or None when there is none with that id."""
        return self._state.records[kind].get(number)

    def datastream(self, number: int) -> model.Datastream | None:
        """Return one datastream, or None."""
        return cast("model.Datastream | None", self._state.records[Kind.DATASTREAM].get(number))

    def datastreams(self) -> tuple[model.Datastream, ...]:
        """Return all datastreams by id."""
        return cast("tuple[model.Datastream, ...]", self.all(Kind.DATASTREAM))

    def all(self, kind: Kind) -> tuple[Any, ...]:
        """Return every record of a kind, ordered by id."""
        return tuple(self._state.records[kind].values())

    def count(self, kind: Kind) -> int:
        """Return how many there are of a kind."""
        return len(self._state.records[kind])

    def referring(self, kind: Kind, field: str, target: int) -> tuple[int, ...]:
        """Return the ids of the records of a kind whose ``field`` names the entity ``target``, ascending."""
        found = self._state.back[kind, field].get(target)
        return tuple(sorted(found)) if found else ()

    def observing(self, feature_id: int) -> tuple[int, ...]:
        """Return the ids of the datastreams that may hold observations about a feature."""
        default = self.referring(Kind.DATASTREAM, "feature_of_interest_id", feature_id)
        linked = (d for d in tuple(self._state.links.get(feature_id, ())) if self.datastream(d) is not None)
        return tuple(sorted({*default, *linked}))

    def is_linked(self, datastream_id: int, feature_id: int) -> bool:
        """Tell whether it is written down that a datastream observed a feature."""
        return datastream_id in self._state.links.get(feature_id, ())

    def erasures(self) -> tuple[tuple[int, int | None], ...]:
        """Return ``(datastream id, feature id or None for all)`` of observations that still have to be deleted."""
        return tuple((d, None if f == ANY_FEATURE else f) for d, f in tuple(self._state.erasures))

    def erased(self, datastream_id: int, feature_id: int | None) -> None:
        """Write down that the observations of an erasure are gone."""
        pair = (datastream_id, ANY_FEATURE if feature_id is None else feature_id)
        with self._writing:
            self._register.write(Writing(erased=[pair]))
            self._state.erasures.pop(pair, None)

    def change(self) -> Change:
        """Return a change: a ``with`` block that is written and becomes visible as a whole, or not at all."""
        return Change(self, self._state)

    def close(self) -> None:
        """Release the register."""
        self._register.close()

    def _load(self) -> None:
        written = self._register.load()
        decoders = {kind.value: (kind, msgspec.json.Decoder(record)) for kind, record in RECORD.items()}
        for kind_name, _, body in written.entities:
            kind, decoder = decoders[kind_name]
            self._state.put(kind, decoder.decode(body))
        for kind_name, next_id in written.next_ids.items():
            self._state.next_ids[Kind(kind_name)] = next_id
        for datastream_id, feature_id in written.links:
            self._state.links[feature_id][datastream_id] = None
        self._state.erasures = dict.fromkeys(written.erasures)

    def _seed(self) -> None:
        present = {p.name: p for p in self.all(Kind.OBSERVED_PROPERTY)}
        with self.change() as change:
            for d in DEFINITIONS.values():
                if d.quantity.value not in present:
                    change.add(
                        model.ObservedProperty,
                        name=d.quantity.value,
                        definition=d.definition,
                        description=d.description,
                        properties={"title": d.title, "unit": d.ucum},
                    )


class Change:
    """Several changes that are one: checked together, written together, visible together.

    Inside the ``with`` block :meth:`get` and :meth:`referring` see the catalogue as it will be. Only one change is
    open at a time; others wait.

    Raises
    ------
    CatalogueError
        At the end of the block, when something would refer to nothing; then nothing is changed.
    """

    def __init__(self, catalogue: Catalogue, state: State) -> None:
        self._catalogue = catalogue
        self._state = state
        self._put: dict[Kind, dict[int, model.Entity | None]] = {kind: {} for kind in Kind}
        self._back: dict[tuple[Kind, str], dict[int, set[int]]] = {
            (kind, r.field): {} for kind in Kind for r in REFERENCES[kind]
        }
        self._next_ids: dict[Kind, int] = {}
        self._links: dict[tuple[int, int], None] = {}
        self._erasures: dict[tuple[int, int], None] = {}

    def __enter__(self) -> Change:
        self._catalogue._writing.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._commit()
        finally:
            self._catalogue._writing.release()

    def get(self, kind: Kind, number: int) -> Any:
        """Return a record as it will be, or None."""
        staged = self._put[kind]
        return staged[number] if number in staged else self._state.records[kind].get(number)

    def need(self, kind: Kind, number: int) -> Any:
        """Return a record as it will be.

        Raises
        ------
        UnknownEntityError
            When there is none.
        """
        found = self.get(kind, number)
        if found is None:
            raise UnknownEntityError(f"There is no {kind.value} with id {number}.")
        return found

    def referring(self, kind: Kind, field: str, target: int) -> tuple[int, ...]:
        """Return the ids of the records that will refer to ``target`` by ``field``, ascending."""
        reference = next(r for r in REFERENCES[kind] if r.field == field)
        found = {*self._state.back[kind, field].get(target, ()), *self._back[kind, field].get(target, ())}
        return tuple(sorted(i for i in found if self._refers(kind, i, reference, target)))

    def _refers(self, kind: Kind, number: int, reference: Reference, target: int) -> bool:
        entity = self.get(kind, number)
        return entity is not None and target in targets(entity, reference)

    def observing(self, feature_id: int) -> tuple[int, ...]:
        """Return the ids of the datastreams that may hold observations about a feature, and will still exist."""
        default = self.referring(Kind.DATASTREAM, "feature_of_interest_id", feature_id)
        linked = self._catalogue.observing(feature_id)
        return tuple(sorted({*default, *(d for d in linked if self.get(Kind.DATASTREAM, d) is not None)}))

    def add(self, record: type[E], **fields: Any) -> E:
        """Make a record with a new id and return it."""
        kind = KIND_OF[record]
        number = self._next_ids.get(kind) or self._state.next_ids[kind]
        self._next_ids[kind] = number + 1
        entity = record(id=number, **fields)
        self.put(entity)
        return entity

    def put(self, entity: model.Entity) -> None:
        """Replace the record with the same id."""
        kind = KIND_OF[type(entity)]
        self._put[kind][entity.id] = entity
        for reference in REFERENCES[kind]:
            for target in targets(entity, reference):
                self._back[kind, reference.field].setdefault(target, set()).add(entity.id)

    def update(self, entity: E, **fields: Any) -> E:
        """Replace some fields of a record and return it as it will be."""
        changed = msgspec.structs.replace(entity, **fields)
        if changed != entity:
            self.put(changed)
        return changed

    def remove(self, kind: Kind, number: int) -> None:
        """Take a record out; what refers to it must go, or let go, in the same change."""
        self.need(kind, number)
        self._put[kind][number] = None

    def link(self, datastream_id: int, feature_id: int) -> None:
        """Write down that a datastream has observations about a feature."""
        if not self._catalogue.is_linked(datastream_id, feature_id):
            self._links[datastream_id, feature_id] = None

    def erase(self, datastream_id: int, feature_id: int | None = None) -> None:
        """Write down that the observations of a datastream (about one feature) have to be deleted."""
        pair = (datastream_id, ANY_FEATURE if feature_id is None else feature_id)
        if pair not in self._state.erasures:
            self._erasures[pair] = None

    def _commit(self) -> None:
        for kind in Kind:
            for number, entity in self._put[kind].items():
                if entity is None:
                    self._check_unreferenced(kind, number)
                else:
                    self._check(kind, entity)
        writing = self._as_writing()
        if writing != Writing():
            self._catalogue._register.write(writing)
        self._apply()

    def _check(self, kind: Kind, entity: model.Entity) -> None:
        for reference in REFERENCES[kind]:
            for target in targets(entity, reference):
                self.need(reference.target, target)
        if isinstance(entity, model.ObservedProperty):
            definition_of(entity.name)
        elif isinstance(entity, model.Datastream):
            quantity = definition_of(self.need(Kind.OBSERVED_PROPERTY, entity.observed_property_id).name)
            require_unit(quantity.quantity, entity.unit_of_measurement.definition)

    def _check_unreferenced(self, kind: Kind, number: int) -> None:
        for other in Kind:
            for reference in REFERENCES[other]:
                if reference.target is not kind:
                    continue
                left = self.referring(other, reference.field, number)
                if left:
                    raise ConflictError(
                        f"{kind.value} {number} cannot go: {other.value} {left[0]} refers to it.",
                        remedy="Delete or change what refers to it first.",
                    )

    def _as_writing(self) -> Writing:
        writing = Writing(links=list(self._links), erasures=list(self._erasures))
        writing.next_ids = {kind.value: number for kind, number in self._next_ids.items()}
        encode = msgspec.json.Encoder().encode
        for kind, number, entity in self._changed():
            known = number in self._state.records[kind]
            if entity is not None:
                row = (kind.value, number, encode(entity).decode())
                (writing.updated if known else writing.inserted).append(row)
            elif known:
                writing.removed.append((kind.value, number))
        return writing

    def _changed(self) -> Iterable[tuple[Kind, int, model.Entity | None]]:
        return ((kind, number, entity) for kind in Kind for number, entity in self._put[kind].items())

    def _apply(self) -> None:
        for kind, number, entity in self._changed():
            if entity is not None:
                self._state.put(kind, entity)
            elif number in self._state.records[kind]:
                self._state.drop(kind, number)
        self._state.next_ids.update(self._next_ids)
        for datastream_id, feature_id in self._links:
            self._state.links[feature_id][datastream_id] = None
        self._state.erasures.update(self._erasures)
        self._catalogue.version += 1
