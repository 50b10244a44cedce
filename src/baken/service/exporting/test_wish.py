# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows are chosen by where and when, also over the 180th meridian and where a row has no end."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from baken.governance.lists import Layer
from baken.service.exporting.table import Collection, Column, Form, Table
from baken.service.exporting.wish import Box, Wish, chosen, touches
from baken.vocabulary.place import Area, AreaKind
from baken.vocabulary.time import NO_TIME_US

COLUMNS: Final = (
    Column("id", Form.TEXT, "Of the row"),
    Column("start", Form.TIME, "Begin"),
    Column("end", Form.TIME, "End"),
)


def at(longitude: float) -> Area:
    ring = ((longitude, 0.0), (longitude, 1.0), (longitude + 1, 1.0), (longitude, 0.0))
    return Area(id="a", name="a", kind=AreaKind.SQUARE, usable_area_m2=1.0, polygon=(ring,))


@pytest.mark.parametrize(
    ("box", "longitude", "is_in"),
    [
        ((0, 0, 5, 5), 2.0, True),
        ((0, 0, 5, 5), 5.0, True),
        ((0, 0, 5, 5), 5.1, False),
        ((0, 2, 5, 5), 2.0, False),
        ((170, -5, -170, 5), 174.0, True),
        ((170, -5, -170, 5), -175.0, True),
        ((170, -5, -170, 5), 0.0, False),
    ],
)
def test_a_box_is_touched_also_over_the_180th_meridian(box: Box, longitude: float, is_in: bool) -> None:
    assert touches(at(longitude), box) is is_in


def test_an_area_that_nobody_drew_is_in_no_box() -> None:
    nowhere = Area(id="a", name="a", kind=AreaKind.SQUARE, usable_area_m2=1.0, polygon=())
    assert not touches(nowhere, (-180, -90, 180, 90))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, ["early", "late", "open", "never"]),
        (10, 19, ["early", "open"]),
        (20, None, ["late", "open"]),
        (None, 4, []),
        (None, 5, ["open"]),
        (20, 20, ["late", "open"]),
        (19, 20, ["early", "late", "open"]),
    ],
)
def test_an_interval_chooses_what_holds_at_some_moment_of_it(
    first: int | None, last: int | None, expected: list[str]
) -> None:
    table = Table(
        Collection("c", "C", "", Layer.ESTIMATES, COLUMNS),
        (at(0.0),),
        np.zeros(4, np.intp),
        {
            "id": ["early", "late", "open", "never"],
            "start": np.array([10, 20, 5, NO_TIME_US]),
            "end": [20, 30, None, None],
        },
    )
    assert chosen(table, Wish(None, first, last)).values["id"] == expected
