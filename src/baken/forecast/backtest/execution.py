# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the work items of a backtest are run: here, in several processes, or by whoever can map a function."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from baken.forecast.backtest.engine import Done
    from baken.forecast.backtest.plan import WorkItem


class Executor(Protocol):
    """Maps a function over work items, which do not depend on each other. All of it can be pickled."""

    def map(self, run: Callable[[WorkItem], Done], items: Sequence[WorkItem]) -> Iterator[Done]:
        """Yield the results as they come, in any order."""
        ...


class Here:
    """One after the other, in this process."""

    def map(self, run: Callable[[WorkItem], Done], items: Sequence[WorkItem]) -> Iterator[Done]:
        """Yield the results in order."""
        yield from map(run, items)


class Processes:
    """In several processes of this machine.

    Parameters
    ----------
    number
        How many; None for one per processor. Libraries that use threads are told to keep to one each.
    """

    def __init__(self, number: int | None = None) -> None:
        self._number = number or os.cpu_count() or 1

    def map(self, run: Callable[[WorkItem], Done], items: Sequence[WorkItem]) -> Iterator[Done]:
        """Yield the results as they come."""
        if not items:
            return
        workers = min(self._number, len(items))
        with ProcessPoolExecutor(
            workers, mp_context=multiprocessing.get_context("spawn"), initializer=_one_thread
        ) as pool:
            for done in as_completed([pool.submit(run, item) for item in items]):
                yield done.result()


def _one_thread() -> None:
    os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
