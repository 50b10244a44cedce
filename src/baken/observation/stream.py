# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stream: what a city declares of one datastream, and what quality control and estimation need of it."""

from __future__ import annotations

import msgspec

from baken.vocabulary.place import Position
from baken.vocabulary.quantity import Quantity


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One series of observations of one quantity at one gate or in one area.

    Attributes
    ----------
    id
        Permanent name within the city.
    connector, provider_id
        Who delivers it, and its name there.
    gate_id, area_id
        Where it observes: exactly one of the two, or neither when it informs no area.
    into, out_of
        For a sensor that tells directions apart: the area into which, or out of which, those whom it counts go. Such a
        stream counts one way only, so it tells of a balance and not of a flow.
    interval_s
        Length of the phenomenon interval in seconds; zero for a value at a moment.
    stale_after_s
        A newest value whose interval ended longer ago than this is stale.
    delay_s
        How long after the end of its interval the provider publishes a value:
        ``available_at = phenomenon time + interval + delay``.
    valid_min, valid_max
        Range of the sensor (inclusive), in the unit of the quantity; None where the quantity's range rules.
    max_step
        Largest credible change between consecutive values; None when not known.
    frozen_after, frozen_above
        This many equal values in a row, each above ``frozen_above``, mean a frozen sensor; None when not known.
        Small counts repeat by chance, and zeros at night are no fault.
    catchment
        For a sensor that observes several areas together: all of them; ``area_id`` and ``gate_id`` are then None.
    per_person, per_person_error
        Which value one person gives, on average, and the relative standard deviation of what is not known about that,
        which may drift: 1 and the sensor's bias for a counter, the share of a panel, devices per person, occupied
        spaces per person who came by car.
    lag_s
        How long after what it observes people pass the gate, for example the walk from a parking space.
    relative_error
        Standard error of one value as a share of that value, for example 0.1.
    error_source
        Who says so.
    """

    id: str
    name: str
    connector: str
    provider_id: str
    quantity: Quantity
    interval_s: float
    stale_after_s: float
    gate_id: str | None = None
    area_id: str | None = None
    into: str | None = None
    out_of: str | None = None
    position: Position | None = None
    delay_s: float = 0.0
    valid_min: float | None = None
    valid_max: float | None = None
    max_step: float | None = None
    frozen_after: int | None = None
    frozen_above: float = 0.0
    catchment: tuple[str, ...] = ()
    per_person: float = 1.0
    per_person_error: float = 0.0
    lag_s: float = 0.0
    relative_error: float = 0.0
    error_source: str = ""
