# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the nowcast assumes. Each number with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NowcastSettings:
    """How the nowcast looks at the last hours and the next two.

    Attributes
    ----------
    horizon_min
        Nothing is said of what lies further ahead: those who are there now are gone by then.
    memory_min
        Weight of a step fades by e in so many minutes when today is held against what is usual: a tram and a half of
        visitors more or less is chance, half an hour of it is not.
    arrivals_min, hazards_min, level_min
        In so many minutes the logarithm of the ratio to the usual fades by e: of arrivals from outside (weather and
        day make them, and last for a part of the day), of the share that takes a way (a shower passes sooner), and of
        the level of a series that is foreseen by itself.
    few_persons
        So many persons as usual stand beside what was observed, so that a ratio of few persons is near 1.
    fastest_per_min
        At most so large a share of an area takes one way in a minute: nobody crosses an area in less than seconds.
    past_days
        So many days back what is usual, the weights and the errors are learned from: four of each day of the week.
    half_life_days
        Of a day's weight in what is usual.
    same_kind
        Weight of a day of the same kind (Monday to Friday, Saturday, Sunday) against another.
    apart_min
        Forecasts of the past from which weights and errors are learned begin so far apart.
    newest_min
        Older than this (and than two steps), the newest value is no basis for a nowcast.
    today_steps
        So many forecasts of earlier today tell whether errors are larger today than they were.
    today_half_life_min
        Of the weight of such a forecast, where bands are calibrated: what went wrong an hour ago may be over.
    today_prior, today_own, today_horizon
        So many usual errors stand beside those of all series together; so many errors of all series beside those of
        one; and so many of all leads beside those of half of them.
    today_range
        Between which factors errors of today move the bands.
    growth
        When errors are f times the usual, those at the horizon are taken to be f^growth times larger still.
    tail
        The ends of the 95 % band are moved further by so much times the logarithm of f.
    most_odd
        In growth and tail f counts at most so much: beyond that a day is not twice as odd.
    doubt_memory_min
        In so many minutes the correlation of the error of an estimate with itself fades by e.
    """

    horizon_min: int = 120
    memory_min: float = 30.0
    arrivals_min: float = 240.0
    hazards_min: float = 120.0
    level_min: float = 240.0
    few_persons: float = 5.0
    fastest_per_min: float = 0.25
    past_days: int = 28
    half_life_days: float = 28.0
    same_kind: float = 3.0
    apart_min: int = 30
    newest_min: int = 30
    today_steps: int = 8
    today_half_life_min: float = 60.0
    today_prior: float = 20.0
    today_own: float = 6.0
    today_horizon: float = 8.0
    today_range: tuple[float, float] = (0.7, 5.0)
    growth: float = 0.7
    tail: float = 1.0
    most_odd: float = 2.0
    doubt_memory_min: float = 240.0
