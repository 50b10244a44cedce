# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The network with everything that is declared or assumed of it, as arrays in the layout of the state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.methods.fusion.assumptions import (
    BEGIN_SPREAD,
    COMING_PER_M_MIN,
    MOST_PER_M2,
    Assumptions,
    dwell_min,
    usual_persons,
)
from baken.situation.methods.fusion.layout import Layout
from baken.situation.methods.fusion.partition import LARGEST, components
from baken.situation.methods.fusion.rules import Rules
from baken.situation.methods.fusion.sources import Levels, Sources
from baken.situation.methods.fusion.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.stream import Stream
    from baken.situation.model import Bool, Float64, Index
    from baken.vocabulary.place import Area, Gate

_FAMILY_CORRELATION = 0.8
"""Of what is not known of the value per person of one supplier, this is the same wherever he tells it."""
_MOST_PARKED = 3000.0


@dataclass(frozen=True, slots=True)
class Network:
    """A city as the filter needs it.

    Attributes
    ----------
    usual, most
        Per area: first guess of the persons inside, and how many fit.
    hazard
        Per way: share of the persons at its origin that take it per step; from outside, persons per step.
    component
        Per area: the number of the part of the network that it belongs to.
    alike, is_watched
        (C, A): number of the group of areas of one kind in one part of the network, padding in group 0; whether a
        sensor watches that area alone, and knows it well.
    comes, goes, part_at
        (C, D): whether a way comes from outside; whether it goes there; the part of the network that it belongs to.
    hazard_at, is_way
        (C, D): the same per place in the state; whether there is a way.
    bias_variance, is_paired, miss, lasts
        (C, D): variance of the logarithm of the bias of what counts there; whether the reverse is counted by the same
        device; variance of one count per person counted; over how many steps one counts.
    rules
        What holds roughly of any place, as weak observations.
    level_steps
        (C, M): of how many values of a level source the relative error is the same.
    level_relative, level_missed
        (C, M): relative error of a level source; variance of its value per unit because some are missed by chance.
    level_joint
        (C, M, M): covariance of what is not known of the values per person, without the variances.
    most_at
        (C, L): how many fit at each place.
    origin_at
        (C, D): place of the origin of each way in all states one after the other.
    outer_at, outer_part
        Ways from outside and then ways to outside, counted through (C, D); the part of the network of each, those of
        the second kind after all of the first.
    level_variance, level_correlation
        (C, M) and (C, M, M): of the logarithm of what is not known of the value per person.
    start_mean, start_variance
        (C, L): persons before anything is known.
    """

    layout: Layout
    ways: Ways
    sources: Sources
    assumptions: Assumptions
    step_min: float
    usual: Float64
    most: Float64
    hazard: Float64
    component: Index
    alike: Index
    hazard_at: Float64
    is_way: Bool
    bias_variance: Float64
    is_paired: Bool
    miss: Float64
    lasts: Float64
    rules: Rules
    level_steps: Float64
    level_variance: Float64
    level_correlation: Float64
    start_mean: Float64
    start_variance: Float64
    comes: Bool = field(init=False)
    goes: Bool = field(init=False)
    part_at: Index = field(init=False)
    reverse: Index = field(init=False)
    way_at: Index = field(init=False)
    level_at: Index = field(init=False)
    level_relative: Float64 = field(init=False)
    level_missed: Float64 = field(init=False)
    level_joint: Float64 = field(init=False)
    most_at: Float64 = field(init=False)
    origin_at: Index = field(init=False)
    is_watched: Bool = field(init=False)
    outer_at: Index = field(init=False)
    outer_part: Index = field(init=False)

    def __post_init__(self) -> None:
        outside = np.append(self.ways.destination, 0)[np.where(self.layout.way < 0, -1, self.layout.way)] < 0
        origin = np.append(self.ways.origin, 0)[np.where(self.layout.way < 0, -1, self.layout.way)]
        object.__setattr__(self, "goes", outside & self.is_way)
        object.__setattr__(self, "comes", (origin < 0) & self.is_way)
        area = np.where(origin >= 0, origin, np.append(self.ways.destination, 0)[self.layout.way])
        object.__setattr__(self, "part_at", np.where(self.layout.way >= 0, self.component[np.maximum(area, 0)], 0))
        object.__setattr__(self, "reverse", np.arange(self.layout.way.shape[1]) ^ 1)
        object.__setattr__(self, "way_at", np.where(self.layout.way < 0, len(self.ways), self.layout.way))
        levels = len(self.sources.levels)
        object.__setattr__(self, "level_at", np.where(self.layout.level < 0, levels, self.layout.level))
        told = self.sources.levels
        missed = np.minimum(1.0, np.abs(1.0 - told.per_person) + told.bias)
        object.__setattr__(self, "level_relative", np.append(told.relative, 0.0)[self.level_at])
        object.__setattr__(self, "level_missed", np.append(missed, 0.0)[self.level_at])
        spread, alone = np.sqrt(self.level_variance), np.eye(self.layout.level.shape[1])
        joint = spread[:, :, None] * spread[:, None, :] * self.level_correlation * (1.0 - alone)
        object.__setattr__(self, "level_joint", joint)
        most = np.full((len(self.layout.area), self.layout.places), np.inf)
        most[:, : self.layout.areas] = np.where(self.layout.area >= 0, self.most[self.layout.area], np.inf)
        object.__setattr__(self, "most_at", most)
        clusters = np.arange(len(most))[:, None]
        object.__setattr__(self, "is_watched", self.rules.watched.any(axis=1))
        object.__setattr__(self, "origin_at", clusters * self.layout.size + self.layout.start)
        comes, goes, part = np.flatnonzero(self.comes), np.flatnonzero(self.goes), self.part_at.ravel()
        object.__setattr__(self, "outer_at", np.concatenate([comes, goes]))
        object.__setattr__(self, "outer_part", np.concatenate([part[comes], part[goes] + self.parts]))

    @property
    def parts(self) -> int:
        """How many parts there are between which there is no way."""
        return int(self.component.max(initial=0)) + 1

    @classmethod
    def of(
        cls,
        areas: Sequence[Area],
        gates: Sequence[Gate],
        streams: Sequence[Stream],
        *,
        step_s: float,
        assumptions: Assumptions,
        largest: int = LARGEST,
    ) -> Network:
        """Return the network; ``streams`` in the order of the topology."""
        ways = Ways.of(areas, gates, streams)
        sources = Sources.of(areas, gates, streams, ways)
        usual = np.array([max(1.0, usual_persons(area)) for area in areas], dtype=np.float64)
        hazard = _hazards(areas, ways, step_s / 60.0)
        layout = Layout.of(len(areas), ways, sources.levels, largest)
        bias, miss = _counters(sources, len(ways), assumptions)
        lasts = np.ones(len(ways))
        intervals = np.array(
            [streams[s].interval_s / step_s for s in sources.one_way.stream.tolist()], dtype=np.float64
        )
        np.maximum.at(lasts, sources.one_way.target, intervals)
        way = np.where(layout.way < 0, len(ways), layout.way)
        mean, variance = _begin(layout, usual)
        parts = components(len(areas), zip(ways.origin.tolist(), ways.destination.tolist(), strict=True))
        component = np.zeros(len(areas), dtype=np.intp)
        for i, part in enumerate(parts):
            component[part] = i
        level_variance, correlation = _drifts(layout, sources.levels, _part_of_levels(sources.levels, ways, component))
        return cls(
            layout=layout,
            ways=ways,
            sources=sources,
            assumptions=assumptions,
            step_min=step_s / 60.0,
            usual=usual,
            most=np.array([MOST_PER_M2 * area.usable_area_m2 for area in areas], dtype=np.float64),
            hazard=hazard,
            component=component,
            alike=_groups(areas, layout, component),
            hazard_at=np.append(hazard, 0.0)[way],
            is_way=layout.way >= 0,
            bias_variance=np.append(bias, 0.0)[way],
            is_paired=np.append(sources.one_way.is_paired(len(ways)), False)[way],
            miss=np.append(miss, 0.0)[way],
            lasts=np.append(lasts, 1.0)[way],
            rules=Rules.of(
                areas, layout, sources.turnovers, sources.levels, component, hazard, assumptions, step_s / 60.0
            ),
            level_steps=_steps(layout, streams, sources.levels, assumptions),
            level_variance=level_variance,
            level_correlation=correlation,
            start_mean=mean,
            start_variance=variance,
        )


