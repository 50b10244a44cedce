# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data sets with their distributions: of each activity and layer, and of the registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from baken.governance.lists import Kind, Layer, Purpose
from baken.registers.dcat import vocabulary as v
from baken.registers.dcat.graph import Iri, Literal, Node, NodeBuilder
from baken.registers.dcat.shared import common, here, texts
from baken.registers.explained import is_public, stopped_on
from baken.registers.model import Text
from baken.registers.words import LAYERS, PURPOSES, QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts, RegisteredSensor

SERVED: Final = (Layer.OBSERVATIONS, Layer.ESTIMATES, Layer.FORECASTS, Layer.WARNINGS, Layer.PUBLICATIONS)
"""Layers that this node serves as data; logs, accounts and back-ups are no data sets."""

LICENCE_ENTRY: Final = "licence"
"""Under which name an activity says in ``register_entries`` by which licence its data may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set, and what the services need to know of it."""

    node: Node
    distributions: tuple[Node, ...]
    access: str
    licence: str
    themes: tuple[Iri, ...]
    service: str
    high_value: tuple[str, ...] = ()


def activity_datasets(facts: Facts) -> tuple[DataSet, ...]:
    """Return a data set for each activity and layer that holds something."""
    return tuple(
        _activity_dataset(activity, layer, facts)
        for activity in facts.activities
        for layer in SERVED
        if _holds(activity, layer, facts)
    )


def _holds(activity: ProcessingActivity, layer: Layer, facts: Facts) -> bool:
    covers = activity.covers
    there = {
        Layer.OBSERVATIONS: bool(facts.sensors_of(activity.id)),
        Layer.ESTIMATES: bool(covers.indicators),
        Layer.FORECASTS: bool(covers.forecasts),
        Layer.WARNINGS: bool(covers.warnings),
        Layer.PUBLICATIONS: bool(covers.publications),
    }
    return there[layer]


def _activity_dataset(activity: ProcessingActivity, layer: Layer, facts: Facts) -> DataSet:
    name = f"{activity.id}-{layer.value}"
    sensors = facts.sensors_of(activity.id) if layer is Layer.OBSERVATIONS else facts.sensors
    access = _access(activity, layer, facts)
    licence = _licence(activity, access, facts)
    standing = facts.standing(activity.id)
    node = NodeBuilder(("dcat:Dataset",), here(facts, name))
    label = LAYERS[layer]
    title = Text(f"{activity.name_nl}: {label.nl}", f"{activity.name}: {label.en}")
    common(node, facts, name, title, Text(activity.description_nl, activity.description))
    node.add("dct:accessRights", Iri(access))
    node.add("dcat:theme", Iri(v.theme(activity.purpose)))
    node.add("adms:status", Iri(v.status(standing.state)))
    node.add("dcat:version", Literal(str(activity.version)))
    texts(node, "dcat:keyword", PURPOSES[activity.purpose])
    for quantity in sorted({s.quantity for s in sensors if s.quantity is not None}):
        texts(node, "dcat:keyword", QUANTITIES[quantity])
    _coverage(node, activity, sensors, facts)
    frequency = v.frequency(s.interval_s for s in sensors)
    if frequency is not None and standing.is_active:
        node.add("dct:accrualPeriodicity", Iri(frequency))
    node.add("dct:provenance", _provenance(activity))
    categories = _high_value(activity, sensors, access, licence, facts) if layer is Layer.OBSERVATIONS else ()
    if categories:
        node.add("dcatap:hvdCategory", *(Iri(c) for c in categories))
        node.add("dcatap:applicableLegislation", Iri(v.HVD_REGULATION))
    distributions = _distributions(name, activity, layer, access, licence, bool(categories), facts)
    node.add("dcat:distribution", *(d.iri for d in distributions))
    return DataSet(
        node=node.done(),
        distributions=distributions,
        access=access,
        licence=licence,
        themes=(Iri(v.theme(activity.purpose)),),
        service="sensorthings" if layer is Layer.OBSERVATIONS else "api",
        high_value=categories,
    )


def _access(activity: ProcessingActivity, layer: Layer, facts: Facts) -> str:
    """Return who may read now; of what has stopped, nobody reads anything."""
    if not facts.standing(activity.id).is_active:
        return v.NON_PUBLIC
    if is_public(activity, layer):
        return v.PUBLIC
    some = any(layer in r.layers for r in activity.recipients)
    agreed = any(layer in a.layers for a in facts.agreements_on(activity.id))
    return v.RESTRICTED if some or agreed else v.NON_PUBLIC


