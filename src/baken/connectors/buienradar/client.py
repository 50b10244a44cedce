# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads what Buienradar publishes: feed (JSON version 2, XML version 1) and rain text; knows nothing of Baken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_STATIONS: Final = 1_000
MOST_LINES: Final = 2_000

JSON_TIME: Final = "%Y-%m-%dT%H:%M:%S"
XML_TIME: Final = "%m/%d/%Y %H:%M:%S"

XML_ROOT: Final = "buienradarnl"
XML_STATION: Final = "weerstation"


class DocumentError(ValueError):
    """What was delivered is not what Buienradar publishes."""


@dataclass(frozen=True, slots=True)
class Station:
    """What the feed says of one station, its values as they stand there.

    Attributes
    ----------
    time, form
        Dutch wall-clock time and how it is written.
    values
        By the feed's own names: ``temperature``, ``windspeed``, …; only those that it mentions.
    """

    id: object
    name: object
    time: object
    form: str
    longitude: object
    latitude: object
    values: Mapping[str, Any]


def read_feed(raw: bytes) -> Iterator[Station | int]:
    """Yield every station of a JSON feed; of what is none its place.

    Raises
    ------
    DocumentError
        When it has no stations.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    actual = document.get("actual") if isinstance(document, dict) else None
    stations = actual.get("stationmeasurements") if isinstance(actual, dict) else None
    if not isinstance(stations, list):
        raise DocumentError("it has no stationmeasurements")
    if len(stations) > MOST_STATIONS:
        raise DocumentError(f"it has more than {MOST_STATIONS} stations")
    for i, station in enumerate(stations):
        if not isinstance(station, dict):
            yield i
            continue
        found = station.get
        yield Station(
            found("stationid"), found("stationname"), found("timestamp"), JSON_TIME, found("lon"), found("lat"), station
        )


_XML_NAMES: Final = {
    "temperatuurGC": "temperature",
    "luchtvochtigheid": "humidity",
    "windsnelheidMS": "windspeed",
    "windstotenMS": "windgusts",
    "windrichtingGR": "winddirectiondegrees",
    "regenMMPU": "precipitation",
}


def station_of_xml(texts: Mapping[str, str | None]) -> Station:
    """Return the station whose elements have these texts, under the names of version 2."""
    return Station(
        id=texts.get("stationcode"),
        name=texts.get("stationnaam"),
        time=texts.get("datum"),
        form=XML_TIME,
        longitude=texts.get("lonGraden"),
        latitude=texts.get("latGraden"),
        values={name: texts[key] for key, name in _XML_NAMES.items() if key in texts},
    )


def read_rain(raw: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield line number, intensity and clock time (``10:05``) of each line of a rain text, ``077|10:05``.

    Raises
    ------
    DocumentError
        When no line looks like that.
    UnicodeDecodeError
        When it is no text.
    """
    lines = [line.strip() for line in raw.decode("utf-8-sig").splitlines()]
    if not any(line.count("|") == 1 for line in lines) or len(lines) > MOST_LINES:
        raise DocumentError("it is no rain text")
    for number, line in enumerate(lines, 1):
        if line:
            intensity, _, clock = line.partition("|")
            yield number, intensity, clock


def millimetres_per_hour(intensity: float) -> float:
    """Return the rain of an intensity of the rain text: ``10 ** ((intensity - 109) / 32)``; 0 is dry.

    Source: Buienradar, "Gratis weerdata".

    Examples
    --------
    >>> millimetres_per_hour(77), millimetres_per_hour(0)
    (0.1, 0.0)
    """
    return float(round(10 ** ((intensity - 109) / 32), 6)) if intensity > 0 else 0.0
