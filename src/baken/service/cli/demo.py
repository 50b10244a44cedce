# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken demo``: see a city come alive, with one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from baken.service.cli.options import network

if TYPE_CHECKING:
    from baken.service.listening import Listening


@click.command()
@click.argument("city", default="auckland")
@network
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def command(city: str, listening: Listening, *, no_browser: bool) -> None:
    """Play recorded history of a city in your browser. Leaves nothing behind.

    CITY is a folder, or the name of a city that comes with Baken.

    \b
    Example:
      baken demo
    """
    from baken.service.node import replay_node
    from baken.service.places import find_city
    from baken.service.run import run

    folder = find_city(city)
    run(lambda: replay_node(folder, None), listening=listening, open_browser=not no_browser, any_port=True)
