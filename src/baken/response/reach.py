# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reach: the things outside that a response can take hold of, as a city declares them in ``response.toml``."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Road(msgspec.Struct, frozen=True, kw_only=True):
    """An access road that can be closed.

    Attributes
    ----------
    car_parks
        Those that cannot be reached then, by the names under which they are observed.
    """

    id: str
    name: str
    car_parks: tuple[str, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of public transport that can have more trams or buses."""

    id: str
    name: str


class ActuatorKind(StrEnum):
    """What can be switched from here. Nothing that could lock anybody in or out is in this list."""

    LIGHT = "light"
    SIGN = "sign"


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign shows or a light does, in words, by the id under which it is told."""

    id: str
    name: str
    name_nl: str


class Actuator(msgspec.Struct, frozen=True, kw_only=True):
    """A light or a sign that takes commands.

    Every command is one of ``presets``, holds until a moment after which the thing goes back to ``normal`` by itself,
    and can be undone by telling it ``normal``.

    Attributes
    ----------
    owner
        The party that switches it by hand when it does not answer.
    presets, normal
        What it can be told; ``normal`` is one of them.
    shortest_interval_s, most_per_h
        How often it may be told something, so that a fault of ours cannot make it flicker.
    longest_min
        After so long it goes back by itself.
    answers_within_s
        When it has not said by then that it did, its owner is asked to do it by hand.
    by_hand, by_hand_nl
        How that is done.
    topic
        Under which it listens (``<topic>/set``) and answers (``<topic>/state``).
    """

    id: str
    name: str
    kind: ActuatorKind
    area_ids: tuple[str, ...]
    owner: str
    presets: tuple[str, ...]
    normal: str
    by_hand: str
    by_hand_nl: str
    topic: str = ""
    shortest_interval_s: float = 30.0
    most_per_h: int = 12
    longest_min: int = 240
    answers_within_s: float = 20.0


class TransportKind(StrEnum):
    """How actuators are reached."""

    NONE = "none"
    """Not at all: everything is done by hand."""
    SIMULATED = "simulated"
    """They are made up; nothing in the street changes."""
    MQTT = "mqtt"


class Transport(msgspec.Struct, frozen=True, kw_only=True):
    """Where actuators listen. Name and password are names of secrets, ``${...}``, never the secrets themselves."""

    kind: TransportKind = TransportKind.NONE
    host: str = ""
    port: int = 8883
    tls: bool = True
    username: str = ""
    password: str = ""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be taken hold of in a city.

    Attributes
    ----------
    presets
        Words for what actuators can be told; those that have none go by their ids.
    """

    roads: tuple[Road, ...] = ()
    lines: tuple[Line, ...] = ()
    actuators: tuple[Actuator, ...] = ()
    presets: tuple[Preset, ...] = ()
    transport: Transport = Transport()

    @property
    def can_command(self) -> bool:
        """Whether actuators can be told anything from here."""
        return self.transport.kind is not TransportKind.NONE

    def actuator(self, name: str) -> Actuator | None:
        """Return an actuator by its id; None when there is none."""
        return next((each for each in self.actuators if each.id == name), None)

    def preset(self, name: str) -> Preset:
        """Return the words for what an actuator is told.

        Examples
        --------
        >>> Reach(presets=(Preset(id="calmer", name="softer light", name_nl="zachter licht"),)).preset("calmer").name
        'softer light'
        >>> Reach().preset("one-way").name
        'one-way'
        """
        return next((each for each in self.presets if each.id == name), Preset(id=name, name=name, name_nl=name))
