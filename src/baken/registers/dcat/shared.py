# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the catalogue, its data sets and its services have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.dcat import vocabulary as v
from baken.registers.dcat.graph import Iri, Literal, Node, NodeBuilder
from baken.registers.owners import mail_address, web_address

if TYPE_CHECKING:
    from baken.registers.model import Facts, Text

CATALOGUE_PATH: Final = "/api/v1/registers/data-sets"
DATA_STANDARD: Final = "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"


def here(facts: Facts, name: str) -> Iri:
    """Return the address of a part of the catalogue."""
    return Iri(f"{facts.address(CATALOGUE_PATH)}#{name}")


def texts(node: NodeBuilder, predicate: str, text: Text) -> None:
    """Add a text in both languages."""
    node.add(predicate, Literal(text.nl, "nl"), Literal(text.en, "en"))


def both() -> tuple[Iri, Iri]:
    """Return the two languages of every register."""
    return Iri(v.language("NLD")), Iri(v.language("ENG"))


def common(node: NodeBuilder, facts: Facts, name: str, title: Text, description: Text) -> None:
    """Add what DCAT-AP-NL asks of a data set and of a data service alike."""
    texts(node, "dct:title", title)
    texts(node, "dct:description", description)
    node.add("dct:identifier", Literal(here(facts, name).text))
    node.add("dct:publisher", here(facts, "controller"))
    node.add("dct:creator", here(facts, "controller"))
    node.add("dcat:contactPoint", contact_point(facts.controller.name, facts.controller.contact, facts))
    node.add("dct:language", *both())


def contact_point(name: str, contact: str, facts: Facts) -> Node:
    """Return how to reach somebody about a data set: by mail or on a page."""
    node = NodeBuilder(("vcard:Organization", "vcard:Kind"))
    node.add("vcard:fn", Literal(name))
    mail, page = mail_address(contact), web_address(contact)
    if mail:
        node.add("vcard:hasEmail", Iri(f"mailto:{mail}"))
    if page or not mail:
        node.add("vcard:hasURL", Iri(page or facts.city.authority.website or facts.address("/")))
    return node.done()


def publisher(facts: Facts) -> Node:
    """Return the controller as an agent."""
    party = facts.controller
    node = NodeBuilder(("foaf:Agent",), here(facts, "controller")).add("foaf:name", Literal(party.name))
    if party.kind in v.PUBLIC_BODIES:
        node.add("dct:type", Iri("http://purl.org/adms/publishertype/LocalAuthority"))
    website = facts.city.authority.website
    if web_address(website):
        node.add("foaf:homepage", Iri(website))
    return node.done()