def _licence(activity: ProcessingActivity, access: str, facts: Facts) -> str:
    """Return the licence that was declared, or that of the provider of open data; never a guess."""
    if access != v.PUBLIC:
        return v.CLOSED_LICENCE
    declared = v.licence(activity.register_entries.get(LICENCE_ENTRY, ""))
    if declared is not None:
        return declared
    if activity.kind is Kind.OPEN_DATA:
        manifests = [facts.manifests.get(s.connector) for s in facts.sensors_of(activity.id)]
        found = {v.licence(m.provider.licence) if m is not None else None for m in manifests}
        only = found.pop() if len(found) == 1 else None
        if only is not None:
            return only
    return v.UNKNOWN_LICENCE


def _high_value(
    activity: ProcessingActivity, sensors: Iterable[RegisteredSensor], access: str, licence: str, facts: Facts
) -> tuple[str, ...]:
    """Return the categories of high-value data sets: of a public body in the Union, public, under an open licence."""
    body = facts.party(activity.controller).kind in v.PUBLIC_BODIES
    if not (body and v.is_in_the_union(facts.city.country) and access == v.PUBLIC and licence in v.OPEN_LICENCES):
        return ()
    codes = {v.HIGH_VALUE[s.quantity] for s in sensors if s.quantity in v.HIGH_VALUE}
    return tuple(sorted(v.high_value(code) for code in codes))


def _coverage(
    node: NodeBuilder, activity: ProcessingActivity, sensors: Iterable[RegisteredSensor], facts: Facts
) -> None:
    period = NodeBuilder(("dct:PeriodOfTime",))
    first = min(a.valid_from for a in facts.versions if a.id == activity.id)
    period.add("dcat:startDate", Literal(first.isoformat(), datatype="xsd:date"))
    ended = stopped_on(facts.standing(activity.id), facts)
    if ended is not None:
        period.add("dcat:endDate", Literal(ended.isoformat(), datatype="xsd:date"))
    node.add("dct:temporal", period.done())
    places = [(s.place.lon, s.place.lat) for s in sensors if s.place.lon is not None and s.place.lat is not None]
    if places:
        node.add("dct:spatial", Node(("dct:Location",), (_box(places),)))
    land = v.country(facts.city.country)
    if land is not None:
        node.add("dct:spatial", Iri(land))


def _box(places: list[tuple[float, float]]) -> tuple[str, Literal]:
    """Return the smallest box round the places in CRS84, or the one point."""
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    if west == east or south == north:
        return "dcat:centroid", Literal(f"POINT({west:g} {south:g})", datatype="geo:wktLiteral")
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{x:.6f} {y:.6f}" for x, y in corners)
    return "dcat:bbox", Literal(f"POLYGON(({ring}))", datatype="geo:wktLiteral")


def _provenance(activity: ProcessingActivity) -> Node:
    label = Literal(f"Verwerkingsactiviteit {activity.uri}", "nl")
    return Node(("dct:ProvenanceStatement",), (("rdfs:label", label),))


def _distributions(
    name: str,
    activity: ProcessingActivity,
    layer: Layer,
    access: str,
    licence: str,
    is_high_value: bool,
    facts: Facts,
) -> tuple[Node, ...]:
    if access == v.NON_PUBLIC:
        return ()
    if layer is Layer.PUBLICATIONS:
        return tuple(_published(name, *form, licence, facts) for form in _PUBLISHED)
    if layer is Layer.OBSERVATIONS:
        condition = quote(f"properties/processingActivity eq '{activity.id}'")
        address, service = f"/sta/v1.1/Datastreams?$filter={condition}", "sensorthings"
        title = Text("Waarnemingen over SensorThings", "Observations over SensorThings")
    else:
        address, service = "/api/v1/picture", "api"
        title = Text("Het laatste beeld als JSON", "The latest picture as JSON")
    node = NodeBuilder(("dcat:Distribution",), here(facts, f"{name}-json"))
    texts(node, "dct:title", title)
    node.add("dcat:accessURL", Iri(facts.address(address)))
    node.add("dcat:accessService", here(facts, service))
    node.add("dct:format", Iri(v.file_type("JSON")))
    node.add("dcat:mediaType", Iri(v.media_type("application/json")))
    node.add("dct:license", Iri(licence))
    if is_high_value:
        node.add("dcatap:applicableLegislation", Iri(v.HVD_REGULATION))
    return (node.done(),)


