# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Probing: where the rows of a limited read must be, so that the rest of the table is not looked at.

DuckDB skips stretches of a table whose times lie outside the asked ones. A read of the first thousand rows therefore
asks for a stretch of time that should hold them, and for a longer one when it did not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from baken.observation.protocol import ObservationQuery

_MARGIN: Final = 1.5
_GROWTH: Final = 8
_AT_LEAST: Final = 16


class Bounds(NamedTuple):
    """First and last possible time in µs (the last exclusive), and about how many rows lie between."""

    first: int
    last: int
    rows: int


class Window(NamedTuple):
    """A stretch of time in µs, the end exclusive."""

    start: int
    end: int


def first_window(query: ObservationQuery, bounds: Bounds | None) -> Window | None:
    """Return a stretch of time that should hold offset + limit rows, or None to look everywhere.

    Examples
    --------
    >>> from baken.observation.protocol import ObservationQuery
    >>> first_window(ObservationQuery(limit=4), Bounds(0, 1000, 100))
    Window(start=0, end=220)
    >>> first_window(ObservationQuery(limit=4, newest_first=True), Bounds(0, 1000, 100))
    Window(start=780, end=1000)
    >>> first_window(ObservationQuery(limit=90), Bounds(0, 1000, 100)) is None
    True
    """
    if bounds is None or query.limit is None or query.known_at is not None:
        return None
    needed = (query.offset + query.limit) * _MARGIN + _AT_LEAST
    return _window(query, bounds, (bounds.last - bounds.first) * needed / bounds.rows)


def wider_window(query: ObservationQuery, bounds: Bounds | None, window: Window) -> Window | None:
    """Return a longer stretch from the same side, or None to look everywhere."""
    return None if bounds is None else _window(query, bounds, (window.end - window.start) * _GROWTH)


def _window(query: ObservationQuery, bounds: Bounds, width: float) -> Window | None:
    if width >= bounds.last - bounds.first:
        return None
    us = max(int(width), 1)
    return Window(bounds.last - us, bounds.last) if query.newest_first else Window(bounds.first, bounds.first + us)
