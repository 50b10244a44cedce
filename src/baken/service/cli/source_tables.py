# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How ``baken source`` shows what it found, at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from baken.plugin.manifest import Manifest
    from baken.service.sources.trial_report import Row, TrialReport

_WIDTH_IN_A_FILE = 120


def show_list(manifests: list[Manifest]) -> None:
    """Show one line per connector."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("connector", "delivers", "provider", "observes", "grade"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "connector")
    for manifest in manifests:
        observes = ", ".join(entry.quantity.value.replace("_", " ") for entry in manifest.observes)
        provider = escape(manifest.provider.name)
        table.add_row(f"[bold]{manifest.id}[/]", escape(manifest.title), provider, observes, manifest.grade.value)
    console = _console()
    console.print(table)
    console.print("\n[dim]See what one delivers:[/] baken source try CONNECTOR", highlight=False)


def show_trial(report: TrialReport) -> None:
    """Show what came, what was left out, and what to do next."""
    console = _console()
    where = f", {escape(report.where)}" if report.where else ""
    console.print(
        f"[bold]{escape(report.title)}[/]  {escape(report.provider)} · {escape(report.licence)}", highlight=False
    )
    console.print(
        f"[dim]{escape(report.endpoint or 'file')}{where}: {_amount(report)}. Nothing is stored.[/]\n", highlight=False
    )
    if report.first:
        console.print(_values(report))
        more = report.series - len(report.first)
        if more > 0:
            console.print(f"[dim]… and {more:,} more series; narrow them with --series TEXT.[/]", highlight=False)
    for sentence in report.refused[:3]:
        console.print(Text.assemble(("\nNot understood: ", "bold red"), sentence))
    if report.skipped:
        console.print()
        console.print(_skipped(report))
    _show_next(console, report)


def _values(report: TrialReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("series", overflow="fold")
    table.add_column("name at the provider", overflow="fold")
    table.add_column("quantity")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column(f"when ({report.zone})", no_wrap=True)
    if report.is_in_a_city:
        table.add_column("stream", overflow="fold")
    zone = ZoneInfo(report.zone)
    for row in report.first:
        cells = [
            escape(row.name),
            escape(row.provider_id),
            row.quantity.replace("_", " "),
            _value(row),
            _when(row, zone),
        ]
        if report.is_in_a_city:
            cells.append(f"[green]{escape(row.stream_id)}[/]" if row.stream_id else "[yellow]not declared[/]")
        table.add_row(*cells)
    return table


def _value(row: Row) -> str:
    if row.result is None:
        return "[dim]no value[/]"
    figure = f"{row.result:,.0f}" if row.result == int(row.result) and abs(row.result) < 1e15 else f"{row.result:,.4g}"
    return f"[bold]{figure}[/] {escape(row.unit_symbol)}".rstrip()


def _when(row: Row, zone: ZoneInfo) -> str:
    start, end = row.phenomenon_time.astimezone(zone), row.phenomenon_time_end.astimezone(zone)
    if start == end:
        return _moment(start)
    return f"{_moment(start)}-{end:%H:%M}" if start.date() == end.date() else f"{_moment(start)} to {_moment(end)}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"


def _skipped(report: TrialReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", title_justify="left")
    table.add_column("skipped", justify="right")
    table.add_column("because", overflow="fold")
    table.add_column("for example", overflow="fold")
    for entry in report.skipped[:20]:
        table.add_row(f"{entry.count:,}", escape(entry.reason), escape("; ".join(entry.examples)))
    return table


def _show_next(console: Console, report: TrialReport) -> None:
    if not report.first:
        console.print("\n[yellow]No value came that could be used.[/]")
        return
    if report.is_in_a_city and not report.activity:
        console.print(
            f"\n[yellow]No processing activity of this city covers {report.connector}[/]: without one nothing of it "
            f"comes in. Begin with its template: baken source activity {report.connector}",
            highlight=False,
        )
    if report.blocks:
        console.print("\n[dim]Paste into streams.toml, and do what is marked:[/]\n")
        for block in report.blocks:
            console.print(block, markup=False, highlight=False, soft_wrap=True)
    elif report.is_in_a_city:
        console.print("\n[green]streams.toml declares every series of it.[/]")


def _amount(report: TrialReport) -> str:
    size = f"{report.bytes / 1e6:,.1f} MB" if report.bytes > 1_000_000 else f"{report.bytes:,} bytes"
    parts = [f"{report.deliveries:,} messages"] if report.deliveries > 1 else []
    parts += [size] if report.bytes else []
    return ", ".join([*parts, f"{report.series:,} series", f"{report.rows:,} values"])


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_IN_A_FILE)
