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

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec.structs import replace

from baken.situation.methods.fusion.state import COUNTED
from baken.situation.model import Float64

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State, Told
    from baken.situation.model import Bool, Index

_EXCESS_MEMORY = 40.0
_ROUNDING = 1e-12
"""Share of a variance that is added to it, so that what two say in the same words never makes a singular matrix."""
_MOST_EXCESS = 25.0


class Expected(msgspec.Struct, frozen=True):
    """What level sources are expected to tell, shapes (C, sources): value, its derivative by persons times weight."""

    value: Float64
    factor: Float64
    foreign_variance: Float64


def correct(network: Network, state: State, told: Told) -> State:
    """Return the state after what was told at its boundary, and after the rules.

    The covariance is symmetric but for rounding, which the next step takes away.
    """
    telling = told.usable.any(axis=0)
    if telling.any():
        state = _told(network, state, told, slice(None) if telling.all() else np.flatnonzero(telling))
    return _ruled(network, state, told.usable)


def _told(network: Network, state: State, told: Told, here: slice | Index) -> State:
    """Return the state after what level sources told; of those that tell nothing in any cluster nothing is computed."""
    layout, freedom = network.layout, network.assumptions.student_freedom
    places, drifts = layout.places, _drifts(network, here)
    usable, covariance = told.usable[:, here], state.covariance
    value = np.where(usable, told.value[:, here], 0.0)
    expected = _expected(network, state, here)
    noise = np.where(usable, _noise(network, state, told, value, expected, here), 1.0)
    by_places = layout.weight[:, here] * (expected.factor * usable)[:, :, None]
    by_drift = expected.value * usable
    innovation = value - by_drift
    seen = by_places @ covariance[:, :places, :]
    seen += by_drift[:, :, None] * covariance[:, drifts, :]
    spread = seen[:, :, :places] @ by_places.transpose(0, 2, 1) + seen[:, :, drifts] * by_drift[:, None, :]
    diagonal = np.arange(spread.shape[1])
    own = spread[:, diagonal, diagonal]
    score = innovation**2 / (own + noise)
    noise = noise * np.maximum((freedom + score) / (freedom + 1.0), 1.0)
    spread[:, diagonal, diagonal] += noise + _ROUNDING * own
    gain = np.linalg.inv(spread) @ seen  # a third of the time that solve takes for so many right sides
    less = seen.transpose(0, 2, 1) @ gain
    excess = state.excess.copy()
    was = excess[:, here]
    excess[:, here] = np.where(usable, was + (np.minimum(score, _MOST_EXCESS) - was) / _EXCESS_MEMORY, was)
    return replace(
        state,
        mean=state.mean + (innovation[:, None, :] @ gain)[:, 0, :],
        covariance=np.subtract(covariance, less, out=less),
        excess=excess,
    )


def _drifts(network: Network, here: slice | Index) -> slice | Index:
    """Return where the entries of level sources stand in the state."""
    first = network.layout.size - network.layout.level.shape[1]
    return slice(first, None) if isinstance(here, slice) else first + here


def _ruled(network: Network, state: State, usable: Bool) -> State:
    """Return the state after the rules; what a sensor watches they only look at (Schmidt's consider update).

    With H the derivative of what the rules say by the persons of the areas A, and S its spread, the covariance becomes
    less by ``P_A' (H' S^-1 H) P_A``: there are fewer areas than rules.
    """
    said = network.rules.said(state)
    if not said.holds.any():
        return state
    layout, rows = network.layout, state.covariance[:, : network.layout.areas, :]
    by_areas = said.by_areas * said.holds[:, :, None]
    by_rules = by_areas.transpose(0, 2, 1)
    innovation = said.value * said.holds - (by_areas @ state.mean[:, : layout.areas, None])[:, :, 0]
    spread = by_areas @ rows[:, :, : layout.areas] @ by_rules
    diagonal = np.arange(spread.shape[1])
    spread[:, diagonal, diagonal] *= 1.0 + _ROUNDING
    spread[:, diagonal, diagonal] += np.where(said.holds, said.variance, 1.0)
    weighed = by_rules @ np.linalg.solve(spread, np.concatenate([by_areas, innovation[:, :, None]], axis=2))
    moved = (weighed[:, None, :, -1] @ rows)[:, 0, :]
    less = rows.transpose(0, 2, 1) @ (weighed[:, :, :-1] @ rows)
    watched = network.rules.watched_entries(layout, usable)
    watched[:, layout.places : layout.places + layout.way.shape[1]] |= state.mode == COUNTED
    if watched.any():
        moved[watched] = 0.0
        less *= ~(watched[:, :, None] & watched[:, None, :])
    return replace(state, mean=state.mean + moved, covariance=np.subtract(state.covariance, less, out=less))


