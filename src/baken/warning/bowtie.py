# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Bowtie: threat, aggravating factors and barriers in one number, with every factor in sight.

.. math:: R = \min\Bigl(1,\; p\, w \prod_i a_i \prod_j b_j\Bigr)

with p the highest probability of the limits that stand, w the weight of its severity, :math:`a_i \ge 1` for each
aggravating factor that applies and :math:`b_j < 1` for each barrier in place.

It is an aid to put warnings in order, and to talk about them; it decides nothing, raises nothing and closes nothing. A
bowtie diagram is a common way to lay out threats, consequences and barriers; that its parts may be *multiplied* is a
simplification which no study supports: factors are taken to be independent, and their sizes are judgements. Each says
who judged. What is not known has factor 1 and says that it is not known.

Source: CCPS and Energy Institute, *Bow Ties in Risk Management*, Wiley 2018.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from baken.warning.circumstances import Circumstances
from baken.warning.model import Factor, RiskScore, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.warning.model import Member

SEVERITY_WEIGHT: Final[dict[Severity, float]] = {
    Severity.MINOR: 0.25,
    Severity.MODERATE: 0.5,
    Severity.SEVERE: 0.75,
    Severity.EXTREME: 1.0,
}
"""Steps of a quarter: an order, not a finding."""

JUDGED: Final = "Judgement of this project; no study gives a number"

WET_MM_H: Final = 2.5
"""From here on rain is moderate (American Meteorological Society, Glossary of Meteorology)."""

STRONG_GUST_M_S: Final = 17.2
"""Wind force 8 begins here (Beaufort scale)."""

HOT_C: Final = 30.0

_LIVELY: Final = frozenset({"fireworks", "concert", "festival", "football", "match", "bonfire"})


class _Aggravation(msgspec.Struct, frozen=True):
    code: str
    factor: float
    text: str
    text_nl: str
    applies: Callable[[Circumstances], bool | None]


def _above(value: float | None, limit: float) -> bool | None:
    return None if value is None else value >= limit


def _is_lively(circumstances: Circumstances) -> bool | None:
    kinds = circumstances.event_kinds
    return None if kinds is None else any(word in kind for kind in kinds for word in _LIVELY)


AGGRAVATIONS: Final = (
    _Aggravation(
        "darkness",
        1.2,
        "It is dark: people see less of what goes on ahead",
        "Het is donker: mensen zien minder van wat er voor hen gebeurt",
        lambda c: c.is_dark,
    ),
    _Aggravation(
        "rain",
        1.2,
        "It rains: people leave all at once, and surfaces are slippery",
        "Het regent: mensen vertrekken tegelijk en het is glad",
        lambda c: _above(c.rain_mm_h, WET_MM_H),
    ),
    _Aggravation(
        "gusts",
        1.3,
        "Strong gusts: structures may fail",
        "Zware windstoten: bouwsels kunnen bezwijken",
        lambda c: _above(c.gust_m_s, STRONG_GUST_M_S),
    ),
    _Aggravation(
        "heat",
        1.2,
        "It is hot: people faint in a dense crowd",
        "Het is heet: mensen worden onwel in een dichte menigte",
        lambda c: _above(c.temperature_c, HOT_C),
    ),
    _Aggravation(
        "alcohol",
        1.3,
        "Much is drunk: people follow instructions less",
        "Er wordt veel gedronken: mensen volgen aanwijzingen minder op",
        lambda c: c.alcohol,
    ),
    _Aggravation(
        "event",
        1.3,
        "An event that makes people push to one place, or leave at one time",
        "Een evenement waarbij mensen naar één plek dringen of tegelijk vertrekken",
        _is_lively,
    ),
)
"""Every aggravating factor, in the order in which they are shown."""


def risk(members: Sequence[Member], circumstances: Circumstances, barriers: Sequence[Factor] = ()) -> RiskScore | None:
    """Return the risk score of the limits that stand; None when of none anything is known.

    Parameters
    ----------
    barriers
        All that a city declared, each with what it lets through.

    Invariants: between 0 and 1; the product of its factors, or 1; rises with probability, severity and every
    aggravating factor, falls with every barrier in place.
    """
    standing = [m for m in members if m.stands and m.newest.is_known] or [m for m in members if m.newest.is_known]
    if not standing:
        return None
    threat = max(m.newest.probability * SEVERITY_WEIGHT[m.limit.severity] for m in standing)
    aggravating = tuple(_aggravating(one, circumstances) for one in AGGRAVATIONS)
    placed = tuple(_placed(one, circumstances) for one in barriers)
    score = threat
    for one in (*aggravating, *placed):
        score *= one.factor
    return RiskScore(threat=threat, score=min(1.0, score), factors=aggravating, barriers=placed)


def _aggravating(one: _Aggravation, circumstances: Circumstances) -> Factor:
    applies = one.applies(circumstances)
    factor = one.factor if applies else 1.0
    return Factor(code=one.code, factor=factor, applies=applies, text=one.text, text_nl=one.text_nl, source=JUDGED)


def _placed(barrier: Factor, circumstances: Circumstances) -> Factor:
    in_place = barrier.code in circumstances.barriers
    return msgspec.structs.replace(barrier, applies=in_place, factor=barrier.factor if in_place else 1.0)
