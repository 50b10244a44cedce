# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planned events: what is going to happen, where, when, and how many are expected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEvent:
    """An event as it was announced.

    Attributes
    ----------
    announced_min
        Wall-clock minute from which it could be known.
    start_min, end_min
        When it begins and ends.
    kind
        Word for the kind, such as ``fireworks``, ``concert``, ``market``: events of one kind are alike.
    area_ids
        Where; empty for all of the city.
    expected_visitors
        Persons; NaN when nobody said.
    """

    id: str
    title: str
    kind: str
    announced_min: int
    start_min: int
    end_min: int
    area_ids: tuple[str, ...] = ()
    expected_visitors: float = float("nan")
