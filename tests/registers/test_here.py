# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What does the city measure here? Nothing left out, nothing twice, and what has stopped shows so."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
import pytest
from example import AREAS, GATES, example_city, example_facts

from baken.governance import lists
from baken.governance.model import State
from baken.observation.model import Datastream, Location, Thing, UnitOfMeasurement
from baken.registers.explained import explained
from baken.registers.gather import undeclared_sensor
from baken.registers.here import here
from baken.registers.places import inside, place_at
from baken.registers.words import ARTICLES, LEGAL_BASES, TABLES
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.registers.model import Facts


def test_every_stream_is_shown_exactly_once(facts: Facts) -> None:
    shown = [sensor.id for sensor in here(facts).sensors]
    assert shown == [stream.id for stream in facts.city.streams]


def test_every_activity_is_shown_exactly_once_in_the_version_in_force(facts: Facts) -> None:
    shown = {a.id: a.version for a in here(facts).activities}
    assert shown == {
        "accounts": 1,
        "boulevard-cameras": 1,
        "picture": 1,
        "pier-panel": 1,
        "square-wifi": 2,
        "weather": 1,
    }


def test_a_withdrawn_activity_stops_its_sensors_and_says_why(facts: Facts) -> None:
    pier = next(s for s in here(facts).sensors if s.id == "pier-persons")
    assert not pier.standing.active
    assert pier.standing.state == "withdrawn"
    assert "The council found that the gates suffice." in pier.standing.because.nl
    assert pier.standing.because.nl.startswith("Ingetrokken op 2026-05-01")


def test_an_activity_stops_when_the_decision_of_the_mayor_ends() -> None:
    later = example_facts(now=datetime(2027, 3, 1, 12, tzinfo=UTC))
    stopped = {s.id for s in here(later).sensors if not s.standing.active}
    assert stopped == {"pier-persons", "boulevard-count", "stairs-count"}


def test_a_stream_of_no_activity_is_shown_as_stopped() -> None:
    bare = example_facts(example_city(activities=()))
    assert {s.standing.state for s in here(bare).sensors} == {"no-activity"}
    assert not any(s.standing.active for s in here(bare).sensors)


def test_around_a_place_the_nearest_comes_first_and_what_is_far_is_left_out(facts: Facts) -> None:
    found = here(facts, around=(4.2690, 52.1130), radius_m=300.0)
    assert [s.id for s in found.sensors] == ["beach-sound", "beach-wind", "pier-persons"]
    distances = [s.distance_m for s in found.sensors]
    assert distances == sorted(d for d in distances if d is not None)
    assert {a.id for a in found.activities} == {"weather", "pier-panel"}


def test_place_is_as_exact_as_is_known(facts: Facts) -> None:
    places = {s.id: s.place for s in here(facts).sensors}
    assert places["square-persons"].precision == "sensor"
    assert places["boulevard-count"].precision == "gate"
    assert places["boulevard-count"].text.nl == GATES[0].name
    assert places["pier-persons"].precision == "area"
    assert places["pier-persons"].geometry is not None


@pytest.mark.parametrize("area", AREAS, ids=lambda a: a.id)
def test_the_point_of_an_area_lies_in_it(area: lists.StrEnum) -> None:
    from shapely.geometry import Point, Polygon

    assert Polygon(area.polygon[0]).contains(Point(inside(area)))


def test_agreements_show_as_recipients_with_their_end(facts: Facts) -> None:
    camera = facts.activity("boulevard-cameras")
    assert camera is not None
    police = next(r for r in explained(camera, facts).recipients if r.by_agreement)
    assert (police.who.nl, police.reference) == ("Politie Kust", "Convenant 2026-3")
    assert police.until == datetime(2027, 3, 1, tzinfo=UTC)


def test_an_agreement_that_has_ended_is_no_recipient() -> None:
    later = example_facts(now=datetime(2027, 3, 1, tzinfo=UTC))
    camera = later.activity("boulevard-cameras")
    assert camera is not None
    assert not [r for r in explained(camera, later).recipients if r.by_agreement]


def test_a_dutch_city_names_the_dutch_supervisor_and_another_does_not(facts: Facts) -> None:
    assert "Autoriteit Persoonsgegevens" in here(facts).objecting.text.nl
    abroad = here(example_facts(example_city(country="NZ")))
    assert abroad.objecting.authority is None
    assert "Autoriteit" not in abroad.objecting.text.nl


def test_a_sensor_that_came_by_itself_is_registered_too() -> None:
    made = Datastream(
        id=77,
        name="mast 4",
        description="",
        observation_type="",
        unit_of_measurement=UnitOfMeasurement("person", "persons", "{person}"),
        thing_id=1,
        sensor_id=1,
        observed_property_id=1,
        properties={"processingActivity": "weather", "intervalS": 60},
    )
    thing = Thing(id=1, name="Mast 4", description="")
    location = Location(id=1, name="x", description="", location={"type": "Point", "coordinates": [4.27, 52.11]})
    sensor = undeclared_sensor(made, "persons_present", thing, [location])
    shown = next(s for s in here(example_facts(others=[sensor])).sensors if s.id == "datastream-77")
    assert shown.activity == "weather"
    assert shown.observed_property == Quantity.PERSONS_PRESENT.value
    assert shown.datastream == "/sta/v1.1/Datastreams(77)"
    assert (shown.place.lon, shown.place.lat) == (4.27, 52.11)


@pytest.mark.parametrize(
    "location",
    [None, "x", {}, {"type": "Point"}, {"type": "Point", "coordinates": ["a", "b"]},
     {"type": "Point", "coordinates": [True, False]}, {"type": "Point", "coordinates": [400.0, 0.0]},
     {"type": "Point", "coordinates": [float("nan"), 1.0]}],
)  # fmt: skip
def test_what_is_no_point_is_nowhere(location: object) -> None:
    assert place_at("x", location).precision == "unknown"


def test_every_value_of_every_closed_list_has_words() -> None:
    named = {type(next(iter(table))): set(table) for table in TABLES}
    closed = {
        kind
        for kind in vars(lists).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind not in (StrEnum, lists.Action)
    } | {State, Quantity}
    assert set(named) == closed
    for kind, values in named.items():
        assert values == set(kind), kind
    assert set(ARTICLES) == set(LEGAL_BASES)
    assert {k: v.en for k, v in ARTICLES.items()} == lists.ARTICLE


def test_words_are_there_in_both_languages() -> None:
    assert all(text.nl and text.en for table in TABLES for text in table.values())


def test_it_is_json_with_camel_case_names(facts: Facts) -> None:
    body = msgspec.json.decode(msgspec.json.encode(here(facts)))
    assert set(body) == {"city", "issuedAt", "at", "controller", "objecting", "sensors", "activities"}
    assert body["activities"][1]["legalBasis"]["law"] == "Gemeentewet art. 151c"
    assert body["sensors"][0]["place"]["gateId"] == "lighthouse"
