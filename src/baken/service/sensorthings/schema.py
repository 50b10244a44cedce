# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entity types as the wire knows them: sets, properties, relations.

OGC 18-088 §8.2, requirements ``datamodel/<entity>/properties`` and ``datamodel/<entity>/relations``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from baken.observation.catalogue import REFERENCES, Catalogue, Kind
from baken.observation.columns import NO_FEATURE
from baken.service.sensorthings import filter as f
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US, format_instant, from_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.permit import Permit
    from baken.observation.governed_store import GovernedStore
    from baken.observation.scoped_catalogue import ScopedCatalogue


class Row(NamedTuple):
    """One observation of the store."""

    datastream_id: int
    time_us: int
    end_us: int | None
    result: float | None
    result_time_us: int | None
    quality: int
    feature_id: int | None
    parameters: str | None
    revision: int = 0

    @property
    def id(self) -> str:
        """Return the observation's id; see :class:`baken.observation.model.Observation`."""
        return f"{self.datastream_id}-{self.time_us}" + (f"-{self.revision}" if self.revision else "")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity type.

    Attributes
    ----------
    value
        Reads it from a record, as the filter language sees it.
    wire
        Reads it from a record, as JSON has it.
    """

    name: str
    type: str
    value: Callable[[Any], Any]
    wire: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Navigation:
    """A relation to another entity type.

    Attributes
    ----------
    ids
        The related ids of a record; None for the relation to observations, which are not in the catalogue.
    """

    name: str
    target: str
    many: bool
    ids: Callable[[Any], tuple[int, ...]] | None = None


@dataclass(frozen=True, slots=True)
class EntityType:
    """An entity type: its name, its set, its properties and relations in wire order."""

    name: str
    set_name: str
    kind: Kind | None
    properties: dict[str, Property]
    navigations: dict[str, Navigation]


SETS: Final = {
    "Things": "Thing",
    "Locations": "Location",
    "HistoricalLocations": "HistoricalLocation",
    "Datastreams": "Datastream",
    "Sensors": "Sensor",
    "ObservedProperties": "ObservedProperty",
    "Observations": "Observation",
    "FeaturesOfInterest": "FeatureOfInterest",
}
"""Entity type of each entity set, in the order of the service root."""

SET_OF: Final = {name: entity_set for entity_set, name in SETS.items()}

FIELDS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "Thing": (
        ("name", "name", "string"),
        ("description", "description", "string"),
        ("properties", "properties", "json"),
    ),
    "Location": (
        ("name", "name", "string"),
        ("description", "description", "string"),
        ("encodingType", "encoding_type", "string"),
        ("location", "location", "geometry"),
        ("properties", "properties", "json"),
    ),
    "HistoricalLocation": (("time", "time", "time"),),
    "Sensor": (
        ("name", "name", "string"),
        ("description", "description", "string"),
        ("encodingType", "encoding_type", "string"),
        ("metadata", "metadata", "json"),
        ("properties", "properties", "json"),
    ),
    "ObservedProperty": (
        ("name", "name", "string"),
        ("definition", "definition", "string"),
        ("description", "description", "string"),
        ("properties", "properties", "json"),
    ),
    "Datastream": (
        ("name", "name", "string"),
        ("description", "description", "string"),
        ("observationType", "observation_type", "string"),
        ("unitOfMeasurement", "unit_of_measurement", "json"),
        ("observedArea", "observed_area", "geometry"),
        ("properties", "properties", "json"),
    ),
    "FeatureOfInterest": (
        ("name", "name", "string"),
        ("description", "description", "string"),
        ("encodingType", "encoding_type", "string"),
        ("feature", "feature", "geometry"),
        ("properties", "properties", "json"),
    ),
}
"""Wire name, record field and type of the properties that a client writes."""

_FORWARD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "Thing": (("Locations", "location_ids"),),
    "HistoricalLocation": (("Thing", "thing_id"), ("Locations", "location_ids")),
    "Datastream": (
        ("Thing", "thing_id"),
        ("Sensor", "sensor_id"),
        ("ObservedProperty", "observed_property_id"),
    ),
}
_BACKWARD: Final[dict[str, tuple[tuple[str, Kind, str], ...]]] = {
    "Thing": (
        ("HistoricalLocations", Kind.HISTORICAL_LOCATION, "thing_id"),
        ("Datastreams", Kind.DATASTREAM, "thing_id"),
    ),
    "Location": (
        ("Things", Kind.THING, "location_ids"),
        ("HistoricalLocations", Kind.HISTORICAL_LOCATION, "location_ids"),
    ),
    "Sensor": (("Datastreams", Kind.DATASTREAM, "sensor_id"),),
    "ObservedProperty": (("Datastreams", Kind.DATASTREAM, "observed_property_id"),),
}


class Schema:
    """The entity types, bound to a catalogue and a store that say how entities are related.

    Parameters
    ----------
    permit
        Gives the leave under which observations are read.
    """

    def __init__(
        self, catalogue: Catalogue | ScopedCatalogue, store: GovernedStore, permit: Callable[[], Permit]
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self._permit = permit
        self.types = {kind.value: self._catalogue_type(kind) for kind in Kind}
        self.types["Observation"] = self._observation_type()

    @property
    def permit(self) -> Permit:
        """Return the leave under which observations are read now."""
        return self._permit()

    def of_set(self, set_name: str) -> EntityType | None:
        """Return the entity type of an entity set, or None."""
        name = SETS.get(set_name)
        return None if name is None else self.types[name]

    def feature_of(self, row: Row) -> int | None:
        """Return what an observation is about: what it names, or else what its datastream is about."""
        if row.feature_id is not None:
            return row.feature_id
        datastream = self.catalogue.datastream(row.datastream_id)
        return None if datastream is None else datastream.feature_of_interest_id

    def _catalogue_type(self, kind: Kind) -> EntityType:
        properties = {wire: _property(wire, field, kind_) for wire, field, kind_ in FIELDS[kind.value]}
        navigations: dict[str, Navigation] = {}
        for name, field in _FORWARD.get(kind.value, ()):
            navigations[name] = _forward(kind, name, field)
        for name, source, field in _BACKWARD.get(kind.value, ()):
            navigations[name] = self._backward(name, source, field)
        if kind in {Kind.DATASTREAM, Kind.FEATURE_OF_INTEREST}:
            navigations["Observations"] = Navigation("Observations", "Observation", many=True)
        if kind is Kind.DATASTREAM:
            properties["phenomenonTime"] = Property(
                "phenomenonTime", "time", self._observed_time, lambda d: _text(self._observed_time(d))
            )
        return EntityType(kind.value, SET_OF[kind.value], kind, properties, navigations)

    def _backward(self, name: str, source: Kind, field: str) -> Navigation:
        referring = self.catalogue.referring
        return Navigation(name, source.value, many=True, ids=lambda e: referring(source, field, e.id))

    def _observed_time(self, datastream: Any) -> f.Interval | None:
        extent = self.store.extent(datastream.id, activity=self.permit)
        return None if extent is None else f.Interval(from_us(extent.first_us), from_us(extent.last_us))

    def _observation_type(self) -> EntityType:
        properties = (
            Property("phenomenonTime", "time", _phenomenon_time, lambda r: str_of_time(r.time_us, r.end_us)),
            Property("resultTime", "time", _result_time, lambda r: _text(_result_time(r))),
            Property("result", "number", lambda r: r.result, lambda r: number(r.result)),
            Property("resultQuality", "string", _quality, _quality),
            Property("parameters", "json", _parameters, _parameters),
        )
        navigations = (
            Navigation("Datastream", "Datastream", many=False, ids=lambda r: (r.datastream_id,)),
            Navigation("FeatureOfInterest", "FeatureOfInterest", many=False, ids=self._feature_ids),
        )
        return EntityType(
            "Observation",
            "Observations",
            None,
            {p.name: p for p in properties},
            {n.name: n for n in navigations},
        )

    def _feature_ids(self, row: Row) -> tuple[int, ...]:
        feature = self.feature_of(row)
        return () if feature is None else (feature,)


def _property(wire: str, field: str, kind: str) -> Property:
    def value(record: Any) -> Any:
        return getattr(record, field)

    if kind == "time":
        return Property(wire, kind, value, lambda record: format_instant(value(record)))
    return Property(wire, kind, value, value)


def _forward(kind: Kind, name: str, field: str) -> Navigation:
    reference = next(r for r in REFERENCES[kind] if r.field == field)
    if reference.many:
        return Navigation(name, reference.target.value, many=True, ids=lambda e: tuple(getattr(e, field)))
    return Navigation(name, reference.target.value, many=False, ids=lambda e: (getattr(e, field),))


def _phenomenon_time(row: Row) -> Any:
    start = from_us(row.time_us)
    return start if row.end_us is None else f.Interval(start, from_us(row.end_us))


def _result_time(row: Row) -> Any:
    return None if row.result_time_us is None else from_us(row.result_time_us)


def _quality(row: Row) -> str:
    return QualityFlag(row.quality).label


def _parameters(row: Row) -> Any:
    return {} if row.parameters is None else msgspec.json.decode(row.parameters)


def _text(moment: Any) -> str | None:
    return None if moment is None else str(moment) if isinstance(moment, f.Interval) else format_instant(moment)


def str_of_time(start_us: int, end_us: int | None) -> str:
    """Return a phenomenon time as the wire has it: ``start`` or ``start/end``.

    Examples
    --------
    >>> str_of_time(0, 3_600_000_000)
    '1970-01-01T00:00:00Z/1970-01-01T01:00:00Z'
    """
    start = format_instant(from_us(start_us))
    return start if end_us is None else f"{start}/{format_instant(from_us(end_us))}"


def number(value: float | None) -> float | None:
    """Return a result as JSON should show it: a whole number without a decimal point.

    Examples
    --------
    >>> number(5.0), number(5.5), number(None)
    (5, 5.5, None)
    """
    return int(value) if value is not None and value.is_integer() and abs(value) < 2**53 else value


def rows_of(table: Any) -> list[Row]:
    """Return the rows of a store's table."""

    def us(name: str) -> list[int | None]:
        return [None if v is None or v == NO_TIME_US else v for v in table[name].cast("int64").to_pylist()]

    features = [None if v == NO_FEATURE else v for v in table["feature_of_interest_id"].to_pylist()]
    columns = (
        table["datastream_id"].to_pylist(),
        table["phenomenon_time"].cast("int64").to_pylist(),
        us("phenomenon_time_end"),
        table["result"].to_pylist(),
        us("result_time"),
        table["quality"].to_pylist(),
        features,
        table["parameters"].to_pylist(),
    )
    return list(map(Row, *columns))
