# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run benches one after the other, telling a waiting person on standard error what is being done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from baken.bench.context import SEED, Size, opened
from baken.bench.machine import this_machine, versions
from baken.bench.model import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from rich.status import Status

    from baken.bench.context import Choice
    from baken.bench.registry import Bench


def run_benches(
    benches: Iterable[Bench],
    *,
    quick: bool = False,
    fresh: bool = False,
    cache: Path | None = None,
    choice: Choice | None = None,
    started_at: datetime,
) -> Run:
    """Return the run of some benches, in the order given."""
    machine = this_machine()
    size = Size.QUICK if quick else Size.FULL
    reports = []
    console = Console(stderr=True)
    with console.status("") as status:
        for bench in benches:
            with opened(size, cache=cache, fresh=fresh, say=_sayer(status, bench.name), choice=choice) as context:
                reports.append(bench.run(context))
            fresh = False
    return Run.of(tuple(reports), started_at=started_at, quick=quick, seed=SEED, machine=machine, versions=versions())


def _sayer(status: Status, name: str) -> Callable[[str], None]:
    return lambda text: status.update(f"{name}: {text}")
