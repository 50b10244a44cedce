# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of a real server: a replay of Auckland that stands still."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from replaying import EVENING, Replay, wire
from servers import ROOT, serving
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = timedelta(hours=1)
AREA = "queen-street-45"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """A replay that stands at 18:10 on Christmas Eve, with the forecast of 18:00."""
    home = tmp_path_factory.mktemp("forecasting")
    with (
        serving("replay", ROOT / "cities" / "auckland", "--speed", "1", home=home) as running,
        running.client(60) as client,
    ):
        replay = Replay(client)
        replay.stand_at(EVENING + HOUR / 6)
        wait_for_issue(replay)
        yield replay


def wait_for_issue(replay: Replay) -> dict[str, Any]:
    """Return what there is, once the forecast of the present hour has been issued."""

    def issued() -> dict[str, Any] | None:
        found = replay.get("forecasts")
        return found if found["latest"] is not None and found["latest"]["origin"] == wire(EVENING) else None

    found = until(issued, 60.0, "nothing was issued within a minute")
    assert found is not None
    return found


def test_it_says_what_is_foreseen_and_when_the_next_comes(server: Replay) -> None:
    found = server.get("forecasts")
    assert found["state"] == "issued"
    assert found["latest"]["series"] == len(found["series"]) == 42
    assert found["latest"]["mistrust"] == "absent"
    assert "A replay fits no models" in found["sentence"]
    assert "Een herhaling leert geen modellen" in found["sentenceNl"]
    assert found["nextRefit"] is None
    assert datetime.fromisoformat(found["nextIssue"]) == EVENING + HOUR + timedelta(minutes=6)
    assert {one["status"] for one in found["series"]} <= {"own", "reference", "none"}


def test_an_area_is_foreseen_in_quantiles_that_do_not_cross_beside_the_reference(server: Replay) -> None:
    found = server.get(f"forecasts/areas/{AREA}", hours=168)
    assert found["time"][0] == wire(EVENING)
    assert len(found["time"]) == len(found["median"]) == len(found["reference"]["median"]) == 168
    for row, probability, level in zip(found["values"], found["levelProbability"], found["level"], strict=True):
        assert row == sorted(row)
        assert row[0] >= 0
        assert math.isclose(sum(probability), 1, abs_tol=0.001)
        assert sum(probability[level - 1 :]) >= 0.099
    assert found["median"] == [row[5] for row in found["values"]]


def test_a_stream_is_foreseen_without_levels(server: Replay) -> None:
    found = server.get("forecasts/streams/queen-street-45-count", hours=24)
    assert found["kind"] == "count"
    assert len(found["median"]) == 24
    assert found["level"] == found["levelProbability"] == []
    assert max(found["median"]) > 100


def test_the_picture_ahead_has_one_value_per_area_and_says_the_same(server: Replay) -> None:
    at = EVENING + 20 * HOUR
    found = server.get("forecast-picture", at=wire(at + HOUR / 2))
    assert found["areaIds"] == server.picture()["areaIds"]
    assert found["time"] == wire(at)
    i = found["areaIds"].index(AREA)
    alone = server.get(f"forecasts/areas/{AREA}")
    k = alone["time"].index(wire(at))
    assert found["personsForecast"][i] == alone["median"][k]
    assert found["personsLower"][i] == alone["lower80"][k]
    assert found["level"][i] == alone["level"][k]
    assert found["summary"]["areasForeseen"] == sum(value is not None for value in found["personsForecast"])


def test_the_time_bar_ahead_has_the_city_as_a_whole(server: Replay) -> None:
    found = server.get("forecast-timeline", hours=24)
    assert len(found["time"]) == len(found["persons"]) == len(found["level"]) == 24
    assert max(found["persons"]) > min(found["persons"]) > 0


def test_a_forecast_explains_itself(server: Replay) -> None:
    found = server.get(f"forecasts/areas/{AREA}/explanation", at=wire(EVENING + 15 * HOUR))
    product = found["baseline"] * math.prod(one["factor"] for one in found["contributions"])
    assert product == pytest.approx(found["median"], rel=0.05)
    assert found["sentence"]
    assert found["sentenceNl"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("forecasts/areas/nowhere", 404),
        ("forecasts/streams/nothing", 404),
        (f"forecasts/areas/{AREA}?asOf=2035-01-01T00:00:00Z", 400),
        (f"forecasts/areas/{AREA}?hours=0", 400),
        ("forecast-picture?at=2020-01-01T00:00:00Z", 404),
        ("forecast-picture?at=2035-01-01T00:00:00Z", 404),
        ("forecast-picture?at=tomorrow", 400),
        ("forecast-picture", 400),
        ("forecast-models/nothing", 404),
        ("edr/collections/forecast/position?coords=POINT(0 0)", 404),
        ("edr/collections/forecast/position?coords=nonsense", 400),
        ("edr/collections/forecast/area?coords=POLYGON((0 0, 1 1))", 400),
        ("edr/collections/forecast/position?coords=POINT(174.7645 -36.8467)&parameter-name=weather", 400),
    ],
)
def test_what_is_not_there_is_a_problem_that_says_so(server: Replay, path: str, status: int) -> None:
    answer = server.client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]


def test_what_was_issued_before_now_stays_what_it_was_and_what_comes_later_is_not_known(server: Replay) -> None:
    assert server.get(f"forecasts/areas/{AREA}", asOf="2025-12-01T00:00:00Z")["status"] == "none"
    now = server.get("forecasts")["latest"]
    again = server.get(f"forecasts/areas/{AREA}", asOf=now["issuedAt"])
    assert again["issue"]["number"] == now["number"]
    earlier = datetime.fromisoformat(now["issuedAt"]) - timedelta(microseconds=1)
    before = server.get(f"forecasts/areas/{AREA}", asOf=wire(earlier.astimezone(UTC)))
    assert before["issue"] is None or before["issue"]["number"] < now["number"]


def test_a_position_is_answered_as_coverage_json(server: Replay) -> None:
    features = server.get("areas")["features"]
    corner = next(one for one in features if one["id"] == AREA)["geometry"]["coordinates"][0][0]
    answer = server.client.get(
        "/api/v1/edr/collections/forecast/position",
        params={"coords": f"POINT({corner[0]} {corner[1]})", "parameter-name": "persons"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/prs.coverage+json")
    found = answer.json()
    assert found["type"] == "CoverageCollection"
    (coverage,) = found["coverages"]
    assert list(coverage["ranges"]) == ["persons"]
    assert coverage["ranges"]["persons"]["shape"] == [168]
    assert len(coverage["domain"]["axes"]["t"]["values"]) == 168


def test_an_area_query_gives_every_area_that_it_touches(server: Replay) -> None:
    ring = "POLYGON((174.70 -36.90, 174.82 -36.90, 174.82 -36.80, 174.70 -36.80, 174.70 -36.90))"
    params = {"coords": ring, "datetime": f"{wire(EVENING + HOUR)}/{wire(EVENING + 3 * HOUR)}"}
    found = server.get("edr/collections/forecast/area", **params)
    assert len(found["coverages"]) == 21
    assert all(one["ranges"]["persons"]["shape"] == [3] for one in found["coverages"])
    assert server.get("edr/collections/forecast")["data_queries"].keys() == {"position", "area"}
