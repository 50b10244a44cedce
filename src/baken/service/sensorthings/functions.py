# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operators and functions of the filter language do with values.

Requirements ``request-data/built-in-filter-operations`` and ``request-data/built-in-query-functions``. A value of
the wrong type, or null, gives null; a comparison with null is false, except that null equals null (OData 4.0).
Geometry is planar in degrees (CRS84), as SensorThings has no unit of its own for distances.
"""

from __future__ import annotations

import math
import operator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from baken.service.sensorthings.filter import Interval
from baken.vocabulary.time import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Callable

_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "mod": math.fmod,
}


def compare(word: str, left: Any, right: Any) -> bool:
    """Return whether two values stand in a relation.

    Examples
    --------
    >>> compare("gt", 5, 3), compare("gt", None, 3), compare("eq", None, None), compare("gt", "a", 3)
    (True, False, True, False)
    """
    if left is None or right is None:
        same = left is right
        return same if word == "eq" else not same if word == "ne" else False
    if isinstance(left, Interval) != isinstance(right, Interval):
        left, right = _start(left), _start(right)
    elif isinstance(left, Interval) and word in _ORDERING:
        left, right = left.start, right.start
    try:
        return bool(_ORDER[word](left, right))
    except TypeError:
        return False


_ORDERING: Final = frozenset({"gt", "ge", "lt", "le"})


def compute(word: str, left: Any, right: Any) -> Any:
    """Return the result of arithmetic, or None where it has none.

    Examples
    --------
    >>> compute("div", 1, 4), compute("div", 1, 0), compute("add", "a", 1)
    (0.25, None, None)
    """
    left, right = _start(left), _start(right)
    if isinstance(left, (str, bool)) or isinstance(right, (str, bool)):
        return None
    try:
        return _ARITHMETIC[word](left, right)
    except (TypeError, ValueError, ArithmeticError):
        return None


def _start(value: Any) -> Any:
    return value.start if isinstance(value, Interval) else value


def _strings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give null unless every argument is a string (numbers may follow the first)."""

    def guarded(first: Any, *others: Any) -> Any:
        if not isinstance(first, str) or any(isinstance(o, bool) for o in others):
            return None
        try:
            return function(first, *others)
        except (TypeError, ValueError, OverflowError):
            return None

    return guarded


def _substring(text: str, start: float, length: float | None = None) -> str:
    begin = max(int(start), 0)
    return text[begin:] if length is None else text[begin : begin + max(int(length), 0)]


def _moment(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give null unless the argument has the wanted part of a time; an interval counts by its start."""

    def guarded(value: Any) -> Any:
        try:
            return function(_start(value))
        except (AttributeError, TypeError):
            return None

    return guarded


def _number(function: Callable[[float], Any]) -> Callable[[Any], Any]:
    def guarded(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            return None
        return function(value)

    return guarded


def _round(value: float) -> int:
    """Round half away from zero, as OData says."""
    return math.floor(value + 0.5) if value >= 0 else math.ceil(value - 0.5)


def as_geometry(value: Any) -> Any:
    """Return a shapely geometry of GeoJSON (a feature counts by its geometry), or None.

    Examples
    --------
    >>> as_geometry({"type": "Point", "coordinates": [1, 2]}).wkt
    'POINT (1 2)'
    """
    if value is None or hasattr(value, "geom_type"):
        return value
    if not isinstance(value, dict):
        return None
    import shapely.geometry
    from shapely.errors import ShapelyError

    geojson = value.get("geometry") if value.get("type") == "Feature" else value
    try:
        return shapely.geometry.shape(geojson)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError, IndexError):
        return None


def _geometric(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give null unless the arguments are geometries that can be computed with."""

    def guarded(*values: Any) -> Any:
        from shapely.errors import ShapelyError

        shapes = [v if isinstance(v, str) else as_geometry(v) for v in values]
        if any(s is None for s in shapes):
            return None
        try:
            return function(*shapes)
        except (ShapelyError, AttributeError, TypeError, ValueError):
            return None

    return guarded


def _relation(name: str) -> Callable[..., Any]:
    return _geometric(lambda left, right: getattr(left, name)(right))


FUNCTION: Final[dict[str, Callable[..., Any]]] = {
    "substringof": _strings(lambda part, text: part in text),
    "endswith": _strings(lambda text, part: text.endswith(part)),
    "startswith": _strings(lambda text, part: text.startswith(part)),
    "length": _strings(len),
    "indexof": _strings(lambda text, part: text.find(part)),
    "substring": _strings(_substring),
    "tolower": _strings(str.lower),
    "toupper": _strings(str.upper),
    "trim": _strings(str.strip),
    "concat": _strings(lambda left, right: left + right),
    "year": _moment(lambda t: t.year),
    "month": _moment(lambda t: t.month),
    "day": _moment(lambda t: t.day),
    "hour": _moment(lambda t: t.hour),
    "minute": _moment(lambda t: t.minute),
    "second": _moment(lambda t: t.second),
    "fractionalseconds": _moment(lambda t: t.microsecond / 1e6),
    "date": _moment(lambda t: t.date()),
    "time": _moment(lambda t: t.timetz()),
    "totaloffsetminutes": _moment(lambda t: 0 if t.tzinfo is UTC else int(t.utcoffset().total_seconds()) // 60),
    "mindatetime": lambda: EARLIEST,
    "maxdatetime": lambda: LATEST,
    "round": _number(_round),
    "floor": _number(math.floor),
    "ceiling": _number(math.ceil),
    "geo.distance": _geometric(lambda left, right: left.distance(right)),
    "geo.length": _geometric(lambda shape: shape.length),
    "geo.intersects": _relation("intersects"),
    "st_equals": _relation("equals"),
    "st_disjoint": _relation("disjoint"),
    "st_touches": _relation("touches"),
    "st_within": _relation("within"),
    "st_overlaps": _relation("overlaps"),
    "st_crosses": _relation("crosses"),
    "st_intersects": _relation("intersects"),
    "st_contains": _relation("contains"),
    "st_relate": _geometric(lambda left, right, pattern: left.relate_pattern(right, pattern)),
}
"""What each built-in function does; ``now`` needs the clock and lives with the compiler."""

Scalar = bool | int | float | str | datetime | Interval | date | time | timedelta | None
"""What an expression can be worth, next to GeoJSON and geometries."""


def as_sort_key(value: Any) -> tuple[int, Any]:
    """Return a key by which values of any kind can be ordered: nulls first, then by kind.

    Examples
    --------
    >>> sorted([3, None, 1.5], key=as_sort_key)
    [None, 1.5, 3]
    """
    if value is None:
        return (0, 0)
    if isinstance(value, tuple):
        return (1, len(value)) if not value else as_sort_key(value[0])
    if isinstance(value, (bool, int, float)):
        return (2, value)
    if isinstance(value, (datetime, Interval)):
        return (3, _start(value))
    return (4, str(value))
