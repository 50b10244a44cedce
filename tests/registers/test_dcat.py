# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue is DCAT-AP-NL 3.0; the rules it is held to bite; hostile names stay text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from example import ACTIVITIES, BASE_URL, PARTIES, WEATHER, activity, example_city, example_facts
from hypothesis import given
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import Namespace

from baken.governance.lists import Kind, Layer, PartyKind, Role
from baken.governance.model import Covers, Recipient
from baken.registers.dcat import graph as g
from baken.registers.dcat import vocabulary
from baken.registers.dcat.catalogue import catalogue_jsonld, catalogue_turtle

if TYPE_CHECKING:
    from baken.registers.model import Facts

SHAPES = Path(__file__).parent / "dcat_ap_nl_shapes.ttl"
DCATAP = Namespace("http://data.europa.eu/r5r/")
PART = Namespace(f"{BASE_URL}/api/v1/registers/data-sets#")


@cache
def shapes() -> Graph:
    return Graph().parse(SHAPES, format="turtle")


def graph_of(facts: Facts) -> Graph:
    return Graph().parse(data=catalogue_turtle(facts), format="turtle")


def broken_rules(graph: Graph) -> str:
    """What is not as the shapes ask; empty when all is."""
    conforms, _, text = validate(graph, shacl_graph=shapes(), advanced=True, meta_shacl=False)
    return "" if conforms else str(text)


@pytest.fixture(scope="module")
def good() -> bytes:
    return catalogue_turtle(example_facts())


def test_the_catalogue_keeps_every_rule_of_the_profile(good: bytes) -> None:
    assert broken_rules(Graph().parse(data=good, format="turtle")) == ""


def test_a_catalogue_without_activities_keeps_them_too() -> None:
    bare = example_facts(example_city(activities=(), agreements=()))
    assert broken_rules(graph_of(bare)) == ""


def test_both_forms_are_the_same_graph(facts: Facts) -> None:
    linked = Graph().parse(data=catalogue_jsonld(facts), format="json-ld")
    assert isomorphic(graph_of(facts), linked)


REMOVED = [
    (PART["picture-estimates"], DCTERMS.title),
    (PART["picture-estimates"], DCTERMS.identifier),
    (PART["picture-estimates"], DCTERMS.publisher),
    (PART["picture-estimates"], DCTERMS.creator),
    (PART["picture-estimates"], DCAT.contactPoint),
    (PART["picture-estimates"], DCTERMS.accessRights),
    (PART["picture-estimates"], DCAT.theme),
    (PART["picture-estimates-json"], DCAT.accessURL),
    (PART["picture-estimates-json"], DCTERMS.license),
    (PART["weather-observations"], DCATAP.applicableLegislation),
    (PART["weather-observations-json"], DCAT.accessService),
    (PART["sensorthings"], DCAT.endpointURL),
    (PART["sensorthings"], DCAT.endpointDescription),
    (PART["sensorthings"], DCTERMS.identifier),
    (PART["api"], DCTERMS.license),
    (PART["api"], DCAT.theme),
    (PART["controller"], URIRef("http://xmlns.com/foaf/0.1/name")),
    (URIRef(f"{BASE_URL}/api/v1/registers/data-sets"), DCAT.dataset),
    (URIRef(f"{BASE_URL}/api/v1/registers/data-sets"), DCAT.contactPoint),
]


@pytest.mark.parametrize(("subject", "predicate"), REMOVED, ids=lambda v: str(v).rsplit("#", 1)[-1].rsplit("/", 1)[-1])
def test_the_rules_bite_when_something_is_left_out(subject: URIRef, predicate: URIRef, good: bytes) -> None:
    graph = Graph().parse(data=good, format="turtle")
    assert (subject, predicate, None) in graph
    graph.remove((subject, predicate, None))
    assert broken_rules(graph)