def _hazards(areas: Sequence[Area], ways: Ways, step_min: float) -> Float64:
    """Return the first guess: who leaves does so by ways in proportion to their width, and who comes too."""
    width = np.sqrt(np.maximum(ways.width_m, 1.0))
    hazard = np.zeros(len(ways))
    leaves = ways.origin >= 0
    total = np.bincount(ways.origin[leaves], width[leaves], len(areas))
    ends = _ends(len(areas), ways)
    stay = [dwell_min(area, is_end=bool(end)) for area, end in zip(areas, ends, strict=True)]
    per_step = step_min / np.array(stay, dtype=np.float64)
    origin = ways.origin[leaves]
    hazard[leaves] = width[leaves] / total[origin] * per_step[origin]
    hazard[~leaves] = COMING_PER_M_MIN * step_min * width[~leaves]
    return hazard


def _groups(areas: Sequence[Area], layout: Layout, component: Index) -> Index:
    """Return per place the number of its group: areas of one kind that people can walk between."""
    number: dict[tuple[str, int], int] = {}
    of = [number.setdefault((area.kind.value, int(component[a])), len(number)) for a, area in enumerate(areas)]
    return np.where(layout.area >= 0, np.array(of, dtype=np.intp)[layout.area], 0)


def _ends(areas: int, ways: Ways) -> Bool:
    """Return from which areas ways lead to one other area only."""
    beside: list[set[int]] = [set() for _ in range(areas)]
    for origin, destination in zip(ways.origin.tolist(), ways.destination.tolist(), strict=True):
        if origin >= 0 and destination >= 0:
            beside[origin].add(destination)
    return np.array([len(others) == 1 for others in beside], dtype=np.bool_)


