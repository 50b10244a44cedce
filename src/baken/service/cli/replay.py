# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken replay``: play history as if it were live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from baken.service.cli.options import data_folder, network

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from baken.service.listening import Listening


@click.command()
@click.argument("city")
@click.option(
    "--from",
    "start",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="Where to begin, in the city's own time.  [default: what the city says]",
)
@click.option("--speed", type=click.FloatRange(0, 86_400, min_open=True), help="Seconds of history per second.")
@data_folder
@network
def command(city: str, start: datetime | None, speed: float | None, data: Path | None, listening: Listening) -> None:
    """Play recorded history of a city as if it were live, through the same way in.

    The screen can pause, seek and change the speed. Without --data nothing is left behind.

    \b
    Example:
      baken replay cities/auckland --from 2025-12-24T06:00 --speed 600
    """
    from baken.service.node import replay_node
    from baken.service.places import find_city
    from baken.service.run import run

    folder = find_city(city)
    run(lambda: replay_node(folder, data, start=start, speed=speed), listening=listening)
