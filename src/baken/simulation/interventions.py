# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Interventions in a scenario, whose effect is known because the same people live the day with and without them.

They change what people can do, not who comes: arrivals, ways to come, stays, tastes and speeds are drawn before
anything else and by the same numbers. Whoever obeys, and who stays away, is drawn by numbers of its own. So the two
days of a pair are equal, bit by bit, until the first intervention begins; what differs after it is its effect, and what
follows from that.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

_Hour = Annotated[float, Meta(ge=-48, le=96)]
_Share = Annotated[float, Meta(ge=0, le=1)]
_Rate = Annotated[float, Meta(gt=0, le=60)]


class _Intervention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all have: from when to when, in hours of the scenario."""

    start_h: _Hour
    end_h: _Hour

    def minutes(self, first_h: float) -> tuple[float, float]:
        """Return begin and end in minutes since the day began."""
        return (self.start_h - first_h) * 60.0, (self.end_h - first_h) * 60.0


class OneWayWalking(_Intervention, frozen=True, kw_only=True, tag="one-way-walking"):
    """A gate is walked through in one direction only; whoever wants the other way goes round.

    Attributes
    ----------
    gate, towards
        Which gate, and towards which of its two areas.
    obeyed
        Share of the parties that keep to it.
    """

    gate: str
    towards: str
    obeyed: _Share = 0.9


class RoadClosed(_Intervention, frozen=True, kw_only=True, tag="close-road"):
    """Car parks cannot be reached; who was inside drives out as ever.

    Attributes
    ----------
    car_parks
        Those that lie behind the closed road.
    stays_away
        Share of the parties that go home when they are turned; the others look elsewhere.
    obeyed
        Share that is turned; the others are let through.
    """

    car_parks: tuple[str, ...]
    stays_away: _Share = 0.3
    obeyed: _Share = 1.0


class ExtraTrams(_Intervention, frozen=True, kw_only=True, tag="extra-trams"):
    """Empty trams come to a line's stops and take away who waits; they bring nobody."""

    line: str
    extra_per_h: _Rate


Intervention = OneWayWalking | RoadClosed | ExtraTrams
"""Any of them."""
