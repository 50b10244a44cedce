# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from baken.observation.catalogue import Catalogue
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.specimen import GovernedSpecimen
from baken.service.sensorthings import filter as f
from baken.service.sensorthings.conftest import NOW, datastream_body, thing_body
from baken.service.sensorthings.observations import MAX_SCANNED
from baken.service.sensorthings.planning import Planner, Scope
from baken.service.sensorthings.predicate import predicate
from baken.service.sensorthings.schema import Row, Schema
from baken.service.sensorthings.test_filter import filters
from baken.service.sensorthings.type_properties import TypeProperties
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from baken.service.sensorthings.conftest import Service

SOME = GovernedSpecimen(MemoryStore())
SCHEMA = Schema(Catalogue(), SOME.store, lambda: SOME.reading)
PROPERTIES = TypeProperties(SCHEMA, SCHEMA.types["Observation"])
CLOCK = FixedClock(NOW)
AT = datetime(2025, 12, 24, 10, 20, 30, 500_000, tzinfo=UTC)
ROW = Row(1, int(AT.timestamp() * 1e6), None, 5.5, None, 0, None, '{"name": "It\'s", "n": 3, "list": [7]}')


@pytest.mark.parametrize(
    "condition",
    [
        "result eq 5.5",
        "result ne 5",
        "result gt 5 and result lt 6",
        "not result gt 6",
        "result add 1 eq 6.5",
        "result sub 1 eq 4.5",
        "result mul 2 eq 11",
        "result div 2 eq 2.75",
        "result mod 2 eq 1.5",
        "-result eq -5.5",
        "result div 0 eq null",
        "resultTime eq null",
        "not (resultTime gt 2020-01-01T00:00:00Z)",
        "id eq '1-1766571630500000'",
        "parameters/name eq 'It''s'",
        "parameters/n ge 3",
        "parameters/list/0 eq 7",
        "parameters/nope eq null",
        "parameters/n/x eq null",
        "substringof('t''', parameters/name)",
        "endswith(parameters/name, 's')",
        "startswith(parameters/name, 'I')",
        "length(parameters/name) eq 4",
        "indexof(parameters/name, 's') eq 3",
        "substring(parameters/name, 2) eq '''s'",
        "substring(parameters/name, 0, 2) eq 'It'",
        "tolower(parameters/name) eq 'it''s'",
        "toupper(parameters/name) eq 'IT''S'",
        "trim(' a ') eq 'a'",
        "concat(parameters/name, '!') eq 'It''s!'",
        "length(parameters/n) eq null",
        "year(phenomenonTime) eq 2025",
        "month(phenomenonTime) eq 12",
        "day(phenomenonTime) eq 24",
        "hour(phenomenonTime) eq 10",
        "minute(phenomenonTime) eq 20",
        "second(phenomenonTime) eq 30",
        "fractionalseconds(phenomenonTime) eq 0.5",
        "date(phenomenonTime) eq 2025-12-24",
        "time(phenomenonTime) lt 10:21:00",
        "totaloffsetminutes(phenomenonTime) eq 0",
        "phenomenonTime lt now()",
        "phenomenonTime gt now() sub duration'P1D'",
        "now() sub phenomenonTime lt duration'PT2H'",
        "phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime()",
        "year(resultTime) eq null",
        "round(result) eq 6",
        "round(-2.5) eq -3",
        "floor(result) eq 5",
        "ceiling(result) eq 6",
        "geo.distance(geography'POINT (0 0)', geography'POINT (3 4)') eq 5",
        "geo.length(geography'LINESTRING (0 0, 3 4)') eq 5",
        "geo.intersects(geography'POINT (0 0)', geography'POINT (0 0)')",
        "st_equals(geography'POINT (0 0)', geography'POINT (0 0)')",
        "st_disjoint(geography'POINT (0 0)', geography'POINT (1 0)')",
        "st_touches(geography'POINT (0 0)', geography'LINESTRING (0 0, 1 1)')",
        "st_within(geography'POINT (1 1)', geography'POLYGON ((0 0, 3 0, 0 3, 0 0))')",
        "st_overlaps(geography'LINESTRING (0 0, 2 0)', geography'LINESTRING (1 0, 3 0)')",
        "st_crosses(geography'LINESTRING (0 0, 2 2)', geography'LINESTRING (0 2, 2 0)')",
        "st_intersects(geography'POINT (0 0)', geography'POINT (0 0)')",
        "st_contains(geography'POLYGON ((0 0, 3 0, 0 3, 0 0))', geography'POINT (1 1)')",
        "st_relate(geography'POINT (0 0)', geography'POINT (1 0)', 'FF*FF****')",
        "true",
        "not false",
        "not null",
    ],
)
def test_conditions_hold(condition: str) -> None:
    assert predicate(f.parse(condition), PROPERTIES, CLOCK)(ROW)


