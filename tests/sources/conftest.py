# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A provider on loopback, a city that asks it, and a node that serves that city."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.sources.provider import Provider

from baken.service.sources.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from baken.service.node import Node
    from baken.service.sources.report import SourceReport

SQUARES = Path(__file__).parents[1] / "fixtures" / "cities" / "squares"


def quick(**rest: Any) -> Pace:
    """Return a pace at which nothing waits; what is random is always the same."""
    figures = {"first_s": 0.02, "longest_s": 0.05, "connect_s": 2.0, "silence_s": 2.0, "whole_s": 5.0, "look_s": 0.05}
    return Pace(**(figures | {"chance": random.Random(4)} | rest))


@pytest.fixture
def provider() -> Iterator[Provider]:
    running = Provider().start()
    yield running
    running.die()


def city_of(folder: Path, settings: str) -> Path:
    """Make a city of the four squares whose persons come from live sensors."""
    city = Path(shutil.copytree(SQUARES, folder / "squares"))
    streams = (city / "streams.toml").read_text(encoding="utf-8")
    parts = streams.split("[[stream]]")
    live = [part.replace("square_sensors", "live_sensors") if "promenade" not in part else part for part in parts]
    (city / "streams.toml").write_text("[[stream]]".join(live), encoding="utf-8")
    (city / "connectors").mkdir()
    (city / "connectors" / "live_sensors.toml").write_text(settings, encoding="utf-8")
    activity = city / "activities" / "square-counting.toml"
    covered = activity.read_text(encoding="utf-8").replace('["square_sensors"]', '["square_sensors", "live_sensors"]')
    activity.write_text(covered, encoding="utf-8")
    return city


def polled(url: str, interval_s: float = 0.05, **rest: Any) -> str:
    """Return settings that poll."""
    headers = ", ".join(f'"{name}" = "{value}"' for name, value in rest.pop("headers", {}).items())
    more = "".join(f"{name} = {value}\n" for name, value in rest.items())
    return f'[poll]\nurl = "{url}"\ninterval_s = {interval_s}\nheaders = {{ {headers} }}\n{more}'


def source_of(node: Node, name: str = "live_sensors") -> SourceReport:
    """Return how a source of a node is."""
    report = node.sources.report(lambda _: True, details=True)
    return next(source for source in report.sources if source.connector == name)


async def until(node: Node, wanted: Callable[[SourceReport], bool], patience_s: float = 20) -> SourceReport:
    """Return how the source is as soon as it is as wanted; looks whenever a screen would be told to look."""
    looked, changed = asyncio.Event(), node.sources.on_changed

    def tell() -> None:
        changed()
        looked.set()

    node.sources.on_changed = tell
    try:
        async with asyncio.timeout(patience_s):
            while not wanted(source_of(node)):
                with contextlib.suppress(TimeoutError):  # what no screen shows is looked at now and then
                    await asyncio.wait_for(looked.wait(), 0.05)
                looked.clear()
    except TimeoutError:
        pytest.fail(f"It never came to that: {source_of(node)}")
    finally:
        node.sources.on_changed = changed
    return source_of(node)


async def until_state(node: Node, state: str) -> SourceReport:
    """Return how the source is as soon as it is in a state."""
    return await until(node, lambda source: source.state == state)
