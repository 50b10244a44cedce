# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken doctor``: what is wrong with this installation?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import msgspec

from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import address, as_json, data_folder

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--city", default="scheveningen", show_default=True, help="City folder to look at.")
@data_folder
@address
@as_json
def command(city: str, data: Path | None, host: str, port: int, *, as_json: bool) -> None:
    """Tell what is wrong with this installation, and what to do about it.

    \b
    Example:
      baken doctor
    """
    from baken.city.check import check
    from baken.service.doctor import Health, Surroundings, examine
    from baken.service.places import PACKAGE, default_data_folder, find_city, observations_file

    folder = find_city(city)
    kept = data or default_data_folder(folder.name)
    findings = examine(
        Surroundings(
            data_folder=kept,
            store_file=observations_file(kept),
            static_folder=PACKAGE / "service" / "static",
            host=host,
            port=port,
            city_folder=folder,
            city_faults=lambda place: [str(fault) for fault in check(place)],
            now=datetime.now(UTC),
        )
    )
    if as_json:
        click.echo(msgspec.json.encode(findings))
    else:
        for finding in findings:
            click.echo(f"{finding.health.value:<5} {finding.sentence} {finding.remedy}".rstrip())
    if any(finding.health is Health.FAIL for finding in findings):
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)
