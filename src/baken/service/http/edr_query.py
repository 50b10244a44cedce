# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The parameters of an EDR query: well-known text of a point or polygon, and an interval of time."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from baken.service.http.moments import moment
from baken.service.http.problems import InvalidInputError
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.forecast.model import Bool, Int64

MOST_CORNERS: Final = 500
_NUMBER: Final = r"[-+]?(?:\d{1,3}(?:\.\d{0,15})?|\.\d{1,15})"
_HEIGHT: Final = r"[-+]?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15})"
_PAIR: Final = rf"({_NUMBER})\s+({_NUMBER})"
_POINT: Final = re.compile(rf"\s*POINT\s*\(\s*{_PAIR}\s*\)\s*", re.IGNORECASE)
_POLYGON: Final = re.compile(r"\s*POLYGON\s*\(\s*\(([^()]*)\)\s*\)\s*", re.IGNORECASE)


def point_of(text: str) -> tuple[float, float]:
    """Return the longitude and latitude of ``POINT(lon lat)``.

    Raises
    ------
    InvalidInputError
        When it is something else, or lies nowhere on Earth.

    Examples
    --------
    >>> point_of("POINT(4.27 52.11)")
    (4.27, 52.11)
    """
    found = _POINT.fullmatch(text)
    if found is None:
        raise InvalidInputError("That is no position.", remedy="Write coords=POINT(longitude latitude).")
    return _on_earth(found[1], found[2])


def ring_of(text: str) -> list[tuple[float, float]]:
    """Return the corners of ``POLYGON((lon lat, …))``, without holes.

    Raises
    ------
    InvalidInputError
        When it is something else, has too many corners, or is not closed.

    Examples
    --------
    >>> ring_of("POLYGON((0 0, 0 1, 1 1, 0 0))")
    [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)]
    """
    remedy = "Write coords=POLYGON((lon lat, lon lat, lon lat, lon lat)) with the first corner again at the end."
    found = _POLYGON.fullmatch(text)
    corners = [] if found is None else found[1].split(",")
    if not 4 <= len(corners) <= MOST_CORNERS:
        raise InvalidInputError("That is no polygon, or it has too many corners.", remedy=remedy)
    pairs = [re.fullmatch(rf"\s*{_PAIR}\s*", corner) for corner in corners]
    ring = [_on_earth(pair[1], pair[2]) for pair in pairs if pair is not None]
    if len(ring) != len(corners) or ring[0] != ring[-1]:
        raise InvalidInputError("That is no closed polygon.", remedy=remedy)
    return ring


def interval_of(text: str | None) -> Callable[[Int64], Bool]:
    """Return what tells which moments (µs) lie in an interval: a moment, ``start/end``, or ``..`` for an open end.

    Raises
    ------
    InvalidInputError, TimeError
        When it is no interval.

    Examples
    --------
    >>> import numpy as np
    >>> interval_of("../1970-01-01T00:00:01Z")(np.array([0, 2_000_000])).tolist()
    [True, False]
    """
    first_us, last_us = bounds_of(text)
    first, last = -math.inf if first_us is None else first_us, math.inf if last_us is None else last_us
    return lambda times: (times >= first) & (times <= last)


def bounds_of(text: str | None) -> tuple[int | None, int | None]:
    """Return the first and the last moment (µs) of an interval, both in it; None for an open end.

    Raises
    ------
    InvalidInputError, TimeError
        When it is no interval.

    Examples
    --------
    >>> bounds_of("1970-01-01T00:00:01Z/..")
    (1000000, None)
    """
    if text is None:
        return None, None
    parts = text.split("/")
    if len(parts) > 2:
        raise InvalidInputError("That is no interval of time.", remedy="Write datetime=start/end.")
    first, last = (None if part in ("", "..") else to_us(moment(part)) for part in (parts[0], parts[-1]))
    if len(parts) == 1 and first is None:
        raise InvalidInputError("That is no moment.", remedy="Write datetime=start/end, with .. for an open end.")
    if first is not None and last is not None and last < first:
        raise InvalidInputError("That interval ends before it begins.", remedy="Write datetime=start/end.")
    return first, last


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of ``bbox``; heights of a box in three dimensions are left out.

    Raises
    ------
    InvalidInputError
        When it is no box on Earth.

    Examples
    --------
    >>> box_of("4.2,52.1,4.3,52.2")
    (4.2, 52.1, 4.3, 52.2)
    """
    if text is None:
        return None
    numbers = text.split(",")
    if len(numbers) not in (4, 6) or not all(re.fullmatch(rf"\s*{_HEIGHT}\s*", number) for number in numbers):
        raise InvalidInputError("That is no box.", remedy="Write bbox=west,south,east,north in degrees.")
    half = len(numbers) // 2
    west, south = _on_earth(numbers[0], numbers[1])
    east, north = _on_earth(numbers[half], numbers[half + 1])
    if south > north:
        raise InvalidInputError("That box ends south of where it begins.", remedy="Write bbox=west,south,east,north.")
    return west, south, east, north


def _on_earth(longitude: str, latitude: str) -> tuple[float, float]:
    found = float(longitude), float(latitude)
    if abs(found[0]) > 180 or abs(found[1]) > 90:
        raise InvalidInputError("That position is not on Earth.", remedy="Longitude comes first, then latitude.")
    return found
