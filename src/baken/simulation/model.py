# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a simulated place as frozen records: its network, its visitors, and the scenarios of a day.

Hours are hours of the local day on which a scenario begins and may pass 24: 25.5 is half past one in the night after.
A curve is a list of ``[hour, value]``, linear in between and constant before and after.
"""

from __future__ import annotations

import datetime
from enum import StrEnum

import msgspec

from baken.errors import BakenError

Curve = tuple[tuple[float, float], ...]
"""Pairs of hour and value, rising in the hour."""


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
    attraction: dict[str, float] = {}
    comfortable_per_m2: float = 1.0
    most_per_m2: float = 4.0
    pace: float = 1.0
    sheltered: bool = False


class Street(_Record, frozen=True):
    """A gate by which people come on foot; ``share`` is its weight among the streets."""

    gate: str
    share: float = 1.0


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
    stop_shares: tuple[float, ...]
    headway_min: Curve
    first_h: float
    last_h: float
    capacity: int
    ride_min: float = 2.0
    share: float = 1.0


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
    spaces: int
    walk_s: float
    share: float = 1.0
    exits_per_min: float = 8.0
    regulars: int = 0


class CyclePark(_Record, frozen=True):
    """Cycle parking outside the network; who finds it full parks beside it, unseen."""

    id: str
    gate: str
    spaces: int
    walk_s: float = 60.0
    share: float = 1.0


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
    dwell_min: float
    dwell_spread: float = 0.5
    rain_patience_min: float = 15.0
    walk_m: float = 500.0
    hours: tuple[float, float] = (0.0, 48.0)


class Taste(_Record, frozen=True):
    """Which weather brings a kind of visitor out.

    Willingness is ``F((T - half_c) / width_c)`` with F the logistic function, times ``1 - sun * (1 - sunshine)``,
    ``exp(-rain * mm/h)`` and ``exp(-wind * max(0, m/s - 6))``.
    """

    half_c: float = -10.0
    width_c: float = 3.0
    sun: float = 0.0
    rain: float = 0.1
    wind: float = 0.02


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
    persons: float
    days: dict[str, float]
    arrival: tuple[tuple[float, float, float], ...]
    stay_h: float
    modes: dict[Mode, float]
    activities: dict[str, float]
    season: tuple[float, ...] = (1.0,) * 12
    stay_spread: float = 0.4
    groups: tuple[float, ...] = (0.25, 0.4, 0.15, 0.15, 0.05)
    in_panel: float = 0.8
    leaves_in_rain: float = 0.5
    taste: Taste = Taste()


class Demand(_Record, frozen=True):
    """``simulation/demand.toml``: who comes, and what for."""

    activity: tuple[Activity, ...]
    visitors: tuple[Visitors, ...]
    shelter: str
    day_to_day: float = 0.12
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
    start_h: float
    end_h: float
    areas: dict[str, float]
    modes: dict[Mode, float]
    visitors: float = 0.0
    announced: float | None = None
    attracts: float = 0.3
    early_min: float = 45.0
    at_once: float = 0.6
    lag_min: float = 5.0
    groups: tuple[float, ...] = (0.1, 0.4, 0.2, 0.2, 0.1)
    in_panel: float = 0.85
    rain_patience_min: float = 60.0


class LineFailure(_Record, frozen=True):
    """A tram line on which no tram runs for some hours."""

    line: str
    start_h: float
    end_h: float


class FaultKind(StrEnum):
    """What goes wrong with a sensor."""

    DEAD = "dead"
    """It says nothing."""
    FROZEN = "frozen"
    """It repeats its last value."""
    DELAYED = "delayed"
    """Each value comes ``value`` seconds later."""
    LATE = "late"
    """Nothing comes until the end, then everything at once, the newest first."""
    SKEW = "skew"
    """Its clock is ``value`` seconds ahead."""
    SPIKE = "spike"
    """Single values are ``value`` times as large."""
    CONSTANT = "constant"
    """It says ``value``, whatever happens."""
    FACTOR = "factor"
    """It says ``value`` times as much."""


class SensorFault(_Record, frozen=True):
    """What goes wrong with some streams between two hours.

    Attributes
    ----------
    streams
        By id; empty when they are drawn.
    draw, of
        So many are drawn by the seed among those of a quantity (all quantities when empty).
    """

    kind: FaultKind
    start_h: float = -48.0
    end_h: float = 96.0
    value: float = 0.0
    streams: tuple[str, ...] = ()
    draw: int = 0
    of: tuple[str, ...] = ()


class Imperfections(_Record, frozen=True):
    """``simulation/sensors.toml``: what sensors do wrong that no stream declares. Shares are per stream and day.

    Attributes
    ----------
    bias_drift
        Standard deviation of the logarithm by which a counter's bias wanders during the day.
    occlusion
        Share that a counter or camera misses at most, when people hide each other.
    occlusion_flow_per_m_min, occlusion_per_m2
        Flow and density at which half of that is missed.
    wrong_way, false_per_min
        Share of those who walk the other way that is counted, and counts of nobody per minute.
    skewed, skew_s
        Share of sensors whose clock is wrong, and by how many seconds at most.
    panel_drift
        Standard deviation of the logarithm by which the panel's share wanders, over some hours.
    panel_rounding, smallest_cell
        To what the panel is rounded; and below how many suppliers of panels and devices tell nothing.
    fixed_devices, spill
        Devices that belong to nobody who is there, at most; and share of the neighbouring areas that is heard too.
    board_jumps, old_cycles
        Share of car-park boards that is corrected once a day by hand; share of racks taken by cycles of nobody.
    outages, batches, spikes, freezes
        Share of streams that are silent for a while, deliver late at once, have wild values, or stand still.
    """

    bias_drift: float = 0.02
    occlusion: float = 0.25
    occlusion_flow_per_m_min: float = 60.0
    occlusion_per_m2: float = 1.5
    wrong_way: float = 0.008
    false_per_min: float = 0.03
    skewed: float = 0.08
    skew_s: float = 90.0
    panel_drift: float = 0.15
    panel_rounding: float = 5.0
    smallest_cell: int = 10
    fixed_devices: int = 30
    spill: float = 0.03
    board_jumps: float = 0.25
    old_cycles: float = 0.08
    outages: float = 0.1
    batches: float = 0.06
    spikes: float = 0.05
    freezes: float = 0.03


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
    """

    title: str
    description: str
    date: datetime.date
    day: str
    weather: Weather
    start_h: float = 4.0
    crowding: float = 1.0
    event: tuple[Event, ...] = ()
    line_failure: tuple[LineFailure, ...] = ()
    sensor_fault: tuple[SensorFault, ...] = ()
