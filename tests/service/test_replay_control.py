# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pause, speed and going to another moment, as the screen does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from event_stream import listening
from replaying import EVENING, Replay, columns, wire
from servers import ROOT, serving

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)


def test_a_paused_clock_stands_still(replay: Replay) -> None:
    before = replay.get("replay")
    with listening(replay.client) as events:
        events.wait("heartbeat")
    assert replay.get("replay") == before
    assert before["paused"] is True
    assert before["now"] == wire(EVENING)


def test_what_is_left_out_stays(replay: Replay) -> None:
    state = replay.get("replay")
    assert replay.change() == state
    assert replay.change(speed=7)["paused"] is True
    assert replay.change(now=EVENING + HOUR)["speed"] == 7


def test_time_passes_faster_when_it_plays(replay: Replay) -> None:
    with listening(replay.client) as events:
        replay.change(paused=False, speed=3600)
        later = events.wait("heartbeat", until=lambda e: datetime.fromisoformat(e.data["now"]) > EVENING + HOUR)
    assert later.data["speed"] == 3600
    assert later.data["paused"] is False
    state = replay.change(paused=True)
    assert datetime.fromisoformat(state["now"]) >= datetime.fromisoformat(later.data["now"])


def test_going_forward_plays_what_lies_between(replay: Replay) -> None:
    before = replay.picture()
    replay.change(now=EVENING + 30 * HOUR)
    after = replay.picture()
    assert after["epoch"] == before["epoch"]
    assert after["sequence"] > before["sequence"]
    assert columns(after) == columns(replay.picture(at=wire(EVENING + 30 * HOUR)))


def test_going_back_starts_a_new_epoch(replay: Replay) -> None:
    before = replay.picture()
    replay.change(now=EVENING - HOUR)
    after = replay.picture()
    assert after["epoch"] != before["epoch"]
    assert after["now"] == wire(EVENING - HOUR)


def test_there_and_back_again_is_the_same_picture(replay: Replay) -> None:
    before = replay.picture()
    replay.change(now=EVENING - timedelta(days=400))
    assert columns(replay.picture()) != columns(before)
    replay.change(now=EVENING)
    assert columns(replay.picture()) == columns(before)


def test_going_back_gives_the_picture_of_a_fresh_replay_started_there(replay: Replay, tmp_path: Path) -> None:
    replay.change(now=EVENING + timedelta(days=5))
    replay.change(now=EVENING)
    arguments = (ROOT / "cities" / "auckland", "--from", "2025-12-24T18:00", "--speed", "0.001")
    with serving("replay", *arguments, home=tmp_path) as server, server.client() as client:
        fresh = Replay(client)
        assert datetime.fromisoformat(fresh.get("replay")["now"]) - EVENING < timedelta(seconds=1)
        fresh.change(paused=True)
        assert columns(fresh.picture()) == columns(replay.picture())
        assert fresh.get("health")["datastreams"] == replay.get("health")["datastreams"]


def test_the_whole_recording_can_be_gone_through(replay: Replay) -> None:
    state = replay.get("replay")
    end = replay.change(now=datetime.fromisoformat(state["to"]))
    assert end["atEnd"] is True
    assert replay.picture()["summary"]["areasKnown"] > 0
    begin = replay.change(now=datetime.fromisoformat(state["from"]))
    assert begin["atEnd"] is False
    assert replay.picture()["now"] == state["from"]


@pytest.mark.parametrize(
    "wish",
    [
        {"speed": 0},
        {"speed": -1},
        {"speed": 86_401},
        {"speed": 1e300},
        {"speed": "fast"},
        {"speed": None},
        {"paused": 1},
        {"paused": None},
        {"now": None},
        {"now": "2018-01-01T00:00:00Z"},
        {"now": "2030-01-01T00:00:00Z"},
        {"now": "2025-12-24T05:00:00"},
        {"now": "0001-01-01T00:00:00+14:00"},
        {"now": 5},
        {"forward": True},
        {"speed": 5, "now": "2030-01-01T00:00:00Z"},
        [],
        None,
        "pause",
    ],
    ids=str,
)
def test_a_wish_that_cannot_be_followed_changes_nothing(replay: Replay, wish: Any) -> None:
    before, picture = replay.get("replay"), replay.picture()
    answer = replay.client.patch("/api/v1/replay", json=wish)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert replay.get("replay") == before
    assert replay.picture() == picture


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"speed": NaN}', b'{"speed": 1e999}', b"[" * 100_000])
def test_a_body_that_is_no_json_changes_nothing(replay: Replay, body: bytes) -> None:
    before = replay.get("replay")
    answer = replay.client.patch("/api/v1/replay", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert replay.get("replay") == before


def test_after_going_back_the_observations_that_came_later_are_not_to_be_read(replay: Replay) -> None:
    def newest() -> str:
        query = {"$top": 1, "$orderby": "phenomenonTime desc"}
        answer = replay.client.get("/sta/v1.1/Datastreams(1)/Observations", params=query)
        return answer.json()["value"][0]["phenomenonTime"]

    replay.stand_at(EVENING)
    before = newest()
    replay.change(now=EVENING + timedelta(hours=6))
    assert newest() > before
    replay.change(now=EVENING)
    assert newest() == before
    datastream = replay.client.get("/sta/v1.1/Datastreams(1)").json()
    assert datastream["phenomenonTime"].partition("/")[2] == before.partition("/")[0]