ADDED = [
    (PART["picture-estimates"], DCTERMS.identifier, Literal("another")),
    (PART["picture-estimates"], DCTERMS.accessRights, URIRef(vocabulary.RESTRICTED)),
    (PART["picture-estimates"], DCAT.theme, URIRef("https://x.example/theme")),
    (PART["picture-estimates"], DCTERMS.title, Literal("Nog een titel", lang="nl")),
    (PART["picture-estimates"], DCATAP.hvdCategory, URIRef("http://data.europa.eu/bna/c_3af3368c")),
    (PART["picture-estimates-json"], DCAT.accessURL, URIRef("https://x.example/2")),
    (PART["picture-estimates-json"], DCTERMS.format, URIRef("https://x.example/json")),
    (PART["picture-estimates-json"], DCAT.mediaType, Literal("application/json")),
    (PART["weather-observations"], DCATAP.applicableLegislation, Literal("2023/138")),
    (PART["pier-panel-observations"], DCAT.distribution, PART["picture-estimates-json"]),
    (PART["sensorthings"], DCAT.servesDataset, PART["pier-panel-observations"]),
    (PART["controller"], DCTERMS.type, Literal("municipality")),
]


@pytest.mark.parametrize("triple", ADDED, ids=lambda t: f"{t[0].rsplit('#')[-1]}-{t[1].rsplit('/')[-1]}")
def test_the_rules_bite_when_something_is_too_much(triple: tuple[URIRef, URIRef, URIRef], good: bytes) -> None:
    graph = Graph().parse(data=good, format="turtle")
    graph.add(triple)
    assert broken_rules(graph)


def test_a_closed_licence_on_a_high_value_data_set_is_found_out(good: bytes) -> None:
    graph = Graph().parse(data=good, format="turtle")
    graph.set((PART["weather-observations-json"], DCTERMS.license, URIRef(vocabulary.CLOSED_LICENCE)))
    assert broken_rules(graph)


# -- what is in it ------------------------------------------------------------------------------------------------


def test_every_activity_with_sensors_or_indicators_has_a_data_set(facts: Facts) -> None:
    sets = {str(s).rsplit("#", 1)[1] for s in graph_of(facts).subjects(RDF.type, DCAT.Dataset)}
    assert sets == {
        "boulevard-cameras-observations", "square-wifi-observations", "pier-panel-observations",
        "weather-observations", "picture-estimates",
        "register-sensors", "register-algorithms", "register-processing-activities",
    }  # fmt: skip


def access_of(graph: Graph, name: str) -> str:
    return str(graph.value(PART[name], DCTERMS.accessRights)).rsplit("/", 1)[1]


def test_access_follows_recipients_agreements_and_standing(facts: Facts) -> None:
    graph = graph_of(facts)
    assert access_of(graph, "weather-observations") == "PUBLIC"
    assert access_of(graph, "boulevard-cameras-observations") == "RESTRICTED"
    assert access_of(graph, "pier-panel-observations") == "NON_PUBLIC"


def test_what_was_withdrawn_has_no_way_to_the_data_and_an_end(facts: Facts) -> None:
    graph = graph_of(facts)
    pier = PART["pier-panel-observations"]
    assert (pier, DCAT.distribution, None) not in graph
    period = graph.value(pier, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.endDate)) == "2026-05-01"
    assert str(graph.value(pier, URIRef("http://www.w3.org/ns/adms#status"))).endswith("/WITHDRAWN")


def test_weather_of_a_municipality_under_an_open_licence_is_high_value(facts: Facts) -> None:
    categories = {
        str(c).rsplit("/", 1)[1] for c in graph_of(facts).objects(PART["weather-observations"], DCATAP.hvdCategory)
    }
    assert categories == {"c_3af3368c", "c_e4358335"}


