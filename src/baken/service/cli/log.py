# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken log``: is what was logged still there as it was written, and what is in it?"""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from baken.errors import BakenError
from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from baken.governance.log.reading import LogQuery, Record
    from baken.governance.log.verification import Verification
    from baken.governance.log.verify import NotedAnchor

DATA: Final = click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
_LOGS: Final = ("processing", "security")
_BATCH: Final = 500


@click.group()
def command() -> None:
    """Verify, show and export what was logged.

    DATA is the data folder of a node. The node may go on meanwhile.

    \b
    Example:
      baken log verify ~/.local/share/baken/auckland
    """


@command.command()
@DATA
@click.option(
    "--anchor", "anchors", multiple=True, help="An anchor that you noted (baken log anchor): log:sequence:hash."
)
@click.option(
    "--public-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The node's public key as you keep it.  [default: DATA/keys/node.pub, which is as safe as DATA itself]",
)
@as_json
def verify(data: Path, anchors: tuple[str, ...], public_key: Path | None, *, as_json: bool) -> None:
    """Verify that the logs are what was written: nothing changed, removed, inserted, reordered or cut off.

    Exit code 0: they are; 1: they are not, with file, line and what is wrong.

    \b
    Example:
      baken log verify ~/.local/share/baken/auckland
    """
    from baken.governance.log import verify as verifying
    from baken.governance.log.node_key import public_key_of, read_public_key

    public = public_key_of(data) if public_key is None else read_public_key(public_key)
    noted = _noted(anchors)
    found, seconds = [], []
    for name in _LOGS:
        start = time.perf_counter()
        found.append(verifying.verify(data / "log" / name, public, noted=noted[name]))
        seconds.append(time.perf_counter() - start)
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        for verification, took in zip(found, seconds, strict=True):
            _print(verification, took)
    if not all(verification.is_intact for verification in found):
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)


@command.command()
@DATA
def anchor(data: Path) -> None:
    """Print how far the logs reach, to be noted outside the node: in a mail, a minute, another party's register.

    \b
    Example:
      baken log anchor ~/.local/share/baken/auckland
    """
    from baken.governance.log.anchor import is_confirmed, read_head
    from baken.governance.log.node_key import public_key_of
    from baken.vocabulary.time import format_us

    public = public_key_of(data)
    for name in _LOGS:
        try:
            head = read_head(data / "log" / name)
        except ValueError:
            head = None
        if head is None or not is_confirmed(public, head):
            raise BakenError(f"The log {name} has no anchor of this node.", remedy=f"See: baken log verify {data}")
        said = head.anchored
        click.echo(f"{name}:{said.sequence}:{said.hash}  {format_us(said.at * 1000)}  key {head.key}")


