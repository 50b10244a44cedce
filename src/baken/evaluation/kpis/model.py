# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Key figures: declared before the event, of a closed list, each with its side, unit and definition.

An *output* says what was done: warnings, decisions, interventions. An *outcome* says what was so in the street. Many
outputs without an outcome are busyness; that is why each figure says which of the two it is, and cannot be declared
as the other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import msgspec


class Side(StrEnum):
    """Whether a figure is of what was done or of what came of it."""

    OUTPUT = "output"
    OUTCOME = "outcome"


class Better(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"


class Indicator(StrEnum):
    """What can be declared as a key figure."""

    WARNINGS_RAISED = "warnings-raised"
    """Warnings that were raised from the start of the event to its end."""
    MEDIAN_LEAD_MIN = "median-lead-min"
    """Median of how long before a limit was passed it was warned of; of those that were warned of."""
    HIT_RATE = "hit-rate"
    """Share of the times a limit was passed that were warned of in time."""
    FALSE_ALARM_RATIO = "false-alarm-ratio"
    """Share of the warnings after which no limit was passed."""
    INTERVENTIONS_IN_FORCE = "interventions-in-force"
    """Interventions that came into force."""
    MEDIAN_DECISION_MIN = "median-decision-min"
    """Median of the minutes between the proposal of an intervention and its approval."""
    MINUTES_ABOVE_LIMIT = "minutes-above-limit"
    """Minutes in which the persons in a place were above its limit, added over the places."""
    PERSON_MINUTES_ABOVE_LIMIT = "person-minutes-above-limit"
    """Persons above the limit, times the minutes that it lasted, added over the places."""
    MOST_PERSONS = "most-persons"
    """Most persons that were in the places together in one step."""
    HIGHEST_DENSITY = "highest-density"
    """Highest mean density of any of the places, persons per square metre."""
    MINUTES_TO_CLEAR = "minutes-to-clear"
    """Minutes from the end of the event until fewer persons were in the places than ``threshold``, for good."""


class _About(NamedTuple):
    side: Side
    unit: str
    better: Better


ABOUT: Final[dict[Indicator, _About]] = {
    Indicator.WARNINGS_RAISED: _About(Side.OUTPUT, "1", Better.LOWER),
    Indicator.MEDIAN_LEAD_MIN: _About(Side.OUTPUT, "min", Better.HIGHER),
    Indicator.HIT_RATE: _About(Side.OUTPUT, "%", Better.HIGHER),
    Indicator.FALSE_ALARM_RATIO: _About(Side.OUTPUT, "%", Better.LOWER),
    Indicator.INTERVENTIONS_IN_FORCE: _About(Side.OUTPUT, "1", Better.HIGHER),
    Indicator.MEDIAN_DECISION_MIN: _About(Side.OUTPUT, "min", Better.LOWER),
    Indicator.MINUTES_ABOVE_LIMIT: _About(Side.OUTCOME, "min", Better.LOWER),
    Indicator.PERSON_MINUTES_ABOVE_LIMIT: _About(Side.OUTCOME, "{person}.min", Better.LOWER),
    Indicator.MOST_PERSONS: _About(Side.OUTCOME, "{person}", Better.LOWER),
    Indicator.HIGHEST_DENSITY: _About(Side.OUTCOME, "{person}/m2", Better.LOWER),
    Indicator.MINUTES_TO_CLEAR: _About(Side.OUTCOME, "min", Better.LOWER),
}
"""Side, unit and better direction of each."""


class Kpi(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A key figure as it was declared.

    Attributes
    ----------
    event_id
        Of the calendar of the city.
    place_ids
        Of which places; none means all of the event.
    target
        What is aimed at: at most, or at least, as the indicator is better; None when nothing is.
    threshold
        Of those that need one.
    declared_us
        When it was declared, as the file says.
    first_seen_us
        When this node first read it in this form; None when it keeps no such note. A date in a file can be written
        later, this one cannot.
    source
        Who decided it, and where that is written.
    """

    id: str
    event_id: str
    indicator: Indicator
    title: str
    title_nl: str
    declared_us: int
    place_ids: tuple[str, ...] = ()
    target: float | None = None
    threshold: float | None = None
    first_seen_us: int | None = None
    source: str = ""

    @property
    def side(self) -> Side:
        """Return whether it is of what was done or of what came of it."""
        return ABOUT[self.indicator].side

    @property
    def unit(self) -> str:
        """Return its unit, UCUM."""
        return ABOUT[self.indicator].unit

    def is_declared_before(self, moment_us: int) -> bool:
        """Return whether it stood, as far as can be shown, before a moment."""
        return max(self.declared_us, self.first_seen_us or self.declared_us) < moment_us

    def meets(self, value: float | None) -> bool | None:
        """Return whether a value meets the target; None when there is no target or no value."""
        if value is None or self.target is None:
            return None
        lower_is_better = ABOUT[self.indicator].better is Better.LOWER
        return value <= self.target if lower_is_better else value >= self.target
