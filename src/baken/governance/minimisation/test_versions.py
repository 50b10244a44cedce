# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from baken.governance.minimisation.versions import anchors

values = st.lists(st.integers(0, 60).map(float), max_size=12)


@given(values=values, k=st.integers(1, 20))
def test_versions_that_are_shown_differ_by_at_least_k(values: list[float], k: int) -> None:
    shown = sorted({values[i] for i in anchors(values, k)})
    assert all(b - a >= k for a, b in pairwise(shown))


@given(values=values, k=st.integers(1, 20))
def test_what_stands_for_a_version_is_known_then_and_nearer_than_k(values: list[float], k: int) -> None:
    for i, anchor in enumerate(anchors(values, k)):
        assert anchor <= i
        assert anchor == i or abs(values[anchor] - values[i]) < k


@given(values=values, k=st.integers(1, 20), n=st.integers(0, 12))
def test_a_view_of_the_past_shows_what_was_shown_then(values: list[float], k: int, n: int) -> None:
    assert anchors(values[:n], k) == anchors(values, k)[:n]
