# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is better: another place at the same time, or the same place at another time.

A suggestion has to be worth the trouble, so it is only made where it is busy (level 3 and above), and only of what is
at least one level lower. Nobody is sent into the night, to a platform for its own sake, or to a place that may itself
become as full as the one they come from.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.publication.levels import UInt8
    from baken.publication.model import Place
    from baken.vocabulary.place import Position

BUSY: Final = 3
"""From this level on something better is suggested."""
GOOD_ENOUGH: Final = 2
"""The first time at or below this level is suggested, even when it is quieter still later."""
DAY_H: Final = range(8, 23)
"""Hours of the local day in which somebody may be told to come."""
_NONE: Final = -1


def better_time(levels: Sequence[int], hours: Sequence[int], at: int) -> int:
    """Return the index of a later time that is better, or -1.

    Parameters
    ----------
    levels, hours
        Level and hour of the local day at each time; level 0 is not known.

    Examples
    --------
    >>> better_time([4, 4, 3, 2, 1], [15, 16, 17, 18, 19], 0)
    3
    >>> better_time([4, 3, 3], [15, 16, 17], 0), better_time([4, 1], [23, 3], 0), better_time([2, 1], [15, 16], 0)
    (1, -1, -1)
    """
    here = levels[at]
    if here < BUSY:
        return _NONE
    later = [j for j in range(at + 1, len(levels)) if 0 < levels[j] < here and hours[j] in DAY_H]
    if not later:
        return _NONE
    return next((j for j in later if levels[j] <= GOOD_ENOUGH), min(later, key=lambda j: (levels[j], j)))


def better_place(levels: UInt8, up_to: UInt8, places: Sequence[Place], here: int) -> int:
    """Return the index of a place that is better at the same time, or -1: the quietest, of these the nearest.

    Parameters
    ----------
    levels, up_to
        Of all places at that time, shape (places,); 0 is not known or not told.
    """
    if levels[here] < BUSY:
        return _NONE
    possible = [
        i
        for i, place in enumerate(places)
        if i != here and 0 < levels[i] < levels[here] and up_to[i] <= levels[here] and _serves(place, places[here])
    ]
    own = places[here].position
    return min(possible, key=lambda i: (levels[i], metres(places[i].position, own)), default=_NONE)


def _serves(other: Place, wanted: Place) -> bool:
    """Return whether a place serves the wish that another one serves."""
    return other.id in wanted.instead if wanted.instead else other.kind is wanted.kind


def best_place(levels: UInt8, next_levels: UInt8, places: Sequence[Place], whole: int) -> int:
    """Return the index of the place to go to when the whole city is busy, or -1: quiet, and soon still so.

    Parameters
    ----------
    whole
        Level of the whole city at that time.
    """
    if whole < BUSY:
        return _NONE
    good = [
        i for i, place in enumerate(places) if place.is_destination and 0 < levels[i] <= min(GOOD_ENOUGH, whole - 1)
    ]
    return min(good, key=lambda i: (max(levels[i], next_levels[i]), levels[i], -places[i].surface_m2), default=_NONE)


def metres(one: Position, other: Position) -> float:
    """Return how far two positions lie apart, on a plane that is good enough inside a city.

    Examples
    --------
    >>> round(metres((4.28, 52.11), (4.28, 52.12)))
    1113
    """
    scale = math.cos(math.radians((one[1] + other[1]) / 2))
    return 111_320.0 * float(np.hypot((one[0] - other[0]) * scale, one[1] - other[1]))
