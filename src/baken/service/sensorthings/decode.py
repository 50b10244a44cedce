# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations from JSON values to columns: a whole column at a time, and row by row only to name the bad ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from baken.errors import BakenError
from baken.observation.columns import NO_FEATURE, Int32, Int64, UInt8
from baken.vocabulary.quality import QualityFlag, flag_of
from baken.vocabulary.time import EARLIEST, NO_TIME_US, TimeError, format_us, parse_instant, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from baken.observation.columns import Float64

LARGEST_WHOLE: Final = 2**53
"""Whole numbers beyond this cannot be kept exactly as a double."""

AHEAD: Final = timedelta(days=1)
"""How far after the clock's now an observation may lie."""

AHEAD_US: Final = AHEAD // timedelta(microseconds=1)
EARLIEST_US: Final = to_us(EARLIEST)

COMPONENTS: Final = (
    "phenomenonTime",
    "result",
    "resultTime",
    "resultQuality",
    "parameters",
    "FeatureOfInterest/id",
    "validTime",
)
"""What a data array may have, in any order."""

_NUMBERS: Final = frozenset({int, float, type(None)})
_TIMESTAMP: Final = pa.timestamp("us", "UTC")


class RowError(BakenError):
    """A value that an observation cannot have."""


@dataclass(slots=True)
class Decoded:
    """Columns of n rows; ``errors`` names the rows that are no observations, whose values mean nothing."""

    time_us: Int64
    end_us: Int64
    result: Float64
    result_time_us: Int64
    quality: UInt8
    feature_id: Int32
    parameters: tuple[str | None, ...] | None = None
    errors: dict[int, str] = field(default_factory=dict)


def decode_rows(components: Sequence[str], rows: Sequence[Sequence[Any]], now: datetime) -> Decoded:
    """Return rows of JSON values as columns.

    Parameters
    ----------
    components
        What each value of a row is; members of :data:`COMPONENTS`.
    now
        What lies more than :data:`AHEAD` after it is refused.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2025, 1, 2, tzinfo=UTC)
    >>> rows = [["2025-01-01T00:00:00Z", 5], ["2025-01-01T00:01:00", 6]]
    >>> decoded = decode_rows(["phenomenonTime", "result"], rows, now)
    >>> decoded.result[0], decoded.errors
    (np.float64(5.0), {1: "phenomenonTime: '2025-01-01T00:01:00' has no time zone. Add Z or an offset such as +02:00."})
    """
    try:
        columns = dict(zip(components, zip(*rows, strict=True), strict=True))
        decoded = _by_column(columns, len(rows))
    except (ValueError, TypeError, LookupError, BakenError):
        # pa.ArrowInvalid is a ValueError, pa.ArrowTypeError a TypeError: some value is wrong, find out which.
        decoded = _by_row(components, rows)
    _check_ranges(decoded, now)
    return decoded


def _by_column(columns: dict[str, tuple[Any, ...]], n: int) -> Decoded:
    start, end = _intervals(columns["phenomenonTime"])
    results = columns["result"]
    if not _NUMBERS.issuperset(map(type, results)):
        raise TypeError("a result is no number")
    if any(value is not None for value in columns.get("validTime", ())):
        raise TypeError("validTime is not kept")
    parameters = columns.get("parameters")
    return Decoded(
        time_us=start,
        end_us=end,
        result=pa.array(results, pa.float64()).to_numpy(zero_copy_only=False),
        result_time_us=_instants(columns.get("resultTime"), n),
        quality=_each(columns.get("resultQuality"), n, _quality, np.uint8, int(QualityFlag.GOOD)),
        feature_id=_each(columns.get("FeatureOfInterest/id"), n, _feature, np.int32, NO_FEATURE),
        parameters=None if parameters is None else tuple(map(_parameters, parameters)),
    )


def _intervals(texts: tuple[Any, ...]) -> tuple[Int64, Int64]:
    array = pa.array(texts, pa.string())
    if array.null_count:
        raise TypeError("a time is missing")
    if texts and "/" in texts[0]:
        parts = pc.split_pattern(array, "/")
        if pc.any(pc.not_equal(pc.list_value_length(parts), 2)).as_py():
            raise ValueError("instants and intervals are mixed")
        both = _us(parts.flatten())
        return np.ascontiguousarray(both[0::2]), np.ascontiguousarray(both[1::2])
    return _us(array), np.full(len(texts), NO_TIME_US, np.int64)


def _us(texts: pa.Array) -> Int64:
    us: Int64 = pc.cast(texts, _TIMESTAMP).view(pa.int64()).to_numpy()
    return us


def _instants(texts: tuple[Any, ...] | None, n: int) -> Int64:
    if texts is None:
        return np.full(n, NO_TIME_US, np.int64)
    times = pc.cast(pa.array(texts, pa.string()), _TIMESTAMP)
    us: Int64 = pc.fill_null(times.view(pa.int64()), NO_TIME_US).to_numpy()
    return us


def _each(values: tuple[Any, ...] | None, n: int, read: Callable[[Any], int], dtype: type, absent: int) -> Any:
    if values is None:
        return np.full(n, absent, dtype)
    return np.fromiter((absent if v is None else read(v) for v in values), dtype, n)


