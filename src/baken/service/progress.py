# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Progress: a bar with an estimate of the time left, on the error stream so that output stays data."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress_bar(title: str, *, hidden: bool = False) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar while a block runs; call what it gives with rows done and rows in all (None: not known)."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=hidden, transient=False) as shown:
        task = shown.add_task(title, total=None)

        def advance(done: int, total: int | None) -> None:
            shown.update(task, completed=done, total=total)

        yield advance
