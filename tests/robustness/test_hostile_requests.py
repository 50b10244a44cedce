# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bad input of every kind: each gets a clear answer, nothing is half written, and the server goes on."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from replaying import wire
from servers import Answer, exchange, read_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from servers import BakenServer

BATCH = "/sta/v1.1/CreateObservations"
SINGLE = "/sta/v1.1/Observations"
NORTH, SOUTH = 1, 2
ENOUGH_MB = 150
"""More than the server may grow by, whatever it is sent; its largest body is 16 MB."""

_MINUTES = count(1)


def fresh_time() -> str:
    """Return a time that no other test used."""
    return wire(datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=next(_MINUTES)))


def group(*rows: list[Any], datastream: Any = NORTH, components: Any = ("phenomenonTime", "result")) -> dict[str, Any]:
    return {"Datastream": {"@iot.id": datastream}, "components": list(components), "dataArray": list(rows)}


def stored(client: httpx.Client, time: str | None = None) -> list[float]:
    """Return the results that are stored, all of them or those of one time."""
    query = {"$select": "result", "$top": "10000"} | ({} if time is None else {"$filter": f"phenomenonTime eq {time}"})
    return [row["result"] for row in client.get(SINGLE, params=query).json()["value"]]


@pytest.fixture(autouse=True)
def _goes_on(shared_client: httpx.Client) -> Iterator[None]:
    """After every test the server takes and gives observations, as if nothing had happened."""
    yield
    time = fresh_time()
    good = {"phenomenonTime": time, "result": 42, "Datastream": {"@iot.id": NORTH}}
    assert shared_client.post(SINGLE, json=good).status_code == 201
    assert stored(shared_client, time) == [42]
    assert shared_client.get("/api/v1/health").status_code == 200


def assert_refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert "Traceback" not in answer.text
    return problem


NO_JSON = {
    "nothing": b"",
    "half": b'{"phenomenonTime": "2025-',
    "not utf-8": b'{"result": "\xff\xfe\xfa"}',
    "utf-16": '{"result": 1}'.encode("utf-16"),
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "closed deep lists": b"[" * 100_000 + b"]" * 100_000,
    "NaN": b'{"phenomenonTime":"2025-01-01T00:00:00Z","result":NaN,"Datastream":{"@iot.id":1}}',
    "Infinity": b'{"phenomenonTime":"2025-01-01T00:00:00Z","result":-Infinity,"Datastream":{"@iot.id":1}}',
    "1e999": b'{"phenomenonTime":"2025-01-01T00:00:00Z","result":1e999,"Datastream":{"@iot.id":1}}',
    "trailing": b'{"phenomenonTime":"2025-01-01T00:00:00Z","result":1,"Datastream":{"@iot.id":1}} and more',
    "lone surrogate": b'{"phenomenonTime":"\\ud800","result":1,"Datastream":{"@iot.id":1}}',
    "null byte": b"\x00",
    "a number": b"5",
    "a text": b'"x"',
    "null": b"null",
    "xml": b"<observation/>",
}


@pytest.mark.parametrize("path", [SINGLE, BATCH, "/sta/v1.1/Datastreams(1)/Observations", "/sta/v1.1/Things"])
@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON.keys())
def test_a_body_that_is_no_json_is_refused(shared_client: httpx.Client, path: str, body: bytes) -> None:
    before = stored(shared_client)
    answer = shared_client.post(path, content=body, headers={"content-type": "application/json"})
    assert_refused(answer)
    assert stored(shared_client) == before


BAD_OBSERVATIONS: dict[str, dict[str, Any]] = {
    "no zone": {"phenomenonTime": "2025-01-01T00:00:00"},
    "no time": {"phenomenonTime": "this morning"},
    "a number as time": {"phenomenonTime": 1735689600},
    "far future": {"phenomenonTime": "2999-01-01T00:00:00Z"},
    "beyond the calendar": {"phenomenonTime": "99999-01-01T00:00:00Z"},
    "before 1900": {"phenomenonTime": "1899-12-31T23:59:59Z"},
    "edge of the calendar": {"phenomenonTime": "0001-01-01T00:00:00+14:00"},
    "other edge of the calendar": {"phenomenonTime": "9999-12-31T23:59:59-14:00"},
    "30 February": {"phenomenonTime": "2025-02-30T00:00:00Z"},
    "backwards": {"phenomenonTime": "2025-01-02T00:00:00Z/2025-01-01T00:00:00Z"},
    "endless interval": {"phenomenonTime": "2025-01-02T00:00:00Z/2999-01-01T00:00:00Z"},
    "three ends": {"phenomenonTime": "2025-01-01T00:00:00Z/2025-01-02T00:00:00Z/2025-01-03T00:00:00Z"},
    "very long time": {"phenomenonTime": "2025-01-01T00:00:00Z" + "0" * 100_000},
    "future result time": {"resultTime": "2999-01-01T00:00:00Z"},
    "text": {"result": "twelve"},
    "number as text": {"result": "12"},
    "truth": {"result": True},
    "list": {"result": [1]},
    "object": {"result": {"value": 1}},
    "too precise": {"result": 2**53 + 1},
    "beyond 64 bits": {"result": 10**30},
    "unknown datastream": {"Datastream": {"@iot.id": 99_999}},
    "datastream beyond 32 bits": {"Datastream": {"@iot.id": 2**31}},
    "datastream beyond 64 bits": {"Datastream": {"@iot.id": 2**64}},
    "datastream of ten digits": {"Datastream": {"@iot.id": "9999999999"}},
    "negative datastream": {"Datastream": {"@iot.id": -1}},
    "datastream is null": {"Datastream": None},
    "datastream is a text": {"Datastream": "1"},
    "datastream is a fraction": {"Datastream": {"@iot.id": 1.5}},
    "no datastream": {"Datastream": {}},
    "unknown property": {"colour": "red"},
    "unknown quality": {"resultQuality": "splendid"},
}


