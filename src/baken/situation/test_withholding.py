# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baken.situation.estimator import StationaryEstimator
from baken.situation.picture import LivePicture
from baken.situation.test_picture import HOUR, area, camera
from baken.situation.topology import Topology
from baken.situation.withholding import Thresholds, withheld
from baken.vocabulary.place import AreaKind
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from baken.situation.model import Picture


def picture_of(counts: list[float], k: list[int]) -> tuple[Picture, Picture]:
    names = [f"square-{i}" for i in range(len(counts))]
    topology = Topology.of(
        [area(name, AreaKind.SQUARE) for name in names],
        [],
        [camera(f"camera-{n}", n, stale_after_s=7200.0) for n in names],
    )
    live = LivePicture(StationaryEstimator(topology))
    picture = live.apply(list(range(len(counts))), [0] * len(counts), counts, now_us=HOUR)
    return picture, withheld(picture, Thresholds.of(topology, np.array(k)))


def test_a_picture_of_which_nothing_is_withheld_is_the_very_same() -> None:
    picture, shown = picture_of([3.0, 40.0], [1, 1])
    assert shown is picture


def test_areas_with_too_few_persons_are_withheld_but_their_level_is_told() -> None:
    _, shown = picture_of([3.0, 44.0, 3.0], [10, 10, 1])
    assert np.isnan(shown.persons[0])
    assert shown.persons.tolist()[1:] == [40.0, 3.0]
    assert np.isnan(shown.density_per_m2[0])
    assert np.isnan(shown.persons_standard_error[0])
    assert shown.quality.tolist() == [QualityFlag.WITHHELD, QualityFlag.GOOD, QualityFlag.GOOD]
    assert shown.level[0] == 1
    assert shown.level_likely[0] == 0, "the level of a number that is not told"


def test_a_number_that_is_rounded_up_is_not_likely_to_be_above_its_level() -> None:
    _, shown = picture_of([105.0], [70])  # level 2 begins at 124 persons; 105 becomes 140, twice 70
    assert shown.persons.tolist() == [140.0]
    assert (shown.level.tolist(), shown.level_likely.tolist()) == ([1], [1])


def test_the_city_is_the_sum_of_what_may_be_told() -> None:
    _, shown = picture_of([3.0, 44.0, 7.0], [10, 10, 1])
    summary = shown.summary()
    assert (summary.persons, summary.areas_known) == (47.0, 3)
    assert summary.persons_standard_error > 0


def test_what_an_estimate_rests_on_is_withheld_too() -> None:
    _, shown = picture_of([3.0], [10])
    (found,) = shown.inputs("square-0")
    assert np.isnan(found.result)
    assert found.quality is QualityFlag.WITHHELD
