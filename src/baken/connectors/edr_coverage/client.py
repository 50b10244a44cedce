# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads series at points from CoverageJSON, as an OGC API EDR answers; knows nothing of Baken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_COVERAGES: Final = 10_000
MOST_VALUES: Final = 5_000_000

LOCATION_KEYS: Final = ("eumetnet:locationId", "locationId", "id")

NO_COVERAGE: Final = "an entry that is no coverage"
NO_SERIES: Final = "a coverage that is no series of times at one place"
NO_ARRAY: Final = "a range that is no array of its times"


class DocumentError(ValueError):
    """What was delivered is no CoverageJSON."""


@dataclass(frozen=True, slots=True)
class PointSeries:
    """The values of one parameter at one place.

    Attributes
    ----------
    location
        The provider's name of the place; empty where it has none.
    unit
        Its symbols and labels as they stand there, the best first.
    times, values
        As they stand there, equally many.
    """

    location: str
    longitude: object
    latitude: object
    parameter: str
    unit: tuple[str, ...]
    times: tuple[object, ...]
    values: tuple[object, ...]


def read_coverages(raw: bytes) -> Iterator[PointSeries | tuple[str, str]]:
    """Yield every series at a point of a Coverage or CoverageCollection; of what is none the reason and its place.

    Raises
    ------
    DocumentError
        When it is neither.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw)
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Coverage":
        coverages = [document]
    elif kind == "CoverageCollection" and isinstance(document.get("coverages"), list):
        coverages = document["coverages"]
    else:
        raise DocumentError("it is neither a Coverage nor a CoverageCollection")
    if len(coverages) > MOST_COVERAGES:
        raise DocumentError(f"it has more than {MOST_COVERAGES} coverages")
    shared = document.get("parameters")
    for i, coverage in enumerate(coverages):
        where = f"coverage {i + 1}"
        if isinstance(coverage, dict):
            yield from _series(coverage, shared if isinstance(shared, dict) else {}, where)
        else:
            yield NO_COVERAGE, where


def _series(coverage: dict[str, Any], shared: Mapping[str, Any], where: str) -> Iterator[PointSeries | tuple[str, str]]:
    domain = coverage.get("domain")
    axes = domain.get("axes") if isinstance(domain, dict) else None
    ranges = coverage.get("ranges")
    if not isinstance(axes, dict) or not isinstance(ranges, dict):
        yield NO_COVERAGE, where
        return
    times, longitudes, latitudes = (_axis(axes.get(name)) for name in ("t", "x", "y"))
    if not times or len(longitudes) != 1 or len(latitudes) != 1:
        yield NO_SERIES, where
        return
    own = coverage.get("parameters")
    parameters = {**shared, **own} if isinstance(own, dict) else shared
    location = next((text for key in LOCATION_KEYS if (text := _text(coverage.get(key)))), "")
    for name, array in ranges.items():
        values = _values(array, len(times))
        if values is None:
            yield NO_ARRAY, f"{where}, {name}"
            continue
        unit = _unit(parameters.get(name))
        yield PointSeries(location, longitudes[0], latitudes[0], name, unit, times, values)


def _axis(axis: object) -> tuple[object, ...]:
    """Return the values of an axis, written out or as start, stop and number."""
    if not isinstance(axis, dict):
        return ()
    values = axis.get("values")
    if isinstance(values, list):
        return tuple(values)
    start, stop, number = (axis.get(key) for key in ("start", "stop", "num"))
    if number == 1 and start == stop:
        return (start,)
    return ()


def _values(array: object, times: int) -> tuple[object, ...] | None:
    """Return the values of an array whose only axis with more than one place is the time."""
    if not isinstance(array, dict) or array.get("type", "NdArray") != "NdArray":
        return None
    values, shape = array.get("values"), array.get("shape", [times])
    names = array.get("axisNames", ["t"])
    if not isinstance(values, list) or not isinstance(shape, list) or not isinstance(names, list):
        return None
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in shape) or len(shape) != len(names):
        return None
    of_time = [n for name, n in zip(names, shape, strict=True) if name == "t"] or [1]
    if len(values) != times or math.prod(shape) != times or of_time != [times]:
        return None
    return tuple(values)


def _unit(parameter: object) -> tuple[str, ...]:
    unit = parameter.get("unit") if isinstance(parameter, dict) else None
    if not isinstance(unit, dict):
        return ()
    symbol, label = unit.get("symbol"), unit.get("label")
    found = [symbol.get("value") if isinstance(symbol, dict) else symbol]
    found.extend(label.values() if isinstance(label, dict) else [label])
    return tuple(text.strip() for text in found if isinstance(text, str) and 0 < len(text.strip()) <= 60)


def _text(value: object) -> str:
    text = value.rstrip("/").rpartition("/")[2] if isinstance(value, str) else ""
    return text if text.isprintable() and len(text) <= 80 else ""
