# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.service.sensorthings import http
from baken.service.sensorthings.conftest import NOW, ROOT, datastream_body
from baken.service.sensorthings.decode import decode_rows
from baken.service.sensorthings.http import MAX_BODY

if TYPE_CHECKING:
    from baken.service.sensorthings.conftest import Service

DATASTREAM = {"Datastream": {"@iot.id": 1}}
GOOD = {"phenomenonTime": "2025-12-24T06:00:00Z", "result": 5}


async def test_one_observation_is_answered_with_its_link(mast: Service) -> None:
    answer = await mast.send("POST", "Observations", GOOD | DATASTREAM)
    link = f"{ROOT}/Observations('1-1766556000000000')"
    assert answer.headers["location"] == link
    assert (await mast.client.get(link)).json()["result"] == 5
    answer = await mast.send("POST", "Datastreams(1)/Observations", GOOD | {"phenomenonTime": "2025-12-24T08:00+01:00"})
    assert answer.headers["location"] == f"{ROOT}/Observations('1-1766559600000000')"


async def test_every_property_that_is_kept_comes_back(mast: Service) -> None:
    body = {
        "phenomenonTime": "2025-12-24T06:00:00Z/2025-12-24T07:00:00Z",
        "result": 5.25,
        "resultTime": "2025-12-24T07:00:01.5Z",
        "resultQuality": "suspect",
        "parameters": {"lane": 2},
    }
    await mast.send("POST", "Observations", body | DATASTREAM)
    [kept] = await mast.values("Observations", filter="result eq 5.25")
    assert {k: kept[k] for k in body} == body | {"resultTime": "2025-12-24T07:00:01.500Z"}


async def test_null_is_missing_and_not_zero(mast: Service) -> None:
    await mast.send("POST", "Observations", GOOD | DATASTREAM | {"result": None})
    [kept] = await mast.values("Observations", filter="resultQuality eq 'missing'")
    assert kept["result"] is None
    assert await mast.values("Observations", filter="result eq 0") == []


async def test_an_observation_may_bring_its_feature_along(mast: Service) -> None:
    feature = {"name": "Square", "description": "", "feature": {"type": "Point", "coordinates": [4, 52]}}
    await mast.send("POST", "Observations", GOOD | DATASTREAM | {"FeatureOfInterest": feature})
    found = await mast.values("Observations", filter="FeatureOfInterest/name eq 'Square'")
    assert [o["result"] for o in found] == [5]


async def test_an_observation_may_bring_its_datastream_along(mast: Service) -> None:
    await mast.send("POST", "Observations", GOOD | {"Datastream": datastream_body("New", Thing={"@iot.id": 1})})
    assert [o["result"] for o in await mast.values("Datastreams(2)/Observations")] == [5]


async def test_a_repeat_is_accepted_and_not_stored_twice(mast: Service) -> None:
    first = await mast.send("POST", "Observations", GOOD | DATASTREAM)
    second = await mast.send("POST", "Observations", GOOD | DATASTREAM)
    assert first.headers["location"] == second.headers["location"]
    assert len(await mast.values("Observations")) == 6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"result": "5"}, "result must be a number"),
        ({"result": True}, "result must be a number"),
        ({"result": [5]}, "result must be a number"),
        ({"result": 10**400}, "exactly"),
        ({"result": 2**53 + 1}, "exactly"),
        ({"phenomenonTime": "2025-12-24T06:00:00"}, "no time zone"),
        ({"phenomenonTime": "yesterday"}, "not an ISO 8601"),
        ({"phenomenonTime": 5}, "must be a text"),
        ({"phenomenonTime": None}, "must be a text"),
        ({"phenomenonTime": "2025-12-24T06:00:00Z/2025-12-24T05:00:00Z"}, "before it starts"),
        ({"phenomenonTime": "2025-12-24T06:00:00Z/"}, "not an ISO 8601"),
        ({"phenomenonTime": "2025-12-26T06:00:00Z"}, "2025-12-25T12:00:00Z"),
        ({"phenomenonTime": "9999-12-31T23:59:59Z"}, "future"),
        ({"phenomenonTime": "1899-12-31T23:59:59Z"}, "before 1900"),
        ({"phenomenonTime": "0001-01-01T00:00:00+23:59"}, ""),
        ({"resultTime": "2025-12-24T06:00:00"}, "no time zone"),
        ({"resultTime": "2027-12-24T06:00:00Z"}, "resultTime"),
        ({"resultQuality": "fine"}, "Use one of"),
        ({"resultQuality": {}}, "Use one of"),
        ({"validTime": "2025-12-24T06:00:00Z"}, "validTime is not kept"),
        ({"parameters": "x"}, "JSON object"),
        ({"Datastream": {"@iot.id": 9}}, "does not exist"),
        ({"Datastream": {"@iot.id": -1}}, "does not exist"),
        ({"Datastream": {"@iot.id": "x"}}, ""),
        ({"Datastream": {"@iot.id": 2**70}}, ""),
        ({"Datastream": None}, "needs a Datastream"),
        ({"Datastream": 1}, "JSON object"),
        ({"FeatureOfInterest": {"@iot.id": 9}}, "no FeatureOfInterest"),
        ({"colour": "red"}, "no property 'colour'"),
    ],
)
async def test_a_wrong_observation_is_400_and_not_kept(mast: Service, change: dict[str, Any], reason: str) -> None:
    answer = await mast.send("POST", "Observations", GOOD | DATASTREAM | change, status=400)
    assert reason in answer.json()["detail"]
    assert len(await mast.values("Observations")) == 5


