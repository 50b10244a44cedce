# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Doubt: how many lies of a sensor are seen, and how often an honest one is doubted, on real counts of Auckland."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.context import Context, Size
from baken.bench.model import Figure, Report, at_least, at_most
from baken.bench.registry import Bench
from baken.bench.timing import duration_s, median_ms
from baken.city.load import load
from baken.observation.columns import ObservationColumns
from baken.observation.quality_control import QualityControl
from baken.plugin.registry import ConnectorRegistry
from baken.service.places import find_city
from baken.service.recording import record
from baken.situation.model import NewestColumns
from baken.situation.newest import empty_columns
from baken.situation.plausibility.agreement import Agreement
from baken.situation.plausibility.graph import neighbours_of
from baken.situation.scenario import bench_case
from baken.situation.topology import Topology
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.city.model import City
    from baken.situation.model import Bool, Float64, Int64

    Lie = Callable[[Float64, int, int, int, np.random.Generator], None]
    """Changes counts of shape (hours, sensors), in place: of which sensor, from and until which hour."""

HOUR_US: Final = 3_600_000_000
AUCKLAND_OFFSET_US: Final = 12 * HOUR_US
LASTS_H: Final = 72
_WARM_H: Final = 90 * 24
_LIES_EACH: Final = {Size.FULL: 200, Size.QUICK: 40, Size.TINY: 2}
_HOURS: Final = {Size.FULL: 2 * 365 * 24, Size.QUICK: 365 * 24, Size.TINY: 95 * 24}


def nothing(counts: Float64, sensor: int, first: int, last: int, rng: np.random.Generator) -> None:
    """The truth: what is found here would have been found without any lie."""


def jump(counts: Float64, sensor: int, first: int, last: int, _rng: np.random.Generator) -> None:
    """Ten times as many."""
    counts[first:last, sensor] *= 10.0


def half_as_many_again(counts: Float64, sensor: int, first: int, last: int, _rng: np.random.Generator) -> None:
    """A half too many, from one hour to the next."""
    counts[first:last, sensor] = np.round(counts[first:last, sensor] * 1.5)


def dead(counts: Float64, sensor: int, first: int, last: int, _rng: np.random.Generator) -> None:
    """Zero."""
    counts[first:last, sensor] = 0.0


def frozen(counts: Float64, sensor: int, first: int, last: int, _rng: np.random.Generator) -> None:
    """The last value, for ever."""
    counts[first:last, sensor] = counts[first - 1, sensor]


def shuffled(counts: Float64, sensor: int, first: int, last: int, rng: np.random.Generator) -> None:
    """The right values at the wrong hours."""
    counts[first:last, sensor] = rng.permutation(counts[first:last, sensor])


def clock_off(counts: Float64, sensor: int, first: int, last: int, _rng: np.random.Generator) -> None:
    """A clock that is twelve hours off."""
    counts[first:last, sensor] = counts[first - 12 : last - 12, sensor].copy()


def swapped(counts: Float64, sensor: int, first: int, last: int, rng: np.random.Generator) -> None:
    """The values of another sensor, and the other way round."""
    other = int((sensor + rng.integers(1, counts.shape[1])) % counts.shape[1])
    counts[first:last, [sensor, other]] = counts[first:last, [other, sensor]].copy()


LIES: Final[dict[str, Lie]] = {
    "no lie at all": nothing,
    "ten times as many": jump,
    "a half too many": half_as_many_again,
    "dead (zero)": dead,
    "frozen": frozen,
    "hours shuffled": shuffled,
    "clock 12 h off": clock_off,
    "swapped with another": swapped,
}


@dataclass(slots=True)
class Found:
    """Per hour and sensor: what was said of a value; arrays of shape (hours, sensors)."""

    deviates: Bool
    drifts: Bool
    flagged: Bool
    expected: Float64

    @property
    def any(self) -> Bool:
        """Where anything was said."""
        return self.deviates | self.drifts | self.flagged


class Street:
    """The counting sensors of Auckland, hour by hour."""

    def __init__(self, hours: int) -> None:
        registry = ConnectorRegistry()
        self.city: City = load(find_city("auckland"), registry)
        self.topology = Topology.of(self.city.areas, self.city.gates, self.city.streams)
        ids = {stream.id: i for i, stream in enumerate(self.city.streams)}
        rows = record(self.city, registry, ids)
        times = np.unique(rows.phenomenon_time_us)[-hours:]
        kept = rows.phenomenon_time_us >= times[0]
        counts = np.full((len(times), len(ids)), np.nan)
        counts[np.searchsorted(times, rows.phenomenon_time_us[kept]), rows.datastream_id[kept]] = rows.result[kept]
        self.start_us: Int64 = times
        self.counts: Float64 = counts[:, self.topology.declared]
        self._streams = [self.city.streams[i] for i in self.topology.declared]
        self._neighbours = neighbours_of(self.topology, [s.position for s in self.city.streams])

    def agreement(self) -> Agreement:
        """Return a test that knows nothing yet."""
        return Agreement(self._neighbours, self.topology.interval_us, self.topology.stale_after_us)

    def control(self) -> QualityControl:
        """Return quality control that has seen nothing yet."""
        return QualityControl(dict(enumerate(self._streams)))

    def hour(self, counts: Float64, hour: int, control: QualityControl) -> tuple[NewestColumns, Bool]:
        """Return the values of one hour as the newest, and which quality control flagged."""
        sensors = counts.shape[1]
        start = np.full(sensors, self.start_us[hour], np.int64)
        rows = ObservationColumns.of(np.arange(sensors, dtype=np.int32), start, counts[hour], available_at_us=0)
        quality = control.examine(rows).quality
        usable = quality <= USABLE_UP_TO
        none = empty_columns(sensors)
        newest = NewestColumns(
            np.where(usable, start, NO_TIME_US),
            np.where(usable, start + HOUR_US, NO_TIME_US),
            np.where(usable, counts[hour], np.nan),
            np.zeros(sensors, np.uint8),
            np.where(usable, start + HOUR_US, NO_TIME_US),
            none.lapse_us,
            none.lapse_quality,
        )
        return newest, ~usable & (quality != QualityFlag.MISSING)

    def walk(
        self,
        counts: Float64,
        first: int,
        last: int,
        agreement: Agreement,
        control: QualityControl,
        at_hour: Callable[[int], None] | None = None,
    ) -> Found:
        """Compare and learn hour by hour."""
        shape = (last - first, counts.shape[1])
        no = np.zeros((3, *shape), np.bool_)
        found = Found(no[0], no[1], no[2], np.full(shape, np.nan))
        for row, hour in enumerate(range(first, last)):
            if at_hour is not None:
                at_hour(hour)
            newest, flagged = self.hour(counts, hour, control)
            compared = agreement.compare(newest, int(self.start_us[hour]) + HOUR_US, AUCKLAND_OFFSET_US)
            found.deviates[row], found.drifts[row] = compared.deviates, compared.drifts
            found.expected[row], found.flagged[row] = compared.expected, flagged
            agreement.learn(newest, utc_offset_us=AUCKLAND_OFFSET_US)
        return found


