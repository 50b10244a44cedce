# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What logging costs: one record, one security event, a verification, and taking observations in over HTTP.

The server without a log is one that this bench takes the writing out of, in its own process; there is no setting for
it, because a node that does not log must not exist.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench import stores
from baken.bench.city_folder import write_city
from baken.bench.context import Size
from baken.bench.load import LoadGenerator
from baken.bench.model import Figure, Target, at_least, at_most
from baken.bench.peers.peer import BAKEN_ROOT, Peer
from baken.bench.requests import batches_of_one, singles, texts
from baken.bench.server import BakenServer
from baken.bench.timing import take_turns
from baken.governance.lists import Action, Layer, Role
from baken.governance.log.entry import EntryKind
from baken.governance.log.processing_log import ProcessingLog
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind, SecurityLog
from baken.governance.log.trace import Trace
from baken.governance.log.verify import verify
from baken.governance.model import Principal, PrincipalKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.bench.context import Context

LEAST_RATIO: Final = 0.8
MOST_RECORD_US: Final = 25.0
STREAMS: Final = 20
BATCH_ROWS: Final = 1_000
BATCH_CONNECTIONS: Final = 16
SINGLE_CONNECTIONS: Final = 64

_WITHOUT_LOG: Final = """
from baken.governance.log.processing_log import ProcessingLog
ProcessingLog.write_request = lambda *_, **__: None
from baken.service.cli import main
main()
"""
_URI: Final = "urn:baken:processing-activity:city:pedestrian-counting:1"
_WHO: Final = Principal(id="a", kind=PrincipalKind.PERSON, roles=frozenset({Role.ANALYST}), party="municipality")
_HEADERS: Final = [
    (b"host", b"localhost"),
    (b"accept", b"application/json"),
    (b"traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    (b"content-type", b"application/json"),
]


@dataclass(frozen=True, slots=True)
class LogMeasured:
    """What was found about logging, to be shown among what else was measured."""

    figures: tuple[Figure, ...]
    targets: tuple[Target, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    rounds: int
    records: int
    verified: int
    moments: int


_SCALES: Final = {
    Size.FULL: _Scale(rounds=121, records=20_000, verified=1_000_000, moments=20),
    Size.QUICK: _Scale(rounds=41, records=10_000, verified=200_000, moments=20),
    Size.TINY: _Scale(rounds=1, records=10, verified=100, moments=1),
}


def measure_log(context: Context) -> LogMeasured:
    """Measure what logging costs."""
    scale = _SCALES[context.size]
    written, record_us = _writing(context, scale)
    verified = _verifying(context, scale)
    ratios, taken = _taking_in(context, scale)
    left_out = {
        Size.FULL: (),
        Size.QUICK: ("121 rounds over HTTP and a log of 1,000,000 records; this run has 41 and 200,000.",),
        Size.TINY: ("Logging: this run only tries the bench out.",),
    }
    return LogMeasured(
        figures=(*written, verified, *taken),
        targets=(
            *(
                at_least(f"{name}: logged to not logged", ratio, LEAST_RATIO, note="median of the rounds' ratios")
                for name, ratio in ratios.items()
            ),
            at_most("one processing record", record_us, MOST_RECORD_US, "us", note="built, chained and written"),
        ),
        left_out=left_out[context.size],
    )


def _writing(context: Context, scale: _Scale) -> tuple[tuple[Figure, ...], float]:
    """Return what one record and one event cost."""
    context.say("records and events")
    folder, number = context.work / "writing", scale.records
    with ProcessingLog.open(folder) as log, SecurityLog.open(folder) as security:
        trace = Trace.new()

        def record() -> None:
            log.write_request(
                trace, "read observations", (_URI,), principal=_WHO, start_time=1_795_262_400_000,
                action=Action.READ, layer=Layer.OBSERVATIONS, rows=240,
            )  # fmt: skip

        def event() -> None:
            security.write(SecurityEvent(kind=SecurityEventKind.SIGNED_IN, principal=_WHO))

        def refusal() -> None:
            security.write(SecurityEvent(kind=SecurityEventKind.REFUSED, principal=_WHO, activity="a"))

        took = take_turns(
            {
                "processing record": _times(record, number),
                "security event": _times(event, number // 10),
                "refusal in a storm": _times(refusal, number),
                "trace context of a request": _times(lambda: Trace.of(_HEADERS), number),
            },
            rounds=min(9, max(3, scale.rounds)),
        )
    each = {name: number // 10 if name == "security event" else number for name in took}
    us = {name: float(np.median(seconds)) / each[name] * 1e6 for name, seconds in took.items()}
    notes = {
        "processing record": "in the file, chained, when the call returns; brought to the disk soon after",
        "security event": "as above, shared with other processes",
        "refusal in a storm": "counted; the 1st, 2nd, 4th, … is written",
    }
    figures = tuple(Figure(name=f"one {n}", value=v, unit="us", note=notes.get(n, "")) for n, v in us.items())
    return figures, us["processing record"]


def _times(what: Callable[[], object], number: int) -> Callable[[], object]:
    def run() -> None:
        for _ in range(number):
            what()

    return run


def _verifying(context: Context, scale: _Scale) -> Figure:
    """Return how quickly a log is verified."""
    context.say("verification")
    with ProcessingLog.open(context.work / "verifying") as log:
        body = b'{"trace_id":"%b","name":"read observations","attributes":{"x":"%b"}}' % (b"0" * 32, b"x" * 350)
        for _ in range(max(1, scale.verified // 1_000)):
            log.chain.append([body] * min(1_000, scale.verified), EntryKind.RECORD)
        folder, public = log.chain.folder, log.chain.key.public
    start = time.perf_counter()
    found = verify(folder, public)
    took = time.perf_counter() - start
    note = f"{found.records:,} records; one thread" + ("" if found.is_intact else "; NOT INTACT")
    return Figure(name="verification", value=found.bytes / 1e6 / took, unit="MB/s", note=note)


@dataclass(slots=True)
class _Side:
    """A server, logging or not, and how many observations a second it took in, per way of sending."""

    peer: Peer
    rates: dict[str, list[float]] = field(default_factory=dict)


def _taking_in(context: Context, scale: _Scale) -> tuple[dict[str, float], tuple[Figure, ...]]:
    """Return the ratio of a server that logs to one that does not, over HTTP, both at once and in turns."""
    city = write_city(context.work / "city", areas=5, streams=STREAMS)
    rng = np.random.default_rng(context.seed)
    with ExitStack() as stack:
        logged = _side(stack, city, context.work / "logged", None)
        unlogged = _side(stack, city, context.work / "unlogged", _WITHOUT_LOG)
        load = stack.enter_context(LoadGenerator())
        for number in range(scale.rounds + 1):
            context.say(f"round {number} of {scale.rounds} over HTTP")
            pair = (logged, unlogged) if number % 2 else (unlogged, logged)
            for side in pair:
                _send(load, side, number, scale, rng, counts=number > 0)
    ratios = {
        name: float(np.median(np.asarray(logged.rates[name]) / np.asarray(unlogged.rates[name])))
        for name in logged.rates
    }
    figures = tuple(
        Figure(name=f"{name}, {what}", value=float(np.median(side.rates[name])), unit="/s", note="observations")
        for name in ratios
        for what, side in (("logged", logged), ("not logged", unlogged))
    )
    return ratios, figures


def _side(stack: ExitStack, city: Path, data: Path, program: str | None) -> _Side:
    data.mkdir()
    own = {} if program is None else {"program": program}
    server = stack.enter_context(BakenServer(city, data / "data", **own))
    return _Side(Peer.listed("Baken", server.port, BAKEN_ROOT, STREAMS, key=server.key))


def _send(
    load: LoadGenerator, side: _Side, number: int, scale: _Scale, rng: np.random.Generator, *, counts: bool
) -> None:
    """Send both kinds of requests; each round has times of its own."""
    reach = max(scale.moments, BATCH_ROWS)
    begin = stores.FIRST + timedelta(seconds=2 * number * reach)
    middle = begin + timedelta(seconds=reach)
    jobs = {
        "single POSTs": (singles(side.peer, texts(begin, scale.moments, 1), rng, connections=SINGLE_CONNECTIONS), 1),
        "batches of 1,000": (
            batches_of_one(
                side.peer, texts(middle, BATCH_ROWS, 1), rng, rows=BATCH_ROWS,
                connections=BATCH_CONNECTIONS,
            ),
            BATCH_ROWS,
        ),
    }  # fmt: skip
    for name, (job, rows) in jobs.items():
        outcome = load.run(job)
        if counts:
            side.rates.setdefault(name, []).append(rows * len(outcome.latencies_s) / outcome.duration_s)
