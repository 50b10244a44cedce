# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every forecaster of the registry is held against every law."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.forecast import conformance
from baken.forecast.conformance import LAWS, Law
from baken.forecast.registry import FORECASTERS, forecaster
from baken.forecast.subject import Subject, odd_panel, require_lawful

if TYPE_CHECKING:
    from baken.forecast.model import Int64


@cache
def subject(name: str) -> Subject:
    if FORECASTERS[name].needs == "statistics":
        pytest.importorskip("statsforecast", reason="the extra statistics is not installed")
    return Subject(name, partial(forecaster, name))


@pytest.mark.parametrize("name", sorted(FORECASTERS))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_forecaster_keeps_the_law(name: str, law: Law) -> None:
    law(subject(name))


counts = st.one_of(st.just(float("nan")), st.just(0.0), st.integers(0, 5).map(float), st.floats(0, 1e9))


@pytest.mark.parametrize("name", sorted(FORECASTERS))
@settings(max_examples=12, deadline=None)
@given(
    columns=st.integers(0, 60).flatmap(
        lambda n: st.lists(st.lists(counts, min_size=n, max_size=n), min_size=1, max_size=3)
    ),
    repeats=st.integers(1, 12),
    step_min=st.sampled_from([5, 15, 60, 120]),
    leads=st.sets(st.integers(1, 800), min_size=1, max_size=8).map(lambda s: np.array(sorted(s))),
)
def test_any_values_give_a_lawful_forecast(
    name: str, columns: list[list[float]], repeats: int, step_min: int, leads: Int64
) -> None:
    now = odd_panel([column * repeats for column in columns], step_min)
    require_lawful(subject(name).fitted().forecast(now, leads), now, leads, subject(name))


def test_every_law_is_in_the_table() -> None:
    written = {
        name
        for name, one in vars(conformance).items()
        if getattr(one, "__annotations__", {}).get("subject") == "Subject"
        and not name.startswith("_")
        and one.__module__ == conformance.__name__
    }
    assert written == {law.__name__ for law in LAWS}
