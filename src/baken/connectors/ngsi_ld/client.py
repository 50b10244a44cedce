# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads entities of NGSI-LD (ETSI GS CIM 009) and NGSI v2 in all their representations; knows nothing of Baken.

Normalized, concise and simplified (``keyValues``) representations, single entities, lists of them and notifications;
names as they are or expanded to addresses; attributes given several times, each with a ``datasetId``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

_MOST_ENTITIES: Final = 10_000
_MOST_VALUES: Final = 50
_LONGEST_ID: Final = 256
_NO_ATTRIBUTES: Final = frozenset({"id", "type", "@id", "@type", "@context", "scope", "createdAt", "modifiedAt"})


class EntitiesError(Exception):
    """What arrived is no entity, no list of them and no notification."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an attribute.

    Attributes
    ----------
    dataset
        ``datasetId`` of an attribute that is given several times; empty otherwise.
    """

    value: object
    unit_code: str = ""
    observed_at: object = None
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: its id, its types by their short names, and the values of its attributes by their short names."""

    id: str
    types: tuple[str, ...]
    attributes: dict[str, tuple[Value, ...]]

    def first(self, name: str) -> object:
        """Return the first value of an attribute, None when it is not there."""
        values = self.attributes.get(name, ())
        return values[0].value if values else None


def read_entities(raw: bytes) -> tuple[Entity, ...]:
    """Return the entities that stand in a document.

    Raises
    ------
    EntitiesError
        When it is no JSON, or JSON of another kind.
    """
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise EntitiesError("it is no JSON") from error
    if isinstance(document, dict) and isinstance(document.get("data"), (list, dict)):
        document = document["data"]
    records = document if isinstance(document, list) else [document]
    if len(records) > _MOST_ENTITIES:
        raise EntitiesError("it holds too many entities")
    entities = tuple(entity for record in records if (entity := _entity(record)) is not None)
    if records and not entities:
        raise EntitiesError("it holds no entity")
    return entities


def short(name: str) -> str:
    """Return the last part of a name that was expanded to an address.

    Examples
    --------
    >>> short("https://smartdatamodels.org/dataModel.Transportation/peopleCount"), short("peopleCount")
    ('peopleCount', 'peopleCount')
    """
    return name.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def _entity(record: object) -> Entity | None:
    if not isinstance(record, dict):
        return None
    identity, types = record.get("id", record.get("@id")), record.get("type", record.get("@type"))
    names = types if isinstance(types, list) else [types]
    if not isinstance(identity, str) or not 0 < len(identity) <= _LONGEST_ID or not identity.isprintable():
        return None
    attributes = {short(str(name)): _values(given) for name, given in record.items() if str(name) not in _NO_ATTRIBUTES}
    return Entity(identity, tuple(short(name) for name in names if isinstance(name, str)), attributes)


def _values(given: object) -> tuple[Value, ...]:
    """Return the values of an attribute: one, or one for each instance of a list of them."""
    if isinstance(given, list) and given and all(isinstance(part, dict) and _is_attribute(part) for part in given):
        return tuple(_value(part) for part in given[:_MOST_VALUES])
    return (_value(given),)


def _is_attribute(given: dict[str, Any]) -> bool:
    return any(key in given for key in ("value", "object", "@value", "hasValue"))


def _value(given: object) -> Value:
    if not isinstance(given, dict) or not _is_attribute(given):
        return Value(given)
    value = given.get("value", given.get("@value", given.get("object")))
    if isinstance(value, dict) and "@value" in value:
        value = value["@value"]
    unit, dataset = given.get("unitCode"), given.get("datasetId")
    if unit is None and isinstance(given.get("metadata"), dict):  # NGSI v2
        unit = _of(given["metadata"].get("unitCode"))
    return Value(
        value=value,
        unit_code=unit if isinstance(unit, str) and len(unit) <= _LONGEST_ID else "",
        observed_at=_of(given.get("observedAt")),
        dataset=dataset if isinstance(dataset, str) and len(dataset) <= _LONGEST_ID else "",
    )


def _of(given: object) -> object:
    """Return a value that may be wrapped once."""
    return given.get("value", given.get("@value")) if isinstance(given, dict) else given