def _choice(function: Any) -> Any:
    """Add the options that choose records."""
    options = (
        click.option("--from", "start", help="Start (ISO 8601 with zone), of when it ended."),
        click.option("--to", "end", help="End, exclusive (ISO 8601 with zone)."),
        click.option("--activity", help="Only of this processing activity: its id, or its URI."),
        click.option("--trace", help="Only of this trace: 32 hexadecimal digits."),
        click.option("--log", "name", type=click.Choice(_LOGS), default="processing", show_default=True),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command()
@DATA
@_choice
@click.option("--limit", type=click.IntRange(1), help="Stop after so many.")
@as_json
def show(data: Path, limit: int | None, *, as_json: bool, **choice: str | None) -> None:
    """Show what was logged, oldest first.

    \b
    Example:
      baken log show ~/.local/share/baken/auckland --from 2026-11-21T00:00:00Z --activity pedestrian-counting
    """
    write = _write_json if as_json else _write_text
    for record in islice(_records(data, choice), limit):
        write(record)


@command.command()
@DATA
@_choice
@click.option(
    "--format",
    "form",
    type=click.Choice(("ldv", "otlp")),
    default="ldv",
    show_default=True,
    help="JSON lines: records of Logboek Dataverwerkingen, or OTLP export requests.",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="File to write.")
def export(data: Path, form: str, output: Path | None, **choice: str | None) -> None:
    """Export what was logged as JSON lines, oldest first.

    \b
    Example:
      baken log export ~/.local/share/baken/auckland --format otlp --output spans.jsonl
    """
    if form == "otlp" and choice["name"] != "processing":
        raise click.UsageError("Only processing records are spans.")
    lines = _as_otlp(_records(data, choice)) if form == "otlp" else _as_ldv(_records(data, choice))
    number = 0
    with click.open_file(str(output or "-"), "wb") as stream:
        for line, records in lines:
            stream.write(line + b"\n")
            number += records
    click.echo(f"{number} records", err=True)


def _noted(anchors: tuple[str, ...]) -> dict[str, list[NotedAnchor]]:
    """Return the noted anchors of each log; one without the name of a log is of the processing log."""
    from baken.governance.log.verify import NotedAnchor

    noted: dict[str, list[NotedAnchor]] = {name: [] for name in _LOGS}
    for text in anchors:
        name, colon, rest = text.partition(":")
        known = bool(colon) and name in noted
        noted[name if known else "processing"].append(NotedAnchor.parse(rest if known else text))
    return noted


def _print(found: Verification, seconds: float) -> None:
    size = found.bytes / 1e6
    rate = f", {size / seconds:,.0f} MB/s" if size >= 1 else ""
    verdict = "intact" if found.is_intact else f"NOT INTACT, {len(found.faults)} fault(s)"
    click.echo(
        f"{found.log}: {verdict}; {found.records:,} records in {found.files} file(s), {found.anchors} signatures "
        f"of {found.key}{rate}"
    )
    for fault in found.faults:
        click.echo(f"  {fault}")
    for note in found.notes:
        click.echo(f"  note: {note}")
    click.echo(f"  reaches {found.log}:{found.sequence}:{found.hash}")


def _records(data: Path, choice: dict[str, str | None]) -> Iterator[Record]:
    from baken.governance.log.reading import oldest

    return oldest(data / "log" / str(choice["name"]), _query(choice))


def _query(choice: dict[str, str | None]) -> LogQuery:
    from baken.governance.log.reading import LogQuery
    from baken.vocabulary.time import parse_instant, to_us

    start, end = (None if (t := choice[k]) is None else to_us(parse_instant(t)) // 1000 for k in ("start", "end"))
    activity, trace = choice["activity"], choice["trace"]
    return LogQuery(start=start, end=end, contains=(trace or activity or "").encode(), fits=_fits(activity, trace))


def _fits(activity: str | None, trace: str | None) -> Callable[[Record], bool]:
    def fits(record: Record) -> bool:
        of = record.get("attributes", {}).get("dpl.core.processing_activity_id", record.get("activity", ""))
        right_activity = activity is None or activity in (of, *of.split(":"))
        return right_activity and (trace is None or record.get("trace_id") == trace)

    return fits


def _write_json(record: Record) -> None:
    click.echo(msgspec.json.encode(record))


def _write_text(record: Record) -> None:
    from baken.vocabulary.time import format_us

    if "event" in record:
        rest = {k: v for k, v in record.items() if k not in ("sequence", "entry", "event", "at", "hash", "trace_id")}
        said = "  ".join(f"{k}={v}" for k, v in rest.items())
        click.echo(f"{format_us(record['at'] * 1000)}  {record['event']}  {said}")
        return
    attributes = record["attributes"]
    of = attributes.get("dpl.core.processing_activity_id", "")
    who = " ".join(attributes[k] for k in ("baken.principal", "baken.role", "baken.party") if k in attributes)
    rows = f"  {attributes['baken.rows']} rows" if "baken.rows" in attributes else ""
    click.echo(
        f"{format_us(record['end_time'] * 1000)}  {record['status']:<5}  {record['name']}{rows}  {of}  {who}  "
        f"trace {record['trace_id']}"
    )


def _as_ldv(records: Iterator[Record]) -> Iterator[tuple[bytes, int]]:
    for record in records:
        yield msgspec.json.encode({k: v for k, v in record.items() if k not in ("sequence", "entry", "hash")}), 1


def _as_otlp(records: Iterator[Record]) -> Iterator[tuple[bytes, int]]:
    from baken.governance.log.otlp_json import export_request

    while batch := list(islice(records, _BATCH)):
        yield msgspec.json.encode(export_request(batch)), len(batch)
