# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking rows from a node that runs, as whoever a key is of: the node asks governance, and writes down what went."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from baken.errors import BakenError
from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from baken.service.exporting.wish import Box

PATIENCE_S: Final = 120.0
_PATH: Final = "/api/v1/features/collections"


class NotTakenError(BakenError):
    """A node did not give what was asked of it, and why."""


def take(
    address: str,
    collection: str,
    form: str,
    *,
    key: str = "",
    first: datetime | None = None,
    last: datetime | None = None,
    box: Box | None = None,
    bucket_s: int | None = None,
) -> tuple[bytes, int]:
    """Return a file of rows, and how many rows of what was asked for it left out because they were too many.

    Parameters
    ----------
    address
        Of the node, such as ``http://localhost:8080``.
    form
        ``csv``, ``parquet`` (GeoParquet) or ``json`` (GeoJSON).
    key
        What ``baken key create --role analyst`` printed; without it only what is open to the public is given.
    first, last
        Only rows that hold at some moment between, both with it; they have a zone.

    Raises
    ------
    NotTakenError
        When the node cannot be reached, refuses, or does not know the collection.
    """
    import httpx

    asked: dict[str, Any] = {"f": form, "limit": 50_000}
    if first is not None or last is not None:
        asked["datetime"] = "/".join(".." if one is None else format_instant(one) for one in (first, last))
    if box is not None:
        asked["bbox"] = ",".join(f"{number:.7f}" for number in box)
    if bucket_s is not None:
        asked["bucketS"] = bucket_s
    headers = {"authorization": f"Bearer {key}"} if key else {}
    try:
        answer = httpx.get(
            f"{address.rstrip('/')}{_PATH}/{collection}/items", params=asked, headers=headers, timeout=PATIENCE_S
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotTakenError(f"{address} cannot be reached: {error}.", remedy="Does the node run there?") from error
    if answer.status_code != httpx.codes.OK:
        raise _refusal(collection, answer)
    if form == "json":
        body = answer.json()
        return answer.content, body["numberMatched"] - body["numberReturned"]
    matched, returned = (int(answer.headers.get(f"ogc-number{word}", "0")) for word in ("matched", "returned"))
    return answer.content, max(0, matched - returned)


def _refusal(collection: str, answer: Any) -> NotTakenError:
    try:
        detail = str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"it answered {answer.status_code}"
    remedy = ""
    if answer.status_code in (401, 403):
        remedy = "Give a key: baken key create --role analyst --city CITY --activity ACTIVITY."
    return NotTakenError(f"The node does not give {collection}: {detail.rstrip('.')}.", remedy=remedy)


def box_of_degrees(text: str) -> Box:
    """Return west, south, east and north.

    Raises
    ------
    ValueError
        When these are not four numbers.

    Examples
    --------
    >>> box_of_degrees("4.2,52.1,4.3,52.2")
    (4.2, 52.1, 4.3, 52.2)
    """
    numbers = tuple(float(part) for part in text.split(","))
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise ValueError(text)
    return numbers
