# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How fast observations come in over HTTP, kept durably before each answer, against DuckDB alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np

from baken.bench import stores
from baken.bench.city_folder import write_city
from baken.bench.context import Context, Size
from baken.bench.load import LoadGenerator
from baken.bench.machine import peak_resident_mb
from baken.bench.model import Figure, Report, Target, at_least
from baken.bench.peers.peer import BAKEN_ROOT, Peer
from baken.bench.registry import Bench
from baken.bench.requests import batches_of_one, singles, texts
from baken.bench.server import BakenServer
from baken.bench.timing import duration_s, median_ms, percentile_ms
from baken.observation.methods.duckdb_sql import CREATE_TABLES

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from baken.bench.load_process import Job, Outcome

STREAMS: Final = 100
AREAS: Final = 20
BATCH_ROWS: Final = 1_000
BATCH_CONNECTIONS: Final = 16
SINGLE_CONNECTIONS: Final = 64
RAW_ROWS: Final = 10_000
LEAST_RATIO: Final = 0.15
LEAST_SINGLE_RATIO: Final = 1 / 800


@dataclass(frozen=True, slots=True)
class _Scale:
    """How much one round sends: batches of 1,000 rows per datastream, single posts, and rows appended directly."""

    rounds: int
    batches_per_stream: int
    singles_per_stream: int
    raw_rows: int


_SCALES: Final = {
    Size.FULL: _Scale(rounds=7, batches_per_stream=5, singles_per_stream=80, raw_rows=500_000),
    Size.QUICK: _Scale(rounds=3, batches_per_stream=3, singles_per_stream=50, raw_rows=300_000),
    Size.TINY: _Scale(rounds=1, batches_per_stream=1, singles_per_stream=1, raw_rows=20_000),
}


@dataclass(slots=True)
class _Rounds:
    """What each round found: rates in observations per second, latencies in seconds."""

    raw: list[float] = field(default_factory=list)
    raw_small: list[float] = field(default_factory=list)
    batches: list[float] = field(default_factory=list)
    singles: list[float] = field(default_factory=list)
    batch_latencies: list[float] = field(default_factory=list)
    single_latencies: list[float] = field(default_factory=list)


