# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The picture of a large city: how long an update of everything takes, and how much memory it holds."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.context import Context, Size
from baken.bench.machine import resident_mb
from baken.bench.model import Figure, Report, at_most
from baken.bench.registry import Bench, BenchError
from baken.bench.timing import duration_s, median_ms, percentile_ms
from baken.situation.scenario import bench_case

if TYPE_CHECKING:
    from baken.situation.model import Picture

DATASTREAMS: Final = 10_000
AREAS: Final = 500
LONGEST_RATIO: Final = 20.0
MOST_MB: Final = 300.0
_ROUNDS: Final = {Size.FULL: 501, Size.QUICK: 201, Size.TINY: 3}


class BusyCity:
    """A live picture of 500 walkways in which 20 sensors count every minute, at gates and who is inside."""

    def __init__(self, datastreams: int, areas: int, seed: int) -> None:
        self._case = bench_case(datastreams, areas, seed)
        self._round = 0
        self.next_minute()

    @property
    def sequence(self) -> int:
        """Return the sequence number of the picture."""
        return self._case.live.picture.sequence

    def next_minute(self) -> int:
        """Make new values for every datastream; return the present sequence."""
        self._round += 1
        self._times, self._values, self._now_us = self._case.round(self._round)
        return self.sequence

    def sum_by_area(self) -> object:
        """Sum the new values by area, as NumPy does it."""
        return np.bincount(self._case.area_of_row, self._values, self._case.areas)

    def update(self) -> Picture:
        """Take the new values of all datastreams into the picture."""
        return self._case.live.apply(self._case.stream_index, self._times, self._values, now_us=self._now_us)


def resident_after(step: str) -> float:
    """Return the memory in MB of a fresh process after a step: ``interpreter`` or ``picture``.

    Raises
    ------
    BenchError
        When the process ends badly.
    """
    program = f"from baken.bench.benches.picture import hold; hold({step!r})" if step != "interpreter" else _IDLE
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None  # noqa: S101 - they are pipes
        assert process.stdout is not None  # noqa: S101
        if process.stdout.readline().strip() != b"ready":
            raise BenchError("The process whose memory is measured ended badly.")
        held = resident_mb(process.pid)
        process.stdin.close()
    return held


def hold(step: str) -> None:
    """Build and update the picture, say so, and wait until standard input ends."""
    if step != "picture":
        raise BenchError(f"There is no step {step!r}.")
    city = BusyCity(DATASTREAMS, AREAS, seed=1)
    for _ in range(20):
        city.update()
        city.next_minute()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


_IDLE: Final = "import sys; print('ready', flush=True); sys.stdin.read()"


def _measure(context: Context) -> Report:
    city = BusyCity(DATASTREAMS, AREAS, context.seed)
    context.say("updating the picture")
    took: dict[str, list[float]] = {"picture": [], "sum": []}
    for _ in range(_ROUNDS[context.size]):
        before = city.next_minute()
        took["sum"].append(duration_s(city.sum_by_area))
        took["picture"].append(duration_s(city.update))
        if city.sequence == before:
            raise BenchError("The picture did not change.")
    context.say("measuring memory")
    interpreter, picture = resident_after("interpreter"), resident_after("picture")
    ratio = median_ms(took["picture"]) / median_ms(took["sum"])
    note = f"{DATASTREAMS:,} datastreams, {AREAS} areas, all values changed; {len(took['sum'])} times, in turns"
    figures = (
        Figure(name="picture updated, median", value=median_ms(took["picture"]), unit="ms", note=note),
        Figure(name="picture updated, p99", value=percentile_ms(took["picture"], 99), unit="ms"),
        Figure(
            name="NumPy sums the same values by area, median",
            value=median_ms(took["sum"]),
            unit="ms",
            note="np.bincount",
        ),
        Figure(name="memory of the interpreter", value=interpreter, unit="MB", note="fresh process, resident"),
        Figure(name="memory with the picture", value=picture, unit="MB", note="fresh process, after 20 updates"),
    )
    targets = (
        at_most("picture updated, to NumPy summing by area", ratio, LONGEST_RATIO),
        at_most("memory above the interpreter's", picture - interpreter, MOST_MB, "MB"),
    )
    return Report(name=bench.name, title=bench.title, figures=figures, targets=targets)


bench = Bench("picture", "a picture of 10,000 datastreams over 500 areas, all of them changed", _measure)
