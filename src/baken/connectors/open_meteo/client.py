# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads answers of Open-Meteo's forecast API; knows nothing of Baken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCKS: Final = {"hourly": 3600, "minutely_15": 900}
"""Blocks of series, and the seconds between two of their values."""

MOST_VALUES: Final = 100_000

_LONGEST_OFFSET_S: Final = 86_400


class DocumentError(ValueError):
    """What was delivered is no answer of the forecast API."""


@dataclass(frozen=True, slots=True)
class Block:
    """The series of one block.

    Attributes
    ----------
    times
        Moments; None where what stands there is none.
    series, units
        By the names of the variables.
    """

    name: str
    times: tuple[datetime | None, ...]
    series: Mapping[str, list[Any]]
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API says of one place.

    Attributes
    ----------
    now
        The time of the answer's ``current`` values; None where it has none.
    broken
        Names of series that are as long as no times are.
    """

    longitude: object
    latitude: object
    now: datetime | None
    blocks: tuple[Block, ...]
    broken: tuple[str, ...]


def read_answer(raw: bytes) -> Answer:
    """Return what an answer says.

    Times have no offset of their own: they are in the zone that was asked for, which is ``utc_offset_seconds`` ahead
    of UTC throughout the answer, or seconds since 1970 in UTC.

    Raises
    ------
    DocumentError
        When it is none, or says that something was asked wrongly.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw)
    if not isinstance(document, dict):
        raise DocumentError("it is no answer for one place")
    if document.get("error"):
        raise DocumentError(f"the provider says: {str(document.get('reason'))[:120]}")
    zone = _zone(document.get("utc_offset_seconds"))
    broken: list[str] = []
    blocks = [_block(name, document, zone, broken) for name in BLOCKS if isinstance(document.get(name), dict)]
    if not blocks:
        raise DocumentError("it has no hourly or 15-minute values")
    current = document.get("current")
    now = _moment(current.get("time"), zone) if isinstance(current, dict) else None
    return Answer(document.get("longitude"), document.get("latitude"), now, tuple(blocks), tuple(broken))


def _block(name: str, document: dict[str, Any], zone: timezone, broken: list[str]) -> Block:
    found, units = document[name], document.get(f"{name}_units")
    times = found.get("time")
    if not isinstance(times, list) or len(times) > MOST_VALUES:
        raise DocumentError(f"{name} has no times")
    series = {}
    for key, values in found.items():
        if key == "time":
            continue
        if isinstance(values, list) and len(values) == len(times):
            series[key] = values
        else:
            broken.append(key)
    known = {key: unit for key, unit in units.items() if isinstance(unit, str)} if isinstance(units, dict) else {}
    return Block(name, tuple(_moment(time, zone) for time in times), series, known)


def _zone(offset: object) -> timezone:
    if isinstance(offset, bool) or not isinstance(offset, int) or abs(offset) >= _LONGEST_OFFSET_S:
        raise DocumentError("it does not say which clock its times are of")
    return timezone(timedelta(seconds=offset))


def _moment(value: object, zone: timezone) -> datetime | None:
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            return datetime.strptime(value, "%Y-%m-%dT%H:%M").replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None
