# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A wish: which rows of a table, by where, when and how many, as OGC API Features means it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from baken.service.exporting.table import Table
    from baken.vocabulary.place import Area

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees, CRS84; west of more than east goes over the 180th meridian."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a collection.

    Attributes
    ----------
    box
        Only what touches it; None for everywhere.
    first_us, last_us
        Only what holds at some moment from the first to the last, both with it; None for an open end.
    """

    box: Box | None = None
    first_us: int | None = None
    last_us: int | None = None


def chosen(table: Table, wish: Wish) -> Table:
    """Return the rows that a wish is about, in their order."""
    fits = np.ones(len(table), np.bool_)
    if wish.box is not None:
        inside = np.array([touches(area, wish.box) for area in table.areas], np.bool_)
        fits &= inside[table.place]
    if table.collection.begins and (wish.first_us is not None or wish.last_us is not None):
        begun, ended = table.moments(table.collection.begins), table.moments(table.collection.ends)
        if wish.last_us is not None:
            fits &= (begun == NO_TIME_US) | (begun <= wish.last_us)
        if wish.first_us is not None:
            # A row ends before its end, but for one of a single moment; without an end it goes on.
            fits &= (ended == NO_TIME_US) | (ended > wish.first_us) | ((ended == begun) & (ended == wish.first_us))
        fits &= (begun != NO_TIME_US) | (ended != NO_TIME_US)
    return table if fits.all() else table.take(np.flatnonzero(fits))


def touches(area: Area, box: Box) -> bool:
    """Tell whether the rectangle around an area and a box have a point in common."""
    if not area.polygon:
        return False
    corners = np.array(area.polygon[0])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    if north < box[1] or south > box[3]:
        return False
    if box[0] <= box[2]:
        return bool(west <= box[2] and east >= box[0])
    return bool(east >= box[0] or west <= box[2])
