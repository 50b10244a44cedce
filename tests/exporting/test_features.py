# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features and files of a running node: pages, places and times, formats that agree, and who may take what away."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq
import pytest
import shapely

from baken.governance.lists import Role
from people import signed_in
from replaying import EVENING, wire
from servers import ROOT, BakenServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

PATH: Final = "/api/v1/features"
AUCKLAND: Final = ROOT / "cities" / "auckland"
COLLECTIONS: Final = ("situation", "history", "forecast", "warnings")
OPEN: Final = COLLECTIONS[:3]
HOUR: Final = timedelta(hours=1)


@pytest.fixture(scope="module")
def anybody(server: BakenServer) -> Iterator[httpx.Client]:
    with server.anonymous() as client:
        yield client


def items(client: httpx.Client, collection: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"{PATH}/collections/{collection}/items", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_every_link_leads_to_what_it_says(anybody: httpx.Client) -> None:
    waiting, seen = [PATH], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or "/warnings/items" in address or "offset=" in address:
            continue
        seen.add(address)
        answer = anybody.get(address)
        assert answer.status_code == 200, address
        if "json" in answer.headers["content-type"] and not address.endswith("openapi.json"):
            body = answer.json()
            waiting += [link["href"] for link in body.get("links", ())]
            waiting += [link["href"] for one in body.get("collections", ()) for link in one["links"]]
    assert {f"{PATH}/collections/{name}" for name in COLLECTIONS} < seen
    assert f"{PATH}/collections/forecast/items?f=parquet" in seen


@pytest.mark.parametrize("collection", OPEN)
def test_pages_hold_every_row_once(anybody: httpx.Client, collection: str) -> None:
    address, ids, pages = f"{PATH}/collections/{collection}/items?limit=1000", list[str](), 0
    while address:
        page = anybody.get(address).json()
        assert page["numberReturned"] == len(page["features"])
        ids += [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        pages += 1
    assert len(ids) == len(set(ids)) == page["numberMatched"] > 20
    assert pages == math.ceil(len(ids) / 1000)
    one = anybody.get(f"{PATH}/collections/{collection}/items/{ids[-1]}").json()
    assert (one["type"], one["id"]) == ("Feature", ids[-1])


def test_a_row_of_long_ago_is_found_by_its_name(anybody: httpx.Client) -> None:
    begun = EVENING - 40 * 24 * HOUR
    rows = items(anybody, "history", datetime=f"{wire(begun)}/{wire(begun + HOUR)}", bucketS=7200)["features"]
    listed = next(row for row in rows if row["properties"]["areaId"] == "quay-street-107")
    answer = anybody.get(f"{PATH}/collections/history/items/{listed['id']}", params={"bucketS": 7200})
    assert answer.status_code == 200, answer.text
    assert answer.json()["properties"] == listed["properties"]
    for name in ("2025-99-99T000000Z", "0001-01-01T000000Z", "9999-12-31T235959Z"):
        assert anybody.get(f"{PATH}/collections/history/items/quay-street-107.{name}").status_code == 404
    for wrong in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z/.."):
        answer = anybody.get(f"{PATH}/collections/history/items", params={"datetime": wrong})
        assert answer.status_code in (200, 400)


@pytest.mark.parametrize("collection", OPEN)
def test_every_format_says_the_same(anybody: httpx.Client, collection: str) -> None:
    address = f"{PATH}/collections/{collection}/items"
    features = items(anybody, collection, limit=50)["features"]
    answer = anybody.get(address, params={"f": "csv", "limit": 50})
    assert answer.headers["content-type"].startswith("text/csv")
    assert f"auckland-{collection}.csv" in answer.headers["content-disposition"]
    assert int(answer.headers["ogc-numbermatched"]) >= len(features)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    table = pq.read_table(io.BytesIO(anybody.get(address, params={"f": "parquet", "limit": 50}).content))
    kept = table.to_pylist()
    assert [row["id"] for row in rows] == [row["id"] for row in kept] == [feature["id"] for feature in features]
    for row, told, feature in zip(rows, kept, features, strict=True):
        said = feature["properties"]
        assert told["persons"] == said["persons"]
        assert row["persons [{person}]"] == ("" if said["persons"] is None else str(said["persons"]))
        assert row["start"] == said["start"] == wire(told["start"])
        assert shapely.from_wkb(told["geometry"]).equals(shapely.from_geojson(json.dumps(feature["geometry"])))
    assert json.loads(table.schema.metadata[b"geo"])["version"] == "1.1.0"
    assert "Heart of the City" in json.loads(table.schema.metadata[b"baken"])["attribution"]


def test_rows_are_chosen_by_place_and_time(anybody: httpx.Client) -> None:
    every = {feature["id"] for feature in items(anybody, "situation")["features"]}
    quay = items(anybody, "situation", bbox="174.766,-36.8432,174.7669,-36.8429")["features"]
    assert "quay-street-107" in {feature["id"] for feature in quay} < every
    assert items(anybody, "situation", bbox="4,52,5,53")["features"] == []
    over = items(anybody, "situation", bbox="174,-37,-174,-36")["features"]
    assert {feature["id"] for feature in over} == every
    begun = wire(EVENING - 6 * HOUR)
    hours = items(anybody, "history", datetime=f"{begun}/{wire(EVENING - 3 * HOUR - HOUR / 60)}")["features"]
    assert {feature["properties"]["start"] for feature in hours} == {wire(EVENING - n * HOUR) for n in (6, 5, 4)}
    ahead = items(anybody, "forecast", datetime=wire(EVENING + 5 * HOUR))["features"]
    assert {feature["properties"]["start"] for feature in ahead} == {wire(EVENING + 5 * HOUR)}
    assert len(ahead) == len(every)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bbox": "1,2,3"},
        {"bbox": "0,10,5,0"},
        {"bbox": "a,b,c,d"},
        {"datetime": "yesterday"},
        {"datetime": "2025-01-02T00:00:00Z/2025-01-01T00:00:00Z"},
        {"limit": "0"},
        {"limit": "null"},
        {"f": "xlsx"},
        {"place": "quay-street-107"},
        {"datetime": "2019-01-01T00:00:00Z/..", "bucketS": "60"},
    ],
)
def test_what_cannot_be_understood_is_refused(anybody: httpx.Client, wrong: dict[str, str]) -> None:
    answer = anybody.get(f"{PATH}/collections/history/items", params=wrong)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_the_public_is_no_recipient_of_it_cannot_take_away(anybody: httpx.Client, server: BakenServer) -> None:
    for form in ("json", "csv", "parquet"):
        refused = anybody.get(f"{PATH}/collections/warnings/items", params={"f": form})
        assert refused.status_code == 401
        assert "export warnings" in refused.json()["detail"]
    assert server.data is not None
    analyst = signed_in(server.data, AUCKLAND, Role.ANALYST)
    answer = anybody.get(f"{PATH}/collections/warnings/items", headers=analyst.headers)
    assert answer.status_code == 200
    assert answer.json()["type"] == "FeatureCollection"


def test_what_is_taken_away_stands_in_the_log(anybody: httpx.Client, server: BakenServer) -> None:
    answer = anybody.get(f"{PATH}/collections/situation/items", params={"f": "csv"})
    trace = answer.headers["traceresponse"].split("-")[1]
    assert server.data is not None
    officer = signed_in(server.data, AUCKLAND, Role.PRIVACY_OFFICER)
    log = anybody.get("/api/v1/processing-log", params={"traceId": trace}, headers=officer.headers).json()
    told = [record["attributes"] for record in log["records"]]
    (export,) = [one for one in told if one["baken.action"] == "export"]
    assert export["baken.layer"] == "estimates"
    assert export["baken.rows"] == 21
    assert export["dpl.core.processing_activity_id"].startswith("urn:baken:processing-activity:auckland:")
