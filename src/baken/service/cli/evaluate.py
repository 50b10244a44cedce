# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken evaluate``: the report after an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from baken.errors import BakenError
from baken.service.cli.options import as_json

if TYPE_CHECKING:
    from baken.evaluation.record import EventRecord
    from baken.service.evaluating.findings import Findings

LARGEST_SEED = 9_999
_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class EvaluationError(BakenError):
    """An event that cannot be evaluated, and why."""


@click.command()
@click.argument("record", type=_FILE, required=False)
@click.option("--city", help="A simulated city: a folder, or the name of one that comes with Baken.")
@click.option("--data", type=_FOLDER, help="The data folder of a node, which keeps the records of its events.")
@click.option(
    "--event",
    help="With --data: which event, otherwise the newest. With --city: an event of its calendar, which is played with "
    "and without one-way walking after it.",
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True, help="Of what is played.")
@click.option("--example", is_flag=True, help="Evaluate a made-up event instead of a record.")
@click.option("--report", type=_FILE, help="Write the report: one HTML file that needs nothing else.")
@click.option("--language", type=click.Choice(["en", "nl"]), default="en", show_default=True, help="Of the report.")
@click.option("--effects", type=_FILE, help="Write the effects as cities share them: JSON, without persons.")
@click.option("--write-record", "kept", type=_FILE, help="Write the record itself, for example that of the example.")
@as_json
def command(
    record: Path | None,
    city: str | None,
    data: Path | None,
    event: str | None,
    seed: int,
    report: Path | None,
    language: str,
    effects: Path | None,
    kept: Path | None,
    *,
    example: bool,
    as_json: bool,
) -> None:
    """Say what was foreseen, warned of and done at an event, and what it changed.

    RECORD is a file in which everything about an event is kept, each value with when it could be known. Nothing that
    became known after it was made is used. A node writes one for each event of its calendar, three hours after its end;
    --data reads it from there. An event of a simulated city can also be played, which takes a minute; then the true
    effect is known too.

    \b
    Example:
      baken evaluate --example --report report.html
      baken evaluate --city scheveningen --event fireworks-2026-08-14 --report report.html
    """
    from baken.evaluation.record import write_record
    from baken.service.evaluating.findings import findings

    given = sum((record is not None, example, city is not None, data is not None))
    if given != 1 or (city is not None and event is None) or (event is not None and city is None and data is None):
        raise click.UsageError("Give the file of a record, or --data, or --city with --event, or --example.")
    for path in (report, effects, kept):
        if path is not None and not path.parent.is_dir():
            raise EvaluationError(f"There is no folder {path.parent}.", remedy="Make it first.")
    read = _kept(data, event) if data is not None else _read(record, city, event, seed)
    if kept is not None:
        write_record(kept, read)
    found = findings(read)
    if report is not None:
        from baken.service.evaluating.page import write_report

        write_report(report, found, language)
    if effects is not None:
        from baken.evaluation.exchange import write_effects

        write_effects(effects, found.shared())
    click.echo(msgspec.json.encode(found.shared()) if as_json else _told(found, language))
    for path in (report, effects, kept):
        if path is not None:
            click.echo(f"Written: {path}", err=True)


def _kept(data: Path, event: str | None) -> EventRecord:
    from baken.service.evaluating.kept import kept_record

    return kept_record(data, event)


def _read(record: Path | None, city: str | None, event: str | None, seed: int) -> EventRecord:
    """Return the record that is asked for."""
    from baken.evaluation.record import read_record
    from baken.evaluation.specimen import specimen_record

    if record is not None:
        return read_record(record)
    if city is None or event is None:
        return specimen_record()
    from baken.city.load import load
    from baken.service.evaluating.simulated import simulated_record
    from baken.service.places import find_city

    return simulated_record(load(find_city(city)), event, seed=seed, say=lambda what: click.echo(f"{what} …", err=True))


def _told(found: Findings, language: str) -> str:
    """Return what was found, in a few lines."""
    from baken.service.evaluating.numbers import Writing
    from baken.service.evaluating.words import WORDS

    words, record = WORDS[language], found.record
    writing = Writing(language, record.time_zone)
    table = found.table
    lines = [
        f"{record.title if language == 'en' else record.title_nl}, {writing.moment(record.start_us)}",
        f"  {words.warned}: {table.hits:g} / {table.hits + table.misses:g}",
        f"  {words.false_alarms}: {table.false_alarms:g}",
    ]
    for one in found.effects:
        title = one.taken.title if language == "en" else one.taken.title_nl
        if one.told.is_told:
            ends = (writing.share(end, sign=True) for end in (one.told.relative_lower, one.told.relative_upper))
            lines.append(f"  {title}: {writing.share(one.told.relative, sign=True)} ({' … '.join(ends)})")
        else:
            reasons = " ".join(words.reasons[reason] for reason in one.told.why_not)
            lines.append(f"  {title}: {words.cannot_tell} {reasons}")
    return "\n".join(lines)
