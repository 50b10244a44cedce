# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import numpy as np
import pytest

from baken.situation.model import Changes
from baken.situation.newest import NewestValues
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US


def rows(*given: tuple[int, int, float, int]) -> Changes:
    """Return rows of (stream, start, value, flag)."""
    start = np.array([g[1] for g in given], dtype=np.int64)
    return Changes(
        np.array([g[0] for g in given], dtype=np.intp),
        start,
        start + 10,
        np.array([g[2] for g in given], dtype=np.float64),
        np.array([g[3] for g in given], dtype=np.uint8),
        start + 11,
    )


@pytest.fixture
def newest() -> NewestValues:
    return NewestValues(3)


def test_a_late_value_does_not_replace_a_newer_one(newest: NewestValues) -> None:
    newest.apply(rows((1, 20, 5.0, 0)))
    assert newest.apply(rows((1, 10, 9.0, 0))).tolist() == []
    assert newest.columns.value[1] == 5.0


def test_a_correction_of_the_newest_replaces_it(newest: NewestValues) -> None:
    newest.apply(rows((1, 20, 5.0, 0)))
    assert newest.apply(rows((1, 20, 6.0, 0))).tolist() == [1]
    assert newest.columns.value[1] == 6.0


def test_the_same_value_again_changes_nothing(newest: NewestValues) -> None:
    newest.apply(rows((1, 20, 5.0, 0)))
    before = newest.columns
    assert newest.apply(rows((1, 20, 5.0, 0))).tolist() == []
    assert newest.columns is before


@pytest.mark.parametrize("flag", [2, 3, 4, 5, 6])
def test_an_unusable_value_is_a_lapse_and_not_a_value(newest: NewestValues, flag: int) -> None:
    newest.apply(rows((1, 20, 5.0, 0)))
    assert newest.apply(rows((1, 30, 7.0, flag))).tolist() == [1]
    assert newest.columns.value[1] == 5.0
    assert newest.columns.lapsed.tolist() == [False, True, False]
    assert newest.columns.lapse_quality[1] == flag


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (float("nan"), QualityFlag.MISSING),
        (-1.0, QualityFlag.OUT_OF_RANGE),
        (float("inf"), QualityFlag.OUT_OF_RANGE),
    ],
)
def test_a_value_that_is_called_good_but_cannot_be_is_a_lapse(
    newest: NewestValues, value: float, flag: QualityFlag
) -> None:
    newest.apply(rows((0, 20, value, 0)))
    assert newest.columns.start_us[0] == NO_TIME_US
    assert newest.columns.lapse_quality[0] == flag


def test_a_usable_value_after_a_lapse_ends_it(newest: NewestValues) -> None:
    newest.apply(rows((0, 20, 5.0, 0)))
    newest.apply(rows((0, 30, float("nan"), 0)))
    newest.apply(rows((0, 40, 6.0, 0)))
    assert not newest.columns.lapsed.any()


def test_a_correction_of_a_missing_value_ends_the_lapse(newest: NewestValues) -> None:
    newest.apply(rows((0, 30, float("nan"), 0)))
    newest.apply(rows((0, 30, 6.0, 0)))
    assert not newest.columns.lapsed.any()
    assert newest.columns.value[0] == 6.0


def test_a_correction_that_makes_a_value_unusable_takes_it_back(newest: NewestValues) -> None:
    newest.apply(rows((0, 20, 5.0, 0)))
    newest.apply(rows((0, 30, 6.0, 0)))
    newest.apply(rows((0, 30, 6.0, QualityFlag.FROZEN)))
    assert newest.columns.start_us[0] == NO_TIME_US
    assert newest.columns.lapse_quality[0] == QualityFlag.FROZEN


def test_a_batch_may_hold_the_same_stream_several_times(newest: NewestValues) -> None:
    changed = newest.apply(
        rows((2, 30, 3.0, 0), (2, 10, 1.0, 0), (0, 5, 9.0, 0), (2, 40, float("nan"), 6), (2, 30, 4.0, 0))
    )
    assert changed.tolist() == [0, 2]
    assert newest.columns.value.tolist()[2] == 4.0  # the later of the two for 30
    assert newest.columns.lapse_us[2] == 40


def test_what_was_published_does_not_change(newest: NewestValues) -> None:
    newest.apply(rows((0, 20, 5.0, 0), (1, 20, 5.0, 0), (2, 20, 5.0, 0)))
    before = newest.columns
    newest.apply(rows((0, 30, 6.0, 0), (1, 30, float("nan"), 0), (2, 30, 7.0, 1)))
    assert before.value.tolist() == [5.0, 5.0, 5.0]
    assert before.lapse_us.tolist() == [NO_TIME_US] * 3
