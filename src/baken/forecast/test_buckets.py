# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import itertools

import numpy as np
import pytest

from baken.forecast.buckets import BUCKETS, bucket_of, lead_hours


def test_the_buckets_follow_each_other_without_a_gap() -> None:
    for earlier, later in itertools.pairwise(BUCKETS):
        assert later.first_h == earlier.last_h + 1


def test_every_lead_of_a_month_lies_in_the_bucket_that_names_it() -> None:
    leads = np.arange(1, 721)
    for lead, bucket in zip(leads, bucket_of(leads, 60), strict=True):
        assert BUCKETS[bucket].first_h <= lead <= BUCKETS[bucket].last_h


@pytest.mark.parametrize("step_min", [1, 3, 5, 15, 60])
def test_the_step_has_no_influence_on_the_hour(step_min: int) -> None:
    ends_on_the_hour = np.arange(1, 200) * (60 // step_min)
    assert lead_hours(ends_on_the_hour, step_min).tolist() == list(range(1, 200))
