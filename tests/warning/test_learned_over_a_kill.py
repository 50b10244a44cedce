# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a node learned of its own probabilities corrects the next ones, also after it was killed."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.limited import RETENTION, count, limit_persons
from tests.notification.conftest import SQUARES
from tests.notification.test_served import RECIPIENT
from tests.people import signed_in
from tests.servers import serving
from tests.waiting import until

from baken.governance.lists import Role
from baken.service.node import live_node
from baken.service.places import register_url
from baken.service.warning.looking import NodeLooking
from baken.service.warning.store import WarningStore
from baken.warning.learning import LEAST_DAYS, LEAST_EPISODES, DayLearned, LearnerState, Lesson
from baken.warning.methods.within_lead import WithinLead

if TYPE_CHECKING:
    from pathlib import Path

    from baken.warning.probability import Calibration


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The squares with two limits on the northern one, of which nothing is foreseen: one method judges all along."""
    city = tmp_path / "squares"
    shutil.copytree(SQUARES, city)
    limit_persons(city)
    limits = city / "limits.toml"
    text = limits.read_text(encoding="utf-8")
    more = text.replace('id = "busy"', 'id = "full"').replace("value = 100", "value = 1000")
    limits.write_text(f"{text}\n{more}", encoding="utf-8")
    activity = city / "activities" / "square-counting.toml"
    text = activity.read_text(encoding="utf-8").replace('forecasts = ["counts", "persons"]\n', "")
    for more in (RECIPIENT, RETENTION):
        text = text.replace("\n[covers]\n", more)
    activity.write_text(text, encoding="utf-8")
    return city


async def method_of(city: Path, data: Path) -> str:
    """Return by which way of estimating, foreseeing and judging a node finds probabilities there."""
    async with live_node(city, data) as node:
        assert not node.forecasting.is_declared
        looking = NodeLooking(node.city, node.forecasting, node.live.method_of)
        return f"{WithinLead.definition.method} {looking.method()}"


def live_through(data: Path, method: str) -> None:
    """Keep days on which more came of probabilities than was said, of which nobody has learned yet."""
    today = int(datetime.now(UTC).timestamp()) // 86_400
    days = tuple(
        DayLearned(day=day, said={20: 500, 40: 500}, came={20: 10.0, 40: 400.0}, episodes=LEAST_EPISODES)
        for day in range(today - LEAST_DAYS, today)
    )
    with closing(WarningStore(register_url(data))) as store:
        store.keep_learned(LearnerState(lessons={method: Lesson(days=days)}))


def learned(data: Path, method: str) -> Calibration | None:
    """Return the correction that the node has kept; None while it is still to learn it."""
    with closing(WarningStore(register_url(data))) as store:
        state = store.learned()
    found = None if state is None else state.lessons[method].calibration
    return None if found is None or found.is_identity else found


def correction(client: httpx.Client, headers: dict[str, str], limit: str) -> dict[str, Any] | None:
    """Return how the probability was corrected with which a limit was found to be passed; None before it is."""
    warnings = client.get("/api/v1/warnings?isOpen=true", headers=headers).raise_for_status().json()["warnings"]
    members = [member for warning in warnings for member in warning["members"] if member["limitId"] == limit]
    return members[0]["newest"]["correction"] if members else None


async def test_a_node_that_learned_and_is_killed_corrects_as_before(city: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    method = await method_of(city, data)
    live_through(data, method)
    with serving("serve", city, "--data", data, home=tmp_path) as server:
        officer = signed_in(data, city, Role.DUTY_OFFICER)
        with server.client() as sensor:
            count(sensor, 10)
            kept = until(lambda: learned(data, method))
            count(sensor, 180)
        with httpx.Client(base_url=server.address, timeout=20) as client:
            before = until(lambda: correction(client, officer.headers, "north-busy"))
        server.kill()
    assert kept is not None
    assert before is not None
    assert before["isMade"]
    assert (before["intercept"], before["slope"]) == (round(kept.intercept, 4), round(kept.slope, 4))
    left = learned(data, method)
    assert left is not None
    assert (left.intercept, left.slope) == (kept.intercept, kept.slope)
    with serving("serve", city, "--data", data, home=tmp_path) as server:
        with server.client() as sensor:
            count(sensor, 2000)
        with httpx.Client(base_url=server.address, timeout=20) as client:
            after = until(lambda: correction(client, officer.headers, "north-full"))
        server.kill()
    assert after is not None
    assert after["isMade"]
    assert (after["intercept"], after["slope"]) == (before["intercept"], before["slope"])
