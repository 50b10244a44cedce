# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A large made-up network, to see how long one update of everything takes and how much memory it holds."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.bench.machine import resident_mb
from baken.bench.registry import BenchError
from baken.bench.timing import duration_s
from baken.observation.stream import Stream
from baken.situation.estimators import EstimationMethod, estimator_of
from baken.situation.picture import LivePicture
from baken.vocabulary.place import OUTSIDE, Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.situation.model import Picture

AREAS: Final = 500
GATES: Final = 2_000
STREAMS: Final = 10_000
_COLUMNS: Final = 25
_CATCHMENT: Final = 5
_MINUTE_US: Final = 60_000_000
_FIRST_US: Final = 1_780_000_000_000_000
_WARM_UP: Final = 5

ONE_CORE: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The environment of a process whose linear algebra keeps to one core; must be there before NumPy is imported."""


@dataclass(frozen=True, slots=True)
class LargeNetwork:
    """Squares in a grid, with gates between neighbours and to outside, and sensors of all kinds."""

    areas: tuple[Area, ...]
    gates: tuple[Gate, ...]
    streams: tuple[Stream, ...]

    @classmethod
    def of(cls, areas: int = AREAS, gates: int = GATES, streams: int = STREAMS) -> LargeNetwork:
        """Return a network of a size.

        Examples
        --------
        >>> large = LargeNetwork.of(12, 40, 200)
        >>> len(large.areas), len(large.gates), len(large.streams)
        (12, 40, 200)
        """
        squares = tuple(
            Area(id=f"a{i}", name=f"Area {i}", kind=AreaKind.SQUARE, usable_area_m2=4000.0, polygon=())
            for i in range(areas)
        )
        beside = [(i, i + 1) for i in range(areas - 1) if (i + 1) % _COLUMNS]
        beside += [(i, i + _COLUMNS) for i in range(areas - _COLUMNS)]
        pairs = [(f"a{i}", f"a{k}") for i, k in beside][:gates]
        pairs += [(OUTSIDE, f"a{i % areas}") for i in range(gates - len(pairs))]
        lines = tuple(
            Gate(id=f"g{i}", name=f"Gate {i}", line=(), effective_width_m=6.0, area_ids=pair)
            for i, pair in enumerate(pairs)
        )
        return cls(squares, lines, tuple(_stream(i, areas, lines) for i in range(streams)))


def _stream(i: int, areas: int, gates: tuple[Gate, ...]) -> Stream:
    """Return a stream: of ten, eight count one way at a gate, one counts who is inside, one is a panel."""
    kind, number = i % 10, i // 10
    name = {"id": f"s{i}", "name": f"Stream {i}", "connector": "made-up", "provider_id": f"s{i}"}
    known = {"interval_s": 60.0, "stale_after_s": 300.0, "relative_error": 0.1, "per_person_error": 0.1}
    if kind == 0:
        return Stream(**name, **known, quantity=Quantity.PERSONS_PRESENT, area_id=f"a{number % areas}")  # type: ignore[arg-type]
    if kind == 1:
        catchment = tuple(f"a{(_CATCHMENT * number + k) % areas}" for k in range(min(_CATCHMENT, areas)))
        return Stream(**name, **known, quantity=Quantity.PANEL_VISITORS, catchment=catchment, per_person=0.03)  # type: ignore[arg-type]
    at = (i - 2 * (number + 1)) % (2 * len(gates))
    gate = gates[at // 2]
    into = gate.inside[-1]
    way = {"into": into} if at % 2 else {"out_of": into}
    return Stream(**name, **known, **way, quantity=Quantity.PEDESTRIAN_COUNT, gate_id=gate.id)  # type: ignore[arg-type]


class LargeCity:
    """A live picture of a large network, and minutes in which every value is another."""

    def __init__(self, network: LargeNetwork, method: EstimationMethod, seed: int) -> None:
        self._live = LivePicture(estimator_of(method, network.areas, network.gates, network.streams))
        self._rng = np.random.default_rng(seed)
        self._order = self._rng.permutation(len(network.streams))
        kinds = np.array([stream.quantity is Quantity.PEDESTRIAN_COUNT for stream in network.streams])
        panel = np.array([stream.quantity is Quantity.PANEL_VISITORS for stream in network.streams])
        self._mean = np.where(kinds, 12.0, np.where(panel, 45.0, 300.0))[self._order]
        self._minute = 0
        self.next_minute()

    def next_minute(self) -> None:
        """Draw new values of all streams."""
        self._minute += 1
        self._values = self._rng.poisson(self._mean).astype(np.float64)

    def update(self) -> Picture:
        """Take them into the picture."""
        start = _FIRST_US + self._minute * _MINUTE_US
        times: NDArray[np.int64] = np.full(len(self._order), start, dtype=np.int64)
        return self._live.apply(self._order, times, self._values, now_us=start + _MINUTE_US + 1_000_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took: seconds per update, and memory in MB after them."""

    took_s: tuple[float, ...]
    resident_mb: float


def measure(method: EstimationMethod, updates: int) -> Measured:
    """Return what updates of the large city take in a fresh process that has one core.

    Raises
    ------
    BenchError
        When the process ends badly.
    """
    program = f"from baken.bench.fusion.large import hold; hold({method.value!r}, {updates})"
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **ONE_CORE},
    ) as process:
        assert process.stdin is not None  # noqa: S101 - they are pipes
        assert process.stdout is not None  # noqa: S101
        word, _, told = process.stdout.readline().partition(b" ")
        if word != b"ready":
            raise BenchError("The process that updates the large city ended badly.")
        held = resident_mb(process.pid)
        process.stdin.close()
    return Measured(tuple(msgspec.json.decode(told, type=list[float])), held)


def hold(method: str, updates: int) -> None:
    """Build and update the large city, tell how long each update took, and wait until standard input ends."""
    # Both methods import the same, so that only what they hold differs.
    estimator_of(EstimationMethod.FUSION, *_tiny())
    city = LargeCity(LargeNetwork.of(), EstimationMethod(method), seed=1)
    took = []
    for _ in range(_WARM_UP + updates):
        took.append(duration_s(city.update))
        city.next_minute()
    sys.stdout.write(f"ready {msgspec.json.encode(took[_WARM_UP:]).decode()}\n")
    sys.stdout.flush()
    sys.stdin.read()


def _tiny() -> tuple[tuple[Area, ...], tuple[Gate, ...], tuple[Stream, ...]]:
    tiny = LargeNetwork.of(6, 12, 30)
    return tiny.areas, tiny.gates, tiny.streams
