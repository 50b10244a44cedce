# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""SensorThings over HTTP: what a city writes every minute and a map reads all day, and how much it takes on disk."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench import stores
from baken.bench.city_folder import write_city
from baken.bench.context import Context, Size
from baken.bench.load import LoadGenerator
from baken.bench.machine import folder_bytes
from baken.bench.model import Figure, Report, Target, at_least, at_most
from baken.bench.peers.django_comparison import NAME, DjangoPeer, django_with
from baken.bench.peers.django_server import why_absent
from baken.bench.peers.peer import BAKEN_ROOT, Peer
from baken.bench.registry import Bench
from baken.bench.requests import ALL_MINUTES, LATEST
from baken.bench.server import BakenServer
from baken.bench.side import STEP_S, TICK, Side, writes
from baken.service.places import observations_file

if TYPE_CHECKING:
    from pathlib import Path

STREAMS: Final = 100
AREAS: Final = 20
LATEST_MS: Final = 5.0
ALL_MINUTES_MS: Final = 15.0
MOST_BYTES: Final = 20.0
MOST_GROWTH: Final = 1.5
LEAST_TIMES: Final = 20.0
REPEAT_S: Final = 10.0
MAKE_S: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """How much is stored and asked.

    ``large_moments`` is of the store with which the reads are repeated, ``peer_*`` of the server that is compared with.
    """

    moments: int
    large_moments: int
    peer_moments: int
    rounds: int
    reads: int
    batches: int
    peer_reads: int
    peer_batches: int
    rows_read: int = 1_000


_SCALES: Final = {
    Size.FULL: _Scale(
        moments=10_000,
        large_moments=200_000,
        peer_moments=10_000,
        rounds=4,
        reads=40,
        batches=40,
        peer_reads=3,
        peer_batches=10,
    ),
    Size.QUICK: _Scale(
        moments=10_000,
        large_moments=200_000,
        peer_moments=2_000,
        rounds=1,
        reads=60,
        batches=40,
        peer_reads=1,
        peer_batches=5,
    ),
    Size.TINY: _Scale(
        moments=20,
        large_moments=40,
        peer_moments=20,
        rounds=1,
        reads=2,
        batches=1,
        peer_reads=1,
        peer_batches=1,
        rows_read=10,
    ),
}


@dataclass(slots=True)
class _Found:
    """What was measured; ``growth`` is the duration of each read with the large store to that with the small one."""

    ours: Side
    theirs: Side | None
    other: DjangoPeer | None
    absent: str
    fill_rate: float
    bytes_per_observation: float
    large: Side | None = None
    small: Side | None = None

    def growth(self, name: str) -> float | None:
        if self.large is None or self.small is None:
            return None
        return self.large.median_ms(name) / self.small.median_ms(name)

    def times_as_quick(self, name: str) -> float | None:
        return None if self.theirs is None else self.theirs.median_ms(name) / self.ours.median_ms(name)


def _measure(context: Context) -> Report:
    scale = _SCALES[context.size]
    city = write_city(context.work / "city", areas=AREAS, streams=STREAMS)
    data = context.work / "data"
    found = _compared(context, scale, city, data)
    large = stores.Recipe(STREAMS, scale.large_moments, STEP_S, context.seed)
    if context.has_time_for(REPEAT_S if stores.is_prepared(large, context) else REPEAT_S + MAKE_S):
        found.small, found.large = _repeated(context, scale, large, city, data)
    return Report(
        name=bench.name,
        title=bench.title,
        figures=tuple(_figures(found)),
        targets=tuple(_targets(found)),
        left_out=tuple(_left_out(found, scale)),
    )


def _compared(context: Context, scale: _Scale, city: Path, data: Path) -> _Found:
    """Fill both servers with the same and measure them in turns; Baken's is then closed and weighed."""
    rng = np.random.default_rng(context.seed)
    values = stores.counts(rng, STREAMS, scale.moments)
    absent = "this run only tries the bench out" if context.size is Size.TINY else why_absent()
    theirs: Side | None = None
    other: DjangoPeer | None = None
    with ExitStack() as stack:
        load = stack.enter_context(LoadGenerator())
        server = stack.enter_context(BakenServer(city, data))
        ours = Side.of(
            Peer.listed("Baken", server.port, BAKEN_ROOT, STREAMS, key=server.key), scale.moments, scale.rows_read
        )
        context.say(f"storing {values.size:,} observations over HTTP")
        fill_rate = ours.fill(load, values)
        if not absent:
            context.say(f"storing {scale.peer_moments * STREAMS:,} of them in {NAME}")
            other = stack.enter_context(django_with(values[: scale.peer_moments], start=stores.FIRST, step_s=STEP_S))
            theirs = Side.of(other.peer, scale.peer_moments, scale.rows_read)
        for number in range(scale.rounds):
            context.say(f"round {number + 1} of {scale.rounds}")
            _round(ours, theirs, load, rng, scale)
    return _Found(ours, theirs, other, absent, fill_rate, folder_bytes(data) / ours.written)


