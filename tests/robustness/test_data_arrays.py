# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Any mix of good and bad rows in a data array: one answer per row, the good stored, the bad named (property-based)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.lists import Role
from baken.service.http.app import create_app
from baken.service.http.limits import limits_without
from baken.service.identity import create_key
from baken.service.node import live_node
from baken.vocabulary.time import to_us
from replaying import wire
from servers import FIXTURES, main_activity

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/sta/v1.1/CreateObservations"
BEGIN = datetime(2024, 6, 1, tzinfo=UTC)
DATASTREAMS = (1, 2, 3)


class Row(NamedTuple):
    """A row as it is sent, and the key under which it is stored; no key when it must be refused."""

    sent: Any
    second: int | None
    result: float | None


class Group(NamedTuple):
    """Rows of one datastream, known or not."""

    datastream: Any
    rows: list[Row]

    def key_of(self, row: Row) -> tuple[int, int] | None:
        return None if row.second is None or self.datastream not in DATASTREAMS else (self.datastream, row.second)


def moment(second: int) -> str:
    return wire(BEGIN + timedelta(seconds=second))


NUMBERS = st.one_of(
    st.none(),
    st.integers(-(2**53), 2**53),
    st.integers(0, 3),
    st.floats(allow_nan=False, allow_infinity=False),
)
GOOD = st.builds(lambda s, r: Row([moment(s), r], s, r), st.integers(0, 40), NUMBERS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
BAD_TIMES = JSON.filter(lambda value: not isinstance(value, str)) | st.sampled_from(
    ["", "2024-06-01T00:00:00", "2024-06-01", "2999-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "24-06-01T00:00Z",
     "2024-06-01T25:00:00Z", "2024-06-01T00:00:00Z/", "/2024-06-01T00:00:00Z", "now", "\x00", "2024-06-01T00:00:00Z\n"]
)  # fmt: skip
BAD_RESULTS = JSON.filter(lambda value: type(value) not in (int, float, type(None))) | st.integers(min_value=2**53 + 1)
BAD = st.one_of(
    st.builds(lambda time, result: Row([time, result], None, None), BAD_TIMES, NUMBERS),
    st.builds(lambda s, result: Row([moment(s), result], None, None), st.integers(0, 40), BAD_RESULTS),
    st.builds(lambda values: Row(values, None, None), st.lists(JSON, max_size=4).filter(lambda v: len(v) != 2)),
    st.builds(lambda value: Row(value, None, None), JSON.filter(lambda v: not isinstance(v, list))),
)
UNKNOWN = st.sampled_from([0, 99, -1, 2**31, 2**64, "", "x", "9999999999"])
GROUPS = st.lists(
    st.builds(Group, st.sampled_from(DATASTREAMS) | UNKNOWN, st.lists(st.one_of(GOOD, GOOD, BAD), max_size=6)),
    min_size=1,
    max_size=4,
)


class App:
    """The real application in this process, and what it ought to hold."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self._runner = runner
        self._client = client
        self.expected: dict[tuple[int, int], float | None] = {}

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, **options))

    def stored(self) -> dict[tuple[int, int], float | None]:
        found = self.request("GET", "/sta/v1.1/Observations", params={"$top": "10000"}).json()["value"]
        return {_key(row["@iot.id"]): row["result"] for row in found}


def _key(identity: str) -> tuple[int, int]:
    datastream, us = identity.split("-", 1)
    return int(datastream), (int(us) - to_us(BEGIN)) // 1_000_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = tmp_path_factory.mktemp("app")
    city = shutil.copytree(FIXTURES / "cities" / "squares", home / "squares")
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        node = runner.run(stack.enter_async_context(live_node(city, home / "data")))
        transport = httpx.ASGITransport(create_app(node, limits_without(rates=True)))
        key = create_key(home / "data", activity=main_activity(city), role=Role.ADMINISTRATOR)
        ours = httpx.AsyncClient(
            transport=transport, base_url="http://test", headers={"authorization": f"Bearer {key}"}
        )
        client = runner.run(stack.enter_async_context(ours))
        yield App(runner, client)
        runner.run(stack.aclose())


@settings(max_examples=150)
@given(groups=GROUPS)
def test_good_rows_are_stored_and_bad_rows_are_named(app: App, groups: list[Group]) -> None:
    body = [
        {
            "Datastream": {"@iot.id": group.datastream},
            "components": ["phenomenonTime", "result"],
            "dataArray": [row.sent for row in group.rows],
        }
        for group in groups
    ]
    keys = [(group.key_of(row), row.result) for group in groups for row in group.rows]
    good = {key: result for key, result in keys if key is not None}
    answer = app.request("POST", PATH, json=body)
    assert answer.status_code == (201 if good or not keys else 400), answer.text
    if answer.status_code == 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(answer.json()["errors"]) == len(keys), "every row is named"
    else:
        entries = answer.json()
        assert len(entries) == len(keys)
        for i, (entry, (key, _)) in enumerate(zip(entries, keys, strict=True), 1):
            if key is None:
                assert entry.startswith(f"error: row {i}: ")
            else:
                assert _key(entry.split("'")[1]) == key
    app.expected |= good
    assert app.stored() == app.expected


@settings(max_examples=150)
@given(text=st.one_of(JSON.map(json.dumps), st.text(), GROUPS.map(lambda groups: json.dumps(groups)[:-1])))
@pytest.mark.parametrize("path", [PATH, "/sta/v1.1/Observations", "/sta/v1.1/Things", "/sta/v1.1/Datastreams"])
def test_any_other_body_is_refused_and_leaves_nothing(app: App, path: str, text: str) -> None:
    if text == "[]" and path == PATH:
        return  # no rows, and so no fault
    answer = app.request("POST", path, content=text.encode("utf-8", "surrogatepass"))
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert app.stored() == app.expected


@settings(max_examples=60)
@given(value=st.floats(allow_nan=False, allow_infinity=False), us=st.integers(0, 10**15))
def test_a_number_and_a_time_come_back_exactly(app: App, value: float, us: int) -> None:
    time = wire(datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=us))
    sent = {"Datastream": {"@iot.id": 2}, "phenomenonTime": time, "result": value}
    link = app.request("POST", "/sta/v1.1/Observations", json=sent).headers["location"]
    kept = app.request("GET", link).json()
    assert kept["result"] == value
    assert math.copysign(1, kept["result"]) == math.copysign(1, value) or value == 0
    assert datetime.fromisoformat(kept["phenomenonTime"]) == datetime.fromisoformat(time)
    assert app.request("DELETE", link).status_code == 200
