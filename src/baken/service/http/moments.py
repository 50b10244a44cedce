# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Times in queries: with a zone, and in an order that makes sense."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from baken.service.http.problems import InvalidInputError
from baken.service.past import Span
from baken.vocabulary.time import EARLIEST, LATEST, parse_instant

MAX_BUCKETS: Final = 20_000
SHORTEST_BUCKET_S: Final = 60
LONGEST_BUCKET_S: Final = 31 * 86_400


def moment(text: str) -> datetime:
    """Return the moment that a query names.

    Raises
    ------
    TimeError, InvalidInputError
        When it has no zone, or lies outside what can be.
    """
    found = parse_instant(text)
    if not EARLIEST <= found <= LATEST:
        raise InvalidInputError(f"{text} lies outside the time this service knows.")
    return found


def span(start: str | None, end: str | None, bucket_s: int, *, now: datetime, default: timedelta) -> Span:
    """Return the stretch of time that a query asks for, never later than now.

    Raises
    ------
    InvalidInputError
        When the end is not after the start, or there would be too many buckets.

    Examples
    --------
    >>> from datetime import UTC
    >>> now = datetime(2025, 1, 2, tzinfo=UTC)
    >>> span(None, None, 3600, now=now, default=timedelta(days=1)).start.isoformat()
    '2025-01-01T00:00:00+00:00'
    """
    last = now if end is None else min(moment(end), now)
    first = last - default if start is None else moment(start)
    if first >= last:
        raise InvalidInputError("The stretch of time is empty.", remedy="Let 'from' be before 'to' and before now.")
    bucket = timedelta(seconds=bucket_s)
    if (last - first) / bucket > MAX_BUCKETS:
        raise InvalidInputError(
            f"That would be more than {MAX_BUCKETS} buckets.", remedy="Ask for a shorter stretch, or a longer bucketS."
        )
    return Span(first, last, bucket)
