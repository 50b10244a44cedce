# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is asked or sent, the service answers with what it says it answers: never with a fault of its own."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baken.observation.methods.memory_store import MemoryStore
from baken.service.sensorthings.conftest import Service, datastream_body, thing_body
from baken.service.sensorthings.test_filter import filters

RELATIONS = "Thing Things Locations HistoricalLocations Datastreams Sensor ObservedProperty Observations Datastream"
SEGMENTS = [*RELATIONS.split(), "FeatureOfInterest", "FeaturesOfInterest", "Sensors", "ObservedProperties"]
IDS = ["", "(1)", "(2)", "('1')", "('1-1766534400000000')", "('1-1766534400000000-1')", "()", "(x)", "(1"]
TAILS = ["name", "properties", "owner", "$value", "$ref", "@iot.id", "result", "phenomenonTime", "CreateObservations"]
PROPERTIES = ["name", "id", "result", "phenomenonTime", "properties/owner", "Datastream/Thing/name", "nope"]

segments = st.one_of(
    st.tuples(st.sampled_from(SEGMENTS), st.sampled_from(IDS)).map("".join),
    st.sampled_from(TAILS),
    st.text(max_size=5),
)
SETS = ["/Things", "/Locations", "/HistoricalLocations", "/Sensors", "/ObservedProperties", "/FeaturesOfInterest"]
ENTITIES = [*(f"{name}(1)" for name in SETS), "/Datastreams(1)", "/Observations('1-1766534400000000')"]
COLLECTIONS = [*SETS, "/Datastreams", "/Observations", "/Things(1)/Datastreams", "/Datastreams(1)/Observations"]
wild_paths = st.lists(segments, max_size=5).map(lambda parts: "/" + "/".join(parts))
entity_paths = st.one_of(st.sampled_from(ENTITIES), st.sampled_from(ENTITIES), wild_paths)
paths = st.one_of(st.sampled_from(ENTITIES + COLLECTIONS), st.sampled_from(COLLECTIONS), wild_paths)
lists = st.lists(st.sampled_from([*PROPERTIES, *SEGMENTS]), max_size=4)
options = st.one_of(
    st.tuples(st.just("$filter"), filters),
    st.tuples(st.just("$orderby"), lists.map(" desc,".join)),
    st.tuples(st.just("$select"), lists.map(",".join)),
    st.tuples(st.just("$expand"), lists.map("/".join)),
    st.tuples(st.just("$expand"), lists.map("($top=1;$filter=id eq 1;$expand=".join)),
    st.tuples(st.just("$expand"), st.sampled_from(SEGMENTS).map("{}($top=1;$orderby=phenomenonTime desc)".format)),
    st.tuples(st.sampled_from(["$top", "$skip", "$count", "$resultFormat", "$skiptoken", "x"]), st.text(max_size=4)),
    st.tuples(st.sampled_from(["$top", "$skip"]), st.integers(0, 5).map(str)),
    st.just(("$resultFormat", "dataArray")),
    st.just(("$count", "true")),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)
PLAIN = "name description properties encodingType location time metadata definition observationType result"
MORE = "unitOfMeasurement observedArea phenomenonTime resultTime resultQuality parameters feature @iot.id"
NAMES = [*PLAIN.split(), *MORE.split(), *SEGMENTS]
bodies = st.one_of(
    json_values,
    st.dictionaries(st.sampled_from(NAMES), st.one_of(json_values, st.just({"@iot.id": 1})), max_size=6),
    st.tuples(st.sampled_from(["name", "description", "properties", *SEGMENTS]), json_values).map(
        lambda change: thing_body(**{change[0]: change[1]})
    ),
    st.tuples(st.sampled_from(["name", "observedArea", "properties", "Observations"]), json_values).map(
        lambda change: datastream_body(**{"Thing": {"@iot.id": 1}, change[0]: change[1]})
    ),
    st.fixed_dictionaries(
        {"name": st.text(max_size=5), "description": st.text(max_size=5)},
        optional={"properties": st.dictionaries(st.text(max_size=5), json_values, max_size=3)},
    ),
    st.fixed_dictionaries(
        {"phenomenonTime": st.just("2025-12-24T00:00:00Z"), "result": st.one_of(json_values, st.floats(-9, 9))},
        optional={"Datastream": st.just({"@iot.id": 1}), "parameters": json_values},
    ),
)


async def filled() -> Service:
    service = Service(MemoryStore())
    await service.send("POST", "Things", thing_body())
    await service.batch([[f"2025-12-24T0{hour}:00:00Z", hour] for hour in range(5)])
    return service


async def answer(service: Service, method: str, path: str, query: str, body: Any) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(body).encode()}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": "/sta/v1.1" + path,
        "query_string": query.encode(errors="replace"),
        "headers": [(b"content-type", b"application/json")],
        "scheme": "http",
    }
    await service.app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


@given(paths, st.lists(options, max_size=2))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_read_is_answered(path: str, pairs: list[tuple[str, str]]) -> None:
    async def ask() -> None:
        service = await filled()
        query = "&".join(f"{name}={value.replace('&', '%26').replace('+', '%2B')}" for name, value in pairs)
        status, body = await answer(service, "GET", path, query, None)
        assert status in {200, 400, 404, 405}, body
        if status == 200 and not path.endswith("$value"):
            json.loads(body)
        await service.intake.close()

    asyncio.run(ask())


@given(st.sampled_from(["POST", "PATCH", "PUT", "DELETE", "TRACE"]), entity_paths, bodies)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_write_is_done_or_refused(method: str, path: str, body: Any) -> None:
    async def ask() -> None:
        service = await filled()
        status, text = await answer(service, method, path, "", body)
        assert status in {200, 201, 400, 404, 405, 409}, text
        for name in ("Things", "Datastreams", "Observations", "Locations"):
            await service.get(name)
        await service.intake.close()

    asyncio.run(ask())


@given(st.sampled_from([*COLLECTIONS, "/CreateObservations"]), bodies)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_creation_is_done_or_refused_as_a_whole(path: str, body: Any) -> None:
    async def ask() -> None:
        service = await filled()
        before = counts(service)
        status, text = await answer(service, "POST", path, "", body)
        assert status in {201, 400, 404, 409}, text
        assert status == 201 or counts(service) == before
        await service.intake.close()

    asyncio.run(ask())


def counts(service: Service) -> dict[str, int]:
    from baken.observation.catalogue import Kind

    return {kind.value: service.catalogue.count(kind) for kind in Kind}
