# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken backtest``: what would have been foreseen of a city's past, and how good it would have been."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from baken.errors import BakenError
from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from datetime import datetime

    from baken.service.backtesting.outcome import Row
    from baken.service.backtesting.running import Asked

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_FAULTS: Final = 1
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_DAY: Final = click.DateTime(["%Y-%m-%d"])


class BacktestError(BakenError):
    """A backtest that cannot be made, and why."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Where from, how and whereto."""

    city: str
    data: Path | None
    cache: Path | None
    processes: int
    spark: str | None
    report: Path | None
    language: str


def _minutes(_context: click.Context, _option: click.Parameter, text: str) -> tuple[int, ...]:
    """Return minutes of the day."""
    found = [_TIME.fullmatch(part.strip()) for part in text.split(",")]
    if not all(found):
        raise click.BadParameter("Give times of the day, such as 06:00,14:00.")
    return tuple(sorted({int(each[1]) * 60 + int(each[2]) for each in found if each}))


def _names(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise click.BadParameter("Name at least one model.")
    return names


@click.command()
@click.argument("city", default="auckland")
@click.option(
    "--models", default="climatology-conformal,seasonal-naive", show_default=True, callback=_names,
    help="Which forecasters, with commas between; the reference always takes part.",
)  # fmt: skip
@click.option("--from", "first", type=_DAY, help="Day of the first origin.  [default: 92 days before the last]")
@click.option("--to", "last", type=_DAY, help="Day of the last origin.  [default: the last that can be scored]")
@click.option("--origins", default="06:00,14:00", show_default=True, callback=_minutes, help="Times of each day.")
@click.option("--leads", type=click.IntRange(1, 720), default=168, show_default=True, help="How many hours ahead.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Of all chance.")
@click.option("--report", type=_FILE, help="Write a page about it: one HTML file that needs nothing else.")
@click.option("--language", type=click.Choice(["en", "nl"]), default="en", show_default=True, help="Of the page.")
@click.option("--cache", type=_FOLDER, help="Keep finished months here.  [default: ~/.cache/baken/backtest]")
@click.option("--processes", type=click.IntRange(1, 256), default=1, show_default=True, help="Work side by side.")
@click.option("--spark", metavar="MASTER", help="Run on a Spark cluster, such as spark://host:7077 or local[4].")
@data_folder
@as_json
def command(
    city: str,
    models: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    origins: tuple[int, ...],
    leads: int,
    seed: int,
    report: Path | None,
    language: str,
    cache: Path | None,
    processes: int,
    spark: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Forecast the past of a city again, each time from only what was known then, and score it.

    CITY is a folder, or the name of a city that comes with Baken. Finished months are kept: when it was stopped it goes
    on where it was, and what has been made is not made again. Skill is beside the reference (hour-of-week
    climatology): above zero is better.

    \b
    Example:
      baken backtest auckland --models climatology-conformal --leads 24 --report report.html
    """
    from baken.service.backtesting.running import Asked as Wanted
    from baken.service.backtesting.running import require_models

    day = None if first is None else first.date()
    asked = Wanted(
        models=models, first=day, last=None if last is None else last.date(), origins=origins, leads_h=leads, seed=seed
    )
    require_models(asked.taking_part)
    _require_place(report, spark, processes)
    choice = _Choice(city, data, cache, processes, spark, report, language)
    rows, why_not = _run(choice, asked, quiet=as_json)
    if as_json:
        click.echo(msgspec.json.encode(rows))
    else:
        _print(rows)
    for name, why in why_not.items():
        click.echo(f"{name} could not be judged: {why}", err=True)
    if report is not None:
        click.echo(f"Written: {report}", err=True)
    if why_not:
        raise click.exceptions.Exit(_FAULTS)


def _require_place(report: Path | None, spark: str | None, processes: int) -> None:
    """Hold, before hours of work, that its result can be kept."""
    if spark is not None and processes != 1:
        raise click.UsageError("Give --spark or --processes, not both.")
    if report is None:
        return
    if not report.parent.is_dir():
        raise BacktestError(f"There is no folder {report.parent} for the page.", remedy="Make it first.")
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise BacktestError(
            "The page needs what is not installed (matplotlib).", remedy='Install it with pip install "baken[report]".'
        )


def _run(choice: _Choice, asked: Asked, *, quiet: bool) -> tuple[list[Row], dict[str, str]]:
    """Run it, write the page if one is wanted, and return the table and why models are not in it."""
    import numpy as np

    from baken.service.backtesting.history import city_history
    from baken.service.backtesting.outcome import outcomes, rows_of
    from baken.service.backtesting.running import backtest_of, default_cache, executor_of, run_all
    from baken.service.places import default_data_folder, find_city
    from baken.service.progress import progress_bar

    folder = find_city(choice.city)
    if not quiet:
        click.echo("Reading history …", err=True)
    city, history = city_history(folder, choice.data or default_data_folder(folder.name))
    backtest = backtest_of(city.id, history, asked, choice.cache or default_cache())
    with progress_bar("Forecasting again", hidden=quiet or not sys.stderr.isatty()) as progress:
        done = run_all(backtest, city.id, executor_of(choice.processes, choice.spark), progress)
    found = outcomes(backtest, history.panel, done)
    if choice.report is not None:
        from baken.service.backtesting.page import write_page

        write_page(choice.report, city, history, backtest, found, choice.language)
    rows = rows_of(found, history.panel, np.array(backtest.plan.lead_steps))
    return rows, {name: outcome.why_not for name, outcome in found.items() if outcome.why_not}


def _print(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("model", "ahead", box=None, pad_edge=False)
    for heading in ("MAE", "WQL", "skill", "in 80 %", "in 95 %", "bias", "lacking"):
        table.add_column(heading, justify="right")
    before = ""
    for row in rows:
        table.add_row(
            row.model if row.model != before else "",
            row.bucket,
            f"{row.mae:,.1f}",
            f"{row.wql:.4f}",
            f"{row.skill:+.1%}",
            f"{row.coverage80:.1%}",
            f"{row.coverage95:.1%}",
            f"{row.bias:+,.1f}",
            f"{row.lacking:,}",
        )
        before = row.model
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    console.print(table)
    click.echo("MAE and bias in persons per step; WQL without unit. Definitions: docs/3-forecast/backtest.md")
