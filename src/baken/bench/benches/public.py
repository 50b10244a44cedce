# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a festival crowd asks of one node: the published picture, beside a static file of the same size."""

from __future__ import annotations

import time
import urllib.request
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.city_folder import write_city
from baken.bench.context import Context, Size
from baken.bench.load import LoadGenerator
from baken.bench.load_process import Job
from baken.bench.model import Figure, Report, at_least
from baken.bench.registry import Bench, BenchError
from baken.bench.server import BakenServer
from baken.bench.timing import percentile_ms
from baken.service.places import front_end
from baken.service.publishing.at_node import TEMPLATE
from baken.service.publishing.shelf import BUSYNESS

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.load_process import Outcome

PLACES: Final = 60
LEAST_PER_S: Final = 5_000.0
LEAST_RATIO: Final = 0.7
CONNECTIONS: Final = 64
_REQUESTS: Final = {Size.FULL: 20_000, Size.QUICK: 5_000, Size.TINY: 100}
_ROUNDS: Final = {Size.FULL: 9, Size.QUICK: 5, Size.TINY: 1}
_PATIENCE_S: Final = 60.0
_STATIC: Final = "/basemap/same-size.bin"
_NAMES: Final = {BUSYNESS: "published picture", "/busy": "public page", _STATIC: "static file of the same size"}


def browser_request(path: str, etag: str = "") -> bytes:
    """Return a GET request as a browser sends it: compressed answers are welcome, and what is known is named.

    Examples
    --------
    >>> browser_request("/busy").splitlines()[2]
    b'Accept-Encoding: gzip, deflate, br'
    """
    known = f"If-None-Match: {etag}\r\n" if etag else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate, br\r\n{known}\r\n".encode()


def _measure(context: Context) -> Report:
    city = write_city(context.work / "bench", areas=PLACES, streams=PLACES, publishes=True)
    rates: dict[str, list[float]] = {}
    latencies: dict[str, list[float]] = {}
    with _with_static(city, context) as server, LoadGenerator() as load:
        _wait_until_published(server.port)
        paths = [path for path in _NAMES if path != "/busy" or has_template()]
        for _ in range(_ROUNDS[context.size]):
            for path in paths:
                context.say(f"asking for the {_NAMES[path]}")
                outcome = _asked(load, server.port, path, _REQUESTS[context.size])
                rates.setdefault(path, []).append(len(outcome.latencies_s) / outcome.duration_s)
                latencies.setdefault(path, []).extend(outcome.latencies_s)
        size = _asked(load, server.port, BUSYNESS, 1).body_bytes
    ratio = float(np.median(np.array(rates[BUSYNESS]) / np.array(rates[_STATIC])))
    return Report(
        name=bench.name,
        title=bench.title,
        figures=(
            Figure(name="body of the published picture", value=size, unit="B", note=f"{PLACES} places, gzip"),
            *(figure for path in paths for figure in _figures(path, rates[path], latencies[path])),
        ),
        targets=(
            at_least(
                "published picture, median",
                float(np.median(rates[BUSYNESS])),
                LEAST_PER_S,
                "/s",
                note=f"{CONNECTIONS} connections; the load generator is a process on the same machine",
            ),
            at_least("published picture, to the static file", ratio, LEAST_RATIO, note="median of rounds in turns"),
        ),
        left_out=() if "/busy" in paths else ("The public page: the front end is not built.",),
    )


def _with_static(city: Path, context: Context) -> BakenServer:
    """Return a server with a file beside the map that is as large as what is published, as it goes over the wire."""
    file = city / "basemap" / _STATIC.rpartition("/")[2]
    file.write_bytes(b"")
    with BakenServer(city, context.work / "first") as server, LoadGenerator() as load:
        _wait_until_published(server.port)
        size = _asked(load, server.port, BUSYNESS, 1).body_bytes
    file.write_bytes(np.random.default_rng(context.seed).bytes(size))
    return BakenServer(city, context.work / "data")


def _wait_until_published(port: int) -> None:
    """Wait until the edition of a node that has just started is there."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{BUSYNESS}") as answer:
            if b'"state":"published"' in answer.read():
                return
        time.sleep(0.2)
    raise BenchError("Nothing was published.")


def has_template() -> bool:
    """Tell whether the front end with the public page was built."""
    built = front_end()
    return built is not None and (built / TEMPLATE).is_file()


def _asked(load: LoadGenerator, port: int, path: str, requests: int) -> Outcome:
    return load.run(Job(port=port, requests=[browser_request(path)] * requests, connections=CONNECTIONS))


def _figures(path: str, rates: list[float], seconds: list[float]) -> tuple[Figure, ...]:
    name = _NAMES[path]
    return (
        Figure(name=f"{name}, median", value=float(np.median(rates)), unit="/s"),
        Figure(name=f"{name}, slowest round", value=min(rates), unit="/s"),
        Figure(name=f"{name}, p99", value=percentile_ms(seconds, 99), unit="ms"),
    )


bench = Bench("public", "the published picture for a crowd, beside a static file of the same size", _measure)