@pytest.mark.parametrize(
    "condition",
    ["null", "result", "5", "result gt null", "parameters/name gt 5", "result eq 5 or false", "round('x') eq 1"],
)
def test_conditions_do_not_hold(condition: str) -> None:
    assert not predicate(f.parse(condition), PROPERTIES, CLOCK)(ROW)


@given(filters)
@settings(max_examples=400, deadline=1000)
def test_any_filter_is_refused_or_answers_quickly(text: str) -> None:
    planner = Planner(SCHEMA, CLOCK)
    started = time.monotonic()
    try:
        condition = f.parse(text)
        predicate(condition, PROPERTIES, CLOCK)(ROW)
        planner.plan(Scope(), condition)
    except f.FilterError:
        pass
    assert time.monotonic() - started < 1


async def city(service: Service) -> None:
    """Three things with two datastreams each, six values in each datastream."""
    for number in range(3):
        body = thing_body(
            f"T{number}",
            Datastreams=[datastream_body(f"{number}a"), datastream_body(f"{number}b", description="second")],
        )
        body["Locations"][0]["location"]["coordinates"] = [number, 50]
        await service.send("POST", "Things", body)
    for datastream in range(1, 7):
        rows = [[f"2025-12-24T0{hour}:00:00Z/2025-12-24T0{hour + 1}:00:00Z", hour * datastream] for hour in range(6)]
        await service.batch(rows, datastream=datastream)


@pytest.mark.parametrize(
    ("path", "condition", "expected"),
    [
        ("Things", "name eq 'T1'", [2]),
        ("Things", "id eq 2", [2]),
        ("Things", "@iot.id eq '2'", [2]),
        ("Things", "properties/owner/name eq 'city' and id gt 1", [2, 3]),
        ("Things", "Datastreams/name eq '1a'", [2]),
        ("Things", "startswith(Datastreams/name, '2') or name eq 'T0'", [1, 3]),
        ("Things", "st_within(Locations/location, geography'POLYGON ((0.5 49, 3 49, 3 51, 0.5 51, 0.5 49))')", [2, 3]),
        ("Things", "geo.distance(Locations/location, geography'POINT (0 50)') lt 1.5", [1, 2]),
        ("Things", "HistoricalLocations/time eq 2025-12-24T12:00:00Z", [1, 2, 3]),
        ("Datastreams", "Thing/name eq 'T1'", [3, 4]),
        ("Datastreams", "Thing/Locations/location/coordinates/0 eq 2", [5, 6]),
        ("Datastreams", "unitOfMeasurement/definition eq '{person}' and description eq 'second'", [2, 4, 6]),
        ("Datastreams", "phenomenonTime lt 2025-12-24T00:00:01Z", [1, 2, 3, 4, 5, 6]),
        ("Things(2)/Datastreams", "endswith(name, 'b')", [4]),
        ("ObservedProperties", "name eq 'pedestrian_count'", [1]),
        ("Datastreams", "Observations/result eq 30", [6]),
        ("Datastreams", "Observations/FeatureOfInterest/id eq 2 and Observations/result gt 16", [4]),
        ("Things", "Datastreams/Observations/result gt 20", [3]),
        ("FeaturesOfInterest", "Observations/result gt 15", [2, 3]),
        ("HistoricalLocations", "time lt 2025-12-24T12:00:01Z and Thing/id eq 1", [1]),
    ],
)
async def test_entities_are_filtered(service: Service, path: str, condition: str, expected: list[int]) -> None:
    await city(service)
    assert [e["@iot.id"] for e in await service.values(path, filter=condition)] == expected


