# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads records of an Opendatasoft portal such as Eindhoven's, both versions of its API; knows nothing of Baken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_RECORDS: Final = 20_000


class DocumentError(ValueError):
    """What was delivered holds no records."""


def read_records(raw: bytes) -> Iterator[dict[str, Any] | None]:
    """Yield the fields of each record; None for what is no record.

    Version 1.0 answers ``{"records": [{"fields": {…}}]}``, version 2.1 ``{"results": [{…}]}``, an export ``[{…}]``.

    Raises
    ------
    DocumentError
        When it is none of these.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw)
    records = document
    if isinstance(document, dict):
        records = document.get("results", document.get("records"))
    if not isinstance(records, list):
        raise DocumentError("it holds no list of records")
    if len(records) > MOST_RECORDS:
        raise DocumentError(f"it has more than {MOST_RECORDS} records")
    for record in records:
        fields = record.get("fields", record) if isinstance(record, dict) else None
        yield fields if isinstance(fields, dict) else None


def read_point(value: object) -> tuple[object, object]:
    """Return longitude and latitude of a ``geo_point_2d``: ``[lat, lon]`` in version 1.0, a table in version 2.1.

    Examples
    --------
    >>> read_point([51.4, 5.5]), read_point({"lon": 5.5, "lat": 51.4}), read_point("here")
    ((5.5, 51.4), (5.5, 51.4), (None, None))
    """
    if isinstance(value, list) and len(value) == 2:
        return value[1], value[0]
    if isinstance(value, dict):
        return value.get("lon"), value.get("lat")
    return None, None
