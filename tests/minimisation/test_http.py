# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What anybody outside can get hold of over HTTP, of a node whose activity has k = 10."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from replaying import wire
from servers import FIXTURES, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from servers import BakenServer

COUNTS = [0.0, 1.0, 3.0, 9.0, 14.0, 55.0, 7.0]
SHOWN = [None, None, None, None, 10.0, 60.0, None]
STREAM = "/sta/v1.1/Datastreams(1)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("few")
    city = shutil.copytree(FIXTURES / "cities" / "squares", home / "squares")
    file = city / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace("k = 1\n", "k = 10\n"))
    with serving("serve", city, "--data", home / "data", home=home) as running, running.client() as client:
        begin = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=len(COUNTS))
        for i, count in enumerate(COUNTS):
            body = {"phenomenonTime": wire(begin + i * timedelta(minutes=1)), "result": count}
            assert client.post(f"{STREAM}/Observations", json=body).status_code == 201
        yield running


@pytest.fixture(params=["anonymous", "client"])
def asking(request: pytest.FixtureRequest, server: BakenServer) -> Iterator[httpx.Client]:
    """Somebody from the street, and somebody who may do everything."""
    with getattr(server, request.param)() as client:
        yield client


def results(client: httpx.Client, query: str = "") -> list[float | None]:
    answer = client.get(f"{STREAM}/Observations?$orderby=phenomenonTime{query}")
    assert answer.status_code == 200, answer.text
    return [entry["result"] for entry in answer.json()["value"]]


def test_few_are_withheld_and_many_are_rounded(asking: httpx.Client) -> None:
    assert results(asking) == SHOWN
    found = asking.get(f"{STREAM}/Observations?$orderby=phenomenonTime&$top=1").json()["value"][0]
    assert found["resultQuality"] == "withheld"
    assert found["parameters"] == {"fewerThan": 10}


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("result gt 0", [10.0, 60.0]),
        ("result eq 3", []),
        ("result gt 13", [60.0]),
        ("result lt 20", [10.0]),
        ("round(result) eq 55", []),
        ("result add 1 gt 4", [10.0, 60.0]),
        ("result eq 10", [10.0]),
    ],
)
def test_a_filter_sees_what_is_shown(asking: httpx.Client, condition: str, kept: list[float]) -> None:
    assert results(asking, f"&$filter={condition}") == kept
    counted = asking.get(f"{STREAM}/Observations?$count=true&$top=0&$filter={condition}").json()
    assert counted["@iot.count"] == len(kept)


def test_an_order_by_result_tells_nothing_of_those_that_are_withheld(asking: httpx.Client) -> None:
    found = asking.get(f"{STREAM}/Observations?$orderby=result desc,phenomenonTime asc").json()["value"]
    withheld = [entry["phenomenonTime"] for entry in found if entry["result"] is None]
    assert withheld == sorted(withheld)


def every_answer(client: httpx.Client) -> Iterator[str]:
    """Return the text of whatever shows observations or what is made of them."""
    first = client.get(f"{STREAM}/Observations?$top=1").json()["value"][0]
    paths = [
        f"{STREAM}?$expand=Observations",
        "/sta/v1.1/Things?$expand=Datastreams($expand=Observations)",
        "/sta/v1.1/FeaturesOfInterest?$expand=Observations",
        "/sta/v1.1/Observations?$resultFormat=dataArray",
        f"/sta/v1.1/Observations({first['@iot.id']!r})",
        f"/sta/v1.1/Observations({first['@iot.id']!r})/result",
        "/api/v1/picture",
        "/api/v1/areas/north",
        "/api/v1/areas/north/history?bucketS=60",
        "/api/v1/areas/north/history?bucketS=3600",
        "/api/v1/timeline?bucketS=60",
        f"/api/v1/picture?at={wire(datetime.now(UTC) - timedelta(minutes=3))}",
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (200, 204, 404), f"{path}: {answer.text}"
        yield answer.text


def test_no_answer_has_a_count_that_is_not_shown(asking: httpx.Client) -> None:
    """Numbers of persons are those of the shown values; 55 and 14 were counted and must occur nowhere."""
    for text in every_answer(asking):
        numbers = re.findall(r'"(?:result|persons)":\s*\[?([^,\]}]+)', text)
        assert not {n for n in numbers if n.replace(".", "").isdigit() and float(n) % 10}, text
        assert "55.0" not in text


def test_the_area_of_a_few_is_withheld_with_its_level(asking: httpx.Client) -> None:
    body: dict[str, Any] = asking.get("/api/v1/areas/north").json()
    assert (body["persons"], body["quality"], body["level"]) == (None, "withheld", 1)
    (found,) = [i for i in body["inputs"] if i["streamId"] == "north-persons"]
    assert (found["result"], found["quality"]) == (None, "withheld")


def test_context_brokers_are_not_told_either(asking: httpx.Client) -> None:
    entity = asking.get("/ngsi-ld/v1/entities/urn:ngsi-ld:CrowdFlowObserved:squares:area:north").json()
    assert entity["quality"]["value"] == "withheld"
    assert "peopleCount" not in entity
