# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The days ahead and what-if over HTTP: a real node that replays Auckland and issues forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from servers import BakenServer

RAIN = {"kind": "rain", "amount": 4, "start": "2025-12-24T01:00:00Z", "end": "2025-12-24T05:00:00Z"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """A replay of its own, which nobody takes to another moment; ready when the first forecast was issued."""
    home = tmp_path_factory.mktemp("planning")
    with serving("replay", ROOT / "cities" / "auckland", "--speed", "1", home=home) as started:
        _until_issued(started)
        yield started


def _until_issued(server: BakenServer) -> None:
    """Follow the events of the node until one tells the number of an issue."""
    with server.client() as client, client.stream("GET", "/api/v1/ticks", timeout=60) as events:
        next(line for line in events.iter_lines() if line.startswith("data:") and '"forecast"' in line)


@pytest.fixture
def client(server: BakenServer) -> Iterator[httpx.Client]:
    with server.client() as opened:
        yield opened


def test_the_plan_has_eight_days_for_every_area_with_a_peak_inside_its_band(client: httpx.Client) -> None:
    plan: dict[str, Any] = client.get("/api/v1/forecast-plan").raise_for_status().json()
    assert plan["issue"] is not None
    assert plan["staffing"]["personsPerSteward"] == 250
    assert [day["date"] for day in plan["days"]][:2] == ["2025-12-24", "2025-12-25"]
    assert (plan["days"][1]["dayOff"], plan["days"][1]["name"]) == (True, "Christmas Day")
    assert len(plan["areas"]) == len(client.get("/api/v1/areas").json()["features"])
    told = [day for area in plan["areas"] for day in area["days"] if day is not None]
    assert len(told) > 100
    for day in told:
        assert day["lower80"] <= day["median"] <= day["upper80"]
        assert 0 <= day["probability45"] <= 1
        assert day["stewards"]["lower"] <= day["stewards"]["median"] <= day["stewards"]["upper"]


def test_what_is_supposed_changes_the_days_and_tells_how_that_is_known(client: httpx.Client) -> None:
    changes = [RAIN, {**RAIN, "kind": "visitors", "amount": 3000, "areaIds": ["queen-street-45"]}]
    found = client.post("/api/v1/forecasts/what-if", json={"changes": changes}).raise_for_status().json()
    rain, visitors = found["changes"]
    assert rain["difference"] < 0 < visitors["difference"]
    assert all(one["source"] and one["sourceNl"] for one in found["changes"])
    before, after = (
        next(area["days"][0] for area in found[name] if area["areaId"] == "queen-street-45")
        for name in ("before", "after")
    )
    assert after["median"] > before["median"]
    assert client.get("/api/v1/forecast-plan").json()["areas"] == found["before"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], "Nothing is supposed"),
        ([{"kind": "moved", "eventId": "no-such-event"}], "no event 'no-such-event'"),
        ([{**RAIN, "areaIds": ["nowhere"]}], "no area 'nowhere'"),
        ([{"kind": "rain", "amount": 4}], "lasts no time"),
        ([{**RAIN, "amount": 900}], "900 is no amount"),
        ([{**RAIN, "kind": "earthquake"}], "earthquake"),
        ([RAIN] * 21, "too many"),
    ],
    ids=["nothing", "no event", "no area", "no time", "too much", "no kind", "too many"],
)
def test_a_change_that_makes_no_sense_is_refused_in_words(
    client: httpx.Client, changes: list[dict[str, Any]], words: str
) -> None:
    answer = client.post("/api/v1/forecasts/what-if", json={"changes": changes})
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
