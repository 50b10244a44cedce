# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a simulated place as frozen records: its network, its visitors, and the scenarios of a day."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from baken.errors import BakenError
from baken.simulation.bounds import Curve, Groups, Hour, NotNegative, Number, Positive, Share, Spread, Whole
from baken.simulation.interventions import Intervention
from baken.simulation.sensors.model import SensorFault


class SimulationError(BakenError):
    """A simulated place or scenario that contradicts itself."""


class Mode(StrEnum):
    """How visitors come and go."""

    TRAM = "tram"
    CAR = "car"
    BICYCLE = "bicycle"
    FOOT = "foot"


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class AreaUse(_Record, frozen=True):
    """What an area offers to visitors.

    Attributes
    ----------
    attraction
        Weight of the area for each activity; an activity that is not named is not done there.
    comfortable_per_m2
        At this density the area attracts half as much as when it is empty.
    most_per_m2
        More cannot get in.
    pace
        Walking speed as a share of that on pavement, for example 0.6 on sand.
    sheltered
        Whether one is out of the rain.
    """

    id: str
    attraction: dict[str, NotNegative] = {}
    comfortable_per_m2: Positive = 1.0
    most_per_m2: Positive = 4.0
    pace: Positive = 1.0
    sheltered: bool = False


class Street(_Record, frozen=True):
    """A gate by which people come on foot; ``share`` is its weight among the streets."""

    gate: str
    share: Positive = 1.0


class Stop(_Record, frozen=True):
    """A tram stop: those who alight cross the gate into the network, those who board cross it outwards."""

    id: str
    gate: str


class Line(_Record, frozen=True):
    """A tram line that ends here.

    Attributes
    ----------
    stops
        In the order in which a tram that comes from the town calls; going back it calls in reverse.
    stop_shares
        Weight of each stop among the passengers.
    ride_min
        Minutes between one stop and the next.
    headway_min
        Curve of the minutes between two trams.
    first_h, last_h
        First arrival at, and last departure from, the first stop.
    capacity
        Persons in one tram, seated and standing.
    share
        Weight of the line among those who come by tram.
    """

    id: str
    stops: tuple[str, ...]
    stop_shares: tuple[NotNegative, ...]
    headway_min: Curve
    first_h: Hour
    last_h: Hour
    capacity: Whole
    ride_min: NotNegative = 2.0
    share: Positive = 1.0


class CarPark(_Record, frozen=True):
    """A car park outside the network whose visitors come in by one gate.

    Attributes
    ----------
    share
        Weight of the car park among those who come by car, as long as it is not full.
    walk_s
        Mean walk between car and gate.
    exits_per_min
        So many cars can leave in a minute.
    regulars
        Spaces taken by others than visitors, on average; unknown to whoever reads its board.
    """

    id: str
    gate: str
    spaces: Whole
    walk_s: NotNegative
    share: Positive = 1.0
    exits_per_min: Positive = 8.0
    regulars: Whole = 0


class CyclePark(_Record, frozen=True):
    """Cycle parking outside the network; who finds it full parks beside it, unseen."""

    id: str
    gate: str
    spaces: Whole
    walk_s: NotNegative = 60.0
    share: Positive = 1.0


class Road(_Record, frozen=True):
    """A road on which motor vehicles are counted: those of some car parks, and others.

    Attributes
    ----------
    others_per_h
        Curve of the other vehicles per hour and direction.
    """

    id: str
    car_parks: tuple[str, ...]
    others_per_h: Curve = ((0.0, 120.0),)


class Network(_Record, frozen=True):
    """``simulation/network.toml``: how people get in and out, and what each area offers."""

    area: tuple[AreaUse, ...]
    street: tuple[Street, ...]
    stop: tuple[Stop, ...] = ()
    line: tuple[Line, ...] = ()
    car_park: tuple[CarPark, ...] = ()
    cycle_park: tuple[CyclePark, ...] = ()
    road: tuple[Road, ...] = ()


class Activity(_Record, frozen=True):
    """Something that people do in an area.

    Attributes
    ----------
    dwell_min, dwell_spread
        Median of the stay in minutes, and the standard deviation of its logarithm.
    rain_patience_min
        Median of the minutes of rain (of at least 1 mm/h) that people bear before they do something else.
    walk_m
        How far people like to walk to it: weight ``exp(-distance / walk_m)``.
    hours
        From when to when it is done.
    """

    id: str
    dwell_min: Positive
    dwell_spread: Spread = 0.5
    rain_patience_min: NotNegative = 15.0
    walk_m: Positive = 500.0
    hours: tuple[Hour, Hour] = (0.0, 48.0)


