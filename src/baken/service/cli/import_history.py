# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken import``: backfill the history of a city's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
import msgspec

from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from pathlib import Path

EXIT_INTERRUPTED: Final = 130
"""Stopped by the user; running it again goes on."""


@click.command()
@click.argument("city")
@data_folder
@as_json
def command(city: str, data: Path | None, *, as_json: bool) -> None:
    """Import the history that a city's connectors can deliver, through the same checks as live data.

    Can be interrupted and started again: it goes on where it was. Tells what it skipped, and why.

    \b
    Example:
      baken import cities/auckland
    """
    from baken.service.import_history import import_city
    from baken.service.places import default_data_folder, find_city
    from baken.service.progress import progress_bar

    folder = find_city(city)
    with progress_bar("Importing", hidden=as_json) as progress:
        report = import_city(folder, data or default_data_folder(folder.name), progress=progress)
    click.echo(msgspec.json.encode(report) if as_json else str(report))
    if not report.finished:
        raise click.exceptions.Exit(EXIT_INTERRUPTED)
