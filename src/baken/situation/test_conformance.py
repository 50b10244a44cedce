# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every law against every estimator, with generated cities and observations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.stream import Stream
from baken.situation.cases import Case, City, Observed
from baken.situation.conformance import ESTIMATORS, LAWS, MEMORYLESS_LAWS, MINUTE_US, WITH_MEMORY
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

WALKED = (AreaKind.WALKWAY, AreaKind.STAIRS)


@st.composite
def areas(draw: st.DrawFn) -> tuple[Area, ...]:
    kinds = draw(st.lists(st.sampled_from(list(AreaKind)), min_size=1, max_size=5))
    return tuple(
        Area(
            id=f"area-{i}",
            name="",
            kind=kind,
            usable_area_m2=draw(st.floats(10.0, 1e4)),
            length_m=draw(st.floats(5.0, 500.0)) if kind in WALKED else 0.0,
            capacity_persons=draw(st.none() | st.floats(10.0, 1e5)),
            polygon=(),
        )
        for i, kind in enumerate(kinds)
    )


@st.composite
def cities(draw: st.DrawFn) -> City:
    places = draw(areas())
    ids = [a.id for a in places]
    gates = tuple(
        Gate(
            id=f"gate-{i}",
            name="",
            line=(),
            effective_width_m=draw(st.floats(1.0, 20.0)),
            area_ids=tuple(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))),
        )
        for i in range(draw(st.integers(1, 4)))
    )
    streams = tuple(_stream(draw, i, ids, [g.id for g in gates]) for i in range(draw(st.integers(1, 8))))
    return City(places, gates, streams)


def _stream(draw: st.DrawFn, number: int, areas: list[str], gates: list[str]) -> Stream:
    common: dict[str, Any] = {
        "id": f"stream-{number}",
        "name": "",
        "connector": "test",
        "provider_id": str(number),
        "stale_after_s": draw(st.sampled_from([300.0, 7200.0])),
        "relative_error": draw(st.sampled_from([0.0, 0.05, 0.3])),
    }
    kind = draw(st.sampled_from(["count", "stock", "wind"]))
    if kind == "count":
        interval = draw(st.sampled_from([60.0, 900.0, 3600.0]))
        gate = draw(st.sampled_from(gates))
        return Stream(quantity=Quantity.PEDESTRIAN_COUNT, gate_id=gate, interval_s=interval, **common)
    if kind == "stock":
        area = draw(st.sampled_from(areas))
        return Stream(quantity=Quantity.PERSONS_PRESENT, area_id=area, interval_s=0.0, **common)
    return Stream(quantity=Quantity.WIND_SPEED, interval_s=0.0, **common)


@st.composite
def cases(draw: st.DrawFn, make: Callable[..., Any]) -> Case:
    city = draw(cities())
    cells = draw(
        st.lists(
            st.tuples(st.integers(0, len(city.streams) - 1), st.integers(0, 4)),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    n = len(cells)
    results = draw(st.lists(st.integers(0, 5000) | st.just(float("nan")), min_size=n, max_size=n))
    quality = draw(st.lists(st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4, 6]), min_size=n, max_size=n))
    observed = Observed(
        np.array([c[0] for c in cells], dtype=np.intp),
        np.array([c[1] * 15 * MINUTE_US for c in cells], dtype=np.int64),
        np.array(results, dtype=np.float64),
        np.array(quality, dtype=np.uint8),
    )
    return Case(make, city, observed, draw(st.integers(75, 200)) * MINUTE_US)


@pytest.mark.parametrize("name", list(ESTIMATORS))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_estimator_obeys_the_law(name: str, law: Callable[[Case], None]) -> None:
    @settings(max_examples=10 if name in WITH_MEMORY else 30, deadline=None)
    @given(case=cases(ESTIMATORS[name]))
    def obeys(case: Case) -> None:
        law(case)

    obeys()


@pytest.mark.parametrize("name", [name for name in ESTIMATORS if name not in WITH_MEMORY])
@pytest.mark.parametrize("law", MEMORYLESS_LAWS, ids=lambda law: law.__name__)
def test_an_estimator_without_memory_obeys_the_law(name: str, law: Callable[[Case], None]) -> None:
    @settings(max_examples=30, deadline=None)
    @given(case=cases(ESTIMATORS[name]))
    def obeys(case: Case) -> None:
        law(case)

    obeys()
