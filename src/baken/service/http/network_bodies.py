# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the API says of movement between areas."""

from __future__ import annotations

from datetime import datetime

from baken.service.http.bodies import Body


class FlowsBody(Body, frozen=True):
    """Persons who cross gates, in columns: one entry per gate and direction; null is not known or not to be told."""

    now: datetime
    gate_ids: list[str]
    origin: list[str]
    destination: list[str]
    persons_per_min: list[float | None]
    standard_error: list[float | None]


class OriginDestinationBody(Body, frozen=True):
    """From where to where people went: row is where they were, column where they are now; null is not to be told."""

    now: datetime
    minutes: float
    place_ids: list[str]
    persons: list[list[float | None]]