CONDITIONS = [
    "phenomenonTime ge 2025-12-24T02:00:00Z and phenomenonTime lt 2025-12-24T04:00:00Z",
    "phenomenonTime gt 2025-12-24T02:00:00Z and 2025-12-24T04:00:00Z ge phenomenonTime",
    "phenomenonTime eq 2025-12-24T02:00:00Z",
    "phenomenonTime eq 2025-12-24T02:00:00Z/2025-12-24T03:00:00Z",
    "phenomenonTime eq 2025-12-24T02:00:00Z/2025-12-24T02:30:00Z",
    "phenomenonTime ne 2025-12-24T02:00:00Z",
    "phenomenonTime gt now() sub duration'PT9H'",
    "phenomenonTime gt 2025-12-24T04:00:00Z and phenomenonTime lt 2025-12-24T02:00:00Z",
    "Datastream/id eq 2",
    "Datastream/id eq '2' or Datastream/id eq 3",
    "Datastream/id eq 99",
    "Datastream/@iot.id ne 2",
    "Datastream/Thing/name eq 'T1' and result gt 5",
    "Datastream/description eq 'second' and not (result lt 10)",
    "Datastream/ObservedProperty/name eq 'walking_speed'",
    "FeatureOfInterest/id eq 2",
    "FeatureOfInterest/name eq 'Corner' and result eq 0",
    "st_intersects(FeatureOfInterest/feature, geography'POINT (1 50)')",
    "id eq '3-1766541600000000'",
    "id eq '3-1766541600000000' and Datastream/id eq 3",
    "id eq '3-1766541600000000' and Datastream/id eq 4",
    "id eq 'x'",
    "result mod 2 eq 0 or Datastream/Thing/id eq 1",
    "resultQuality eq 'good' and hour(phenomenonTime) eq 3",
    "result gt 3 and result le 12",
    "not (7 lt result or result eq null)",
    "result ne null and resultQuality ne 'missing'",
    "resultQuality eq 'spike' or result ge 20 and result ne 25",
    "result gt null",
    "resultQuality eq 'nonsense'",
]


@pytest.mark.parametrize("condition", CONDITIONS)
async def test_what_the_store_does_equals_what_rows_say(service: Service, condition: str) -> None:
    await city(service)
    schema = service.app.app._views.whole()
    test = predicate(f.parse(condition), TypeProperties(schema, schema.types["Observation"]), CLOCK)
    everything = await service.values("Observations", top=1000)
    expected = [o["@iot.id"] for o in everything if test(row_of(o))]
    answer = await service.get("Observations", filter=condition, count="true", top=1000)
    assert [o["@iot.id"] for o in answer["value"]] == expected
    assert answer["@iot.count"] == len(expected)


def row_of(observation: dict[str, Any]) -> Row:
    number, _, start = observation["@iot.id"].partition("-")
    feature = (int(number) + 1) // 2
    return Row(int(number), int(start), int(start) + 3_600_000_000, observation["result"], None, 0, feature, None)


async def test_a_filter_that_would_look_at_too_much_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city(service)
    monkeypatch.setattr("baken.service.sensorthings.observations.MAX_SCANNED", 20)
    monkeypatch.setattr("baken.service.sensorthings.observations._CHUNK", 10)
    answer = await service.get("Observations", status=400, filter="result gt 1000")
    assert "Narrow it down" in answer["detail"]
    assert MAX_SCANNED > 1_000_000
    monkeypatch.setattr("baken.service.sensorthings.type_properties.MAX_JOINED", 20)
    answer = await service.get("Datastreams", status=400, filter="Observations/result gt 1000")
    assert "Ask Observations" in answer["detail"]
    monkeypatch.setattr("baken.service.sensorthings.observations.MAX_SORTED", 5)
    answer = await service.get("Observations", status=400, orderby="result")
    assert "sorted" in answer["detail"]
