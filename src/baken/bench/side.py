# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One server of a comparison: what it is asked, and what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from baken.bench import requests, stores
from baken.bench.timing import median_ms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    import numpy as np

    from baken.bench.load import LoadGenerator
    from baken.bench.load_process import Job
    from baken.bench.peers.peer import Peer
    from baken.observation.columns import Float64

STEP_S: Final = 60
MINUTES: Final = 10
TICK: Final = "city tick"


@dataclass(slots=True)
class Side:
    """A server with its reads, and its latencies in seconds and rates in observations per second, by name."""

    peer: Peer
    reads: tuple[tuple[str, Job], ...]
    unused: Iterator[datetime]
    written: int = 0
    latencies: dict[str, list[float]] = field(default_factory=dict)
    rates: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, peer: Peer, moments: int, rows_read: int) -> Self:
        """Return a side that holds so many moments; the reads look in the middle of them."""
        middle = stores.FIRST + timedelta(seconds=moments // 2 * STEP_S)
        range_end, minutes_end = middle + timedelta(seconds=rows_read * STEP_S), middle + timedelta(minutes=MINUTES)
        reads = tuple(requests.reads(peer, middle, range_end, minutes_end, rows_read))
        return cls(peer, reads, _unused(stores.FIRST + timedelta(seconds=moments * STEP_S)))

    def fill(self, load: LoadGenerator, values: Float64) -> float:
        """Store values of shape (moments, datastreams) over HTTP; return how many a second."""
        part, duration_s = 1_000, 0.0
        for first in range(0, len(values), part):
            rows = values[first : first + part]
            times = requests.texts(stores.FIRST + timedelta(seconds=first * STEP_S), len(rows), STEP_S)
            job = requests.batches_of_all(self.peer, times, rows, moments=min(MINUTES, len(rows)), connections=4)
            duration_s += load.run(job).duration_s
        self.written += values.size
        return values.size / duration_s

    def read(self, load: LoadGenerator, number: int, times: int) -> None:
        """Ask the same several times; the first answer warms caches and does not count."""
        name, job = self.reads[number]
        outcome = load.run(requests.repeated(job, times + 1))
        self.latencies.setdefault(name, []).extend(outcome.latencies_s[1:])

    def write(self, load: LoadGenerator, name: str, make: Callable[[Peer, datetime], Job]) -> None:
        """Send writes, and note how many observations a second were acknowledged."""
        job = make(self.peer, next(self.unused))
        rows = max(1, job.count) * len(job.requests)
        outcome = load.run(job)
        self.written += rows
        self.latencies.setdefault(name, []).extend(outcome.latencies_s)
        self.rates.setdefault(name, []).append(rows / outcome.duration_s)

    def median_ms(self, name: str) -> float:
        """Return the median latency of a read or write."""
        return median_ms(self.latencies[name])


def writes(rng: np.random.Generator, batches: int) -> Iterator[tuple[str, Callable[[Peer, datetime], Job]]]:
    """Yield the ways to write, each with what makes its requests for a server from a moment on."""

    def tick(peer: Peer, start: datetime) -> Job:
        values = stores.counts(rng, len(peer.ids), batches)
        return requests.batches_of_all(peer, requests.texts(start, batches, STEP_S), values, moments=1)

    def posts(connections: int) -> Callable[[Peer, datetime], Job]:
        moments = max(1, batches // 10)
        return lambda peer, start: requests.singles(
            peer, requests.texts(start, moments, STEP_S), rng, connections=connections
        )

    def rows_of_one(rows: int) -> Callable[[Peer, datetime], Job]:
        return lambda peer, start: requests.first_requests(
            requests.batches_of_one(peer, requests.texts(start, rows, 1), rng, rows=rows), batches
        )

    yield f"{TICK}: CreateObservations of all datastreams x 1 row", tick
    yield "POST of one observation, 1 connection", posts(1)
    yield "POST of one observation, 16 connections", posts(16)
    yield "CreateObservations of 100 rows of one datastream", rows_of_one(100)
    yield "CreateObservations of 1,000 rows of one datastream", rows_of_one(1_000)


def _unused(start: datetime) -> Iterator[datetime]:
    """Yield moments from which on nothing is stored, a day apart."""
    while True:
        yield start
        start += timedelta(days=1)
