# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken check``: is this city folder right?"""

from __future__ import annotations

import click
import msgspec

from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import as_json


@click.command()
@click.argument("city")
@as_json
def command(city: str, *, as_json: bool) -> None:
    """Check a city folder: every fault with file, line and remedy.

    CITY is a folder, or the name of a city that comes with Baken.

    \b
    Example:
      baken check cities/scheveningen
    """
    from baken.city.check import check
    from baken.declaration.fault import has_errors
    from baken.service.places import find_city

    folder = find_city(city)
    faults = check(folder)
    if as_json:
        click.echo(msgspec.json.encode(faults))
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{folder}: {len(faults)} fault(s)" if faults else f"{folder}: no faults")
    if has_errors(faults):
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)
