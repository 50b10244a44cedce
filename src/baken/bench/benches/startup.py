# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long a server with a large store takes to answer after its start, and how much memory it holds when idle."""

from __future__ import annotations

import time
from http.client import HTTPConnection
from typing import Final

import numpy as np

from baken.bench.city_folder import write_city
from baken.bench.context import Context, Size
from baken.bench.machine import peak_resident_mb, processor_s, resident_mb
from baken.bench.model import Figure, Report, at_most
from baken.bench.peers.peer import BAKEN_ROOT
from baken.bench.registry import Bench, BenchError
from baken.bench.server import BakenServer
from baken.bench.stores import Recipe, copied
from baken.service.places import observations_file

STREAMS: Final = 100
AREAS: Final = 20
LONGEST_S: Final = 3.0
MOST_MB: Final = 250.0
_MOMENTS: Final = {Size.FULL: 200_000, Size.QUICK: 200_000, Size.TINY: 20}
_STARTS: Final = {Size.FULL: 7, Size.QUICK: 3, Size.TINY: 1}
_SETTLING_S: Final = 2.0
_BETWEEN_S: Final = 0.1


def _measure(context: Context) -> Report:
    recipe = Recipe(STREAMS, _MOMENTS[context.size], step_s=60, seed=context.seed)
    city = write_city(context.work / "city", areas=AREAS, streams=STREAMS)
    data = context.work / "data"
    copied(recipe, context, observations_file(data))
    # The very first start also makes the register and compiles Python's modules.
    with BakenServer(city, data):
        pass
    ready, worked, idle, peak = [], [], [], []
    for number in range(_STARTS[context.size]):
        context.say(f"start {number + 1} of {_STARTS[context.size]}")
        with BakenServer(city, data) as server:
            worked.append(_or_nan(processor_s(server.pid)))
            _require_answer(server.port)
            ready.append(server.ready_after_s)
            idle.append(_settled_mb(server.pid))
            peak.append(_or_nan(peak_resident_mb(server.pid)))
    note = f"{recipe.rows:,} observations of {STREAMS} datastreams; median of {len(ready)} starts"
    return Report(
        name=bench.name,
        title=bench.title,
        figures=(
            Figure(name="ready after", value=float(np.median(ready)), unit="s", note=note),
            Figure(name="ready after, slowest", value=max(ready), unit="s"),
            Figure(
                name="processor time until ready",
                value=_known(float(np.median(worked))),
                unit="s",
                note="all threads together; what remains of the time was waiting for others",
            ),
            Figure(name="memory when idle", value=float(np.median(idle)), unit="MB", note="resident, 2 s after ready"),
            Figure(name="peak memory", value=_known(float(np.median(peak))), unit="MB", note="resident"),
        ),
        targets=(
            at_most("ready after start", float(np.median(ready)), LONGEST_S, "s"),
            at_most("memory when idle", float(np.median(idle)), MOST_MB, "MB"),
        ),
    )


def _require_answer(port: int) -> None:
    """Ask for the service root: ready means that it answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", f"{BAKEN_ROOT}/Datastreams?$top=1")
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != 200:
        raise BenchError(f"The server said that it is ready, and answered with {status}.")


def _settled_mb(pid: int) -> float:
    """Return the most memory held at any moment of two seconds."""
    end = time.perf_counter() + _SETTLING_S
    most = 0.0
    while time.perf_counter() < end:
        most = max(most, resident_mb(pid))
        time.sleep(_BETWEEN_S)
    return most


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


bench = Bench("startup", "a server with a large store: ready, and idle", _measure)
