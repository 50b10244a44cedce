# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken source``: which connectors there are, and what one delivers, before anything is stored."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import as_json

if TYPE_CHECKING:
    from baken.plugin.manifest import Manifest
    from baken.service.sources.trial_report import TrialReport

_FILE = click.Path(exists=True, path_type=Path)
_LONGEST_TRIAL_S = 600


@click.group()
def command() -> None:
    """See which connectors there are, and try what one delivers before anything is stored.

    \b
    Example:
      baken source list
    """


@command.command("list")
@as_json
def list_sources(*, as_json: bool) -> None:
    """List the installed connectors, also those of others.

    \b
    Example:
      baken source list
    """
    from baken.plugin.registry import ConnectorRegistry

    registry = ConnectorRegistry()
    manifests = [registry.manifest(name) for name in registry.names()]
    if as_json:
        click.echo(msgspec.json.encode([_listed(manifest) for manifest in manifests]))
        return
    from baken.service.cli.source_tables import show_list

    show_list(manifests)


@command.command("try")
@click.argument("connector")
@click.option("--city", metavar="CITY", help="Use its settings and its zone; it need not be finished.")
@click.option("--settings", type=_FILE, help="A settings file in place of that of a city.")
@click.option("--url", default="", help="Another address; mqtt://HOST:PORT/TOPIC for a broker.")
@click.option("--file", "file", type=_FILE, help="A recorded delivery in place of the provider.")
@click.option("--endpoint", default="", help="Which endpoint, when there are several.")
@click.option("--series", default="", metavar="TEXT", help="Only series whose name at the provider has this in it.")
@click.option("--seconds", type=click.FloatRange(0.1, _LONGEST_TRIAL_S), default=40.0, show_default=True,
              help="How long to wait.")  # fmt: skip
@click.option("--blocks", is_flag=True, help="Print nothing but the blocks for streams.toml.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Where secrets are.  [default: as for baken serve]"
)
@as_json
def try_source(
    connector: str, *, city: str | None, data: Path | None, blocks: bool, as_json: bool, **wish: Any
) -> None:
    """Fetch from a source once, or listen to it for a while, and show what comes. Nothing is stored.

    Shows the first rows with names, units and times, what was skipped and why, and blocks for streams.toml.

    \b
    Examples:
      baken source try open_meteo --city cities/almere
      baken source try parking_spdp --file recorded.json
      baken source try mqtt --city cities/almere --url mqtt://broker.example:1883/counters/#
    """
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.places import default_data_folder, find_city
    from baken.service.sources.secrets import Secrets
    from baken.service.sources.trial import Wish, tried
    from baken.vocabulary.time import SystemClock

    folder = None if city is None else find_city(city)
    kept = data or default_data_folder("trial" if folder is None else folder.name)
    asked = Wish(connector=connector, city=folder, patience_s=wish.pop("seconds"), **wish)
    report = asyncio.run(tried(asked, ConnectorRegistry(), Secrets.of(kept), SystemClock()))
    if as_json:
        click.echo(msgspec.json.encode(report))
    elif blocks:
        click.echo("".join(f"\n{block}" for block in report.blocks), nl=False)
    else:
        from baken.service.cli.source_tables import show_trial

        show_trial(report)
    if not _brought_something(report):
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)


@command.command()
@click.argument("connector")
def activity(connector: str) -> None:
    """Print the template of the processing activity of a connector, for activities/ of a city.

    \b
    Example:
      baken source activity open_meteo
    """
    from baken.plugin.conformance import ACTIVITY_FILE
    from baken.plugin.registry import ConnectorRegistry

    click.echo((ConnectorRegistry().folder(connector) / ACTIVITY_FILE).read_text(encoding="utf-8"), nl=False)


def _brought_something(report: TrialReport) -> bool:
    return bool(report.rows) and not report.refused


def _listed(manifest: Manifest) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "title": manifest.title,
        "provider": manifest.provider.name,
        "licence": manifest.provider.licence,
        "grade": manifest.grade.value,
        "observes": [entry.quantity.value for entry in manifest.observes],
        "cadenceS": manifest.cadence_s,
    }
