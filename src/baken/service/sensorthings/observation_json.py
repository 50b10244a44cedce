# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations as JSON text, a column at a time: no Python code runs per row.

A row's text is joined from constants and columns by Arrow, so a thousand rows cost a third of a millisecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import format_instant, from_us

if TYPE_CHECKING:
    from collections.abc import Sequence

PROPERTIES: Final = ("phenomenonTime", "resultTime", "result", "resultQuality", "parameters")
"""The properties of an observation in wire order."""

RELATIONS: Final = ("Datastream", "FeatureOfInterest")

_QUALITIES: Final = pa.array([f'"{flag.label}"' for flag in QualityFlag])
_SECOND: Final = 1_000_000


def ids(table: pa.Table) -> pa.Array:
    """Return the ids of observations.

    Examples
    --------
    >>> from baken.observation.columns import ObservationColumns
    >>> ids(ObservationColumns.of(7, [5], [1.0], available_at_us=0).to_arrow()).to_pylist()
    ['7-5']
    """
    datastreams = pc.cast(_flat(table["datastream_id"]), pa.string())
    times = pc.cast(pc.cast(_flat(table["phenomenon_time"]), pa.int64()), pa.string())
    return pc.binary_join_element_wise(datastreams, times, "-")


def texts(
    table: pa.Table,
    root: str,
    *,
    select: Sequence[str] | None = None,
    inline: dict[str, pa.Array] | None = None,
    id_column: pa.Array | None = None,
) -> list[str]:
    """Return each row as a JSON object.

    Parameters
    ----------
    root
        URL of the service, without a closing slash.
    select
        Only these properties; None for all, with the control information.
    inline
        JSON text per row of the relations that are shown inline.
    id_column
        Ids per row, where they are not those of valid observations (earlier revisions).
    """
    if not len(table):
        return []
    number = ids(table) if id_column is None else id_column
    pieces: list[Any] = ["{"]
    for part in _parts(table, root, number, select, inline or {}):
        if len(pieces) > 1:
            pieces.append(",")
        pieces.extend(part)
    joined = pc.binary_join_element_wise(*_merged(pieces), "}", "")
    texts: list[str] = [joined.as_py()] * len(table) if isinstance(joined, pa.Scalar) else joined.to_pylist()
    return texts


def _parts(
    table: pa.Table, root: str, number: pa.Array, select: Sequence[str] | None, inline: dict[str, pa.Array]
) -> list[list[Any]]:
    parts: list[list[Any]] = []
    if select is None or "@iot.selfLink" in select:
        parts.append([f'"@iot.selfLink":"{root}/Observations(\'', number, "')\""])
    if select is None or "id" in select:
        parts.append(['"@iot.id":"', number, '"'])
    parts.extend([f'"{name}":', column(table, name)] for name in PROPERTIES if select is None or name in select)
    for name in RELATIONS:
        if name in inline:
            parts.append([f'"{name}":', inline[name]])
        elif select is None or name in select:
            parts.append([f'"{name}@iot.navigationLink":"{root}/Observations(\'', number, f"')/{name}\""])
    return parts


def _merged(pieces: list[Any]) -> list[Any]:
    """Join constants that follow each other."""
    merged: list[Any] = []
    for piece in pieces:
        if merged and isinstance(piece, str) and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def column(table: pa.Table, name: str) -> pa.Array:
    """Return one property of each row as JSON text."""
    if name == "phenomenonTime":
        return _phenomenon_times(_flat(table["phenomenon_time"]), _flat(table["phenomenon_time_end"]))
    if name == "resultTime":
        return _or_null(_quoted(instants(_flat(table["result_time"]))))
    if name == "result":
        return numbers(_flat(table["result"]))
    if name == "resultQuality":
        return _QUALITIES.take(_flat(table["quality"]))
    return pc.fill_null(_flat(table["parameters"]), "{}")


def instants(times: pa.Array) -> pa.Array:
    """Return times as ISO 8601 text in UTC, null where there is none.

    Examples
    --------
    >>> instants(pa.array([0, 1_500_000, None], pa.timestamp("us", "UTC"))).to_pylist()
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:01.500Z', None]
    """
    us = pc.cast(times, pa.int64())
    if np.any(pc.fill_null(us, 0).to_numpy(zero_copy_only=False) % _SECOND):
        return pa.array([None if v is None else format_instant(from_us(v)) for v in us.to_pylist()], pa.string())
    text = pc.cast(pc.cast(times, pa.timestamp("s")), pa.string())
    return pc.binary_join_element_wise(pc.utf8_replace_slice(text, 10, 11, "T"), "Z", "")


def numbers(values: pa.Array) -> pa.Array:
    """Return numbers as JSON text, whole ones without a decimal point; null where there is none.

    Examples
    --------
    >>> numbers(pa.array([5.0, 2.5, None])).to_pylist()
    ['5', '2.5', 'null']
    """
    known = pc.fill_null(values, 0.0).to_numpy(zero_copy_only=False)
    if np.all((known == np.trunc(known)) & (np.abs(known) < 2**53)):
        return _or_null(pc.cast(pc.cast(values, pa.int64()), pa.string()))
    encode = msgspec.json.encode
    return pa.array([encode(_plain(v)).decode() for v in values.to_pylist()], pa.string())


def _plain(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() and abs(value) < 2**53 else value


def _phenomenon_times(starts: pa.Array, ends: pa.Array) -> pa.Array:
    first = instants(starts)
    if ends.null_count == len(ends):
        return _quoted(first)
    both = pc.binary_join_element_wise(first, instants(ends), "/")
    return _quoted(pc.if_else(pc.is_null(ends), first, both))


def _quoted(text: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', text, '"', "")


def _or_null(text: pa.Array) -> pa.Array:
    return pc.fill_null(text, "null") if text.null_count else text


def _flat(values: Any) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def arrays(table: pa.Table, components: Sequence[str]) -> list[str]:
    """Return each row as a JSON array of some components; ``id`` is the id."""
    if not components:
        return ["[]"] * len(table)
    columns = [_quoted(ids(table)) if name == "id" else column(table, name) for name in components]
    body = pc.binary_join_element_wise(*columns, ",")
    rows: list[str] = pc.binary_join_element_wise("[", body, "]", "").to_pylist()
    return rows