@pytest.mark.parametrize("wrong", BAD_OBSERVATIONS.values(), ids=BAD_OBSERVATIONS.keys())
def test_an_observation_that_cannot_be_is_refused(shared_client: httpx.Client, wrong: dict[str, Any]) -> None:
    before = stored(shared_client)
    good = {"phenomenonTime": fresh_time(), "result": 1, "Datastream": {"@iot.id": NORTH}}
    assert_refused(shared_client.post(SINGLE, json=good | wrong))
    assert stored(shared_client) == before


@pytest.mark.parametrize("wrong", BAD_OBSERVATIONS.values(), ids=BAD_OBSERVATIONS.keys())
def test_one_bad_row_is_named_and_the_good_ones_are_kept(shared_client: httpx.Client, wrong: dict[str, Any]) -> None:
    if wrong.keys() & {"colour", "Datastream"}:
        return  # not a row of a data array; the next tests are about those
    before, after = fresh_time(), fresh_time()
    names = ["phenomenonTime", "result", *(wrong.keys() - {"phenomenonTime", "result"})]
    bad = {"phenomenonTime": fresh_time(), "result": 2} | wrong
    rows = [[{"phenomenonTime": t, "result": r}.get(name) for name in names] for t, r in ((before, 1), (after, 3))]
    rows.insert(1, [bad[name] for name in names])
    answer = shared_client.post(BATCH, json=[group(*rows, components=names)])
    assert answer.status_code == 201
    first, second, third = answer.json()
    assert second.startswith("error: row 2:")
    assert shared_client.get(first).json()["result"] == 1
    assert shared_client.get(third).json()["result"] == 3
    assert [stored(shared_client, time) for time in (before, after)] == [[1], [3]]


@pytest.mark.parametrize("datastream", [99_999, -1, 2**31, 2**63, 2**64, "x", "9999999999", "2147483648", ""])
def test_a_group_of_an_unknown_datastream_is_named(shared_client: httpx.Client, datastream: Any) -> None:
    time = fresh_time()
    rows = [[time, 5]]
    answer = shared_client.post(BATCH, json=[group(*rows, datastream=datastream), group(*rows)])
    assert answer.status_code == 201, answer.text
    bad, good = answer.json()
    assert bad.startswith("error: row 1:")
    assert shared_client.get(good).json()["result"] == 5
    assert_refused(shared_client.post(BATCH, json=[group(*rows, datastream=datastream)]))


@pytest.mark.parametrize(
    "components",
    [
        [],
        ["result"],
        ["phenomenonTime"],
        ["phenomenonTime", "result", "result"],
        ["phenomenonTime", "result", "x" * 1000],
        ["id", "phenomenonTime", "result"],
    ],
    ids=str,
)
def test_components_that_cannot_be_are_refused(shared_client: httpx.Client, components: list[str]) -> None:
    row = [fresh_time()] * len(components)
    problem = assert_refused(shared_client.post(BATCH, json=[group(row, components=components)]))
    assert problem["errors"] or problem["detail"]


@pytest.mark.parametrize("row", [[], ["{time}"], ["{time}", 1, 2], None, "{time}", {"result": 1}, 7], ids=str)
def test_a_row_of_another_length_is_named(shared_client: httpx.Client, row: Any) -> None:
    time = fresh_time()
    bad = json.loads(json.dumps(row).replace("{time}", fresh_time()))
    answer = shared_client.post(BATCH, json=[group(bad, [time, 8])])
    assert answer.status_code == 201, answer.text
    named, link = answer.json()
    assert named.startswith("error: row 1:")
    assert shared_client.get(link).json()["result"] == 8


