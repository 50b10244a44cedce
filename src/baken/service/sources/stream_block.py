# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A block for ``streams.toml`` that is ready to be pasted: what only a person can know is marked as to be done."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from baken.city.read_streams import OF_PERSONS, ONE_WAY
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from baken.plugin.protocol import Field
    from baken.service.sources.glimpse import Glimpse

_LONGEST_ID: Final = 60
_TODO: Final = "TO" + "DO"  # the text that `baken check` looks for in a city folder
_OF_AN_AREA: Final = OF_PERSONS | {Quantity.EXPECTED_VISITORS}


def stream_block(
    connector: str, field: Field, city: Glimpse, *, cadence_s: float, lag_s: float, taken: set[str]
) -> str:
    """Return the block of one series.

    Parameters
    ----------
    cadence_s
        How often something new can come.
    lag_s
        How long after the end of its interval the newest value came.
    taken
        Ids that are used already; the new one is added.
    """
    values = [
        ("id", _string(_id(field, taken))),
        ("name", _string(field.name)),
        ("connector", _string(connector)),
        ("provider_id", _string(field.provider_id)),
        ("observed_property", _string(field.quantity.value)),
        ("unit", _string(DEFINITIONS[field.quantity].ucum)),
        *_place(field, city),
        ("interval_s", _number(field.interval_s)),
        ("stale_after_s", _number(_stale_after_s(field.interval_s, cadence_s, lag_s))),
        ("relative_error", f"0.10                # {_TODO} how good a value is, as a share of it"),
        ("error_source", _string(f"{_TODO} who says how good a value is")),
    ]
    return "[[stream]]\n" + "".join(f"{key} = {value}\n" for key, value in values)


def _place(field: Field, city: Glimpse) -> list[tuple[str, str]]:
    position = [] if field.position is None else [("position", f"[{field.position[0]}, {field.position[1]}]")]
    if field.quantity in ONE_WAY:
        found, key, known = city.gate_near(field.position), "gate", city.gates
    elif field.quantity in _OF_AN_AREA:
        found, key, known = city.area_at(field.position), "area", city.areas
    else:
        return position
    if found:
        return [(key, _string(found)), *position]
    names = ", ".join(place.id for place in known[:6]) or f"{key}s.geojson"
    first = known[0].id if known else ""
    return [(key, f"{_string(first)}  # {_TODO} the {key} that it observes: {names}"), *position]


def _stale_after_s(interval_s: float, cadence_s: float, lag_s: float) -> float:
    """Return an age that forgives one value that does not come."""
    wait_s = interval_s + max(lag_s, 0.0) + 2.0 * max(cadence_s, 60.0)
    return min(math.ceil(max(wait_s, 2.0 * interval_s) / 60.0) * 60.0, 366 * 86_400.0)


def _id(field: Field, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", field.name).encode("ascii", "ignore").decode().lower()
    quantity = field.quantity.value.replace("_", "-")
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].strip("-")
    begin = words or "stream"
    for candidate in (begin, f"{begin}-{quantity}", *(f"{begin}-{quantity}-{i}" for i in range(2, 10_000))):
        if candidate not in taken:
            taken.add(candidate)
            return candidate
    return begin


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:g}"
