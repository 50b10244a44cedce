# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Streams for tests of the fusion: sensors that are as good as sensors are."""

from __future__ import annotations

from typing import Any

from baken.observation.stream import Stream
from baken.vocabulary.place import OUTSIDE
from baken.vocabulary.quantity import Quantity


def stream(name: str, quantity: Quantity, **more: Any) -> Stream:
    """Return a stream with usual errors, and whatever else is said of it.

    Examples
    --------
    >>> stream("camera", Quantity.PERSONS_PRESENT, area_id="square").per_person_error
    0.05
    """
    settings = {"interval_s": 0.0, "relative_error": 0.03, "per_person_error": 0.05} | more
    return Stream(id=name, name="", connector="x", provider_id=name, quantity=quantity, stale_after_s=600.0, **settings)


def counter(gate: str, into: str, out_of: str = OUTSIDE) -> Stream:
    """Return a counter of one direction, every minute; of what is outside nothing is said.

    Examples
    --------
    >>> counter("pier", "quay").out_of is None
    True
    """
    name = f"{gate}-to-{into}" if into != OUTSIDE else f"{gate}-from-{out_of}"
    return stream(
        name,
        Quantity.PEDESTRIAN_COUNT,
        gate_id=gate,
        into=None if into == OUTSIDE else into,
        out_of=None if out_of == OUTSIDE else out_of,
        interval_s=60.0,
    )
