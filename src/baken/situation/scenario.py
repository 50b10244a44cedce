# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up city of any size, with observations: for benchmarks and tests, never for a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.observation.stream import Stream
from baken.situation.estimator import StationaryEstimator
from baken.situation.picture import LivePicture
from baken.situation.topology import Topology
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

MINUTE_US: Final = 60_000_000
_STOCK_SHARE: Final = 10  # one stream in ten counts who is inside


@dataclass(frozen=True, slots=True)
class BenchCase:
    """A live picture and rounds of observations for it.

    Attributes
    ----------
    stream_index
        Every stream once, in random order: the order in which values arrive.
    area_of_row
        The area that each of these rows informs: for ``np.bincount(area_of_row, result, areas)`` to compare with.
    """

    live: LivePicture
    stream_index: NDArray[np.intp]
    area_of_row: NDArray[np.intp]
    areas: int
    seed: int

    def round(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.float64], int]:
        """Return start times, results and the node's time of one round, in which every value changes."""
        rng = np.random.default_rng((self.seed, number))
        start = np.full(len(self.stream_index), number * MINUTE_US, dtype=np.int64)
        result = rng.poisson(60.0, len(start)).astype(np.float64)
        return start, result, (number + 1) * MINUTE_US


def bench_case(streams: int = 10_000, areas: int = 500, seed: int = 1) -> BenchCase:
    """Return a city of walkways, each with streams that count at its gates and some that count who is inside.

    Examples
    --------
    >>> case = bench_case(streams=40, areas=4)
    >>> start, result, now_us = case.round(1)
    >>> case.live.apply(case.stream_index, start, result, now_us=now_us).summary().areas_known
    4
    """
    places = tuple(
        Area(
            id=f"area-{i}",
            name=f"Area {i}",
            kind=AreaKind.WALKWAY,
            usable_area_m2=1000.0,
            length_m=200.0,
            polygon=(),
        )
        for i in range(areas)
    )
    gates = tuple(
        Gate(id=f"gate-{i}", name=f"Gate {i}", line=(), effective_width_m=5.0, area_ids=(f"area-{i % areas}",))
        for i in range(streams)
    )
    topology = Topology.of(places, gates, [_stream(i, areas) for i in range(streams)])
    order = np.random.default_rng(seed).permutation(streams)
    return BenchCase(LivePicture(StationaryEstimator(topology)), order, order % areas, areas, seed)


def _stream(number: int, areas: int) -> Stream:
    is_stock = (number // areas) % _STOCK_SHARE == 0
    return Stream(
        id=f"stream-{number}",
        name=f"Stream {number}",
        connector="scenario",
        provider_id=str(number),
        quantity=Quantity.PERSONS_PRESENT if is_stock else Quantity.PEDESTRIAN_COUNT,
        area_id=f"area-{number % areas}" if is_stock else None,
        gate_id=None if is_stock else f"gate-{number}",
        interval_s=60.0,
        stale_after_s=300.0,
        relative_error=0.1,
        error_source="made up",
    )
