# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The correction: what was told of levels, by Kalman's update with Student's robustness.

A level source tells ``y = p exp(s) sum N + e``, with p its declared value per person, s what is not known of that, and
``var e = (r y)**2 + m y + 1``: the declared relative error, who is missed (or, of a share, sampled) by chance, and the
rounding. Linearised around the mean (extended Kalman filter).

Values far from what was expected count less: with the standardised innovation z the variance of e is multiplied by
``(nu + z**2) / (nu + 1)`` when that is above 1, which is the weight of Student's t distribution with nu degrees of
freedom; and by the mean of z**2 of that source lately when that is above 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.methods.fusion.state import Mode

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State, Told
    from baken.situation.model import Bool, Float64, Index

_EXCESS_MEMORY = 40.0
_ROUNDING = 1e-12
"""Share of a variance that is added to it, so that what two say in the same words never makes a singular matrix."""
_MOST_EXCESS = 25.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What the level sources are expected to tell, shapes (C, M): value, its derivative by persons times weight."""

    value: Float64
    factor: Float64
    foreign_variance: Float64


def correct(network: Network, state: State, told: Told) -> State:
    """Return the state after what was told at its boundary, and after the rules."""
    usable = np.append(told.usable, False)[network.level_at]
    if usable.any():
        state = _told(network, state, told, usable)
    return _ruled(network, state, usable)


def _told(network: Network, state: State, told: Told, usable: Bool) -> State:
    """Return the state after what level sources told."""
    layout, freedom = network.layout, network.assumptions.student_freedom
    places, first, m = layout.places, layout.size - layout.level.shape[1], layout.level.shape[1]
    value = np.where(usable, np.append(told.value, 0.0)[network.level_at], 0.0)
    expected = _expected(network, state)
    noise = np.where(usable, _noise(network, state, told, value, expected), 1.0)
    by_places = layout.weight * (expected.factor * usable)[:, :, None]
    by_drift = expected.value * usable
    innovation = (value - expected.value) * usable
    covariance = state.covariance
    seen = by_places @ covariance[:, :places, :] + by_drift[:, :, None] * covariance[:, first:, :]
    spread = seen[:, :, :places] @ by_places.transpose(0, 2, 1) + seen[:, :, first:] * by_drift[:, None, :]
    diagonal = np.arange(m)
    score = innovation**2 / (spread[:, diagonal, diagonal] + noise)
    noise = noise * np.maximum((freedom + score) / (freedom + 1.0), 1.0)
    spread[:, diagonal, diagonal] += noise + _ROUNDING * spread[:, diagonal, diagonal]
    gain = np.linalg.solve(spread, seen)
    step = 1.0 / _EXCESS_MEMORY
    return replace(
        state,
        mean=state.mean + (innovation[:, None, :] @ gain)[:, 0, :],
        covariance=_symmetric(covariance - seen.transpose(0, 2, 1) @ gain),
        excess=np.where(usable, state.excess + step * (np.minimum(score, _MOST_EXCESS) - state.excess), state.excess),
    )


def _ruled(network: Network, state: State, usable: Bool) -> State:
    """Return the state after the rules; what a sensor watches they only look at (Schmidt's consider update)."""
    said = network.rules.said(state)
    if not said.holds.any():
        return state
    layout, covariance = network.layout, state.covariance
    places = layout.places
    by_places = said.by_places * said.holds[:, :, None]
    innovation = (said.value - (by_places @ state.mean[:, :places, None])[:, :, 0]) * said.holds
    seen = by_places @ covariance[:, :places, :]
    spread = seen[:, :, :places] @ by_places.transpose(0, 2, 1)
    diagonal = np.arange(spread.shape[1])
    own = spread[:, diagonal, diagonal]
    spread[:, diagonal, diagonal] += np.where(said.holds, said.variance, 1.0) + _ROUNDING * own
    gain = np.linalg.solve(spread, seen)
    moved = (innovation[:, None, :] @ gain)[:, 0, :]
    less = seen.transpose(0, 2, 1) @ gain
    watched = network.rules.watched_entries(layout, usable)
    watched[:, places : places + layout.way.shape[1]] |= state.mode == Mode.COUNTED
    if watched.any():
        moved[watched] = 0.0
        less *= ~(watched[:, :, None] & watched[:, None, :])
    return replace(state, mean=state.mean + moved, covariance=_symmetric(covariance - less))


def _symmetric(matrix: Float64) -> Float64:
    return 0.5 * (matrix + matrix.transpose(0, 2, 1))


def _noise(network: Network, state: State, told: Told, value: Float64, expected: Expected) -> Float64:
    """Return the variance of what each level source tells, (C, M)."""
    at, levels = network.level_at, network.sources.levels
    level = np.maximum(0.5 * (expected.value + value), 0.0)
    missed = np.append(np.minimum(1.0, np.abs(1.0 - levels.per_person) + levels.bias), 0.0)[at]
    relative = np.append(levels.relative, 0.0)[at]
    noise = (relative * level) ** 2 * network.level_steps + missed * level + 1.0 + expected.foreign_variance
    doubted: Float64 = noise * np.append(told.doubt, 1.0)[at] * np.maximum(state.excess, 1.0)
    return doubted


def _expected(network: Network, state: State) -> Expected:
    layout = network.layout
    places, first = layout.places, layout.size - layout.level.shape[1]
    factor = np.exp(np.clip(state.mean[:, first:], -3.0, 3.0))
    level = (layout.weight @ np.maximum(state.mean[:, :places], 0.0)[:, :, None])[:, :, 0]
    variance = np.zeros_like(level)
    if layout.foreign_weight is not None:
        persons = state.mean[layout.cluster_of, layout.place_of]
        own = state.covariance[layout.cluster_of, layout.place_of, layout.place_of]
        level = level + layout.foreign_weight @ np.maximum(persons, 0.0)
        variance = (layout.foreign_weight**2 @ own) * factor**2
    return Expected(level * factor, factor, variance)


def emptied(network: Network, state: State, areas: Index) -> State:
    """Return the state after areas were declared to be empty at this moment."""
    layout = network.layout
    mean, covariance = state.mean.copy(), state.covariance.copy()
    for area in areas.tolist():
        c, a = int(layout.cluster_of[area]), int(layout.place_of[area])
        noise = (network.assumptions.empty_share * network.usual[area]) ** 2 + 1.0
        column = covariance[c, :, a].copy()
        gain = column / (column[a] + noise)
        mean[c] -= gain * mean[c, a]
        covariance[c] -= np.outer(gain, column)
    return replace(state, mean=mean, covariance=covariance)


def bounded(network: Network, state: State) -> State:
    """Return the state with no area below zero or fuller than it can be.

    What is missing below zero is a fact that no sensor told: the mean is moved to the nearest state that is possible,
    in the metric of the covariance, which also moves the biases that made it negative; the covariance stays.
    """
    layout = network.layout
    places, n = layout.places, layout.areas
    most = np.full((len(layout.area), places), np.inf)
    most[:, :n] = np.where(layout.area >= 0, network.most[layout.area], np.inf)
    persons = state.mean[:, :places]
    wrong = (persons < 0.0) | (persons > most)
    if not wrong.any():
        return state
    mean = state.mean.copy()
    for c in np.flatnonzero(wrong.any(axis=1)).tolist():
        out = np.flatnonzero(wrong[c])
        gap = np.clip(mean[c, out], 0.0, most[c, out]) - mean[c, out]
        block = state.covariance[c][np.ix_(out, out)]
        block = block + 1e-9 * (1.0 + np.trace(block)) * np.eye(len(out))
        mean[c] += state.covariance[c][:, out] @ np.linalg.solve(block, gap)
    mean[:, :places] = np.clip(mean[:, :places], 0.0, most)
    return replace(state, mean=mean)
