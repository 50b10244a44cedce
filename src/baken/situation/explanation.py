# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where an estimate comes from: how much is measured, modelled or assumed, by which streams, and what would help."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Carrier(msgspec.Struct, frozen=True, kw_only=True):
    """A stream on which an estimate rests.

    Attributes
    ----------
    stream_index
        Declared place of the stream.
    share
        How much of the information that came from streams came from this one, 0 to 1.
    """

    stream_index: int
    stream_id: str
    share: float


class SensorKind(StrEnum):
    """A sensor that could be added."""

    INSIDE = "inside"
    """Counts who is inside an area."""
    AT_GATE = "at-gate"
    """Counts who crosses a gate, both directions apart."""


class Improvement(msgspec.Struct, frozen=True, kw_only=True):
    """What one further sensor would do for the estimate of an area.

    Attributes
    ----------
    place_id
        The area in which, or the gate at which, it would count.
    persons_standard_error
        What the standard error of the area's persons would become.
    """

    kind: SensorKind
    place_id: str
    persons_standard_error: float


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Where the estimate of one area comes from.

    Invariants: the three shares are not negative and add up to 1.

    Attributes
    ----------
    measured_share
        The part that streams of the area and of its gates say now.
    modelled_share
        The part that follows from other areas, earlier values and the laws of the method.
    assumed_share
        The part that nothing but a declared or default value says.
    carriers
        The streams that matter, the one with the largest share first.
    improvements
        Further sensors, the one that helps most first; empty when that is not computed.
    """

    area_id: str
    measured_share: float
    modelled_share: float
    assumed_share: float
    carriers: tuple[Carrier, ...] = ()
    improvements: tuple[Improvement, ...] = ()