@pytest.mark.parametrize(
    "city",
    [
        example_city(activities=(msgspec.structs.replace(WEATHER, register_entries={}),), agreements=()),
        example_city(activities=(msgspec.structs.replace(WEATHER, recipients=()),), agreements=()),
        example_city(country="NZ"),
        example_city(parties=(msgspec.structs.replace(PARTIES[0], kind=PartyKind.OTHER),)),
    ],
    ids=["no licence", "not public", "outside the Union", "no public body"],
)
def test_without_a_condition_it_is_no_high_value_data_set(city: object) -> None:
    graph = graph_of(example_facts(city))
    assert (None, DCATAP.hvdCategory, None) not in graph
    assert broken_rules(graph) == ""


def test_counts_of_people_are_no_high_value_data_set(facts: Facts) -> None:
    assert (PART["picture-estimates"], DCATAP.hvdCategory, None) not in graph_of(facts)


def test_a_licence_is_that_of_the_provider_of_open_data_and_never_a_guess() -> None:
    public = (Recipient(role=Role.PUBLIC, layers=(Layer.OBSERVATIONS,)),)
    open_data = activity("open", kind=Kind.OPEN_DATA, recipients=public, covers=Covers(connectors=("signal_counts",)))
    city = example_city(activities=(open_data,), agreements=())
    licence = graph_of(example_facts(city)).value(PART["open-observations-json"], DCTERMS.license)
    assert str(licence) == vocabulary.UNKNOWN_LICENCE  # "proprietary" is no licence that we know
    manifests = dict(example_facts().manifests)
    signal = manifests["signal_counts"]
    provider = msgspec.structs.replace(signal.provider, licence="CC BY 4.0")
    manifests["signal_counts"] = msgspec.structs.replace(signal, provider=provider)
    licence = graph_of(example_facts(city, manifests=manifests)).value(PART["open-observations-json"], DCTERMS.license)
    assert str(licence) == vocabulary.CC_BY


# -- hostile names ----------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(text=TEXT, language=st.sampled_from(["", "nl", "en"]))
def test_any_text_comes_back_from_turtle_and_from_json(text: str, language: str) -> None:
    node = g.Node(("dcat:Dataset",), (("dct:title", g.Literal(text, language)),), g.Iri("https://x.example/a"))
    for form, data in (("turtle", g.turtle([node], "c")), ("json-ld", g.jsonld([node]))):
        read = Graph().parse(data=data, format=form)
        assert str(read.value(URIRef("https://x.example/a"), DCTERMS.title)) == text
        assert len(read) == 2


@given(text=st.text(max_size=60))
def test_no_address_ends_early(text: str) -> None:
    node = g.Node(
        ("dcat:Dataset",), (("dcat:accessURL", g.Iri("https://x.example/" + text)),), g.Iri("https://x.example/a")
    )
    assert len(Graph().parse(data=g.turtle([node], "c"), format="turtle")) == 2


@given(name=TEXT)
def test_a_hostile_name_changes_nothing_but_that_name(name: str) -> None:
    activities = tuple(
        msgspec.structs.replace(a, name=name, name_nl=name, description=name, law=name) for a in ACTIVITIES
    )
    parties = tuple(msgspec.structs.replace(p, name=name, contact=name) for p in PARTIES)
    hostile = graph_of(example_facts(example_city(activities=activities, parties=parties, name=name)))
    usual = graph_of(example_facts())
    assert set(hostile.subjects(RDF.type, DCAT.Dataset)) == set(usual.subjects(RDF.type, DCAT.Dataset))
    assert set(hostile.predicates()) <= set(usual.predicates()) | {URIRef("http://www.w3.org/2006/vcard/ns#hasURL")}


def test_a_contact_that_is_no_address_does_not_become_one() -> None:
    party = msgspec.structs.replace(PARTIES[0], contact="javascript:alert(1)")
    graph = graph_of(example_facts(example_city(parties=(party,))))
    assert not [o for o in graph.objects() if "javascript" in str(o)]
    assert broken_rules(graph) == ""
