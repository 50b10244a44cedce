# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A run as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from baken.bench.model import Report, Run, Target

_VERDICT: Final = {
    True: Text("holds", "green"),
    False: Text("does NOT hold", "bold red"),
    None: Text("not measured", "yellow"),
}
_SMALL: Final = 0.1


def show(run: Run, console: Console) -> None:
    """Print a run."""
    for report in run.reports:
        console.print(_report(report), "")
    machine = run.machine
    console.print(
        f"{machine.processor}, {machine.cores} cores, {machine.memory_mb / 1024:.0f} GB, {machine.system}, "
        f"load {machine.load_average:.1f} at the start; seed {run.seed}{'; quick' if run.quick else ''}",
        style="dim",
    )
    console.print(", ".join(f"{name} {version}" for name, version in run.versions.items()), style="dim")


def amount(value: float | None, unit: str = "") -> str:
    """Return a number with three or more significant digits and its unit.

    Examples
    --------
    >>> amount(381234.0, "/s"), amount(0.15234), amount(12.3456, "ms"), amount(None)
    ('381,234/s', '0.152', '12.3 ms', '-')
    """
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    text = f"{value:.3g}" if value and abs(value) < _SMALL else f"{value:,.{digits}f}"
    return text + ("" if not unit else unit if unit.startswith("/") else f" {unit}")


def _report(report: Report) -> Group:
    parts: list[Table | Text] = [Text(f"baken bench {report.name}: {report.title}", "bold"), _figures(report)]
    if report.targets:
        parts.append(_targets(report.targets))
    parts += [Text(f"Left out: {sentence}", "yellow") for sentence in report.left_out]
    parts.append(Text(f"took {report.duration_s:.1f} s", "dim"))
    return Group(*parts)


def _figures(report: Report) -> Table:
    table = Table("figure", "value", "how", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for figure in report.figures:
        table.add_row(Text(figure.name), amount(figure.value, figure.unit), Text(figure.note, "dim"))
    return table


def _targets(targets: tuple[Target, ...]) -> Table:
    table = Table("target", "value", "limit", "verdict", "", title_justify="left")
    for target in targets:
        limit = f"{target.bound} {amount(target.limit, target.unit)}"
        verdict = _VERDICT[target.holds]
        table.add_row(Text(target.name), amount(target.value, target.unit), limit, verdict, Text(target.note, "dim"))
    return table
