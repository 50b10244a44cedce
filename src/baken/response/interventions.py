# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The closed list of interventions: what a playbook can propose, each with its parameters and what it lays hold of.

An intervention claims objects: a gate, a road, a sign. Two interventions that want something else of one object are
opposite, and are never both in force. What only adds up (stewards, extra trams) claims nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class InterventionKind(StrEnum):
    """What can be done. The value is the permanent name, in files and in the store."""

    EXTRA_TRAMS = "extra-trams"
    ONE_WAY_WALKING = "one-way-walking"
    DYNAMIC_SIGNS = "dynamic-signs"
    CLOSE_ROAD = "close-road"
    STEWARDS = "stewards"
    POLICE = "police"
    LIGHTS_BRIGHTER = "lights-brighter"
    LIGHTS_CALMER = "lights-calmer"
    PUBLIC_MESSAGE = "public-message"


class Advice(StrEnum):
    """What a message to the public comes down to; by it contradicting messages are found."""

    STAY_AWAY = "stay-away"
    OTHER_TIME = "other-time"
    OTHER_ROUTE = "other-route"
    LEAVE_CALMLY = "leave-calmly"
    STAY_WHERE_YOU_ARE = "stay-where-you-are"
    ALL_CLEAR = "all-clear"


class Channel(StrEnum):
    """By which a message reaches the public. None of them is NL-Alert, which this system never claims to send."""

    PUBLIC_PAGE = "public-page"
    SIGNS = "signs"
    SOCIAL_MEDIA = "social-media"
    PRESS = "press"
    STEWARDS = "stewards"


class Claim(msgspec.Struct, frozen=True, order=True):
    """An object that an intervention lays hold of, and what it wants of it.

    Attributes
    ----------
    thing
        ``gate:<id>``, ``road:<id>``, ``actuator:<id>`` or ``message:<area>``.
    setting
        What it has to be.
    """

    thing: str
    setting: str


class ExtraTrams(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.EXTRA_TRAMS.value):
    """More trams on a line than the timetable has."""

    line: str
    extra_per_h: float

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Extra trams add up."""
        return ()


class OneWayWalking(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.ONE_WAY_WALKING.value):
    """A gate is walked through in one direction only: towards one of its two areas."""

    gate: str
    towards: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The direction of the gate."""
        return (Claim(f"gate:{self.gate}", f"towards {self.towards}"),)


class DynamicSigns(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.DYNAMIC_SIGNS.value):
    """Signs show one of the texts that they were declared with."""

    actuators: tuple[str, ...]
    shows: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every sign."""
        return tuple(Claim(f"actuator:{name}", self.shows) for name in self.actuators)


class CloseRoad(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.CLOSE_ROAD.value):
    """An access road is closed to motor vehicles; emergency services pass."""

    road: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The road."""
        return (Claim(f"road:{self.road}", "closed"),)


class Stewards(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.STEWARDS.value):
    """Stewards go to areas."""

    area_ids: tuple[str, ...]
    persons: int

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Stewards add up."""
        return ()


class Police(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.POLICE.value):
    """The police is asked to be present in areas; how, the police decides."""

    area_ids: tuple[str, ...]
    persons: int

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Police officers add up."""
        return ()


class LightsBrighter(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.LIGHTS_BRIGHTER.value):
    """Public lighting is made brighter."""

    actuators: tuple[str, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every light."""
        return tuple(Claim(f"actuator:{name}", BRIGHTER) for name in self.actuators)


class LightsCalmer(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.LIGHTS_CALMER.value):
    """Public lighting is made calmer: warmer and less bright, never below what its permit asks."""

    actuators: tuple[str, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every light."""
        return tuple(Claim(f"actuator:{name}", CALMER) for name in self.actuators)


class PublicMessage(msgspec.Struct, frozen=True, kw_only=True, tag=InterventionKind.PUBLIC_MESSAGE.value):
    """A text for the public, which a person sends; in Dutch and English at level B1."""

    area_ids: tuple[str, ...]
    advice: Advice
    channels: tuple[Channel, ...]
    text: str
    text_nl: str

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What is said about each area."""
        return tuple(Claim(f"message:{area}", self.advice.value) for area in self.area_ids)


Deed = (
    ExtraTrams
    | OneWayWalking
    | DynamicSigns
    | CloseRoad
    | Stewards
    | Police
    | LightsBrighter
    | LightsCalmer
    | PublicMessage
)
"""Any of the list."""

BRIGHTER: Final = "brighter"
CALMER: Final = "calmer"

_CONTRADICT: Final = frozenset(
    frozenset(pair)
    for pair in (
        (Advice.ALL_CLEAR, Advice.STAY_AWAY),
        (Advice.ALL_CLEAR, Advice.OTHER_TIME),
        (Advice.ALL_CLEAR, Advice.OTHER_ROUTE),
        (Advice.ALL_CLEAR, Advice.LEAVE_CALMLY),
        (Advice.ALL_CLEAR, Advice.STAY_WHERE_YOU_ARE),
        (Advice.LEAVE_CALMLY, Advice.STAY_WHERE_YOU_ARE),
        (Advice.OTHER_ROUTE, Advice.STAY_WHERE_YOU_ARE),
    )
)


def are_opposite(one: Claim, other: Claim) -> bool:
    """Tell whether two claims cannot both be met.

    Invariants: symmetric; no claim is opposite to itself.

    Examples
    --------
    >>> are_opposite(Claim("gate:pier", "towards pier"), Claim("gate:pier", "towards boulevard"))
    True
    >>> are_opposite(Claim("message:pier", "stay-away"), Claim("message:pier", "other-time"))
    False
    """
    if one.thing != other.thing or one.setting == other.setting:
        return False
    if one.thing.startswith("message:"):
        return frozenset({Advice(one.setting), Advice(other.setting)}) in _CONTRADICT
    return True


def kind_of(deed: Deed) -> InterventionKind:
    """Return the kind of an intervention.

    Examples
    --------
    >>> kind_of(CloseRoad(road="strandweg")).value
    'close-road'
    """
    return InterventionKind(str(type(deed).__struct_config__.tag))


def preset_of(deed: Deed) -> str:
    """Return what the actuators of an intervention are told; empty when it has none."""
    if isinstance(deed, DynamicSigns):
        return deed.shows
    if isinstance(deed, LightsBrighter):
        return BRIGHTER
    return CALMER if isinstance(deed, LightsCalmer) else ""


def actuators_of(deed: Deed) -> tuple[str, ...]:
    """Return the actuators of an intervention."""
    return deed.actuators if isinstance(deed, (DynamicSigns, LightsBrighter, LightsCalmer)) else ()
