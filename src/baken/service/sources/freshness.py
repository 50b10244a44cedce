# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a provider says about when to come back (RFC 9111 Cache-Control and Age, RFC 9110 Retry-After)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_S: Final = 86_400.0
"""A provider that wants to be left alone for longer than a day is asked after a day."""

_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def max_age_s(headers: Mapping[str, str]) -> float:
    """Return for how long an answer is fresh still; zero when nothing is said.

    Examples
    --------
    >>> max_age_s({"cache-control": "public, max-age=60", "age": "20"}), max_age_s({"cache-control": "no-cache"})
    (40.0, 0.0)
    """
    said = headers.get("cache-control", "")
    found = _MAX_AGE.search(said)
    if found is None or "no-cache" in said.lower() or "no-store" in said.lower():
        return 0.0
    age = headers.get("age", "")
    elapsed = float(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0.0
    return min(max(0.0, float(found[1]) - elapsed), LONGEST_S)


def retry_after_s(value: str, now: datetime | None = None) -> float | None:
    """Return how long a provider wants to be left alone; None when it does not say so in a form that is known.

    Examples
    --------
    >>> retry_after_s("120"), retry_after_s("soon")
    (120.0, None)
    >>> retry_after_s("Wed, 21 Oct 2026 07:28:00 GMT", datetime(2026, 10, 21, 7, 27, tzinfo=UTC))
    60.0
    """
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return min(float(value), LONGEST_S)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()), LONGEST_S)