class _Raw:
    """DuckDB alone: the rows of one table appended from Arrow, each batch committed."""

    def __init__(self, file: Path, rng: np.random.Generator, rows: int) -> None:
        self._connection = duckdb.connect(str(file))
        self._connection.execute(CREATE_TABLES)
        values = stores.counts(rng, STREAMS, rows // STREAMS)
        zoned = stores.columns(1, values, start=stores.FIRST, step_s=1).to_arrow()
        # Times without zone, as the table has them: DuckDB has nothing to convert.
        self._rows: pa.Table = zoned.cast(self._connection.execute("FROM observation").to_arrow_table().schema)

    def rate(self, batch_rows: int) -> float:
        """Append every row, and return how many a second."""
        batches = [self._rows.slice(i, batch_rows) for i in range(0, len(self._rows), batch_rows)]
        return len(self._rows) / duration_s(lambda: self._append(batches))

    def close(self) -> None:
        self._connection.close()

    def _append(self, batches: list[pa.Table]) -> None:
        for batch in batches:
            self._connection.register("batch", batch)
            self._connection.execute("INSERT INTO observation SELECT * FROM batch")


class _Times:
    """Gives out phenomenon times that were not used before."""

    def __init__(self) -> None:
        self._next: datetime = stores.FIRST

    def take(self, moments: int) -> list[str]:
        taken = texts(self._next, moments, 1)
        self._next += timedelta(seconds=moments)
        return taken


def _measure(context: Context) -> Report:
    scale = _SCALES[context.size]
    rng = np.random.default_rng(context.seed)
    city = write_city(context.work / "city", areas=AREAS, streams=STREAMS)
    raw = _Raw(context.work / "raw.duckdb", rng, scale.raw_rows)
    rounds = _Rounds()
    with BakenServer(city, context.work / "data") as server, LoadGenerator() as load:
        peer = Peer.listed("Baken", server.port, BAKEN_ROOT, STREAMS, key=server.key)
        times = _Times()
        load.run(_batches(peer, times, rng, 1))
        load.run(_singles(peer, times, rng, 1))
        for number in range(scale.rounds):
            context.say(f"round {number + 1} of {scale.rounds}")
            _round(rounds, raw, load, peer, times, rng, scale)
        peak = peak_resident_mb(server.pid)
    raw.close()
    return Report(
        name=bench.name,
        title=bench.title,
        figures=_figures(rounds, peak),
        targets=_targets(rounds),
        left_out=_LEFT_OUT[context.size],
    )


def _round(
    rounds: _Rounds,
    raw: _Raw,
    load: LoadGenerator,
    peer: Peer,
    times: _Times,
    rng: np.random.Generator,
    scale: _Scale,
) -> None:
    """Measure everything once, close after each other, so that a busy machine slows all of it."""
    rounds.raw.append(raw.rate(RAW_ROWS))
    sent = _batches(peer, times, rng, scale.batches_per_stream)
    outcome = load.run(sent)
    rounds.batches.append(_rate(outcome, BATCH_ROWS))
    rounds.batch_latencies += outcome.latencies_s
    rounds.raw_small.append(raw.rate(BATCH_ROWS))
    outcome = load.run(_singles(peer, times, rng, scale.singles_per_stream))
    rounds.singles.append(_rate(outcome, 1))
    rounds.single_latencies += outcome.latencies_s


def _batches(peer: Peer, times: _Times, rng: np.random.Generator, per_stream: int) -> Job:
    moments = times.take(per_stream * BATCH_ROWS)
    return batches_of_one(peer, moments, rng, rows=BATCH_ROWS, connections=BATCH_CONNECTIONS)


def _singles(peer: Peer, times: _Times, rng: np.random.Generator, per_stream: int) -> Job:
    return singles(peer, times.take(per_stream), rng, connections=SINGLE_CONNECTIONS)


def _rate(outcome: Outcome, rows: int) -> float:
    return rows * len(outcome.latencies_s) / outcome.duration_s


def _figures(rounds: _Rounds, peak_mb: float | None) -> tuple[Figure, ...]:
    together = "load generator on the same processors"
    return (
        _rate_figure(
            "CreateObservations of 1,000 rows", rounds.batches, f"{BATCH_CONNECTIONS} connections, {together}"
        ),
        *_latencies("CreateObservations of 1,000 rows", rounds.batch_latencies),
        _rate_figure(
            "single POSTs", rounds.singles, f"{SINGLE_CONNECTIONS} connections, each waits for its own commit"
        ),
        *_latencies("single POST", rounds.single_latencies),
        _rate_figure("DuckDB alone, Arrow batches of 10,000", rounds.raw, "each batch committed"),
        _rate_figure("DuckDB alone, Arrow batches of 1,000", rounds.raw_small, "each batch committed"),
        Figure(
            name="CreateObservations to DuckDB alone, batches of 1,000 in both",
            value=_median_ratio(rounds.batches, rounds.raw_small),
        ),
        Figure(
            name="peak memory of the server",
            value=peak_mb,
            unit="MB",
            note="resident" if peak_mb is not None else "this system does not tell",
        ),
    )


def _rate_figure(name: str, rates: list[float], note: str) -> Figure:
    return Figure(name=name, value=float(np.median(rates)), unit="/s", note=f"median of {len(rates)} rounds; {note}")


def _latencies(name: str, seconds: list[float]) -> tuple[Figure, Figure]:
    return (
        Figure(name=f"{name}, p50", value=median_ms(seconds), unit="ms"),
        Figure(name=f"{name}, p99", value=percentile_ms(seconds, 99), unit="ms"),
    )


def _targets(rounds: _Rounds) -> tuple[Target, ...]:
    return (
        at_least(
            "CreateObservations to DuckDB alone",
            _median_ratio(rounds.batches, rounds.raw),
            LEAST_RATIO,
            note="batches of 1,000 over HTTP to Arrow batches of 10,000; median of the rounds' ratios",
        ),
        at_least(
            "single POSTs to DuckDB alone",
            _median_ratio(rounds.singles, rounds.raw),
            LEAST_SINGLE_RATIO,
            note="limit is 1/800",
        ),
    )


def _median_ratio(ours: list[float], raw: list[float]) -> float:
    return float(np.median(np.asarray(ours) / np.asarray(raw)))


_LEFT_OUT: Final = {
    Size.FULL: (),
    Size.QUICK: ("7 rounds; this run has 3 shorter ones.",),
    Size.TINY: ("Everything: this run only tries the bench out.",),
}

bench = Bench("ingest", "observations kept durably over HTTP, against DuckDB alone", _measure)