@dataclass(slots=True)
class Seen:
    """Of lies of one kind: how many there were, were seen in their first value, within a day, and while they last."""

    lies: int = 0
    at_once: int = 0
    in_a_day: int = 0
    ever: int = 0


def honest_and_lying(street: Street, each: int, seed: int) -> tuple[Found, dict[str, Seen]]:
    """Walk through the record once, telling every lie ``each`` times on the way, and forgetting it again."""
    rng = np.random.default_rng(seed)
    hours, sensors = street.counts.shape
    busy = [
        h
        for h in range(_WARM_H, hours - LASTS_H)
        if 8 <= (street.start_us[h] + AUCKLAND_OFFSET_US) // HOUR_US % 24 < 20
    ]
    plan: dict[int, list[tuple[str, int]]] = {}
    for name in LIES:
        for hour in rng.choice(busy, each):
            plan.setdefault(int(hour), []).append((name, int(rng.integers(sensors))))
    seen = {name: Seen() for name in LIES}
    agreement, control = street.agreement(), street.control()

    def lie(hour: int) -> None:
        for name, sensor in plan.get(hour, ()):
            if np.isnan(street.counts[hour : hour + LASTS_H, sensor]).any():
                continue
            told = street.counts[: hour + LASTS_H].copy()
            LIES[name](told, sensor, hour, hour + LASTS_H, rng)
            found = street.walk(told, hour, hour + LASTS_H, copy.deepcopy(agreement), copy.deepcopy(control))
            _note(seen[name], found.any[:, sensor])

    honest = street.walk(street.counts, 0, hours, agreement, control, lie)
    return honest, seen


def _note(seen: Seen, found: Bool) -> None:
    seen.lies += 1
    seen.at_once += int(found[0])
    seen.in_a_day += int(found[:24].any())
    seen.ever += int(found.any())


def _measure(context: Context) -> Report:
    context.say("telling lies to the counts of Auckland")
    street = Street(_HOURS[context.size])
    honest, seen = honest_and_lying(street, _LIES_EACH[context.size], context.seed)
    told = honest.expected[_WARM_H:]
    known = ~np.isnan(told)
    figures = [
        Figure(
            name="sensor-hours with a verdict",
            value=float(known.sum()),
            unit="h",
            note=f"{street.counts.shape[1]} sensors",
        ),
        Figure(name="honest values doubted: neighbours", value=_share(honest.deviates[_WARM_H:][known]), unit="%"),
        Figure(name="honest values doubted: drift", value=_share(honest.drifts[_WARM_H:][known]), unit="%"),
    ]
    for name, one in seen.items():
        for when, number in (("first value", one.at_once), ("a day", one.in_a_day), ("three days", one.ever)):
            share = 100.0 * number / max(one.lies, 1)
            figures.append(Figure(name=f"{name}: seen in {when}", value=share, unit="%", note=f"of {one.lies}"))
    context.say("judging 10,000 streams")
    took = _time_of_large_city()
    figures.append(Figure(name="comparing 10,000 streams with six neighbours each, median", value=took, unit="ms"))
    doubted = _share((honest.deviates | honest.drifts)[_WARM_H:][known])
    day = 100.0 * seen["ten times as many"].in_a_day / max(seen["ten times as many"].lies, 1)
    targets = (
        at_most("honest values doubted", doubted, 1.5, "%"),
        at_least("ten times as many, seen in a day", day, 90.0, "%"),
    )
    return Report(name=bench.name, title=bench.title, figures=tuple(figures), targets=targets)


def _share(found: Bool) -> float:
    return float(100.0 * found.mean()) if found.size else 0.0


def _time_of_large_city() -> float:
    case = bench_case(10_000, 500)
    picture = case.live.apply(case.stream_index, *(r := case.round(1))[:2], now_us=r[2])
    topology = picture.topology
    agreement = Agreement(neighbours_of(topology, [None] * 10_000), topology.interval_us, topology.stale_after_us)
    return median_ms([duration_s(lambda: agreement.compare(picture.newest, picture.issued_at_us)) for _ in range(21)])


bench = Bench("doubt", "lies told to real counts: how many are seen, and how many honest values are doubted", _measure)
