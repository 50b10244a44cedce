# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Delivery that cannot fail silently: ticks, heartbeats, what was missed, and when to start afresh."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from event_stream import Event, listening
from replaying import EVENING, Replay, wire

if TYPE_CHECKING:
    from servers import BakenServer

HOUR = timedelta(hours=1)


def sequence_of(event: Event) -> int:
    assert event.id is not None
    epoch, _, sequence = event.id.rpartition(":")
    assert epoch == event.data["epoch"]
    assert int(sequence) == event.data["sequence"]
    return int(sequence)


def test_a_new_listener_is_told_where_things_stand(replay: Replay) -> None:
    picture = replay.picture()
    with listening(replay.client) as events:
        assert events.response.headers["content-type"].startswith("text/event-stream")
        assert events.response.headers["cache-control"] == "no-store"
        first = next(iter(events))
    assert first.name == "tick"
    assert first.id == f"{picture['epoch']}:{picture['sequence']}"
    assert first.data["now"] == wire(EVENING)
    assert "missed" not in first.data


def test_a_heartbeat_has_no_id_and_says_how_the_clock_runs(replay: Replay) -> None:
    with listening(replay.client) as events:
        beat = events.wait("heartbeat")
    assert beat.id is None, "an id would hide a missed tick"
    assert beat.data["paused"] is True
    assert beat.data["speed"] == 1
    assert beat.data["now"] == wire(EVENING)


def test_a_changed_picture_is_ticked_and_can_be_fetched(replay: Replay) -> None:
    with listening(replay.client) as events:
        before = sequence_of(events.wait("tick"))
        replay.change(now=EVENING + HOUR)
        tick = events.wait("tick", "reset", until=lambda event: sequence_of(event) > before)
    picture = replay.picture(sequence=tick.data["sequence"], epoch=tick.data["epoch"])
    assert picture["sequence"] == tick.data["sequence"]
    assert picture["issuedAt"] == tick.data["issuedAt"]


def test_sequence_numbers_rise_within_an_epoch(replay: Replay) -> None:
    with listening(replay.client) as events:
        replay.change(paused=False, speed=86_400)
        ticks = [events.wait("tick") for _ in range(6)]
        replay.change(paused=True)
    assert len({tick.data["epoch"] for tick in ticks}) == 1
    numbers = [sequence_of(tick) for tick in ticks]
    assert numbers == sorted(set(numbers))


def test_all_listeners_hear_the_same(replay: Replay) -> None:
    with listening(replay.client) as one, listening(replay.client) as other:
        replay.change(now=EVENING + HOUR)
        beats = [events.wait("heartbeat") for events in (one, other)]
    assert beats[0] == beats[1]


def test_who_comes_back_is_told_how_much_was_missed(replay: Replay) -> None:
    with listening(replay.client) as events:
        last_seen = events.wait("tick")
    for hours in (1, 2, 3):
        replay.change(now=EVENING + hours * HOUR)
    present = replay.picture()["sequence"]
    with listening(replay.client, last_event_id=last_seen.id) as events:
        first = next(iter(events))
    assert first.name == "tick"
    assert first.data["missed"] == present - sequence_of(last_seen) - 1 >= 2
    assert first.data["sequence"] == present


def test_who_missed_nothing_is_told_so(replay: Replay) -> None:
    with listening(replay.client) as events:
        last_seen = events.wait("tick")
    with listening(replay.client, last_event_id=last_seen.id) as events:
        first = next(iter(events))
    assert first.name == "tick"
    assert first.data["missed"] == 0


def test_going_back_tells_listeners_to_start_afresh(replay: Replay) -> None:
    with listening(replay.client) as events:
        before = events.wait("tick")
        replay.change(now=EVENING - HOUR)
        reset = events.wait("reset", until=lambda event: event.data["epoch"] != before.data["epoch"])
    assert reset.data["now"] == wire(EVENING - HOUR)
    assert replay.picture()["epoch"] == reset.data["epoch"]


@pytest.mark.parametrize(
    "last_event_id", ["00000000:1", "garbage", "", ":", "{epoch}:", "{epoch}:-1", "{epoch}:999999", "{epoch}:x", "²:²"]
)
def test_who_comes_back_with_another_id_starts_afresh(replay: Replay, last_event_id: str) -> None:
    claimed = last_event_id.format(epoch=replay.picture()["epoch"])
    with replay.client.stream("GET", "/api/v1/ticks", headers={b"Last-Event-ID": claimed.encode()}) as response:
        lines = response.iter_lines()
        named = next(line for line in lines if line.startswith("event:"))
    assert named == "event: reset"


def test_an_endless_last_event_id_is_bad_input(replay: Replay) -> None:
    answer = replay.client.get("/api/v1/ticks", headers={"Last-Event-ID": "x" * 1000})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_stopped_server_ends_the_stream_and_leaves_well(live_server: BakenServer) -> None:
    with live_server.client() as client, listening(client) as events:
        events.wait("tick")
        live_server.process.send_signal(signal.SIGINT)
        assert all(event.name in {"tick", "heartbeat"} for event in events), "the stream ends; this loop does too"
    assert live_server.process.wait(20) == 130
    assert live_server.said().split() == ["Stopped."]


def test_a_request_to_terminate_ends_the_stream_too(live_server: BakenServer) -> None:
    with live_server.client() as client, listening(client) as events:
        events.wait("tick")
        live_server.process.terminate()
        assert all(event.name in {"tick", "heartbeat"} for event in events)
    assert live_server.process.wait(20) == 0
    assert live_server.said() == ""


def test_a_killed_server_breaks_the_stream(live_server: BakenServer) -> None:
    with live_server.client() as client, listening(client) as events:
        events.wait("tick")
        live_server.kill()
        with pytest.raises(httpx.RemoteProtocolError):
            list(events)
