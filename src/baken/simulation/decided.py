# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Interventions that were decided on while a day was being played, at a moment instead of an hour of its scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.simulation.day import MINUTE_US
from baken.simulation.interventions import ExtraTrams, Intervention, OneWayWalking, RoadClosed
from baken.simulation.pair import with_interventions

if TYPE_CHECKING:
    from baken.simulation.model import Scenario

REACTION_MIN: Final = 2
"""Whole minutes between what is carried out and the first people who act on it, and likewise at its end."""

_JUST_BEFORE_MIN: Final = 1e-6
"""So that the hours of a scenario, which are fractions, never round a whole minute upwards."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """An intervention, and the whole minutes between which people act on it.

    Attributes
    ----------
    until_us
        None when nobody has ended it.
    """

    intervention: Intervention
    from_us: int
    until_us: int | None = None

    def known_at(self, moment_us: int) -> Decided | None:
        """Return it as it stood at a moment: one that ended later had not ended, one that began later was not there."""
        if self.from_us > moment_us:
            return None
        is_over = self.until_us is not None and self.until_us <= moment_us
        return self if is_over else msgspec.structs.replace(self, until_us=None)

    def on(self, scenario: Scenario, start_us: int, end_us: int) -> Intervention | None:
        """Return it in hours of a scenario whose day begins at a moment; None when it is of another day."""
        until_us = end_us if self.until_us is None else min(self.until_us, end_us)
        from_us = max(self.from_us, start_us)
        if until_us <= from_us:
            return None
        begin, end = (
            scenario.start_h + ((moment - start_us) / MINUTE_US - _JUST_BEFORE_MIN) / 60.0
            for moment in (from_us, until_us)
        )
        return msgspec.structs.replace(self.intervention, start_h=begin, end_h=end)


def acted_on_from(carried_out_us: int) -> int:
    """Return the whole minute from which people act on what was carried out, or ended, at a moment.

    Examples
    --------
    >>> acted_on_from(1) // MINUTE_US, acted_on_from(MINUTE_US) // MINUTE_US
    (3, 3)
    """
    return (-(-carried_out_us // MINUTE_US) + REACTION_MIN) * MINUTE_US


def with_decided(scenario: Scenario, decided: tuple[Decided, ...], start_us: int, end_us: int) -> Scenario:
    """Return a scenario in which people also act on what was decided, besides the interventions that it has itself."""
    found = tuple(one for each in decided if (one := each.on(scenario, start_us, end_us)) is not None)
    return with_interventions(scenario, *scenario.intervention, *found) if found else scenario


def moments_of(decided: tuple[Decided, ...]) -> tuple[int, ...]:
    """Return when anything began or ended, in order."""
    begins = {one.from_us for one in decided}
    return tuple(sorted(begins | {one.until_us for one in decided if one.until_us is not None}))


def one_way(gate: str, towards: str) -> OneWayWalking:
    """Return one-way walking that has no hours yet."""
    return OneWayWalking(gate=gate, towards=towards, start_h=0.0, end_h=0.0)


def road_closed(car_parks: tuple[str, ...]) -> RoadClosed:
    """Return a closed road that has no hours yet."""
    return RoadClosed(car_parks=car_parks, start_h=0.0, end_h=0.0)


def extra_trams(line: str, extra_per_h: float) -> ExtraTrams:
    """Return extra trams that have no hours yet."""
    return ExtraTrams(line=line, extra_per_h=extra_per_h, start_h=0.0, end_h=0.0)