async def test_an_unknown_datastream_in_the_path_is_404(mast: Service) -> None:
    await mast.send("POST", "Datastreams(9)/Observations", GOOD, status=404)


async def test_good_rows_are_kept_and_bad_rows_named(mast: Service) -> None:
    answer = await mast.batch(
        [
            ["2025-12-24T06:00:00Z", 1],
            ["2025-12-24T06:01:00", 2],
            ["2025-12-24T06:02:00Z", "3"],
            ["2025-12-24T06:03:00Z"],
            "x",
            ["2025-12-24T06:05:00Z", 6],
            ["2026-12-24T06:05:00Z", 6],
            [None, 6],
        ]
    )
    assert [a.startswith("error: row ") for a in answer] == [False, True, True, True, True, False, True, True]
    assert answer[1].startswith("error: row 2: phenomenonTime: '2025-12-24T06:01:00' has no time zone")
    assert answer[5] == f"{ROOT}/Observations('1-1766556300000000')"
    assert [o["result"] for o in await mast.values("Observations", skip=5)] == [1, 6]


async def test_several_datastreams_and_components_in_any_order(mast: Service) -> None:
    await mast.send("POST", "Datastreams", datastream_body("Two", Thing={"@iot.id": 1}))
    interval = "2025-12-24T06:00:00Z/2025-12-24T07:00:00Z"
    groups = [
        {**DATASTREAM, "components": ["result", "phenomenonTime"], "dataArray": [[1, interval]]},
        {"Datastream": {"@iot.id": "2"}, "components": ["phenomenonTime", "result"], "dataArray": [[interval, 2]]},
        {"Datastream": {"@iot.id": 9}, "components": ["phenomenonTime", "result"], "dataArray": [[interval, 3]]},
        {
            **DATASTREAM,
            "components": ["parameters", "phenomenonTime", "resultTime", "FeatureOfInterest/id", "result"],
            "dataArray": [
                [{"a": 1}, "2025-12-24T08:00:00Z", None, 1, 4],
                [None, "2025-12-24T09:00:00Z", "2025-12-24T09:00:00Z", 7, 5],
            ],
        },
        {**DATASTREAM, "components": ["phenomenonTime", "value"], "dataArray": [[interval, 6]]},
        {**DATASTREAM, "components": ["id", "phenomenonTime", "result"], "dataArray": [[1, interval, 6]]},
    ]
    answer = (await mast.send("POST", "CreateObservations", groups)).json()
    assert [a.partition("(")[2] for a in answer[:2]] == ["'1-1766556000000000')", "'2-1766556000000000')"]
    assert answer[2] == "error: row 3: Datastream 9 does not exist."
    assert answer[3] == f"{ROOT}/Observations('1-1766563200000000')"
    assert answer[4] == "error: row 5: FeatureOfInterest 7 does not exist."
    assert "no component 'value'" in answer[5]
    assert "given by the service" in answer[6]
    assert [o["result"] for o in await mast.values("Datastreams(2)/Observations")] == [2]


