# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a backtest costs: seconds to learn and to issue, and memory."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_PEAK: Final = Path("/proc/self/status")
_RESET: Final = Path("/proc/self/clear_refs")
_RESET_PEAK: Final = "5"


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one thing cost.

    Attributes
    ----------
    wall_s
        Seconds on the clock; other work on the machine makes them more.
    processor_s
        Seconds of processors, threads together.
    peak_mb
        The most memory that the process held meanwhile, in MB of 2**20 bytes; None where the system does not tell.
    """

    wall_s: float
    processor_s: float
    peak_mb: float | None = None

    @property
    def work_s(self) -> float:
        """Return what it takes at most on a machine that does nothing else.

        Not more than the clock showed, and, for what computes and hardly waits, not more than processors worked.

        Examples
        --------
        >>> Cost(wall_s=60.0, processor_s=25.0).work_s, Cost(wall_s=30.0, processor_s=55.0).work_s
        (25.0, 30.0)
        """
        return min(self.wall_s, self.processor_s)


class Spent:
    """Filled when a block that is measured has ended."""

    cost: Cost = Cost(wall_s=float("nan"), processor_s=float("nan"))


@contextmanager
def measured() -> Iterator[Spent]:
    """Measure what a block costs.

    Examples
    --------
    >>> with measured() as spent:
    ...     _ = sum(range(1000))
    >>> spent.cost.wall_s >= 0
    True
    """
    spent = Spent()
    forget_peak()
    wall, processor = time.perf_counter(), time.process_time()
    try:
        yield spent
    finally:
        spent.cost = Cost(
            wall_s=time.perf_counter() - wall, processor_s=time.process_time() - processor, peak_mb=peak_mb()
        )


def peak_mb() -> float | None:
    """Return the most memory that this process held since :func:`forget_peak`, or ever; None where nobody tells."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", _PEAK.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) / 1024 if found else None


def forget_peak() -> None:
    """Begin anew with the peak of memory, where the system allows it."""
    try:
        _RESET.write_text(_RESET_PEAK)
    except OSError:
        return
