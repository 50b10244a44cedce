# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Audience: how those who come to an event arrive, stay and leave, where nothing was ever observed of one like it.

Two forms of an audience. One that *attends* is there before the beginning, stays to the end and then leaves at once:
arrivals lie a lognormal time before the start, departures follow the end in two parts (those who leave at once, those
who linger). One that *comes and goes* arrives over the whole time and stays for a while, as at a market.

Every number here is an assumption, with its reason; none is fitted to a city. The forms are those of the
crowd-management literature (Still, *Introduction to Crowd Science*, 2014: ingress, circulation and egress are planned
apart). Observed events replace them soon: see :mod:`baken.forecast.event_effects`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Float64

_normal = np.vectorize(lambda x: 0.5 * (1.0 + erf(x / sqrt(2.0))), otypes=[np.float64])


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """How an audience arrives and leaves.

    Attributes
    ----------
    early_min, early_spread
        Median time of arrival before the start, and its standard deviation in logarithms. Of an audience that attends.
    at_once, at_once_min, linger_min
        Share that leaves at the end, its mean delay, and that of the others. Of an audience that attends.
    stay_min
        How long a visitor stays, of an audience that comes and goes; 0 for one that attends.
    reason, reason_nl
        Why, in one clause, in English and Dutch.
    """

    early_min: float = 60.0
    early_spread: float = 0.6
    at_once: float = 0.6
    at_once_min: float = 15.0
    linger_min: float = 60.0
    stay_min: float = 0.0
    reason: str = ""
    reason_nl: str = ""

    def arrived(self, minutes: Float64, lasts_min: float) -> Float64:
        """Return the share of the audience that has arrived, at minutes after the start; rises from 0 to 1."""
        if self.stay_min:
            span = max(lasts_min - 0.5 * self.stay_min, 0.5 * lasts_min)
            return np.clip((minutes + 15.0) / (span + 15.0), 0.0, 1.0)
        ahead = np.maximum(-minutes, 1e-9)
        share = 1.0 - _normal(np.log(ahead / self.early_min) / self.early_spread)
        return np.where(minutes >= 0.0, 1.0, share)

    def left(self, minutes: Float64, lasts_min: float) -> Float64:
        """Return the share that has left again; rises from 0 to 1 and is never more than has arrived."""
        if self.stay_min:
            stays = min(self.stay_min, lasts_min + 30.0)
            return self.arrived(minutes - stays, lasts_min)
        after = np.maximum(minutes - lasts_min, 0.0)
        at_once = self.at_once * (1.0 - np.exp(-after / self.at_once_min))
        return np.asarray(at_once + (1.0 - self.at_once) * (1.0 - np.exp(-after / self.linger_min)))

    def present(self, minutes: Float64, lasts_min: float) -> Float64:
        """Return the share that is there, at minutes after the start; between 0 and 1.

        Examples
        --------
        >>> show = audience_of("fireworks")
        >>> show.present(np.array([-240.0, -30.0, 10.0, 200.0]), 30.0).round(2).tolist()
        [0.0, 0.75, 1.0, 0.02]
        """
        return np.maximum(self.arrived(minutes, lasts_min) - self.left(minutes, lasts_min), 0.0)

    def passing(self, minutes: Float64, lasts_min: float, step_min: float) -> Float64:
        """Return the share that arrives or leaves in the step that begins at each time; two in all for each visitor."""
        ends = minutes + step_min
        come = self.arrived(ends, lasts_min) - self.arrived(minutes, lasts_min)
        go = self.left(ends, lasts_min) - self.left(minutes, lasts_min)
        return np.asarray(come + go)


_SHOW: Final = Audience(
    early_min=45.0,
    early_spread=0.6,
    at_once=0.65,
    at_once_min=15.0,
    linger_min=60.0,
    reason="a show has one end for all",
    reason_nl="een voorstelling eindigt voor iedereen tegelijk",
)
_MATCH: Final = Audience(
    early_min=40.0,
    early_spread=0.5,
    at_once=0.8,
    at_once_min=12.0,
    linger_min=45.0,
    reason="seats are reserved",
    reason_nl="plaatsen zijn gereserveerd",
)
_CONCERT: Final = Audience(
    early_min=75.0,
    early_spread=0.6,
    at_once=0.7,
    at_once_min=15.0,
    linger_min=60.0,
    reason="places in front go first",
    reason_nl="vooraan is het eerst vol",
)
_MARKET: Final = Audience(
    stay_min=90.0, reason="visitors walk round and leave", reason_nl="bezoekers lopen rond en gaan weer"
)
_PARADE: Final = Audience(
    early_min=40.0,
    early_spread=0.6,
    at_once=0.6,
    at_once_min=20.0,
    linger_min=90.0,
    reason="the kerb fills from the front",
    reason_nl="langs de route is vooraan het eerst vol",
)
_FESTIVAL: Final = Audience(
    stay_min=240.0,
    reason="visitors stay for part of the programme",
    reason_nl="bezoekers blijven voor een deel van het programma",
)
_GENERAL: Final = Audience(
    reason="nothing is known of this kind of event", reason_nl="van dit soort evenement is niets bekend"
)

KINDS: Final[dict[str, Audience]] = {
    "fireworks": _SHOW,
    "bonfire": _SHOW,
    "ceremony": _SHOW,
    "demonstration": _SHOW,
    "match": _MATCH,
    "concert": _CONCERT,
    "parade": _PARADE,
    "race": _PARADE,
    "market": _MARKET,
    "fair": _MARKET,
    "exhibition": _MARKET,
    "festival": _FESTIVAL,
    "beach-day": _FESTIVAL,
}
"""What is assumed per kind; a city may use other words, which get the general form."""


def audience_of(kind: str) -> Audience:
    """Return what is assumed of a kind of event.

    Examples
    --------
    >>> audience_of("market").stay_min, audience_of("seance").reason
    (90.0, 'nothing is known of this kind of event')
    """
    return KINDS.get(kind, _GENERAL)


def assumed_presence(event: PlannedEvent, at_min: Float64) -> Float64:
    """Return the share of the expected visitors that is assumed to be there, at wall-clock minutes; between 0 and 1.

    Parts of the programme with a number of their own each have an audience; the largest counts, since those who stay
    for the next part are the same persons.
    """
    return _over_parts(event, lambda start, end: audience_of(event.kind).present(at_min - start, end - start))


def assumed_passing(event: PlannedEvent, start_min: Float64, step_min: float) -> Float64:
    """Return the share of the expected visitors that arrives or leaves in each step."""
    audience = audience_of(event.kind)
    return _over_parts(event, lambda start, end: audience.passing(start_min - start, end - start, step_min))


def _over_parts(event: PlannedEvent, share_of: Callable[[float, float], Float64]) -> Float64:
    sized = [part for part in event.programme if np.isfinite(part.expected_visitors)]
    if not sized or not event.has_size or event.expected_visitors <= 0:
        return share_of(event.start_min, event.end_min)
    shares = [
        min(part.expected_visitors / event.expected_visitors, 1.0) * share_of(part.start_min, part.end_min)
        for part in sized
    ]
    return np.asarray(np.max(shares, axis=0))