def _counters(sources: Sources, ways: int, assumptions: Assumptions) -> tuple[Float64, Float64]:
    """Return per way the variance of the bias of all that count there together, and the noise per person."""
    counts = sources.one_way
    information = np.bincount(counts.target, 1.0 / np.maximum(counts.bias, 0.01) ** 2, ways)
    bias = np.divide(1.0, information, out=np.zeros(ways), where=information > 0.0)
    missed = np.abs(1.0 - counts.per_person) + counts.bias
    worst = np.zeros(ways)
    np.maximum.at(worst, counts.target, missed)
    return bias, np.maximum(worst, assumptions.miss_noise)


def _begin(layout: Layout, usual: Float64) -> tuple[Float64, Float64]:
    there = layout.area >= 0
    mean = np.zeros((len(layout.area), layout.places))
    variance = np.zeros_like(mean)
    n = layout.areas
    mean[:, :n] = np.where(there, usual[layout.area], 0.0)
    variance[:, :n] = np.where(there, (BEGIN_SPREAD * usual[layout.area]) ** 2, 0.0)
    variance[:, n:] = np.where(layout.park >= 0, _MOST_PARKED**2, 0.0)
    return mean, variance


def _steps(layout: Layout, streams: Sequence[Stream], levels: Levels, assumptions: Assumptions) -> Float64:
    intervals = np.array([max(1.0, streams[s].interval_s / 60.0) for s in levels.stream.tolist()], dtype=np.float64)
    steps = np.maximum(1.0, 2.0 * assumptions.view_memory_min / intervals)
    return np.append(steps, 1.0)[np.where(layout.level < 0, len(levels), layout.level)]


def _part_of_levels(levels: Levels, ways: Ways, component: Index) -> Index:
    """Return in which part of the network each level source tells something."""
    parts = [
        int(component[areas[0]] if areas else component[max(ways.origin[way], ways.destination[way])])
        for areas, way in zip(levels.areas, levels.way.tolist(), strict=True)
    ]
    return np.array(parts, dtype=np.intp)


def _drifts(layout: Layout, levels: Levels, part: Index) -> tuple[Float64, Float64]:
    at = np.where(layout.level < 0, len(levels), layout.level)
    spread = np.append(levels.bias, 0.0)[at]
    family = np.append(levels.family, -1)[at]
    same = (family[:, :, None] == family[:, None, :]) & (family[:, :, None] >= 0)
    within = np.append(part, -1)[at]
    same &= within[:, :, None] == within[:, None, :]  # between places that nobody can go between nothing is concluded
    correlation = np.where(same, _FAMILY_CORRELATION, 0.0)
    diagonal = np.arange(at.shape[1])
    correlation[:, diagonal, diagonal] = 1.0
    return spread**2, correlation
