# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue: a data set per activity and layer, the registers themselves, and the two interfaces that serve them.

Source: DCAT-AP-NL 3.0 (Geonovum, https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/), which sharpens DCAT-AP 3.0
(SEMIC). What is not public is in it too, without a way to the data: that it exists is no secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.dcat import vocabulary as v
from baken.registers.dcat.datasets import activity_datasets, register_datasets
from baken.registers.dcat.graph import Iri, Literal, Node, NodeBuilder, jsonld, turtle
from baken.registers.dcat.shared import (
    CATALOGUE_PATH,
    DATA_STANDARD,
    both,
    common,
    contact_point,
    here,
    publisher,
    texts,
)
from baken.registers.model import Text

if TYPE_CHECKING:
    from baken.registers.dcat.datasets import DataSet
    from baken.registers.model import Facts

TITLE: Final = Text("Datasets", "Data sets")
STANDARD: Final = "DCAT-AP-NL 3.0"

_SENSORTHINGS: Final = "http://www.opengis.net/doc/is/sensorthings/1.1"
_DESIGN_RULES: Final = "https://gitdocumentatie.logius.nl/publicatie/api/adr/"


def catalogue(facts: Facts) -> tuple[Node, ...]:
    """Return the catalogue as a graph.

    Invariants: every activity has a data set for each layer that it keeps and this node serves; each data set is in the
    catalogue once, and whoever may not read it finds no address of it.
    """
    sets = (*activity_datasets(facts), *register_datasets(facts))
    services = (_service(facts, sets, "sensorthings"), _service(facts, sets, "api"))
    nodes = [_catalogue(facts, sets), *services]
    for data_set in sets:
        nodes.append(data_set.node)
        nodes.extend(data_set.distributions)
    nodes.append(publisher(facts))
    nodes.extend(_terms(nodes))
    return tuple(nodes)


def catalogue_turtle(facts: Facts) -> bytes:
    """Return the catalogue as Turtle."""
    return turtle(catalogue(facts), f"{STANDARD}\nGenerated from what runs; do not edit.")


def catalogue_jsonld(facts: Facts) -> bytes:
    """Return the catalogue as JSON-LD."""
    return jsonld(catalogue(facts))


def _catalogue(facts: Facts, sets: tuple[DataSet, ...]) -> Node:
    city = facts.city.name
    node = NodeBuilder(("dcat:Catalog",), Iri(facts.address(CATALOGUE_PATH)))
    texts(node, "dct:title", Text(f"Datasets van {city}", f"Data sets of {city}"))
    texts(
        node,
        "dct:description",
        Text(
            f"Wat er in {city} over drukte wordt gemeten en berekend, en de registers daarover.",
            f"What is measured and computed about crowding in {city}, and the registers about it.",
        ),
    )
    node.add("dct:publisher", here(facts, "controller"))
    node.add("dcat:contactPoint", contact_point(facts.controller.name, facts.controller.contact, facts))
    node.add("dct:license", Iri(v.PUBLIC_DOMAIN if _is_public_body(facts) else v.UNKNOWN_LICENCE))
    node.add("dct:language", *both())
    node.add("foaf:homepage", Iri(facts.address("/")))
    node.add("dct:conformsTo", Iri(DATA_STANDARD))
    node.add("dct:modified", Literal(facts.now.date().isoformat(), datatype="xsd:date"))
    node.add("dcat:dataset", *(s.node.iri for s in sets))
    node.add("dcat:service", here(facts, "sensorthings"), here(facts, "api"))
    return node.done()


def _is_public_body(facts: Facts) -> bool:
    return facts.controller.kind in v.PUBLIC_BODIES


def _service(facts: Facts, sets: tuple[DataSet, ...], name: str) -> Node:
    served = [s for s in sets if s.service == name]
    licences = {s.licence for s in served if s.access == v.PUBLIC}
    node = NodeBuilder(("dcat:DataService",), here(facts, name))
    if name == "sensorthings":
        path, description, standard = "/sta/v1.1", "/sta/v1.1", _SENSORTHINGS
        title = Text("SensorThings API", "SensorThings API")
        about = Text("Waarnemingen volgens OGC SensorThings 1.1.", "Observations by OGC SensorThings 1.1.")
    else:
        path, description, standard = "/api/v1", "/api/v1/openapi.json", _DESIGN_RULES
        title = Text("Baken API", "Baken API")
        about = Text("Druktebeeld, gebieden en registers.", "Picture of crowding, areas and registers.")
    common(node, facts, name, title, about)
    node.add("dct:accessRights", Iri(v.PUBLIC if any(s.access == v.PUBLIC for s in served) else v.RESTRICTED))
    node.add("dcat:endpointURL", Iri(facts.address(path)))
    node.add("dcat:endpointDescription", Iri(facts.address(description)))
    node.add("dct:conformsTo", Iri(standard))
    node.add("dct:license", Iri(licences.pop() if len(licences) == 1 else v.UNKNOWN_LICENCE))
    node.add("dcat:theme", *sorted({t for s in served for t in s.themes}, key=lambda t: t.text))
    if not served:
        node.add("dcat:theme", Iri(v.theme(next(iter(v.THEMES)))))
    node.add("dcat:servesDataset", *(s.node.iri for s in served if s.access != v.NON_PUBLIC))
    categories = sorted({c for s in served for c in s.high_value})
    if categories:
        node.add("dcatap:hvdCategory", *(Iri(c) for c in categories))
        node.add("dcatap:applicableLegislation", Iri(v.HVD_REGULATION))
        node.add("foaf:page", Iri(facts.address(description)))
    return node.done()


_TYPES: Final = {
    "dcat:theme": "skos:Concept",
    "dcatap:hvdCategory": "skos:Concept",
    "adms:status": "skos:Concept",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:language": "dct:LinguisticSystem",
    "dct:license": "dct:LicenseDocument",
    "dct:accessRights": "dct:RightsStatement",
    "dct:conformsTo": "dct:Standard",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dcatap:applicableLegislation": "eli:LegalResource",
    "foaf:page": "foaf:Document",
    "foaf:homepage": "foaf:Document",
    "dcat:landingPage": "foaf:Document",
}
"""Of which class the values of a property are; DCAT-AP asks for it, and no list of theirs needs to be fetched."""


def _terms(nodes: list[Node]) -> list[Node]:
    found: dict[str, set[str]] = {}
    for node in nodes:
        for predicate, value in node.properties:
            if isinstance(value, Iri) and predicate in _TYPES:
                found.setdefault(value.text, set()).add(_TYPES[predicate])
    return [Node(tuple(sorted(types)), (), Iri(iri)) for iri, types in sorted(found.items())]
