# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record of an event tells of few persons no more than the routes do, and the log knows what left in it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx
import numpy as np
import pytest

from baken.forecast.model import QUANTILES, Series, SeriesKind, Status
from baken.forecast.wall_clock import wall_min
from baken.governance.log.processing_log import processing_folder
from baken.service import node as nodes
from baken.service.evaluating import records
from baken.service.evaluating.kept import kept_record
from baken.service.forecasting.issued import Foreseen, Issue
from baken.service.http.app import create_app
from baken.service.http.limits import limits_without
from baken.service.node import live_node
from baken.vocabulary.time import FixedClock, to_us
from hand_clock import HandClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from baken.service.node import Node

ACTIVITY = "square-counting"
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
EVENT = """[[event]]
id = "fair"
title = "Fair"
kind = "market"
start = "2026-06-01T12:00"
end = "2026-06-01T17:00"
area_ids = ["north"]
expected_visitors = 900
announced_on = 2026-03-01
source = "Permit 12"
"""
KEPT = """[[retention]]
layer = "responses"
period = "P36500D"
trigger = "issued-at"
reason = "As the observations."

[covers]
responses = ["playbooks", "log-book"]
"""


@pytest.fixture
def city(squares: Path) -> Path:
    """The squares with a fair, where nothing of fewer than ten persons leaves the node."""
    file = squares / "activities" / f"{ACTIVITY}.toml"
    told = file.read_text().replace("k = 1\n", "k = 10\n").replace("[covers]\n", KEPT)
    file.write_text(told.replace('"estimates", "forecasts"]', '"estimates", "forecasts", "responses"]'))
    (squares / "calendar.toml").write_text(EVENT)
    return squares


@contextlib.asynccontextmanager
async def node_whose_fair_is_over(city: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    """A node that sees the fair under way, and then that it is over; the test lets it look."""
    clock = HandClock(NOW)
    monkeypatch.setattr(nodes, "SystemClock", lambda: clock)
    monkeypatch.setattr(records, "LOOK_S", 3_600.0)
    monkeypatch.setattr(records, "AGAIN_S", 0.0)
    async with live_node(city, data) as node:
        await node.events.look()
        clock.moment = NOW + timedelta(hours=7)
        yield node


@contextlib.asynccontextmanager
async def node_that_foresaw(city: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    """A node that foresaw three persons, and then forty-four, an hour ago."""
    monkeypatch.setattr(nodes, "SystemClock", lambda: FixedClock(NOW))
    async with live_node(city, data) as node:
        made = NOW - timedelta(hours=1)
        issue = Issue(
            issued_at_us=to_us(made),
            made_at_us=to_us(made),
            origin_min=wall_min(made.astimezone(ZoneInfo("Europe/Amsterdam")).replace(tzinfo=None)),
            origin_us=to_us(made),
            step_min=60,
            lead_steps=np.arange(1, 3),
            method="m",
            reference="r",
            activity=ACTIVITY,
            series=1,
            seconds=0.1,
        )
        values = np.repeat([[3.0], [44.0]], len(QUANTILES), axis=1)
        said = Foreseen(
            series=Series(id="area:north", kind=SeriesKind.PERSONS, place_id="north"),
            status=Status.OWN,
            note="",
            values=values,
            reference=values,
        )
        node.forecasting.store.append(issue, (said,))
        yield node


async def test_what_was_foreseen_of_few_persons_is_in_no_record(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with node_that_foresaw(city, tmp_path / "data", monkeypatch) as node:
        (foreseen,) = (await node.events.record("fair")).foreseen
    assert [set(step) for step in foreseen.values] == [{None}, {40.0}]


async def test_the_log_knows_of_each_layer_that_left_in_a_record(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    async with node_that_foresaw(city, data, monkeypatch) as node:
        transport = httpx.ASGITransport(app=create_app(node, limits_without(rates=True)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.get("/api/v1/event-records/fair")
            assert answer.status_code == 200, answer.text
    files = (file for file in processing_folder(data).rglob("*") if file.is_file())
    lines = [line for file in files for line in file.read_text().splitlines()]
    for layer in ("responses", "estimates", "forecasts"):
        assert any(f'"name":"read {layer}"' in line and '"anonymous"' in line for line in lines), layer


class Disk:
    """A disk that is full for a while."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, full_for: int) -> None:
        self.full_for, self.tries, self._write = full_for, 0, records.keep
        monkeypatch.setattr(records, "keep", self)

    def __call__(self, file: Path, content: bytes) -> None:
        self.tries += 1
        if self.tries <= self.full_for:
            raise OSError(28, "No space left on device")
        self._write(file, content)


async def test_a_record_that_could_not_be_written_is_written_when_it_can_be(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with node_whose_fair_is_over(city, tmp_path / "data", monkeypatch) as node:
        disk = Disk(monkeypatch, full_for=2)
        for _ in range(5):
            await node.events.look()
    assert kept_record(tmp_path / "data").event_id == "fair"
    assert disk.tries == 3, "and not written again"
    assert len([one for one in caplog.messages if "could not be written" in one]) == 1


async def test_who_look_at_once_write_one_record(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with node_whose_fair_is_over(city, tmp_path / "data", monkeypatch) as node:
        disk = Disk(monkeypatch, full_for=1)
        await asyncio.gather(*(node.events.look() for _ in range(4)))
    assert kept_record(tmp_path / "data").event_id == "fair"
    assert disk.tries == 2, "once while it was full, and once more"


async def test_a_record_that_can_never_be_written_is_not_tried_for_ever(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with node_whose_fair_is_over(city, tmp_path / "data", monkeypatch) as node:
        disk = Disk(monkeypatch, full_for=1_000)
        for _ in range(records.MOST_TRIES + 5):
            await node.events.look()
    assert disk.tries == records.MOST_TRIES
    assert [one.partition("and ")[2].partition(":")[0] for one in caplog.messages if "could not be written" in one] == [
        "it is tried again",
        "it is not tried again before a restart",
    ]
