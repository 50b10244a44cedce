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
    if text is None:
        return lambda times: times == times
    parts = text.split("/")
    if len(parts) > 2:
        raise InvalidInputError("That is no interval of time.", remedy="Write datetime=start/end.")
    if len(parts) == 1:
        parts = [parts[0], parts[0]]
    first, last = (
        (-math.inf if parts[0] in ("", "..") else to_us(moment(parts[0]))),
        (math.inf if parts[1] in ("", "..") else to_us(moment(parts[1]))),
    )
    return lambda times: (times >= first) & (times <= last)


def _on_earth(longitude: str, latitude: str) -> tuple[float, float]:
    found = float(longitude), float(latitude)
    if abs(found[0]) > 180 or abs(found[1]) > 90:
        raise InvalidInputError("That position is not on Earth.", remedy="Longitude comes first, then latitude.")
    return found
