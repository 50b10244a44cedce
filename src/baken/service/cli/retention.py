# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken retention``: what is kept how long, deleting what is over, and the proof that it was done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.governance.model import ProcessingActivity
    from baken.governance.retention.model import Proof


@click.group()
def command() -> None:
    """See how long data are kept, delete what is over, and check the proofs of deletion.

    \b
    Example:
      baken retention plan auckland
    """


@command.command("plan")
@click.argument("city")
@as_json
def plan_(city: str, *, as_json: bool) -> None:
    """Say in sentences how long each layer of each activity of a city is kept, and why.

    CITY is a folder, or the name of a city that comes with Baken.

    \b
    Example:
      baken retention plan auckland
    """
    from baken.city.load import load
    from baken.governance.retention.model import Declaration
    from baken.governance.retention.plan import rules_of
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.places import find_city

    activities = load(find_city(city), ConnectorRegistry()).activities
    if as_json:
        click.echo(msgspec.json.encode([rule for a in activities for rule in rules_of(Declaration.of(a))]))
        return
    for activity in activities:
        for line in _sentences(activity):
            click.echo(line)


@command.command()
@click.argument("city")
@data_folder
@as_json
def run(city: str, data: Path | None, *, as_json: bool) -> None:
    """Delete now what is over its period, in a data folder that no node serves.

    A node does so by itself, when it starts and every hour. What was interrupted is finished first.

    \b
    Example:
      baken retention run auckland
    """
    from baken.service.places import default_data_folder, find_city
    from baken.service.retention import stopped_retention

    folder = find_city(city)
    with stopped_retention(folder, data or default_data_folder(folder.name)) as retention:
        report = retention.run()
    if as_json:
        click.echo(msgspec.json.encode(report))
    else:
        for stone in report.tombstones:
            where = f"{stone.store} {stone.place}".strip()
            click.echo(f"{stone.activity or 'no activity'}: {stone.rows:,} rows of {stone.layer} deleted from {where}.")
        for fault in report.faults:
            click.echo(f"Not done: {fault}")
        click.echo(f"{report.rows:,} rows deleted." if report.tombstones else "Nothing was due.")
    if report.faults:
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)


@command.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="Public key.  [default: keys/node.pub there]")
@as_json
def proofs(data: Path, key_file: Path | None, *, as_json: bool) -> None:
    """Check the proofs of deletion in a data folder, and list them.

    Needs nothing but the proofs and the public key of the node, so that anybody can check who has those.

    \b
    Example:
      baken retention proofs .
    """
    from baken.governance.log.node_key import public_key_of, read_public_key
    from baken.governance.retention.proofs import FILE, FOLDER, read, verify

    if not (data / FOLDER / FILE).is_file():
        click.echo("[]" if as_json else f"{data} has no proofs of deletion.")
        return
    faults = verify(data, read_public_key(key_file) if key_file else public_key_of(data))
    if as_json:
        click.echo(msgspec.json.encode({"proofs": [] if faults else list(read(data)), "faults": faults}))
    else:
        for line in (f"line {f.line}: {f.sentence}" for f in faults) if faults else map(_proof_line, read(data)):
            click.echo(line)
        click.echo(f"{len(faults)} fault(s)." if faults else "All proofs are as this node wrote them.")
    if faults:
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)


def _sentences(activity: ProcessingActivity) -> Iterator[str]:
    from baken.governance.retention.model import Declaration
    from baken.governance.retention.plan import rules_of
    from baken.governance.retention.sentences import sentence

    kept = [rule for rule in rules_of(Declaration.of(activity)) if rule.period is not None]
    yield f"{activity.name} ({activity.id}, version {activity.version})"
    for rule in kept:
        yield f"  {sentence(rule, activity.name)} {rule.reason}".rstrip()
    yield "  Nothing else of it is kept."


def _proof_line(proof: Proof) -> str:
    stone = proof.tombstone
    about = f", {stone.first:%Y-%m-%d} to {stone.last:%Y-%m-%d}" if stone.first and stone.last else ""
    where = f"{stone.store} {stone.place}".strip()
    return (
        f"{proof.sequence}. {stone.at:%Y-%m-%d %H:%M} UTC: {stone.rows:,} rows of {stone.layer} of "
        f"{stone.activity or 'no activity'} (version {stone.rule.version}){about}, from {where}"
    )
