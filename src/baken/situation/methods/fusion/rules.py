# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules: what holds roughly of any place, as weak observations beside those of the sensors.

Turnover (Little's law). Of N persons in an area that stay for a time W on average, N / W leave per step. Where people
are counted out of an area, their number therefore tells roughly how many are inside:

    f_out = N * h        h: sum over the counted ways of the first guess of the share that takes each, per step

Likeness. Places of one kind are used alike: persons per capacity (or per m2, where none is declared), N / m, of an area
is roughly that of all areas of its kind together that people can walk to (in the cluster),

    N_a - m_a * (sum w N) / (sum w m) = 0

The logarithm of how much fuller a place is than its like follows Student's t distribution: most are filled alike, and
where something is going on one is ten times as full as the others. So w, the weight of each in what is usual, is
(nu + 1) / (nu + z**2) with z how far its fullness is from the mean logarithm, as a multiple of sigma; and the further
off a place is itself, the less the rule says of it, and the longer it tells nothing new: where something is going on,
it goes on for hours. With z now how far the place is off what is usual, variance and memory are each multiplied by
(nu + z**2) / (nu + 1) when that is above 1.

How much fuller a place is than its like stays so while the same people are there: where fewer leave than by the first
guess (who watches a show stands still), it tells nothing new for as many times as long,

    memory_a = memory / min((F_a + 1) / (E_a + 1), 1)

with F and E who left it lately and who would have, as in
:mod:`~baken.situation.methods.fusion.leaving`.

Neither is exact, and how far it is off stays so for long. The logarithm of the ratio is taken as normal with a
declared spread sigma; its mean and variance on the scale of persons are those of the lognormal distribution. So that
the values of many steps tell no more than one, the variance is multiplied by twice the number of steps of their memory.

Source: J. D. C. Little, A proof for the queuing formula L = lambda W, *Operations Research* 9(3), 383-387, 1961.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from baken.situation.methods.fusion.leaving import LEAST, memory_steps
from baken.situation.methods.fusion.state import COUNTED
from baken.situation.model import Bool, Float64

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.situation.methods.fusion.assumptions import Assumptions
    from baken.situation.methods.fusion.layout import Layout
    from baken.situation.methods.fusion.sources import Levels, Turnovers
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Index
    from baken.vocabulary.place import Area


_WELL_KNOWN = 0.15
"""A sensor of which less than this is unknown tells more than any rule."""


class Said(msgspec.Struct, frozen=True):
    """What the rules say at a boundary: derivative by persons (C, R, A), value and variance (C, R), and which hold."""

    by_areas: Float64
    value: Float64
    variance: Float64
    holds: Bool


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a city, in the layout of the state; R = T + K, turnovers and likenesses.

    Attributes
    ----------
    turned
        (T,): places of the areas about which there is a turnover in any cluster.
    leaves, can_leave
        (C, T, D): hazard of each way that could be counted, out of each area, and 1 where there is one.
    is_all
        (C, T): whether every way out could be counted.
    own
        (C, K, A): 1 at the area that a likeness is about; zero where an area is the only one of its kind.
    room
        (C, A): m, capacity or surface.
    of_kind
        (C, K, A): 1 at the areas of its kind.
    lately
        Over how many steps it is followed who leaves.
    watched
        (C, M, A): whether a level source watches that area alone, and knows it better than the rules do.
    """

    turned: Index
    leaves: Float64
    can_leave: Float64
    is_all: Bool
    own: Float64
    room: Float64
    of_kind: Float64
    watched: Bool
    spread: tuple[float, float, float]
    freedom: float
    steps: tuple[float, float]
    lately: float

    @classmethod
    def of(
        cls,
        areas: Sequence[Area],
        layout: Layout,
        turnovers: Turnovers,
        levels: Levels,
        component: Index,
        hazard: Float64,
        assumptions: Assumptions,
        step_min: float,
    ) -> Rules:
        """Return the rules of a city."""
        clusters, n = layout.area.shape
        leaves = np.zeros((clusters, n, layout.way.shape[1]))
        is_all = np.zeros((clusters, n), dtype=np.bool_)
        for row, area in enumerate(turnovers.area.tolist()):
            c, a = int(layout.cluster_of[area]), int(layout.place_of[area])
            here = np.isin(layout.way[c], turnovers.ways[row])
            leaves[c, a, here] = hazard[layout.way[c, here]]
            is_all[c, a] = turnovers.is_all[row]
        own, room, of_kind = _likeness(areas, layout, component)
        turned, likened = (np.flatnonzero(any_of) for any_of in ((leaves > 0.0).any(axis=(0, 2)), own.any(axis=(0, 2))))
        return cls(
            turned,
            leaves[:, turned],
            (leaves[:, turned] > 0.0).astype(np.float64),
            is_all[:, turned],
            own[:, likened],
            room,
            of_kind[:, likened],
            _watched(layout, levels),
            (assumptions.turnover_spread, assumptions.turnover_spread_in_part, assumptions.likeness_spread),
            assumptions.student_freedom,
            (2.0 * assumptions.turnover_memory_min / step_min, 2.0 * assumptions.likeness_memory_min / step_min),
            memory_steps(assumptions, step_min),
        )

    def watched_entries(self, layout: Layout, told: Bool) -> Bool:
        """Return which entries of the state a sensor knows better than the rules do, (C, n).

        Parameters
        ----------
        told
            (C, M): which level sources tell something at this boundary.
        """
        telling = self.watched & told[:, :, None]
        entries = np.zeros((len(told), layout.size), dtype=np.bool_)
        entries[:, : layout.areas] = telling.any(axis=1)
        entries[:, layout.size - told.shape[1] :] = telling.any(axis=2)
        return entries

    def said(self, state: State) -> Said:
        """Return what the rules say of a state."""
        by_turnover, flow, flow_variance, holds = self._turnover(state)
        by_likeness, spread = self._likeness(state)
        nothing = np.zeros_like(spread)
        return Said(
            np.concatenate([by_turnover, by_likeness], axis=1),
            np.concatenate([flow, nothing], axis=1),
            np.concatenate([flow_variance, spread], axis=1),
            np.concatenate([holds, spread > 0.0], axis=1),
        )

    def _turnover(self, state: State) -> tuple[Float64, Float64, Float64, Bool]:
        counted = state.mode == COUNTED
        columns = np.stack([counted, counted * state.flow, counted * np.fmax(state.usual_flow, 0.0)], axis=2)
        number, flow, usual = np.moveaxis(self.can_leave @ columns, 2, 0)
        hazard = (self.leaves @ columns[:, :, :1])[:, :, 0]
        in_part = ~self.is_all | (number < self.can_leave.sum(axis=2))
        variance = np.where(in_part, _lognormal(self.spread[1])[1], _lognormal(self.spread[0])[1])
        # how many leave follows from how many are there, so the mean of N given f is above f / h
        shift = np.where(in_part, _lognormal(self.spread[1])[0], _lognormal(self.spread[0])[0])
        by_areas = np.zeros((*hazard.shape, self.room.shape[1]))
        by_areas[:, np.arange(len(self.turned)), self.turned] = hazard
        # a crowd that watches something leaves less than any: that few go must not be taken for certain knowledge
        expected = np.maximum(usual, hazard * np.maximum(state.mean[:, self.turned], 0.0))
        return by_areas, flow * shift, variance * expected**2 * self.steps[0] + usual + 1.0, hazard > 0.0

    def _likeness(self, state: State) -> tuple[Float64, Float64]:
        persons = np.maximum(state.mean[:, : self.room.shape[1]], 0.0)
        full = np.log((persons + 1.0) / self.room)
        number = np.maximum(self.of_kind.sum(axis=2), 1.0)
        middle = (self.of_kind @ full[:, :, None])[:, :, 0] / number
        apart = (full[:, None, :] - middle[:, :, None]) / self.spread[2]
        weight = self.of_kind * ((self.freedom + 1.0) / (self.freedom + apart**2))
        room = (weight @ self.room[:, :, None])[:, :, 0]
        share = (self.own @ self.room[:, :, None])[:, :, 0] / np.maximum(room, 1e-9)
        usual = share * (weight @ persons[:, :, None])[:, :, 0]
        own = (self.own @ persons[:, :, None])[:, :, 0]
        # a ratio is as likely to be large as small: how far off an area may be grows with how full it is itself
        score = (np.log((own + 1.0) / (usual + 1.0)) / self.spread[2]) ** 2
        # and where something is going on it goes on for hours: once for how far off it is, once for how long
        excess = np.maximum((self.freedom + score) / (self.freedom + 1.0), 1.0)
        # rows of no area have none who are exchanged
        steps = self.steps[1] / (self.own @ self._exchanged(state)[:, :, None])[:, :, 0].clip(LEAST)
        variance = _lognormal(self.spread[2])[1] * np.maximum(usual, own) ** 2 * excess**2 * steps
        return self.own - share[:, :, None] * weight, np.where(room > 0.0, variance + self.steps[1], 0.0)

    def _exchanged(self, state: State) -> Float64:
        """Return how fast those in each area are exchanged, as share of the first guess, 1 at most; (C, A)."""
        left, guessed = state.left * self.lately
        share: Float64 = np.clip((left + 1.0) / (guessed + 1.0), LEAST, 1.0)
        return share


@cache
def _lognormal(spread: float) -> tuple[float, float]:
    """Return mean and variance of a lognormal variable of median 1.

    Examples
    --------
    >>> _lognormal(0.0)
    (1.0, 0.0)
    """
    mean = math.exp(0.5 * spread**2)
    return mean, (math.exp(spread**2) - 1.0) * mean**2


def _likeness(areas: Sequence[Area], layout: Layout, component: Index) -> tuple[Float64, Float64, Float64]:
    clusters, n = layout.area.shape
    own = np.zeros((clusters, n, n))
    room = np.ones((clusters, n))
    of_kind = np.zeros_like(own)
    for c, members in enumerate(layout.area.tolist()):
        for a, area in enumerate(members):
            if area < 0:
                continue
            room[c, a] = _room(areas[area])
            alike = [
                i
                for i, b in enumerate(members)
                if b >= 0 and component[area] == component[b] and _are_alike(areas[area], areas[b])
            ]
            if len(alike) > 1:
                of_kind[c, a, alike] = 1.0
                own[c, a, a] = 1.0
    return own, room, of_kind


def _watched(layout: Layout, levels: Levels) -> Bool:
    watched = np.zeros((*layout.level.shape, layout.areas), dtype=np.bool_)
    for c, m in zip(*np.nonzero(layout.level >= 0), strict=True):
        source = int(layout.level[c, m])
        if len(levels.areas[source]) == 1 and levels.bias[source] < _WELL_KNOWN:
            watched[c, m, layout.place_of[levels.areas[source][0]]] = True
    return watched


def _are_alike(one: Area, other: Area) -> bool:
    return one.kind is other.kind and (one.capacity_persons is None) == (other.capacity_persons is None)


def _room(area: Area) -> float:
    return area.usable_area_m2 if area.capacity_persons is None else area.capacity_persons
