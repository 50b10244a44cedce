# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture over HTTP: its columns, its number, and what was known at a moment."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from replaying import COLUMNS, EVENING, Replay, columns, wire

if TYPE_CHECKING:
    import httpx

HOUR = timedelta(hours=1)


def times(column: list[str | None]) -> list[datetime]:
    return [datetime.fromisoformat(text) for text in column if text is not None]


def assert_well_formed(picture: dict[str, Any]) -> None:
    n = len(picture["areaIds"])
    for name in COLUMNS:
        assert len(picture[name]) == n, name
    for i in range(n):
        known = picture["persons"][i] is not None
        assert known == (picture["densityPerM2"][i] is not None)
        assert known == (picture["level"][i] is not None)
        assert known == (picture["levelProbability"][i] is not None)
        assert known == (picture["levelLikely"][i] is not None)
        assert picture["level"][i] in (None, 1, 2, 3, 4, 5)
        assert (picture["levelLikely"][i] or 0) <= (picture["level"][i] or 0)
        if known:
            assert picture["personsStandardError"][i] > 0
            assert math.isclose(sum(picture["levelProbability"][i]), 1, abs_tol=0.001)
        else:
            assert picture["quality"][i] == "missing"
    assert picture["summary"]["areas"] == n
    assert picture["summary"]["areasKnown"] == sum(value is not None for value in picture["persons"])


def test_every_column_has_one_value_per_area(replay: Replay) -> None:
    picture = replay.picture()
    assert picture["areaIds"] == [area["id"] for area in replay.get("areas")["features"]]
    assert_well_formed(picture)
    assert picture["summary"]["areasKnown"] > 0


def test_what_is_not_known_is_null_and_not_zero(replay: Replay) -> None:
    early = datetime.fromisoformat("2020-06-01T00:00:00Z")  # the sensors at Lower Albert Street came in 2022
    picture = replay.picture(at=wire(early))
    assert_well_formed(picture)
    i = picture["areaIds"].index("lower-albert-street-ns")
    assert picture["persons"][i] is None
    assert picture["quality"][i] == "missing"
    assert picture["summary"]["areasKnown"] < picture["summary"]["areas"]


def test_before_the_first_observation_nothing_is_known(replay: Replay) -> None:
    picture = replay.picture(at="2018-01-01T00:00:00Z")
    assert_well_formed(picture)
    assert picture["summary"] | {"areas": 0, "datastreams": 0} == {
        "persons": None, "personsStandardError": None, "personsLower": None, "personsUpper": None,
        "areas": 0, "areasKnown": 0, "areasAboveLimit": 0,
        "highestLevel": None, "areasInDoubt": 0, "datastreamsFresh": 0, "datastreams": 0, "newestPhenomenonTime": None,
    }  # fmt: skip


def test_a_numbered_picture_is_the_same_bytes_for_ever(replay: Replay) -> None:
    present = replay.picture()
    query = {"sequence": present["sequence"], "epoch": present["epoch"]}
    first = replay.client.get("/api/v1/picture", params=query)
    replay.change(now=EVENING + HOUR)
    again = replay.client.get("/api/v1/picture", params=query)
    assert replay.picture()["sequence"] > present["sequence"]
    assert first.content == again.content
    assert "immutable" in first.headers["cache-control"]
    assert columns(first.json()) == columns(present)


def test_the_present_picture_is_never_kept_by_a_cache(replay: Replay) -> None:
    for query in ({}, {"at": wire(EVENING - HOUR)}):
        answer = replay.client.get("/api/v1/picture", params=query)
        assert answer.headers["cache-control"] == "no-cache"


def test_a_number_that_is_gone_is_not_found(replay: Replay) -> None:
    present = replay.picture()
    for sequence in (0, present["sequence"] + 1000):
        answer = replay.client.get("/api/v1/picture", params={"sequence": sequence})
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"


def test_a_number_of_another_epoch_is_not_found(replay: Replay) -> None:
    present = replay.picture()
    replay.change(now=EVENING - HOUR)
    other = replay.picture()
    assert other["epoch"] != present["epoch"]
    query = {"sequence": present["sequence"], "epoch": present["epoch"]}
    assert replay.client.get("/api/v1/picture", params=query).status_code == 404


def test_a_picture_of_the_past_is_what_was_known_then(replay: Replay) -> None:
    then = replay.picture()
    replay.change(now=EVENING + timedelta(days=2))
    past = replay.picture(at=wire(EVENING))
    assert columns(past) == columns(then)
    assert past["sequence"] is None
    assert past["at"] == wire(EVENING)


@pytest.mark.parametrize("minutes", [0, 4, 5, 6, 59], ids="{} minutes past the hour".format)
def test_a_picture_of_the_past_knows_nothing_later(replay: Replay, minutes: int) -> None:
    at = EVENING - timedelta(hours=5) + timedelta(minutes=minutes)
    picture = replay.picture(at=wire(at))
    known = times(picture["availableAt"])
    assert known
    assert max(known) <= at
    assert max(times(picture["phenomenonTimeEnd"])) <= at
    assert max(known) > at - HOUR - timedelta(minutes=1), "the newest hour that could be known is used"