def _round(ours: Side, theirs: Side | None, load: LoadGenerator, rng: np.random.Generator, scale: _Scale) -> None:
    for number in range(len(ours.reads)):
        ours.read(load, number, scale.reads)
        if theirs is not None:
            theirs.read(load, number, scale.peer_reads)
    for (name, make), (_, make_fewer) in zip(writes(rng, scale.batches), writes(rng, scale.peer_batches), strict=True):
        ours.write(load, name, make)
        if theirs is not None:
            theirs.write(load, name, make_fewer)


def _repeated(context: Context, scale: _Scale, recipe: stores.Recipe, city: Path, data: Path) -> tuple[Side, Side]:
    """Ask the reads, in turns, of the store as it is and of a large one; each newly opened."""
    large_data = context.work / "large"
    stores.copied(recipe, context, observations_file(large_data))
    context.say(f"repeating the reads at {recipe.rows:,} observations")
    with LoadGenerator() as load, BakenServer(city, data) as one, BakenServer(city, large_data) as other:
        small = Side.of(
            Peer.listed("Baken", one.port, BAKEN_ROOT, STREAMS, key=one.key), scale.moments, scale.rows_read
        )
        large = Side.of(
            Peer.listed("Baken", other.port, BAKEN_ROOT, STREAMS, key=other.key), scale.large_moments, scale.rows_read
        )
        for _ in range(scale.rounds):
            for number in range(len(small.reads)):
                small.read(load, number, scale.reads)
                large.read(load, number, scale.reads)
    return small, large


def _figures(found: _Found) -> list[Figure]:
    figures = [
        Figure(name="stored over HTTP at the beginning", value=found.fill_rate, unit="/s", note="10 minutes a request")
    ]
    for side in (found.ours, found.theirs):
        if side is None:
            continue
        name = side.peer.name
        figures += [
            Figure(name=f"{what}: {name}", value=float(np.median(rates)), unit="/s", note="observations acknowledged")
            for what, rates in side.rates.items()
        ]
        figures += [
            Figure(name=f"{what}: {name}, median", value=side.median_ms(what), unit="ms") for what in side.latencies
        ]
    figures.append(Figure(name="on disk: Baken", value=found.bytes_per_observation, unit="B", note=_DISK_NOTE))
    if found.other is not None:
        value, note = found.other.bytes_per_observation, f"table and indexes, {found.other.database}"
        figures.append(Figure(name=f"on disk: {NAME}", value=value, unit="B", note=note))
    for side, size in ((found.small, "1 M"), (found.large, "20 M")):
        if side is not None:
            figures += [
                Figure(name=f"{n} at {size}, median", value=side.median_ms(n), unit="ms") for n in side.latencies
            ]
    return figures


def _targets(found: _Found) -> list[Target]:
    ours, reads = found.ours, [name for name, _ in found.ours.reads]
    tick = next(name for name in ours.rates if name.startswith(TICK))
    targets = [
        at_most(LATEST, ours.median_ms(LATEST), LATEST_MS, "ms"),
        at_most(ALL_MINUTES, ours.median_ms(ALL_MINUTES), ALL_MINUTES_MS, "ms"),
        at_most("on disk per observation", found.bytes_per_observation, MOST_BYTES, "B", note=_DISK_NOTE),
    ]
    reason = "no time in a quick run" if found.large is None else ""
    targets += [at_most(f"{n}, at 20 M to 1 M", found.growth(n), MOST_GROWTH, note=reason) for n in reads]
    targets += [
        at_least(f"{name}, times as quick as {NAME}", found.times_as_quick(name), LEAST_TIMES, note=found.absent)
        for name in (tick, *reads)
    ]
    return targets


def _left_out(found: _Found, scale: _Scale) -> list[str]:
    sentences = []
    if found.large is None:
        sentences.append("The reads repeated with 20,000,000 observations.")
    if found.absent:
        sentences.append(f"The comparison with {NAME}: {found.absent}.")
    elif scale.peer_moments < scale.moments:
        stored = f"{scale.peer_moments * STREAMS:,}"
        sentences.append(f"1,000,000 observations in {NAME}: here it has {stored}, which favours it.")
    return sentences


_DISK_NOTE: Final = "all files of the data folder, after closing"

bench = Bench("sensorthings", "what a city writes and a map reads, over SensorThings HTTP", _measure)