async def test_duplicate_rows_in_a_batch_are_stored_once(mast: Service) -> None:
    answer = await mast.batch([["2025-12-24T06:00:00Z", 1], ["2025-12-24T06:00:00Z", 1], ["2025-12-24T06:00:00Z", 2]])
    assert len(set(answer)) == 1
    assert [o["result"] for o in await mast.values("Observations", skip=5)] == [2]


async def test_a_batch_of_only_bad_rows_is_400(mast: Service) -> None:
    group = {**DATASTREAM, "components": ["phenomenonTime", "result"], "dataArray": [["x", 1], ["y", 2]]}
    answer = await mast.send("POST", "CreateObservations", [group], status=400)
    assert len(answer.json()["errors"]) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        [1],
        [{}],
        [{**DATASTREAM, "components": "result", "dataArray": []}],
        [{**DATASTREAM, "components": ["result"], "dataArray": {}}],
        [{"Datastream": 1, "components": ["result"], "dataArray": []}],
        [{"Datastream": {}, "components": ["result"], "dataArray": []}],
    ],
)
async def test_a_body_that_is_no_data_array_is_400(mast: Service, body: Any) -> None:
    await mast.send("POST", "CreateObservations", body, status=400)


async def test_too_many_rows_are_413(mast: Service) -> None:
    group = {**DATASTREAM, "components": ["result"], "dataArray": [[]] * 200_001}
    await mast.send("POST", "CreateObservations", [group], status=413)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_of_100_mb_is_413_before_it_is_read(mast: Service, announced: bool) -> None:
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        assert taken < 40, "the rest was read too"
        return {"type": "http.request", "body": b"x" * 1024**2, "more_body": True}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    if announced:
        headers.append((b"content-length", b"104857600"))
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/sta/v1.1/CreateObservations",
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }
    await mast.app(scope, receive, send)
    assert sent[0]["status"] == 413
    assert taken <= MAX_BODY // 1024**2 + 1
    assert (taken == 0) == announced


async def test_short_values_in_great_number_are_413(mast: Service) -> None:
    body = b"[" + b"[]," * 2_000_000 + b"[]]"
    answer = await mast.client.post("CreateObservations", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "values" in answer.json()["detail"]


async def test_a_large_batch_is_kept_and_its_bad_rows_named(mast: Service) -> None:
    rows: list[Any] = [[f"2025-11-{1 + i // 1440:02}T{i // 60 % 24:02}:{i % 60:02}:00Z", i] for i in range(25_000)]
    rows[24_000] = ["nonsense", 1]
    answer = await mast.batch(rows)
    assert [i for i, link in enumerate(answer) if link.startswith("error")] == [24_000]
    assert (await mast.get("Observations", count="true", top=1))["@iot.count"] == 25_004


async def test_a_client_that_goes_away_gets_no_answer(mast: Service) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pytest.fail(str(message))

    scope = {"type": "http", "method": "POST", "path": "/sta/v1.1/Things", "query_string": b"", "headers": []}
    await mast.app(scope, receive, send)


async def test_the_limit_holds_for_the_whole_body(monkeypatch: pytest.MonkeyPatch, mast: Service) -> None:
    monkeypatch.setattr(http, "MAX_BODY", 100)
    await mast.send("POST", "Things", {"name": "x" * 200}, status=413)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.datetimes().map(lambda t: t.isoformat() + "Z"),
    st.datetimes().map(lambda t: f"{t.isoformat()}Z/{t.isoformat()}+01:00"),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
COMPONENTS = ["phenomenonTime", "result", "resultTime", "resultQuality", "parameters", "FeatureOfInterest/id"]


@given(st.lists(st.lists(values, min_size=2, max_size=6), max_size=6), st.integers(2, 6))
@settings(max_examples=300, deadline=None)
def test_columns_and_rows_agree_on_any_values(rows: list[list[Any]], width: int) -> None:
    rows = json.loads(json.dumps(rows))
    decoded = decode_rows(COMPONENTS[:width], rows, NOW)
    for i, row in enumerate(rows):
        alone = decode_rows(COMPONENTS[:width], [row], NOW)
        assert (i in decoded.errors) == (0 in alone.errors)
        if not alone.errors:
            assert decoded.time_us[i] == alone.time_us[0]
            assert decoded.result[i] == alone.result[0] or row[1] is None
