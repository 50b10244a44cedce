# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken new``: begin a city or a connector from a scaffold."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def command() -> None:
    """Begin a new city or connector: a folder with everything that is still to be done marked in it."""


@command.command()
@click.argument("name")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path("cities"), show_default=True)
def city(name: str, into: Path) -> None:
    """Begin the folder of a new city; `baken check` tells what is still to be done.

    \b
    Example:
      baken new city almere
    """
    from baken.plugin.scaffold import new_city

    folder = new_city(into, name)
    click.echo(f"Made {folder}. Next: baken check {folder}")


@command.command()
@click.argument("name")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), show_default=True)
@click.option("--live", "is_live", is_flag=True, help="For a provider that goes on delivering.")
def connector(name: str, into: Path, *, is_live: bool) -> None:
    """Begin the package of a new connector; its conformance test tells what is still to be done.

    Without --live it is one with a history, such as a file or an archive.

    \b
    Examples:
      baken new connector city_bikes
      baken new connector station_boards --live
    """
    from baken.plugin.scaffold import new_connector

    folder = new_connector(into, name, is_live=is_live)
    click.echo(f"Made {folder}. Next: read its README.md, then run its tests with pytest.")