_PUBLISHED: Final = (
    ("json", "JSON", "application/json", "", Text("Drukte in niveaus als JSON", "Busyness in levels as JSON")),
    ("csv", "CSV", "text/csv", "?format=csv", Text("Drukte in niveaus als tabel", "Busyness in levels as a table")),
)


def _published(
    name: str, form: str, file_type: str, media_type: str, query: str, title: Text, licence: str, facts: Facts
) -> Node:
    """Return a form of what the public is told: a file that can be fetched as it is."""
    address = Iri(facts.address(f"/api/v1/public/busyness{query}"))
    node = NodeBuilder(("dcat:Distribution",), here(facts, f"{name}-{form}"))
    texts(node, "dct:title", title)
    node.add("dcat:accessURL", address)
    node.add("dcat:downloadURL", address)
    node.add("dcat:accessService", here(facts, "api"))
    node.add("dct:format", Iri(v.file_type(file_type)))
    node.add("dcat:mediaType", Iri(v.media_type(media_type)))
    node.add("dct:license", Iri(licence))
    return node.done()


REGISTER_FORMATS: Final = {
    "sensors": (
        Text("Sensorenregister", "Sensor register"),
        (
            ("json", "JSON", "application/json"),
            ("geojson", "GEOJSON", "application/geo+json"),
            ("csv", "CSV", "text/csv"),
        ),
    ),
    "algorithms": (
        Text("Algoritmeregister", "Algorithm register"),
        (("json", "JSON", "application/json"), ("csv", "CSV", "text/csv")),
    ),
    "processing-activities": (
        Text("Register van verwerkingsactiviteiten", "Register of processing activities"),
        (("json", "JSON", "application/json"), ("csv", "CSV", "text/csv"), ("html", "HTML", "text/html")),
    ),
}
"""The registers as data sets: format, file type of the Union, media type."""


def register_datasets(facts: Facts) -> tuple[DataSet, ...]:
    """Return the public registers as data sets of their own."""
    licence = v.PUBLIC_DOMAIN if facts.controller.kind in v.PUBLIC_BODIES else v.UNKNOWN_LICENCE
    return tuple(_register_dataset(name, licence, facts) for name in REGISTER_FORMATS)


def _register_dataset(name: str, licence: str, facts: Facts) -> DataSet:
    title, formats = REGISTER_FORMATS[name]
    theme = Iri(v.theme(Purpose.PUBLIC_INFORMATION))
    node = NodeBuilder(("dcat:Dataset",), here(facts, f"register-{name}"))
    about = Text(
        f"{title.nl} van {facts.city.name}, gemaakt uit wat er werkelijk draait.",
        f"{title.en} of {facts.city.name}, made from what really runs.",
    )
    common(node, facts, f"register-{name}", title, about)
    node.add("dct:accessRights", Iri(v.PUBLIC)).add("dcat:theme", theme)
    node.add("dcat:keyword", Literal("register", "nl"), Literal("register", "en"))
    distributions = tuple(_register_file(name, *f, licence, facts) for f in formats)
    node.add("dcat:distribution", *(d.iri for d in distributions))
    return DataSet(
        node=node.done(), distributions=distributions, access=v.PUBLIC, licence=licence, themes=(theme,), service="api"
    )


def _register_file(name: str, form: str, file_type: str, media_type: str, licence: str, facts: Facts) -> Node:
    address = Iri(facts.address(f"/api/v1/registers/{name}?format={form}"))
    node = NodeBuilder(("dcat:Distribution",), here(facts, f"register-{name}-{form}"))
    node.add("dct:title", Literal(file_type, "en"))
    node.add("dcat:accessURL", address).add("dcat:downloadURL", address)
    node.add("dcat:accessService", here(facts, "api"))
    node.add("dct:format", Iri(v.file_type(file_type)))
    node.add("dcat:mediaType", Iri(v.media_type(media_type)))
    node.add("dct:license", Iri(licence))
    return node.done()
