# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the fusion assumes of any place when nobody has told it better: each number with its reason.

None of them is fitted to one area or one city. Where a stream or an area declares something, that is used instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.vocabulary.place import AreaKind

if TYPE_CHECKING:
    from baken.vocabulary.place import Area

DWELL_MIN: Final[dict[AreaKind, float]] = {
    AreaKind.WALKWAY: 10.0,
    AreaKind.SQUARE: 20.0,
    AreaKind.BEACH: 100.0,
    AreaKind.PLATFORM: 4.0,
    AreaKind.STAIRS: 2.0,
    AreaKind.BUILDING: 60.0,
}
"""How long somebody stays in an area of a kind, in minutes, to within a factor of :data:`RATE_SPREAD`: walking through
takes minutes, a day on a beach hours. Only the first guess of a rate that is then estimated along."""

STROLLING_M_PER_MIN: Final = 40.0
"""Speed along a walkway in metres per minute, stops included: half of Weidmann's 1.34 m/s, for
people stroll, and look."""

USUAL_PER_M2: Final[dict[AreaKind, float]] = {
    AreaKind.WALKWAY: 0.1,
    AreaKind.SQUARE: 0.1,
    AreaKind.BEACH: 0.05,
    AreaKind.PLATFORM: 0.2,
    AreaKind.STAIRS: 0.1,
    AreaKind.BUILDING: 0.1,
}
"""Persons per m2 before anything is known; its standard deviation is :data:`BEGIN_SPREAD` times as much. Below Fruin's
limit of level of service A (0.31), as most places are at most times."""

COMING_PER_M_MIN: Final = 0.5
"""Persons who come in from outside by a metre of way per minute, before anything is known: a fiftieth of Fruin's limit
of level of service A (23), as most ways are most of the day."""

BEGIN_SPREAD: Final = 2.0
USUAL_SHARE_OF_CAPACITY: Final = 0.15
MOST_PER_M2: Final = 7.1
"""Persons that fit on a square metre: J. J. Fruin, The causes and prevention of crowd disasters, 1993."""


