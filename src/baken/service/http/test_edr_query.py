# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries of EDR: what is no position, polygon or interval is refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from baken.service.http.edr_query import MOST_CORNERS, interval_of, point_of, ring_of
from baken.service.http.problems import InvalidInputError


@pytest.mark.parametrize(
    "text",
    ["", "POINT", "POINT()", "POINT(4)", "POINT(4 52 1)", "POINT(400 52)", "POINT(4 99)", "POINT(nan 1)", "4,52"],
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        point_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON((0 0, 1 1))",
        "POLYGON((0 0, 0 1, 1 1, 1 0))",
        "POLYGON((0 0, 0 1, x 1, 0 0))",
        "POLYGON((0 0, 0 1, 1 1, 0 0), (0 0, 0 1, 1 1, 0 0))",
        f"POLYGON(({', '.join(['0 0'] * (MOST_CORNERS + 1))}))",
    ],
)
def test_what_is_no_polygon_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        ring_of(text)


def test_an_interval_may_be_open_at_either_end_and_holds_its_ends() -> None:
    times = np.array([0, 1_000_000, 2_000_000])
    assert interval_of(None)(times).all()
    assert interval_of("1970-01-01T00:00:01Z/..")(times).tolist() == [False, True, True]
    assert interval_of("1970-01-01T00:00:01Z")(times).tolist() == [False, True, False]
    with pytest.raises(InvalidInputError):
        interval_of("a/b/c")
