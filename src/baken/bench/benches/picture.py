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
from baken.observation.stream import Stream
from baken.situation.estimator import StationaryEstimator
from baken.situation.links import Topology
from baken.situation.picture import LivePicture
from baken.vocabulary.place import Area, AreaKind
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.situation.model import Picture

DATASTREAMS: Final = 10_000
AREAS: Final = 500
LONGEST_RATIO: Final = 20.0
MOST_MB: Final = 300.0
_MINUTE_US: Final = 60_000_000
_ROUNDS: Final = {Size.FULL: 501, Size.QUICK: 201, Size.TINY: 3}


class BusyCity:
    """A live picture of 500 squares, in each of which 20 counters count every minute."""

    def __init__(self, datastreams: int, areas: int, seed: int) -> None:
        places = [
            Area(id=f"square-{i}", name=f"Square {i}", kind=AreaKind.SQUARE, usable_area_m2=1000.0, polygon=())
            for i in range(areas)
        ]
        streams = [
            Stream(
                id=f"counter-{i}",
                name=f"Counter {i}",
                connector="csv_counts",
                provider_id=str(i),
                quantity=Quantity.PERSONS_PRESENT,
                area_id=f"square-{i % areas}",
                interval_s=60,
                stale_after_s=180,
                relative_error=0.1,
            )
            for i in range(datastreams)
        ]
        self._live = LivePicture(StationaryEstimator(Topology.of(places, [], streams)))
        # Sensors do not report in the order in which they are declared.
        self.streams = np.random.default_rng(seed).permutation(datastreams)
        self.area_of = self.streams % areas
        self._areas = areas
        self._rng = np.random.default_rng(seed)
        self._now_us = 0
        self.next_minute()

    @property
    def sequence(self) -> int:
        """Return the sequence number of the picture."""
        return self._live.picture.sequence

    def next_minute(self) -> int:
        """Make new values for every datastream, all of them other than before; return the present sequence."""
        self._now_us += _MINUTE_US
        self.values = self._rng.poisson(40.0, len(self.streams)) + self._now_us / _MINUTE_US % 2 / 2
        self._times = np.full(len(self.streams), self._now_us - _MINUTE_US)
        return self.sequence

    def sum_by_area(self) -> object:
        """Sum the new values by area, as NumPy does it."""
        return np.bincount(self.area_of, self.values, self._areas)

    def update(self) -> Picture:
        """Take the new values of all datastreams into the picture."""
        return self._live.apply(self.streams, self._times, self.values, now_us=self._now_us)


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
