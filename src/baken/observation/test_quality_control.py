# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from baken.observation.columns import ObservationColumns
from baken.observation.quality_control import QualityControl
from baken.observation.stream import Stream
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity

NAN = float("nan")


def stream(**limits: Any) -> Stream:
    return Stream(
        id="s",
        name="S",
        connector="c",
        provider_id="p",
        quantity=Quantity.PEDESTRIAN_COUNT,
        interval_s=3600,
        stale_after_s=7200,
        **limits,
    )


def flags(control: QualityControl, ids: list[int] | int, times: list[int], values: list[float]) -> list[str]:
    rows = ObservationColumns.of(ids, times, values, available_at_us=0)
    return [QualityFlag(q).label for q in control.examine(rows).quality]


def test_a_negative_count_is_out_of_range_without_any_declaration_of_limits() -> None:
    assert flags(QualityControl({1: stream()}), 1, [0, 1], [-1.0, 0.0]) == ["out-of-range", "good"]


def test_missing_is_flagged_and_zero_is_good() -> None:
    assert flags(QualityControl({1: stream()}), 1, [0, 1], [NAN, 0.0]) == ["missing", "good"]


def test_a_run_of_equal_values_is_frozen_also_across_batches() -> None:
    control = QualityControl({1: stream(frozen_after=3)})
    assert flags(control, 1, [0, 1], [5.0, 5.0]) == ["good", "good"]
    assert flags(control, 1, [2, 3, 4], [5.0, 6.0, 6.0]) == ["frozen", "good", "good"]
    assert flags(control, 1, [5], [6.0]) == ["frozen"]


def test_equal_small_values_are_not_frozen() -> None:
    control = QualityControl({1: stream(frozen_after=3, frozen_above=9.0)})
    assert flags(control, 1, [0, 1, 2, 3], [2.0] * 4) == ["good"] * 4
    assert flags(control, 1, [4, 5, 6], [10.0] * 3) == ["good", "good", "frozen"]


def test_a_jump_beyond_the_largest_step_is_a_spike() -> None:
    control = QualityControl({1: stream(max_step=100.0)})
    assert flags(control, 1, [0, 1, 2], [10.0, 500.0, 450.0]) == ["good", "spike", "good"]


def test_streams_in_one_batch_do_not_see_each_other() -> None:
    control = QualityControl({1: stream(max_step=10.0), 2: stream(frozen_after=2)})
    assert flags(control, [1, 2, 1, 2], [0, 0, 1, 1], [5.0, 50.0, 6.0, 50.0]) == ["good", "good", "good", "frozen"]


def test_a_late_value_is_not_compared_and_does_not_become_the_one_before() -> None:
    control = QualityControl({1: stream(max_step=10.0)})
    assert flags(control, 1, [5], [5.0]) == ["good"]
    assert flags(control, 1, [3], [500.0]) == ["good"]
    assert flags(control, 1, [6], [6.0]) == ["good"]


def test_an_undeclared_datastream_is_only_checked_for_missing() -> None:
    control = QualityControl({1: stream(valid_max=10.0)})
    assert flags(control, [1, 900, 900], [0, 0, 1], [11.0, 11.0, NAN]) == ["out-of-range", "good", "missing"]


def test_a_worse_flag_from_the_source_stays() -> None:
    rows = ObservationColumns.of(1, [0], [-1.0], available_at_us=0, quality=int(QualityFlag.STALE))
    assert QualityControl({1: stream()}).examine(rows).quality.tolist() == [int(QualityFlag.STALE)]


values = st.lists(st.sampled_from([0.0, 1.0, 2.0, 50.0, -3.0, NAN]), min_size=1, max_size=25)


@given(values=values, cut=st.integers(0, 25))
def test_flags_do_not_depend_on_how_rows_are_batched(values: list[float], cut: int) -> None:
    whole = QualityControl({1: stream(max_step=20.0, frozen_after=3)})
    parted = QualityControl({1: stream(max_step=20.0, frozen_after=3)})
    times = list(range(len(values)))
    expected = flags(whole, 1, times, values)
    assert flags(parted, 1, times[:cut], values[:cut]) + flags(parted, 1, times[cut:], values[cut:]) == expected


@given(values=values)
def test_run_lengths_are_those_of_a_plain_loop(values: list[float]) -> None:
    control = QualityControl({1: stream(frozen_after=3)})
    found = flags(control, 1, list(range(len(values))), values)
    run, before = 0, NAN
    for value, flag in zip(values, found, strict=True):
        if np.isnan(value):
            assert flag == "missing"
            continue
        run = run + 1 if value == before else 1
        before = value
        expected = "out-of-range" if value < 0 else "frozen" if run >= 3 and value > 0 else "good"
        assert flag == expected