class Taste(_Record, frozen=True):
    """Which weather brings a kind of visitor out.

    Willingness is ``F((T - half_c) / width_c)`` with F the logistic function, times ``1 - sun * (1 - sunshine)``,
    ``exp(-rain * mm/h)`` and ``exp(-wind * max(0, m/s - 6))``.
    """

    half_c: Number = -10.0
    width_c: Positive = 3.0
    sun: Share = 0.0
    rain: NotNegative = 0.1
    wind: NotNegative = 0.02


class Visitors(_Record, frozen=True):
    """A kind of visitors.

    Attributes
    ----------
    persons
        How many come on a day on which everything is right for them.
    days
        Share of that per type of day.
    season
        Share of that per month, January first.
    arrival
        Triples of hour, standard deviation in hours, and weight.
    stay_h, stay_spread
        Median of the stay, and the standard deviation of its logarithm.
    groups
        Weights of groups of 1, 2, 3 … persons.
    modes
        Weights of the ways to come.
    in_panel
        Share from whom the panel could be drawn: the phones of this country.
    activities
        Weights of what they do.
    leaves_in_rain
        Share that goes home when rain ends what they do; the others look for shelter.
    """

    id: str
    persons: NotNegative
    days: dict[str, NotNegative]
    arrival: Annotated[tuple[tuple[Hour, Positive, Positive], ...], Meta(min_length=1)]
    stay_h: Positive
    modes: dict[Mode, NotNegative]
    activities: dict[str, NotNegative]
    season: Annotated[tuple[NotNegative, ...], Meta(min_length=12, max_length=12)] = (1.0,) * 12
    stay_spread: Spread = 0.4
    groups: Groups = (0.25, 0.4, 0.15, 0.15, 0.05)
    in_panel: Share = 0.8
    leaves_in_rain: Share = 0.5
    taste: Taste = Taste()


class Demand(_Record, frozen=True):
    """``simulation/demand.toml``: who comes, and what for."""

    activity: Annotated[tuple[Activity, ...], Meta(min_length=1)]
    visitors: Annotated[tuple[Visitors, ...], Meta(min_length=1)]
    shelter: str
    day_to_day: Spread = 0.12
    """Standard deviation of the logarithm of each number of visitors from one day to another."""


class Weather(_Record, frozen=True):
    """The weather of a scenario, as curves."""

    temperature_c: Curve
    sun: Curve = ((0.0, 0.5),)
    wind_m_s: Curve = ((0.0, 4.0),)
    rain_mm_h: Curve = ((0.0, 0.0),)
    humidity: Curve = ((0.0, 70.0),)


class Event(_Record, frozen=True):
    """Something to which people come and at which they stay to its end.

    Attributes
    ----------
    areas
        Weight of each area from which it is watched.
    visitors
        Persons who come for it.
    announced
        Persons whom the organiser announced; none when nothing was announced.
    attracts
        Share of those who are there anyway that watch.
    early_min
        Median of the minutes before the start at which people take their place.
    at_once
        Share that goes home when it ends; the others stay on as they would have.
    lag_min
        Median of the minutes between the end and their first step.
    """

    id: str
    name: str
    start_h: Hour
    end_h: Hour
    areas: dict[str, NotNegative]
    modes: dict[Mode, NotNegative]
    visitors: NotNegative = 0.0
    announced: NotNegative | None = None
    attracts: Share = 0.3
    early_min: Positive = 45.0
    at_once: Share = 0.6
    lag_min: Positive = 5.0
    groups: Groups = (0.1, 0.4, 0.2, 0.2, 0.1)
    in_panel: Share = 0.85
    rain_patience_min: NotNegative = 60.0


class LineFailure(_Record, frozen=True):
    """A tram line on which no tram runs for some hours."""

    line: str
    start_h: Hour
    end_h: Hour


class Scenario(_Record, frozen=True):
    """``simulation/scenarios/<id>.toml``: one day.

    Attributes
    ----------
    day
        Type of day, as named by the visitors' ``days``.
    start_h
        When the 24 hours begin.
    crowding
        Factor on all numbers of visitors.
    intervention
        What is done about the crowd, with an effect that is known.
    """

    title: str
    description: str
    date: datetime.date
    day: str
    weather: Weather
    start_h: Hour = 4.0
    crowding: NotNegative = 1.0
    event: tuple[Event, ...] = ()
    line_failure: tuple[LineFailure, ...] = ()
    sensor_fault: tuple[SensorFault, ...] = ()
    intervention: tuple[Intervention, ...] = ()
