# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken bench``: does this machine reach what is promised?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from baken.bench.registry import BenchError, find, names

if TYPE_CHECKING:
    from rich.console import Console

    from baken.bench.context import Choice
    from baken.bench.model import Run
    from baken.bench.registry import Bench

EXIT_DOES_NOT_HOLD = 1
_WIDTH_IN_A_FILE = 120
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(epilog=f"NAME is one of: {', '.join(names())}, all.")
@click.argument("name")
@click.option("--quick", is_flag=True, help="Answer within 50 seconds a bench, and say what was left out.")
@click.option("--fresh", is_flag=True, help="Make the large stores anew instead of taking them from the cache.")
@click.option("--scenario", "scenarios", multiple=True, help="Of fusion: only this scenario; may be repeated.")
@click.option("--seeds", help="Of fusion: these seeds, such as 0-19 or 3,7, in place of those that are published.")
@click.option("--models", help="Of forecast: only these, such as climatology,how_mean4.")
@click.option("--report", type=_FOLDER, help="Of fusion and forecast: write it with plots into this folder.")
@click.option("--cache", type=_FOLDER, help="Keep here what takes long to make, instead of in your cache folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of a table.")
def command(
    name: str,
    *,
    quick: bool,
    fresh: bool,
    scenarios: tuple[str, ...],
    seeds: str | None,
    models: str | None,
    report: Path | None,
    cache: Path | None,
    as_json: bool,
) -> None:
    """Measure this machine against what is promised; exit status 1 when a target does not hold.

    Everything that is compared is measured in the same run, so that read ratios before absolute figures.

    \b
    Examples:
      baken bench query --quick
      baken bench all --json > figures.json
      baken bench fusion --scenario warm-sunday --seeds 0-3 --report results
      baken bench forecast --models ensemble-conformal,how_mean4
    """
    chosen = names() if name == "all" else (name,)
    try:
        benches = [find(one) for one in chosen]
    except BenchError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from error
    from baken.bench.context import Choice
    from baken.bench.run import run_benches

    choice = Choice(scenarios, _seeds(seeds), tuple(filter(None, (models or "").split(","))), report)
    _refuse_strange(choice, benches)
    run = run_benches(benches, quick=quick, fresh=fresh, cache=cache, choice=choice, started_at=datetime.now(UTC))
    _print(run, as_json=as_json)
    if not run.holds:
        raise click.exceptions.Exit(EXIT_DOES_NOT_HOLD)


def _refuse_strange(choice: Choice, benches: list[Bench]) -> None:
    """Refuse a choice that a bench does not have."""
    for what in sorted(choice.chosen):
        if not all(what in bench.choices for bench in benches):
            have = ", ".join(name for name in names() if what in find(name).choices)
            raise click.BadParameter(f"{what.capitalize()} can be chosen only for: {have}.", param_hint="NAME")


def _seeds(text: str | None) -> tuple[int, ...]:
    """Return the seeds that ``0-19`` or ``3,7`` names."""
    found: list[int] = []
    for part in filter(None, (text or "").split(",")):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise click.BadParameter(f"{part!r} is no seed.", param_hint="--seeds")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _print(run: Run, *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(run)))
        return

    from baken.bench.table import show

    show(run, _console())


def _console() -> Console:
    """Return where tables go; wide enough for them also when it is a file or a pipe."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_IN_A_FILE)
