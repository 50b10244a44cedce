# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong with sensors: what is declared for some hours of a scenario, and what always does a little."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from baken.simulation.bounds import Hour, NotNegative, Number, Positive, Share, Whole


class FaultKind(StrEnum):
    """What goes wrong with a sensor."""

    DEAD = "dead"
    """It says nothing."""
    FROZEN = "frozen"
    """It repeats its last value."""
    DELAYED = "delayed"
    """Each value comes ``value`` seconds later."""
    LATE = "late"
    """Nothing comes until the end, then everything at once, the newest first."""
    SKEW = "skew"
    """Its clock is ``value`` seconds ahead."""
    SPIKE = "spike"
    """Single values are ``value`` times as large."""
    CONSTANT = "constant"
    """It says ``value``, whatever happens."""
    FACTOR = "factor"
    """It says ``value`` times as much."""


class SensorFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong with some streams between two hours.

    Attributes
    ----------
    streams
        By id; empty when they are drawn.
    draw, of
        So many are drawn by the seed among those of a quantity (all quantities when empty).
    """

    kind: FaultKind
    start_h: Hour = -48.0
    end_h: Hour = 96.0
    value: Number = 0.0
    streams: tuple[str, ...] = ()
    draw: Whole = 0
    of: tuple[str, ...] = ()


class Imperfections(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``simulation/sensors.toml``: what sensors do wrong that no stream declares. Shares are per stream and day.

    Attributes
    ----------
    bias_drift
        Standard deviation of the logarithm by which a counter's bias wanders during the day.
    occlusion
        Share that a counter or camera misses at most, when people hide each other.
    occlusion_flow_per_m_min, occlusion_per_m2
        Flow and density at which half of that is missed.
    wrong_way, false_per_min
        Share of those who walk the other way that is counted, and counts of nobody per minute.
    skewed, skew_s
        Share of sensors whose clock is wrong, and by how many seconds at most.
    panel_drift
        Standard deviation of the logarithm by which the panel's share wanders, over some hours.
    panel_rounding, smallest_cell
        To what the panel is rounded; and below how many suppliers of panels and devices tell nothing.
    fixed_devices, spill
        Devices that belong to nobody who is there, at most; and share of the neighbouring areas that is heard too.
    board_jumps, old_cycles
        Share of car-park boards that is corrected once a day by hand; share of racks taken by cycles of nobody.
    outages, batches, spikes, freezes
        Share of streams that are silent for a while, deliver late at once, have wild values, or stand still.
    """

    bias_drift: NotNegative = 0.02
    occlusion: Share = 0.25
    occlusion_flow_per_m_min: Positive = 60.0
    occlusion_per_m2: Positive = 1.5
    wrong_way: Share = 0.008
    false_per_min: NotNegative = 0.03
    skewed: Share = 0.08
    skew_s: NotNegative = 90.0
    panel_drift: NotNegative = 0.15
    panel_rounding: Positive = 5.0
    smallest_cell: Whole = 10
    fixed_devices: Whole = 30
    spill: Share = 0.03
    board_jumps: Share = 0.25
    old_cycles: Share = 0.08
    outages: Share = 0.1
    batches: Share = 0.06
    spikes: Share = 0.05
    freezes: Share = 0.03