class Assumptions(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the process and of the observations.

    Attributes
    ----------
    rate_spread
        Standard deviation of the logarithm of a flow that nobody counts, around its first guess.
    rate_memory_min
        How long such a flow goes on as it was: time constant of its return to the first guess, minutes.
    turnover_spread, turnover_spread_in_part
        Standard deviation of the logarithm of how long people stay, where all ways out of an area are counted; of the
        share of those present who leave by the counted ways, where only some are.
    likeness_spread
        Standard deviation of the logarithm of how much fuller an area is than others of its kind.
    turnover_memory_min, likeness_memory_min
        How long they stay as far off as they are: how long people stay somewhere is of the place and the hour; how much
        busier one place is than its like changes as soon as people move.
    lost_spread, lost_memory_min
        The same for a flow that was counted until its counter fell silent, around what it was last.
    bias_memory_min, share_memory_min
        Time constants of the unknown bias of a counter, and of a share (panel, devices per person, cars); their spread
        is the declared ``per_person_error``.
    miss_noise
        Variance of a count per person counted: who is missed is missed by chance. Added to what is declared.
    unseen_per_min
        Share of the persons of an area that come or go by ways that nobody declared, per minute; as noise.
    activity_memory_min
        Over how many minutes it is followed how busy the counted ways to and from outside are; those that nobody counts
        are taken to be as busy.
    leaving_memory_min
        Over how many minutes it is followed how readily people leave an area by its counted ways; by its other ways
        they are taken to leave as readily. Short, for when a show ends everybody goes within minutes.
    surge_memory_min, surge_least, surge_weight
        Over how many minutes it is remembered how readily people left; from which square of a change of its logarithm
        on they leave otherwise than lately, by more than the chance of who comes by (a factor of e); and by how many
        parts of itself each further unit of that square multiplies what becomes unknown of the ways nobody counts.
    stillness
        How far the ways that nobody counts follow the counted ones when fewer leave than by the first guess: the power
        of the ratio. Half of its logarithm, for who strolls on leaves by no counted way.
    burst_memory_min
        Over how many minutes the usual flow of a counted way is remembered.
    view_memory_min
        How long the relative error of a level stays as it is, minutes (light, weather, who hides whom): values that
        come more often tell no more.
    student_freedom
        Degrees of freedom of the Student t distribution of what sensors of stocks say, and of how alike places are.
    frozen_chance
        Below which probability equal values in a row are taken for a frozen sensor.
    broken_spread
        Standard deviation of the logarithm of the bias of a counter that is not as declared: a factor of three.
    broken_chance
        Odds of that before anything speaks for it: :attr:`frozen_chance`, shared over the thousand and more steps of a
        day, each of which asks anew.
    jump_odds, back_odds
        Odds that a counter jumped against a change of the street, before it is seen how far and how sharply it stands
        off; the same of a jump back to what was declared, by a counter that is far off.
    jump_least
        Below which probability of a jump nothing is done.
    pace_spread, group_size
        Standard deviation of the logarithm by which two ways change differently within an hour; how many persons come
        and go together, so that few pass more unevenly than many.
    seen_share
        Which share of the persons that pass a counter its neighbours see: half, for there are ways that nobody counts.
    served_spread
        Standard deviation of the logarithm by which those whom a server serves in one half hour differ from those of
        another, while there is a queue (trams that come unevenly).
    queue_odds
        Odds of a counter that tells too many against a queue of two hours, before it is seen who is served: both are
        rare.
    bias_most
        Logarithm of the factor that a counter is off at most, one and a half times :attr:`broken_spread`: the filter
        is linear around the mean, and a bias that runs away takes the persons with it.
    empty_share
        Standard deviation of what is inside at the hour at which an area is declared empty, as share of its usual.
    """

    rate_spread: float = 1.4
    rate_memory_min: float = 60.0
    turnover_spread: float = 0.8
    turnover_spread_in_part: float = 1.0
    likeness_spread: float = 0.43
    turnover_memory_min: float = 120.0
    likeness_memory_min: float = 30.0
    lost_spread: float = 0.7
    lost_memory_min: float = 120.0
    bias_memory_min: float = 2880.0
    share_memory_min: float = 2880.0
    miss_noise: float = 0.05
    unseen_per_min: float = 0.002
    activity_memory_min: float = 20.0
    leaving_memory_min: float = 3.0
    surge_memory_min: float = 10.0
    surge_least: float = 1.0
    surge_weight: float = 3.0
    stillness: float = 0.5
    burst_memory_min: float = 10.0
    view_memory_min: float = 10.0
    student_freedom: float = 4.0
    frozen_chance: float = 1e-5
    broken_spread: float = 1.1
    broken_chance: float = 1e-8
    jump_odds: float = 0.1
    back_odds: float = 1.0
    jump_least: float = 0.2
    pace_spread: float = 0.1
    group_size: float = 8.0
    seen_share: float = 0.5
    served_spread: float = 0.25
    queue_odds: float = 1.0
    bias_most: float = 1.65
    empty_share: float = 0.1


END_DWELL_MIN: Final = 30.0
"""How long somebody stays at least in a walkway from which ways lead to one other area only: nobody walks through an
end, who goes there goes for what is there."""


def dwell_min(area: Area, *, is_end: bool = False) -> float:
    """Return the first guess of how long somebody stays in an area, in minutes."""
    if area.length_m > 0.0:
        return max(1.0, area.length_m / STROLLING_M_PER_MIN, END_DWELL_MIN if is_end else 0.0)
    return DWELL_MIN[area.kind]


def usual_persons(area: Area) -> float:
    """Return the first guess of how many are inside."""
    if area.capacity_persons is not None:
        return USUAL_SHARE_OF_CAPACITY * area.capacity_persons
    return USUAL_PER_M2[area.kind] * area.usable_area_m2
