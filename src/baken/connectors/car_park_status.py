# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what a provider says of a car park to how many of its spaces are occupied: one rule for every format.

``occupied = capacity - vacant``, at the time at which the provider last updated it. It is never made from a vacancy
without a capacity, and what contradicts itself is skipped: that is not a full or an empty car park.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from baken.plugin.protocol import Field
from baken.plugin.provider_values import number_of, take_time
from baken.plugin.readings import NOT_A_NUMBER
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.declaration.reader import TableReader
    from baken.plugin.readings import ReadingBuilder
    from baken.vocabulary.place import Position

NO_ID: Final = "a car park without an id"
NO_CAPACITY: Final = "a vacancy without a capacity"
NEGATIVE: Final = "a negative vacancy"
MORE_THAN_ALL: Final = "more vacant spaces than there are"

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,119}")


@dataclass(frozen=True, slots=True)
class CarPark:
    """What a provider says of one car park, or of one part of it, at one moment.

    Attributes
    ----------
    provider_id
        Of the series: the provider's id of the facility, never its name.
    capacity, vacant
        As they stand in the document.
    updated
        When the provider last updated it, in µs, or the reason why that is not known.
    works
        Whether the provider says that its numbers hold: no fault, and not closed. While a car park is closed many
        providers say 0 vacant, which would look full.
    """

    provider_id: str
    name: str
    capacity: object
    vacant: object
    updated: int | str
    works: bool
    position: Position | None = None


def add_car_park(
    builder: ReadingBuilder, park: CarPark, declared: Mapping[str, float], received_us: int, where: str
) -> None:
    """Take the occupied spaces of a car park, or note why not.

    Parameters
    ----------
    declared
        Capacities that the city declared; they go before the provider's.
    received_us
        When the delivery arrived; zero where that is not known.
    """
    if not is_facility_id(park.provider_id):
        builder.skip(NO_ID, where)
        return
    where = f"{where}, {park.provider_id}"
    updated = take_time(park.updated, where, builder, received_us)
    if updated is None:
        return
    field = field_of_facility(park.provider_id, park.name, park.position)
    vacant = number_of(park.vacant)
    capacity = number_of(declared.get(park.provider_id, park.capacity))
    if not park.works or (vacant is not None and math.isnan(vacant)):
        builder.add(field, updated, math.nan, where)
    elif vacant is None or capacity is None:
        builder.skip(NOT_A_NUMBER, f"{where}: {park.vacant!r} of {park.capacity!r}")
    elif not capacity > 0:
        builder.skip(NO_CAPACITY, f"{where}: {vacant:g} vacant")
    elif vacant < 0:
        builder.skip(NEGATIVE, f"{where}: {vacant:g}")
    elif vacant > capacity:
        builder.skip(MORE_THAN_ALL, f"{where}: {vacant:g} of {capacity:g}")
    else:
        builder.add(field, updated, capacity - vacant, where)


def is_facility_id(text: str) -> bool:
    """Tell whether a text can be the id of a facility, with the name of a part of it behind a slash."""
    return all(_ID.fullmatch(part) for part in text.split("/")) and text.count("/") <= 1


def field_of_facility(provider_id: str, name: str = "", position: Position | None = None) -> Field:
    """Return the series of a car park."""
    return Field(
        provider_id=provider_id,
        name=name or provider_id,
        quantity=Quantity.PARKING_SPACES_OCCUPIED,
        unit=DEFINITIONS[Quantity.PARKING_SPACES_OCCUPIED].ucum,
        interval_s=0.0,
        position=position,
    )


def read_capacities(top: TableReader) -> dict[str, float]:
    """Return the table ``[capacity]`` of the settings: the spaces per series where the provider's number is wrong."""
    table = top.table("capacity", required=False)
    if table is None:
        return {}
    found = {key: table.number(key, above=0, high=1e6) for key in table.data}
    table.close()
    for key in found:
        if not is_facility_id(key):
            table.fault(key, f"{key[:80]!r} is not the id of a car park.", "Write the provider_id of the stream.")
    return {key: number for key, number in found.items() if number is not None}
