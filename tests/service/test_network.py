# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city that is estimated as a network: flows, origins, where a number comes from, and its past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from replaying import Replay, wire
from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

AFTERNOON = datetime(2026, 8, 14, 14, 0, tzinfo=UTC)
AREAS = 20


@pytest.fixture(scope="module")
def resort(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """Scheveningen, standing still in the afternoon of the fireworks."""
    home = tmp_path_factory.mktemp("resort")
    with serving("replay", ROOT / "cities" / "scheveningen", home=home) as server, server.client(60) as client:
        replay = Replay(client)
        replay.stand_at(AFTERNOON)
        yield replay


def test_every_area_has_an_estimate_with_a_band_also_those_without_a_sensor(resort: Replay) -> None:
    picture = resort.picture()
    assert len(picture["areaIds"]) == AREAS
    for lower, persons, upper in zip(picture["personsLower"], picture["persons"], picture["personsUpper"], strict=True):
        assert 0 <= lower <= persons < upper
    assert picture["summary"]["personsLower"] < picture["summary"]["persons"] < picture["summary"]["personsUpper"]


def test_flows_name_gates_and_both_sides_and_are_never_negative(resort: Replay) -> None:
    flows, areas = resort.get("flows"), set(resort.picture()["areaIds"])
    assert set(flows["gateIds"]) == {f["id"] for f in resort.get("gates")["features"]}
    assert set(flows["origin"]) | set(flows["destination"]) == areas | {"outside"}
    assert all(p is not None and p >= 0 for p in flows["personsPerMin"])
    assert all(e > 0 for e in flows["standardError"])
    pairs = list(zip(flows["gateIds"], flows["origin"], flows["destination"], strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all((gate, there, here) in pairs for gate, here, there in pairs)


def test_those_who_are_somewhere_now_came_from_somewhere(resort: Replay) -> None:
    moved = resort.get("origin-destination", minutes=60)
    assert moved["placeIds"][-1] == "outside"
    picture = dict(zip(*(resort.picture()[key] for key in ("areaIds", "persons")), strict=True))
    for column, place in enumerate(moved["placeIds"][:-1]):
        came = sum(row[column] for row in moved["persons"])
        assert came == pytest.approx(picture[place], rel=0.02, abs=2.0), place


def test_shares_of_an_explanation_add_up_and_a_further_sensor_narrows_the_band(resort: Replay) -> None:
    for place in ("gevers-deynootplein", "strand-noord", "palaceplein"):
        area = resort.get(f"areas/{place}")
        found = area["explanation"]
        assert found["measuredShare"] + found["modelledShare"] + found["assumedShare"] == pytest.approx(1.0, abs=1e-3)
        assert sum(c["share"] for c in found["carriers"]) <= 1.001
        assert found["improvements"], place
        for better in found["improvements"]:
            assert better["kind"] in ("inside", "at-gate")
            assert better["personsStandardError"] <= area["personsStandardError"] + 0.01
            assert better["placeName"]


def test_an_area_with_a_camera_is_measured_more_than_one_without(resort: Replay) -> None:
    with_camera = resort.get("areas/gevers-deynootplein")["explanation"]["measuredShare"]
    without = resort.get("areas/palaceplein")["explanation"]["measuredShare"]
    assert with_camera > without


def test_nothing_of_the_past_is_explained_but_it_has_a_band(resort: Replay) -> None:
    area = resort.get("areas/strand-noord", at=wire(AFTERNOON - timedelta(hours=1)))
    assert area["explanation"] is None
    assert area["personsLower"] < area["personsUpper"]


def test_the_past_of_an_area_is_smoothed_and_ends_at_what_the_picture_says(resort: Replay) -> None:
    past = resort.get(
        "areas/gevers-deynootplein/history",
        **{"from": wire(AFTERNOON - timedelta(hours=3)), "to": wire(AFTERNOON), "bucketS": 900},
    )
    assert len(past["time"]) == 12
    known = [
        (low, persons, high)
        for low, persons, high in zip(past["personsLower"], past["persons"], past["personsUpper"], strict=True)
        if persons is not None
    ]
    assert len(known) == 12
    assert all(0 <= low <= persons < high for low, persons, high in known)
    now = resort.get("areas/gevers-deynootplein")
    assert past["personsLower"][-1] <= now["personsUpper"]
    assert now["personsLower"] <= past["personsUpper"][-1]


def test_there_and_back_is_the_same_picture(resort: Replay) -> None:
    before = resort.picture()
    resort.change(now=AFTERNOON + timedelta(hours=2))
    later = resort.picture()
    assert later["persons"] != before["persons"]
    resort.stand_at(AFTERNOON)
    again = resort.picture()
    assert again["persons"] == pytest.approx(before["persons"], rel=1e-6)


def test_a_city_of_single_areas_has_no_flows(replay: Replay) -> None:
    assert replay.get("flows")["gateIds"] == []
    answer = replay.client.get("/api/v1/origin-destination")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    found = replay.get(f"areas/{replay.picture()['areaIds'][0]}")["explanation"]
    assert found is None or found["modelledShare"] == 1.0  # Little's law: the flow is measured, the stay is not
