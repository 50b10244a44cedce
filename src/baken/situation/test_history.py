# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.situation.conformance import MINUTE_US
from baken.situation.estimator import StationaryEstimator
from baken.situation.history import history, hours, rows_of_buckets
from baken.situation.model import Changes
from baken.situation.picture import LivePicture
from baken.situation.test_conformance import cities
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from baken.situation.cases import City

COLUMNS = ("persons", "persons_standard_error", "density_per_m2", "flow_per_m_min", "level", "quality", "end_us")


def observed(draw: Any, city: City) -> Changes:
    """Return rows of distinct (stream, time), each available some time after its end."""
    cells = draw(
        st.lists(
            st.tuples(st.integers(0, len(city.streams) - 1), st.integers(0, 6)), min_size=0, max_size=20, unique=True
        )
    )
    n = len(cells)
    index = np.array([c[0] for c in cells], dtype=np.intp)
    start = np.array([c[1] * 15 * MINUTE_US for c in cells], dtype=np.int64)
    interval = np.array([city.streams[i].interval_s * 1e6 for i in index], dtype=np.int64)
    delay = np.array(draw(st.lists(st.integers(0, 40), min_size=n, max_size=n)), dtype=np.int64) * MINUTE_US
    result = draw(st.lists(st.integers(0, 5000) | st.just(float("nan")), min_size=n, max_size=n))
    quality = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 6]), min_size=n, max_size=n))
    return Changes(
        index,
        start,
        start + interval,
        np.array(result, dtype=np.float64),
        np.array(quality, dtype=np.uint8),
        start + interval + delay,
    )


@pytest.mark.parametrize("by_availability", [False, True])
def test_history_says_of_every_moment_what_the_live_picture_said_then(by_availability: bool) -> None:
    @settings(max_examples=40, deadline=None)
    @given(data=st.data())
    def same(data: st.DataObject) -> None:
        city = data.draw(cities())
        rows = observed(data.draw, city)
        estimator = StationaryEstimator(city.topology())
        moments = np.arange(1, 14, dtype=np.int64) * 15 * MINUTE_US
        told = history(estimator, rows, moments, by_availability=by_availability)
        live = LivePicture(estimator)
        known_from = rows.available_at_us if by_availability else rows.end_us
        fed = -1
        for step, moment in enumerate(moments.tolist()):
            batch = rows.take((known_from > fed) & (known_from <= moment))
            fed = moment
            live.apply(
                batch.stream_index,
                batch.start_us,
                batch.result,
                quality=batch.quality,
                end_us=batch.end_us,
                now_us=moment,
            )
            picture = live.picture
            for name in COLUMNS:
                np.testing.assert_array_equal(getattr(told, name)[step], getattr(picture, name), err_msg=name)

    same()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_history_of_some_areas_is_part_of_the_history_of_all(data: st.DataObject) -> None:
    city = data.draw(cities())
    rows = observed(data.draw, city)
    moments = np.arange(1, 14, dtype=np.int64) * 15 * MINUTE_US
    estimator = StationaryEstimator(city.topology())
    chosen = data.draw(st.sets(st.integers(0, len(city.areas) - 1), min_size=1))
    areas = np.array(sorted(chosen), dtype=np.intp)
    whole, part = history(estimator, rows, moments), history(estimator, rows, moments, areas=areas)
    assert part.area_ids == tuple(city.areas[i].id for i in areas)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[:, areas], err_msg=name)


def test_history_is_worked_through_in_blocks_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from baken.situation import history as module
    from baken.situation.scenario import bench_case

    case = bench_case(streams=40, areas=4)
    n = 40 * 50
    start = np.repeat(np.arange(50), 40) * MINUTE_US
    rows = Changes(
        np.tile(np.arange(40), 50),
        start,
        start + MINUTE_US,
        np.random.default_rng(0).poisson(50, n).astype(float),
        np.zeros(n, dtype=np.uint8),
        start + MINUTE_US,
    )
    estimator = StationaryEstimator(case.live.estimator.topology)
    moments = np.arange(1, 51) * MINUTE_US
    whole = history(estimator, rows, moments)
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", 130)
    np.testing.assert_array_equal(history(estimator, rows, moments).persons, whole.persons)


def test_hourly_buckets_of_quarters_give_the_mean_flow_and_a_smaller_error() -> None:
    from baken.situation.test_picture import area, counter, gate, live

    estimator = live([area("street")], [gate("east", "street")], [counter("a", "east", interval_s=900.0)]).estimator
    assert isinstance(estimator, StationaryEstimator)
    hour = np.array([3_600_000_000])
    four, one = (
        history(
            estimator,
            rows_of_buckets(
                estimator.topology, np.array([0]), np.array([0]), 3_600_000_000, np.array([450.0]), np.array([number])
            ),
            hour,
        )
        for number in (4, 1)
    )
    assert four.flow_per_m_min.tolist() == one.flow_per_m_min.tolist() == [[7.5]]
    assert four.flow_standard_error[0, 0] < one.flow_standard_error[0, 0]


def test_the_timeline_leaves_out_what_is_stale() -> None:
    from baken.situation.test_picture import area, camera, live

    estimator = live([area("a"), area("b")], [], [camera("1", "a"), camera("2", "b")]).estimator
    assert isinstance(estimator, StationaryEstimator)
    start = np.array([0, 0, 3_600_000_000])
    rows = Changes(np.array([0, 1, 0]), start, start, np.array([10.0, 300.0, 20.0]), np.zeros(3, np.uint8), start)
    told = history(estimator, rows, hours(-3_600_000_000, 3_600_000_000))
    line = told.timeline()
    np.testing.assert_array_equal(line.persons, [np.nan, 310.0, 20.0])
    assert line.areas_known.tolist() == [0, 2, 1]
    assert line.highest_level.tolist() == [0, 4, 1]
    assert told.quality[2].tolist() == [QualityFlag.GOOD, QualityFlag.STALE]
    assert told.timeline(with_stale=True).persons.tolist()[2] == 320.0