def _by_row(components: Sequence[str], rows: Sequence[Sequence[Any]]) -> Decoded:
    n = len(rows)
    decoded = Decoded(
        time_us=np.zeros(n, np.int64),
        end_us=np.full(n, NO_TIME_US, np.int64),
        result=np.full(n, np.nan),
        result_time_us=np.full(n, NO_TIME_US, np.int64),
        quality=np.zeros(n, np.uint8),
        feature_id=np.full(n, NO_FEATURE, np.int32),
    )
    parameters: list[str | None] = [None] * n
    for i, row in enumerate(rows):
        try:
            parameters[i] = _decode_row(decoded, i, _named(components, row))
        except BakenError as error:
            decoded.errors[i] = str(error)
    if any(parameters):
        decoded.parameters = tuple(parameters)
    return decoded


def _named(components: Sequence[str], row: Any) -> dict[str, Any]:
    if not isinstance(row, (list, tuple)) or len(row) != len(components):
        given = len(row) if isinstance(row, (list, tuple)) else "no"
        raise RowError(f"The row has {given} values, but there are {len(components)} components.")
    return dict(zip(components, row, strict=True))


def _decode_row(decoded: Decoded, i: int, values: dict[str, Any]) -> str | None:
    decoded.time_us[i], decoded.end_us[i] = phenomenon_time(values.get("phenomenonTime"))
    decoded.result[i] = result(values.get("result"))
    if values.get("resultTime") is not None:
        decoded.result_time_us[i] = instant_us("resultTime", values["resultTime"])
    if values.get("resultQuality") is not None:
        decoded.quality[i] = _quality(values["resultQuality"])
    if values.get("FeatureOfInterest/id") is not None:
        decoded.feature_id[i] = _feature(values["FeatureOfInterest/id"])
    if values.get("validTime") is not None:
        raise RowError("validTime is not kept by this service.", remedy="Leave it out.")
    return _parameters(values.get("parameters"))


def phenomenon_time(value: Any) -> tuple[int, int]:
    """Return start and end of a phenomenon time in µs; ``NO_TIME_US`` as the end of an instant.

    Raises
    ------
    RowError
        When it is no time, has no zone, or ends before it starts.

    Examples
    --------
    >>> phenomenon_time("1970-01-01T00:00:00Z/1970-01-01T00:00:01Z")
    (0, 1000000)
    """
    if not isinstance(value, str):
        raise RowError(
            f"phenomenonTime must be a text, not {_shown(value)}.", remedy="Write 2025-12-24T06:00:00Z, or start/end."
        )
    start, mark, end = value.partition("/")
    start_us = instant_us("phenomenonTime", start)
    return start_us, instant_us("phenomenonTime", end) if mark else NO_TIME_US


def instant_us(name: str, value: Any) -> int:
    """Return an instant in µs, or raise :class:`RowError` naming the property."""
    if not isinstance(value, str):
        raise RowError(f"{name} must be a text, not {_shown(value)}.", remedy="Write 2025-12-24T06:00:00Z.")
    try:
        return to_us(parse_instant(value[:80]))
    except TimeError as error:
        raise RowError(f"{name}: {error.message}", remedy=error.remedy) from error


def result(value: Any) -> float:
    """Return a result as a double; NaN for null, which is missing.

    Raises
    ------
    RowError
        When it is no number, or a whole number that cannot be kept exactly.
    """
    if value is None:
        return float("nan")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RowError(f"result must be a number or null, not {_shown(value)}.")
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise RowError("result is a whole number above 2^53 and cannot be kept exactly.")
    return float(value)


def _quality(value: Any) -> int:
    try:
        return int(flag_of(value))
    except (KeyError, AttributeError):
        known = ", ".join(flag.label for flag in QualityFlag)
        raise RowError(f"resultQuality {_shown(value)} is not known.", remedy=f"Use one of: {known}.") from None


def _feature(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:18])
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise RowError(f"FeatureOfInterest/id must be a whole number, not {_shown(value)}.")
    return value


def _parameters(value: Any) -> str | None:
    if value is None or value == {}:
        return None
    if not isinstance(value, dict):
        raise RowError(f"parameters must be a JSON object, not {_shown(value)}.")
    return msgspec.json.encode(value).decode()


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_WHOLE:
        return "a huge number"
    return msgspec.json.encode(value).decode()[:40]


def _check_ranges(decoded: Decoded, now: datetime) -> None:
    latest = to_us(now + AHEAD)
    start, end = decoded.time_us, decoded.end_us
    if not len(start):
        return
    bad = (start < EARLIEST_US) | (start > latest) | ((end != NO_TIME_US) & ((end < start) | (end > latest)))
    if bad.any():
        for i in np.flatnonzero(bad).tolist():
            decoded.errors.setdefault(i, range_error(int(start[i]), int(end[i]), latest))
    late = decoded.result_time_us > latest
    if late.any():
        for i in np.flatnonzero(late).tolist():
            decoded.errors.setdefault(i, f"resultTime is later than {format_us(latest)}, one day from now.")


def range_error(start: int, end: int, latest: int) -> str:
    """Return what is wrong with a phenomenon time that lies outside what is accepted.

    Examples
    --------
    >>> range_error(-(10**18), NO_TIME_US, 0)
    'phenomenonTime (before the calendar) is before 1900.'
    """
    if start < EARLIEST_US:
        return f"phenomenonTime {_readable(start)} is before 1900."
    if end != NO_TIME_US and end < start:
        return f"phenomenonTime ends ({_readable(end)}) before it starts ({_readable(start)})."
    moment = _readable(max(start, end))
    return f"phenomenonTime {moment} is in the future: it may be at most one day from now, {format_us(latest)}."


def _readable(us: int) -> str:
    """Return a time for a person; an offset can lead out of the years 1 to 9999."""
    try:
        return format_us(us)
    except OverflowError:
        return "(before the calendar)" if us < 0 else "(after the calendar)"