def test_the_present_picture_of_a_replay_knows_nothing_later_than_its_now(replay: Replay) -> None:
    replay.change(now=EVENING + timedelta(days=3))
    replay.change(now=EVENING)
    picture = replay.picture()
    assert max(times(picture["availableAt"])) <= EVENING
    assert datetime.fromisoformat(picture["now"]) == EVENING


@pytest.mark.parametrize("path", ["picture", "areas/queen-street-45"])
def test_a_moment_that_has_not_been_is_refused(replay: Replay, path: str) -> None:
    replay.change(now=EVENING + timedelta(days=1))  # what is later than now has been stored, and must not show
    replay.change(now=EVENING)
    answer = replay.client.get(f"/api/v1/{path}", params={"at": wire(EVENING + HOUR)})
    assert answer.status_code == 404
    assert "has not been" in answer.json()["detail"]


@pytest.mark.parametrize(
    "at",
    [
        "",
        "now",
        "2025-12-24",
        "2025-12-24T05:00:00",
        "2025-02-30T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
@pytest.mark.parametrize("path", ["picture", "areas/queen-street-45"])
def test_a_moment_that_cannot_be_understood_is_bad_input(replay: Replay, path: str, at: str) -> None:
    answer = replay.client.get(f"/api/v1/{path}", params={"at": at})
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_an_area_shows_the_observations_it_rests_on(replay: Replay) -> None:
    picture = replay.picture()
    i = picture["areaIds"].index("queen-street-45")
    area = replay.get("areas/queen-street-45")
    assert [area[name] for name in COLUMNS] == [picture[name][i] for name in COLUMNS]
    assert area["method"]
    assert area["methodSource"]
    (used,) = area["inputs"]
    assert used["phenomenonTime"] == picture["phenomenonTime"][i]
    (observation,) = replay.client.get(used["selfLink"]).json()["value"]
    assert observation["result"] == used["result"]
    assert observation["phenomenonTime"].startswith(used["phenomenonTime"].removesuffix("Z"))


def test_an_area_of_the_past_agrees_with_the_picture_of_the_past(replay: Replay) -> None:
    at = wire(EVENING - timedelta(days=3, minutes=10))
    picture, area = replay.picture(at=at), replay.get("areas/queen-street-45", at=at)
    i = picture["areaIds"].index("queen-street-45")
    assert [area[name] for name in COLUMNS] == [picture[name][i] for name in COLUMNS]


def test_an_unknown_area_is_not_found(replay: Replay) -> None:
    for path in ("areas/nowhere", "areas/nowhere/history", "areas/%2e%2e"):
        answer = replay.client.get(f"/api/v1/{path}")
        assert answer.status_code == 404


def test_areas_and_gates_lead_to_their_datastreams(replay: Replay) -> None:
    for kind in ("areas", "gates"):
        collection = replay.get(kind)
        assert collection["type"] == "FeatureCollection"
        assert len({feature["id"] for feature in collection["features"]}) == len(collection["features"])
        declared = collection["features"][0]["properties"]["datastreams"][0]
        datastream = replay.client.get(declared["selfLink"]).json()
        assert datastream["@iot.id"] == declared["id"]
        assert datastream["name"] == declared["name"]
        assert datastream["unitOfMeasurement"]["definition"] == declared["unit"]


def test_the_city_says_what_a_screen_must_know(replay: Replay) -> None:
    city = replay.get("city")
    assert city["id"] == "auckland"
    assert city["mode"] == "replay"
    assert city["timeZone"] == "Pacific/Auckland"
    assert all(len(kind["breaks"]) == 4 and kind["source"] for kind in city["kinds"].values())
    assert {entry["licence"] for entry in city["attribution"]} >= {"CC BY 4.0"}
    for path in city["map"]["basemap"]["layers"].values():
        assert replay.client.get(path).json()["type"] == "FeatureCollection"


def test_health_counts_every_datastream(replay: Replay) -> None:
    health = replay.get("health")
    counts = health["datastreams"]
    assert counts["total"] == counts["fresh"] + counts["stale"] + counts["missing"] == 21
    assert health["sequence"] == replay.picture()["sequence"]
    assert health["status"] == ("ok" if counts["fresh"] == counts["total"] else "degraded")
    assert [source["connector"] for source in health["sources"]] == ["auckland_counts"]


def test_a_live_node_has_no_replay(shared_client: httpx.Client) -> None:
    assert shared_client.get("/api/v1/replay").status_code == 404
    assert shared_client.patch("/api/v1/replay", json={"paused": True}).status_code == 403
    assert shared_client.get("/api/v1/city").json()["mode"] == "live"
