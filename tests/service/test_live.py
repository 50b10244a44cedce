# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Live: from a sensor's POST to the picture on the screen, over a restart, and into old age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from event_stream import listening
from replaying import COLUMNS, columns, wire
from servers import serving

if TYPE_CHECKING:
    from pathlib import Path

    import httpx


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


_LATER = count(1)


def later() -> datetime:
    """Return a moment after all that tests on the shared server have used; it may lie a little ahead of now."""
    return now() + timedelta(minutes=next(_LATER))


def datastreams(client: httpx.Client) -> dict[str, int]:
    """Return the datastream of each of the city's streams."""
    found = client.get("/sta/v1.1/Datastreams").json()["value"]
    return {entry["properties"]["streamId"]: entry["@iot.id"] for entry in found}


def observe(client: httpx.Client, stream: str, result: float, at: datetime | None = None) -> httpx.Response:
    link = {"@iot.id": datastreams(client)[stream]}
    body = {"phenomenonTime": wire(at or now()), "result": result, "Datastream": link}
    answer = client.post("/sta/v1.1/Observations", json=body)
    assert answer.status_code == 201, answer.text
    return answer


def picture_of(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/picture", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def area(picture: dict[str, Any], area_id: str) -> dict[str, Any]:
    i = picture["areaIds"].index(area_id)
    return {name: picture[name][i] for name in COLUMNS}


def test_an_observation_ticks_and_changes_its_area_alone(shared_client: httpx.Client) -> None:
    before = picture_of(shared_client)
    at = later()
    with listening(shared_client) as events:
        events.wait("tick")
        observe(shared_client, "north-persons", 250, at)
        tick = events.wait("tick", until=lambda e: e.data["sequence"] > before["sequence"])
    after = picture_of(shared_client)
    assert after["sequence"] == tick.data["sequence"] == before["sequence"] + 1
    north = area(after, "north")
    assert north["persons"] == 250
    assert north["densityPerM2"] == pytest.approx(0.1)
    assert north["quality"] == "good"
    assert north["phenomenonTime"] == wire(at)
    for other in ("south", "silent", "promenade"):
        assert area(after, other) == area(before, other)


def test_an_answered_observation_is_in_the_picture_already(shared_client: httpx.Client) -> None:
    for persons in (10, 20, 30):
        observe(shared_client, "north-persons", persons, later())
        assert area(picture_of(shared_client), "north")["persons"] == persons


def test_zero_is_not_missing(shared_client: httpx.Client) -> None:
    observe(shared_client, "north-persons", 0, later())
    north = area(picture_of(shared_client), "north")
    assert north["persons"] == 0
    assert north["level"] == 1
    assert north["quality"] == "good"


def test_a_value_that_cannot_be_is_kept_but_not_believed(shared_client: httpx.Client) -> None:
    observe(shared_client, "north-persons", 100, later())
    link = observe(shared_client, "north-persons", 5001, later()).headers["location"]
    north = area(picture_of(shared_client), "north")
    assert north["persons"] == 100
    assert shared_client.get(link).json()["result"] == 5001


def test_a_repeat_changes_nothing_and_a_correction_does(shared_client: httpx.Client) -> None:
    at = later()
    query = {"$filter": f"phenomenonTime eq {wire(at)}", "$count": "true"}
    observe(shared_client, "north-persons", 100, at)
    before = picture_of(shared_client)
    observe(shared_client, "north-persons", 100, at)
    assert area(picture_of(shared_client), "north") == area(before, "north")
    assert shared_client.get("/sta/v1.1/Observations", params=query).json()["@iot.count"] == 1
    observe(shared_client, "north-persons", 140, at)
    assert area(picture_of(shared_client), "north")["persons"] == 140
    found = shared_client.get("/sta/v1.1/Observations", params=query).json()
    assert (found["@iot.count"], found["value"][0]["result"]) == (1, 140)


def test_what_was_known_before_a_correction_stays_readable(shared_client: httpx.Client) -> None:
    observe(shared_client, "north-persons", 100, at := later())
    between = picture_of(shared_client)["now"]
    observe(shared_client, "north-persons", 140, at)
    assert area(picture_of(shared_client, at=between), "north")["persons"] == 100
    assert area(picture_of(shared_client), "north")["persons"] == 140


def test_a_late_observation_does_not_replace_a_newer_one(shared_client: httpx.Client) -> None:
    observe(shared_client, "north-persons", 100, later())
    before = picture_of(shared_client)
    observe(shared_client, "north-persons", 7, now() - timedelta(hours=1))
    assert area(picture_of(shared_client), "north") == area(before, "north")


def test_a_count_at_a_gate_becomes_persons_on_the_promenade(shared_client: httpx.Client) -> None:
    observe(shared_client, "promenade-count", 60, later())
    promenade = area(picture_of(shared_client), "promenade")
    assert promenade["flowPerMMin"] == pytest.approx(6)
    assert promenade["persons"] == pytest.approx(100 / 1.34, rel=0.1)  # one a second, 100 m at free walking speed


def test_a_silent_sensor_is_missing_at_first_and_stale_in_the_end(live_client: httpx.Client) -> None:
    picture = picture_of(live_client)
    assert picture["persons"] == [None] * 4
    assert picture["quality"] == ["missing"] * 4
    health = live_client.get("/api/v1/health").json()
    assert health["status"] == "degraded"
    assert health["datastreams"] == {"total": 3, "fresh": 0, "stale": 0, "missing": 3}

    for stream in ("north-persons", "promenade-count", "south-persons"):
        observe(live_client, stream, 50)
    with listening(live_client) as events:
        fresh = events.wait("tick")
        assert area(picture_of(live_client, sequence=fresh.data["sequence"]), "south")["quality"] == "good"
        events.wait("tick", until=lambda e: area(picture_of(live_client), "south")["quality"] == "stale")
    picture = picture_of(live_client)
    assert area(picture, "south")["persons"] == 50, "the last value stays, marked as old"
    assert area(picture, "north")["quality"] == "good"
    health = live_client.get("/api/v1/health").json()
    assert health["status"] == "degraded"
    assert health["datastreams"] == {"total": 3, "fresh": 2, "stale": 1, "missing": 0}
    observe(live_client, "south-persons", 51, now() + timedelta(minutes=5))
    assert live_client.get("/api/v1/health").json()["status"] == "ok"


@pytest.mark.parametrize("ending", ["stopped", "killed"])
def test_after_a_restart_the_picture_is_as_before(squares: Path, tmp_path: Path, ending: str) -> None:
    arguments = ("serve", squares, "--data", tmp_path / "data")
    with serving(*arguments, home=tmp_path) as server, server.client() as client:
        observe(client, "north-persons", 5001, now() - timedelta(minutes=1))
        observe(client, "north-persons", 1200)
        observe(client, "promenade-count", 300, now() - timedelta(seconds=60))
        streams, before = datastreams(client), picture_of(client)
        if ending == "killed":
            server.kill()
    with serving(*arguments, home=tmp_path) as server, server.client() as client:
        after = picture_of(client)
        assert datastreams(client) == streams
    assert columns(after) == columns(before)
    assert after["epoch"] != before["epoch"]


def test_history_of_a_live_city_ends_now(shared_client: httpx.Client) -> None:
    observe(shared_client, "north-persons", 80, now() - timedelta(hours=2))
    found = shared_client.get("/api/v1/areas/north/history").json()
    assert 80 in found["persons"]
    assert datetime.fromisoformat(found["time"][-1]) <= datetime.now(UTC)
