# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken serve``: run a node with live data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from baken.service.cli.options import data_folder, network

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.listening import Listening


@click.command()
@click.argument("city")
@data_folder
@network
def command(city: str, data: Path | None, listening: Listening) -> None:
    """Serve a city with live data: sensors deliver over SensorThings, browsers show the picture.

    CITY is a folder, or the name of a city that comes with Baken.

    \b
    Example:
      baken serve cities/auckland --port 8080
    """
    from baken.service.node import live_node
    from baken.service.places import default_data_folder, find_city
    from baken.service.run import run

    folder = find_city(city)
    run(lambda: live_node(folder, data or default_data_folder(folder.name)), listening=listening)
