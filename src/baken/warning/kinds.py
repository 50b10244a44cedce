# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kinds of limits: of what, in which unit, passed upwards or downwards, and where a value was published.

Sources
-------
- J. J. Fruin, *The causes and prevention of crowd disasters*, in R. A. Smith and J. F. Dickie (eds), *Engineering for
  Crowd Safety*, Elsevier 1993: standing crowds above 7 persons/m2 flow like a fluid, contact begins at 3.6.
- D. Helbing, A. Johansson and H. Z. Al-Abideen, *Dynamics of crowd disasters: an empirical study*, Physical Review E
  75, 2007, 046109: smooth flow turned into stop-and-go when the outflow fell below 0.8 persons per metre and second.
- U. Weidmann, *Transporttechnik der Fussgänger*, ETH Zürich, 2nd edition 1993: greatest specific flow 1.225 /m/s.
- G. K. Still, *Introduction to Crowd Science*, CRC Press 2014: moving crowds are unstable from 3.5 to 5 persons/m2 on.
- Sports Grounds Safety Authority, *Guide to Safety at Sports Grounds* (Green Guide), 6th edition 2018: at most 82
  persons/m/min on the level.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class LimitKind(StrEnum):
    """Of what a limit is. The value is the permanent name, in files, in addresses and in the store."""

    PERSONS = "persons"
    DENSITY = "density"
    LEVEL = "level"
    FLOW = "flow"
    OUTFLOW = "outflow"
    RISE = "rise"
    SOUND = "sound"
    WIND = "wind"
    WATER = "water"
    SOURCE_LOST = "source-lost"


class Side(StrEnum):
    """In which direction a limit is passed."""

    ABOVE = "above"
    """Passed when the value is more than the limit."""
    BELOW = "below"
    """Passed when the value is less than the limit."""


class Cause(StrEnum):
    """What may lie behind a passed limit; warnings of one cause are one warning."""

    CROWDING = "crowding"
    SOUND = "sound"
    WIND = "wind"
    WATER = "water"
    SOURCE = "source"


class KindDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of limit means.

    Attributes
    ----------
    title, title_nl
        Its name for people.
    ucum, unit_symbol
        The one unit in which it is declared; the unit for people.
    side
        In which direction it is passed.
    cause
        What it is grouped by.
    possible
        Lowest and highest limit that can be meant, inclusive.
    published, source
        A value that the literature gives, and where; None when there is none that holds everywhere.
    is_foreseen
        Whether there are forecasts of it; of what is not foreseen only the present is judged.
    """

    kind: LimitKind
    title: str
    title_nl: str
    ucum: str
    unit_symbol: str
    side: Side
    cause: Cause
    possible: tuple[float, float]
    published: float | None = None
    source: str = ""
    is_foreseen: bool = False


_HELBING: Final = "Helbing, Johansson and Al-Abideen 2007: stop-and-go set in below 0.8 persons/m/s of outflow"
_STILL: Final = "Still 2014: a moving crowd becomes unstable from 3.5 persons/m2 on"
_GREEN_GUIDE: Final = "Green Guide, 6th edition 2018: at most 82 persons/m/min on the level"

KINDS: Final[dict[LimitKind, KindDefinition]] = {
    d.kind: d
    for d in (
        KindDefinition(
            kind=LimitKind.PERSONS,
            title="Persons",
            title_nl="Personen",
            ucum="{person}",
            unit_symbol="persons",
            side=Side.ABOVE,
            cause=Cause.CROWDING,
            possible=(1.0, 1e7),
            is_foreseen=True,
        ),
        KindDefinition(
            kind=LimitKind.DENSITY,
            title="Density",
            title_nl="Dichtheid",
            ucum="{person}/m2",
            unit_symbol="persons/m²",
            side=Side.ABOVE,
            cause=Cause.CROWDING,
            possible=(0.01, 8.0),
            published=3.5,
            source=_STILL,
            is_foreseen=True,
        ),
        KindDefinition(
            kind=LimitKind.LEVEL,
            title="Level of crowding",
            title_nl="Drukteniveau",
            ucum="1",
            unit_symbol="",
            side=Side.ABOVE,
            cause=Cause.CROWDING,
            possible=(2.0, 5.0),
            is_foreseen=True,
        ),
        KindDefinition(
            kind=LimitKind.FLOW,
            title="Flow",
            title_nl="Doorstroming",
            ucum="{person}/(m.min)",
            unit_symbol="persons/m/min",
            side=Side.ABOVE,
            cause=Cause.CROWDING,
            possible=(0.1, 150.0),
            published=82.0,
            source=_GREEN_GUIDE,
            is_foreseen=True,
        ),
        KindDefinition(
            kind=LimitKind.OUTFLOW,
            title="Outflow",
            title_nl="Uitstroom",
            ucum="{person}/(m.s)",
            unit_symbol="persons/m/s",
            side=Side.BELOW,
            cause=Cause.CROWDING,
            possible=(0.05, 2.5),
            published=0.8,
            source=_HELBING,
        ),
        KindDefinition(
            kind=LimitKind.RISE,
            title="Rate of rise",
            title_nl="Snelheid van toename",
            ucum="{person}/min",
            unit_symbol="persons/min",
            side=Side.ABOVE,
            cause=Cause.CROWDING,
            possible=(0.1, 1e5),
        ),
        KindDefinition(
            kind=LimitKind.SOUND,
            title="Sound",
            title_nl="Geluid",
            ucum="dB[SPL]",
            unit_symbol="dB(A)",
            side=Side.ABOVE,
            cause=Cause.SOUND,
            possible=(30.0, 160.0),
        ),
        KindDefinition(
            kind=LimitKind.WIND,
            title="Wind gusts",
            title_nl="Windstoten",
            ucum="m/s",
            unit_symbol="m/s",
            side=Side.ABOVE,
            cause=Cause.WIND,
            possible=(1.0, 100.0),
            is_foreseen=True,
        ),
        KindDefinition(
            kind=LimitKind.WATER,
            title="Water level",
            title_nl="Waterstand",
            ucum="m",
            unit_symbol="m",
            side=Side.ABOVE,
            cause=Cause.WATER,
            possible=(-20.0, 20.0),
        ),
        KindDefinition(
            kind=LimitKind.SOURCE_LOST,
            title="Source lost",
            title_nl="Bron weg",
            ucum="s",
            unit_symbol="s",
            side=Side.ABOVE,
            cause=Cause.SOURCE,
            possible=(10.0, 604_800.0),
        ),
    )
}
"""Every kind of limit."""


def cause_of(kind: LimitKind) -> Cause:
    """Return what a kind of limit is grouped by.

    Examples
    --------
    >>> cause_of(LimitKind.OUTFLOW).value
    'crowding'
    """
    return KINDS[kind].cause