def test_a_batch_without_rows_is_answered(shared_client: httpx.Client) -> None:
    for body in ([], [group()]):
        answer = shared_client.post(BATCH, json=body)
        assert answer.status_code in (201, 400)


def test_duplicate_rows_are_taken_once(shared_client: httpx.Client) -> None:
    time = fresh_time()
    answer = shared_client.post(BATCH, json=[group([time, 5], [time, 5], [time, 5])])
    assert answer.status_code == 201
    assert len(answer.json()) == 3
    assert stored(shared_client, time) == [5]


def test_of_two_values_for_one_moment_the_later_is_valid(shared_client: httpx.Client) -> None:
    time = fresh_time()
    assert shared_client.post(BATCH, json=[group([time, 5], [time, 6])]).status_code == 201
    assert stored(shared_client, time) == [6]


def test_too_many_rows_are_refused_whole(shared_client: httpx.Client) -> None:
    before = stored(shared_client)
    body = json.dumps([group(*([[fresh_time(), 1]] * 200_001))], separators=(",", ":")).encode()
    assert len(body) < 16 * 2**20
    assert_refused(shared_client.post(BATCH, content=body, headers={"content-type": "application/json"}), 413)
    assert stored(shared_client) == before


@pytest.mark.parametrize("unit", ["{persons}", "mph", "", "1/0", "x" * 10_000])
def test_a_datastream_of_another_unit_is_refused(shared_client: httpx.Client, unit: str) -> None:
    before = shared_client.get("/sta/v1.1/Datastreams?$count=true&$top=0").json()["@iot.count"]
    present = shared_client.get("/sta/v1.1/Datastreams(1)?$expand=Thing,Sensor,ObservedProperty").json()
    body = {
        "name": "Persons by another measure",
        "description": "Made up.",
        "observationType": present["observationType"],
        "unitOfMeasurement": {"name": "something", "symbol": "x", "definition": unit},
        **{kind: {"@iot.id": present[kind]["@iot.id"]} for kind in ("Thing", "Sensor", "ObservedProperty")},
    }
    assert_refused(shared_client.post("/sta/v1.1/Datastreams", json=body))
    assert shared_client.get("/sta/v1.1/Datastreams?$count=true&$top=0").json()["@iot.count"] == before


# -- bytes that no client library would send ------------------------------------------------------------------------


def head(server: BakenServer, path: str = SINGLE, *headers: str, method: str = "POST") -> bytes:
    common = ("Host: localhost", "Content-Type: application/json", f"Authorization: Bearer {server.key}")
    lines = [f"{method} {path} HTTP/1.1", *common, *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def memory_mb(server: BakenServer) -> float:
    return psutil.Process(server.process.pid).memory_info().rss / 2**20


def send_until_refused(server: BakenServer, start: bytes, chunk: bytes, times: int) -> Answer | None:
    """Send much, and stop when the server has answered; None when it closed the line without a word."""
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        connection.sendall(start)
        try:
            for _ in range(times):
                connection.sendall(chunk)
        except OSError:
            pass  # it does not listen any more; perhaps it said why
        try:
            return read_answer(connection)
        except (OSError, ValueError):
            return None


@pytest.mark.parametrize("path", [SINGLE, BATCH, "/sta/v1.1/Things", "/api/v1/replay"])
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
def test_a_body_of_100_mb_does_not_fill_the_memory(shared_server: BakenServer, path: str, *, announced: bool) -> None:
    before = memory_mb(shared_server)
    megabyte = b" " * 2**20
    method = "PATCH" if path.startswith("/api") else "POST"
    if announced:
        answer = send_until_refused(
            shared_server, head(shared_server, path, f"Content-Length: {100 * 2**20}", method=method), megabyte, 100
        )
    else:
        chunk = b"100000\r\n" + megabyte + b"\r\n"
        answer = send_until_refused(
            shared_server, head(shared_server, path, "Transfer-Encoding: chunked", method=method), chunk, 100
        )
    if answer is not None:
        assert answer.status in ((413,) if path.startswith("/sta") else (403, 404, 413))
        assert answer.headers["content-type"] == "application/problem+json"
    assert memory_mb(shared_server) < before + ENOUGH_MB


def test_a_body_that_is_announced_too_large_is_refused_before_it_comes(shared_server: BakenServer) -> None:
    answer = exchange(shared_server, head(shared_server, BATCH, f"Content-Length: {100 * 2**20}"))
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.body)["detail"]