def _noise(
    network: Network, state: State, told: Told, value: Float64, expected: Expected, here: slice | Index
) -> Float64:
    """Return the variance of what level sources tell, (C, sources)."""
    level = np.maximum(0.5 * (expected.value + value), 0.0)
    noise = (network.level_relative[:, here] * level) ** 2 * network.level_steps[:, here]
    noise += network.level_missed[:, here] * level + 1.0 + expected.foreign_variance
    doubted: Float64 = noise * told.doubt[:, here] * np.maximum(state.excess[:, here], 1.0)
    return doubted


def _expected(network: Network, state: State, here: slice | Index) -> Expected:
    layout = network.layout
    factor = np.exp(np.clip(state.mean[:, _drifts(network, here)], -3.0, 3.0))
    level = (layout.weight[:, here] @ np.maximum(state.mean[:, : layout.places], 0.0)[:, :, None])[:, :, 0]
    at, other, gives = layout.foreign_weight
    if len(at) == 0:
        return Expected(level * factor, factor, np.zeros_like(level))
    c, a = layout.cluster_of[other], layout.place_of[other]
    persons = np.bincount(at, gives * np.maximum(state.mean[c, a], 0.0), layout.level.size)
    variance = np.bincount(at, gives**2 * state.covariance[c, a, a], layout.level.size)
    level = level + persons.reshape(layout.level.shape)[:, here]
    return Expected(level * factor, factor, variance.reshape(layout.level.shape)[:, here] * factor**2)


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
    """Return the state with no area below zero or fuller than it can be, and no counter further off than any is.

    What is missing below zero is a fact that no sensor told: the mean is moved to the nearest state that is possible,
    in the metric of the covariance, which also moves the biases that made it negative; the covariance stays.
    """
    places, most = network.layout.places, network.most_at
    furthest = network.assumptions.bias_most
    bias = state.mean[:, places : places + network.layout.way.shape[1]]
    far = (state.mode == COUNTED) & (np.abs(bias) > furthest)
    if far.any():
        mean = state.mean.copy()
        mean[:, places : places + far.shape[1]] = np.where(far, np.clip(bias, -furthest, furthest), bias)
        state = replace(state, mean=mean)
    persons = state.mean[:, :places]
    wrong = (persons < 0.0) | (persons > most)
    if not wrong.any():
        return state
    mean = state.mean.copy()
    # within the interval of a count nobody knows when they passed: at worst all at once (variance of a bridge, 1 / 6)
    lump = np.where(state.mode == COUNTED, (state.flow * network.lasts) ** 2 * network.lasts / 3.0, 0.0)
    for c in np.flatnonzero(wrong.any(axis=1)).tolist():
        out = np.flatnonzero(wrong[c])
        gap = np.clip(mean[c, out], 0.0, most[c, out]) - mean[c, out]
        block = state.covariance[c][np.ix_(out, out)]
        # each by its own size: areas between which there is no way must not feel each other, not even in rounding
        block[np.diag_indices(len(out))] += (
            1e-9 * (1.0 + np.diagonal(block)) + network.layout.incidence[c, out] ** 2 @ lump[c]
        )
        mean[c] += state.covariance[c][:, out] @ np.linalg.solve(block, gap)
    mean[:, :places] = np.clip(mean[:, :places], 0.0, most)
    return replace(state, mean=mean)