def test_a_slow_body_holds_up_nobody_else(shared_server: BakenServer, shared_client: httpx.Client) -> None:
    time = fresh_time()
    body = json.dumps({"phenomenonTime": time, "result": 9, "Datastream": {"@iot.id": NORTH}}).encode()
    with socket.create_connection(("127.0.0.1", shared_server.port), 20) as slow:
        slow.sendall(head(shared_server, SINGLE, f"Content-Length: {len(body)}"))
        for byte in body[:-1]:
            slow.sendall(bytes([byte]))
        assert stored(shared_client, time) == []
        assert shared_client.get("/api/v1/picture").status_code == 200
        slow.sendall(body[-1:])
        assert read_answer(slow).status == 201
    assert stored(shared_client, time) == [9]


def test_a_body_that_never_ends_leaves_nothing(shared_server: BakenServer, shared_client: httpx.Client) -> None:
    time = fresh_time()
    with socket.create_connection(("127.0.0.1", shared_server.port), 20) as connection:
        connection.sendall(head(shared_server, BATCH, "Content-Length: 5000") + json.dumps([group([time, 9])]).encode())
    assert stored(shared_client, time) == []


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "99999999999999999999999999", "5, 6", "0x10", "²"])
def test_a_length_that_is_none_is_refused(shared_server: BakenServer, length: str) -> None:
    answer = send_until_refused(shared_server, head(shared_server, SINGLE, f"Content-Length: {length}"), b"{}", 1)
    assert answer is None or answer.status in (400, 413)


def test_two_lengths_or_two_framings_are_refused(shared_server: BakenServer, shared_client: httpx.Client) -> None:
    time = fresh_time()
    body = json.dumps({"phenomenonTime": time, "result": 9, "Datastream": {"@iot.id": NORTH}})
    for headers in (
        (f"Content-Length: {len(body)}", "Content-Length: 0"),
        (f"Content-Length: {len(body)}", "Transfer-Encoding: chunked"),
    ):
        answer = send_until_refused(shared_server, head(shared_server, SINGLE, *headers), body.encode(), 1)
        assert answer is None or answer.status >= 400
    assert stored(shared_client, time) == []


NO_HTTP = (
    b"HELLO\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/1.1\r\nHost: a\r\nbad header: 1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
)


@pytest.mark.parametrize("request_bytes", NO_HTTP, ids=repr)
def test_what_is_no_http_is_refused(shared_server: BakenServer, request_bytes: bytes) -> None:
    answer = exchange(shared_server, request_bytes)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"]
    assert json.loads(answer.body)["status"] == 400


@pytest.mark.parametrize("start", [b"GET /api/v1/city HTTP/1.1\r\nHost: a\r\nX: ", b"GET /"], ids=["header", "address"])
def test_a_head_that_never_ends_is_refused_soon(shared_server: BakenServer, start: bytes) -> None:
    before = memory_mb(shared_server)
    answer = send_until_refused(shared_server, start, b"x" * 2**16, 1600)
    if answer is not None:
        assert answer.status == 431
        assert answer.headers["content-type"] == "application/problem+json"
    assert memory_mb(shared_server) < before + 20


def test_a_head_a_little_too_large_is_told_so(shared_server: BakenServer) -> None:
    answer = exchange(shared_server, b"GET /api/v1/city HTTP/1.1\r\nX: " + b"x" * 70_000)
    assert answer.status == 431


def test_a_connection_takes_many_requests(shared_server: BakenServer) -> None:
    request = head(shared_server, "/api/v1/city", "X: " + "x" * 20_000, method="GET")
    with socket.create_connection(("127.0.0.1", shared_server.port), 20) as connection:
        for _ in range(10):
            connection.sendall(request)
            assert read_answer(connection).status == 200


def test_many_headers_do_not_harm(shared_server: BakenServer) -> None:
    many = [f"X-{i}: {i}" for i in range(500)]
    assert exchange(shared_server, head(shared_server, "/api/v1/city", *many, method="GET")).status in (200, 400, 431)


@pytest.mark.parametrize(
    "injected", ["%0d%0aSet-Cookie:%20a=b", "%0aX: y", "\u2028x", "%E5%98%8A%E5%98%8DSet-Cookie:a=b"]
)
@pytest.mark.parametrize("path", ["/{}", "/basemap/{}", "/api/v1/areas/{}", "/sta/v1.1/{}", "/sta/v1.1/Things?$top={}"])
def test_no_header_can_be_injected(shared_client: httpx.Client, path: str, injected: str) -> None:
    answer = shared_client.get(path.format(injected))
    assert answer.status_code in (400, 404)
    assert "set-cookie" not in answer.headers
    assert "x" not in answer.headers


def test_many_open_connections_leave_room_for_others(shared_server: BakenServer, shared_client: httpx.Client) -> None:
    opened = [socket.create_connection(("127.0.0.1", shared_server.port), 20) for _ in range(200)]
    try:
        for connection in opened:
            connection.sendall(b"GET /api/v1/city HTTP/1.1\r\nHo")
        assert shared_client.get("/api/v1/city").status_code == 200
    finally:
        for connection in opened:
            connection.close()
