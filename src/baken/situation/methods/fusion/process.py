# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process: people are conserved; what leaves one area by a way enters the other.

One step of length dt, with N persons per area, f persons per way:

    N'_a = N_a + sum of f over ways into a - sum of f over ways out of a

    counted way            f = c exp(-b)                                b: logarithm of the counter's bias
    uncounted, from area   f = N_o (1 - exp(-h_o)) r_d / h_o            r_d = k_d exp(s_d), h_o: sum of r over ways out
    uncounted, outside     f = k_d exp(s_d)
    both ways counted      f = c r_d / (r_d + r_reverse), r as persons

with k the usual rate: as counted until the counter fell silent, or the first guess. Entries b and s return to zero with
their time constants (Ornstein-Uhlenbeck on the logarithm); s becomes uncertain faster where people suddenly leave more
or less readily than lately (:func:`~baken.situation.methods.fusion.leaving.surge`).

Variance of f given the state: for counted ways the counting error only, for it is these persons and no others who
passed; for uncounted ones as many as pass (Poisson), more when the flow used to come in bursts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec.structs import replace

from baken.situation.methods.fusion.leaving import changed_readiness, left_lately, readiness, surge
from baken.situation.methods.fusion.state import COUNTED, LOST, UNCOUNTED, State
from baken.situation.model import Float64

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.reduction import Heard
    from baken.situation.model import Bool

DEVICE_CORRELATION = 0.9
"""One camera over a gate misses in both directions for the same reasons."""
_LOST_AT_ONCE = 0.1
"""Standard deviation of the logarithm of a flow just after its counter fell silent."""
_LEAST_ACTIVE, _MOST_ACTIVE = 0.02, 20.0
_MOST_SPREAD = 2.25
_FURTHEST = 3.0
"""How far a logarithm may go: a factor of twenty."""


class Flow(msgspec.Struct, frozen=True):
    """Persons per way in a step, (C, D), with derivatives by persons at the origin, by its own entry and by the
    reverse's entry (None when it is zero everywhere), and the variance given the state."""

    persons: Float64
    by_origin: Float64
    by_own: Float64
    by_reverse: Float64 | None
    variance: Float64


class Origin(msgspec.Struct, frozen=True):
    """Who is where each way begins, (C, D): persons, their variance where another cluster estimates them (0
    elsewhere), their variance everywhere as the flows feel it, how readily they leave, and by how much more than lately
    (logarithm); and per area, (C, A), the mean of the logarithm lately."""

    persons: Float64
    foreign_variance: Float64
    variance: Float64
    readiness: Float64
    change: Float64
    lately: Float64


class Predicted(msgspec.Struct, frozen=True):
    """The state after a step before anything is told of it, and the way there: ``x' = F x`` around the mean.

    Attributes
    ----------
    before, state
        The state that the step began with, entries renewed of ways whose counter fell silent or came back, and after.
    transition_places
        (C, L, L + D): the rows of F of persons; of the other entries F is diagonal.
    decay
        (C, D + M): that diagonal.
    """

    before: State
    state: State
    transition_places: Float64
    decay: Float64


def predict(network: Network, state: State, heard: Heard) -> Predicted:
    """Return the state one step later."""
    entering = _entered(network, state, heard)
    diagonal = np.einsum("cii->ci", entering.covariance)
    origin = _origin(network, entering, diagonal)
    flow = _flow(network, entering, origin, diagonal, heard)
    return _moved(network, entering, origin, flow, diagonal, heard)


def _entered(network: Network, state: State, heard: Heard) -> State:
    """Return the state with the entries of ways renewed whose counter fell silent or came back."""
    counted = ~np.isnan(heard.counted.persons[network.way_at])
    mode = np.where(counted, COUNTED, np.where(np.isnan(state.usual_flow), UNCOUNTED, LOST))
    changed = (mode != state.mode) & network.is_way
    if not changed.any():
        return state
    was = changed & (state.mode == COUNTED)
    first = network.layout.places
    ways = slice(first, first + mode.shape[1])
    diagonal = np.diagonal(state.covariance, axis1=1, axis2=2)[:, ways]
    bias = np.where(was, state.mean[:, ways], state.bias)
    bias_variance = np.where(was, diagonal, state.bias_variance)
    back = changed & counted
    mean, covariance = state.mean.copy(), state.covariance.copy()
    mean[:, ways] = np.where(back, bias, np.where(changed, 0.0, mean[:, ways]))
    c, d = np.nonzero(changed)
    d += first
    covariance[c, d, :] = 0.0
    covariance[c, :, d] = 0.0
    fresh = np.where(back, bias_variance, _LOST_AT_ONCE**2)
    covariance[c, d, d] = fresh[c, d - first]
    _pair(network, covariance, back, counted, fresh)
    return replace(state, mean=mean, covariance=covariance, mode=mode, bias=bias, bias_variance=bias_variance)


def _pair(network: Network, covariance: Float64, back: Bool, counted: Bool, fresh: Float64) -> None:
    """Let the bias of a counter that came back go with that of the other direction of the same device."""
    first, reverse = network.layout.places, network.reverse
    paired = back & network.is_paired & counted[:, reverse]
    for c, d in zip(*np.nonzero(paired), strict=True):
        other = d ^ 1
        i, j = first + d, first + other
        if back[c, other]:
            covariance[c, i, j] = covariance[c, j, i] = DEVICE_CORRELATION * math.sqrt(fresh[c, d] * fresh[c, other])
            continue
        along = DEVICE_CORRELATION * math.sqrt(fresh[c, d] / max(covariance[c, j, j], 1e-12))
        covariance[c, i, :] = covariance[c, :, i] = along * covariance[c, j, :]
        covariance[c, i, i] = fresh[c, d]


def _flow(network: Network, state: State, origin: Origin, diagonal: Float64, heard: Heard) -> Flow:
    layout = network.layout
    ways = slice(layout.places, layout.places + layout.way.shape[1])
    entry = np.minimum(np.maximum(state.mean[:, ways], -_FURTHEST), _FURTHEST)
    spread = np.minimum(np.maximum(diagonal[:, ways], 0.0), _MOST_SPREAD)
    flow = _uncounted(network, state, entry, spread, origin)
    counted = state.mode == COUNTED
    if len(network.sources.both_ways):
        both = heard.counted.both[network.way_at // 2]
        split = ~np.isnan(both) & ~counted & ~counted[:, network.reverse]
        if split.any():
            flow = _split(network, flow, both, split)
    if counted.any():
        flow = _counted(network, flow, entry, heard, counted)
    return flow


def _origin(network: Network, state: State, diagonal: Float64) -> Origin:
    layout = network.layout
    persons = np.maximum(state.mean.take(network.origin_at), 0.0)
    variance = np.maximum(diagonal.take(network.origin_at), 0.0)
    ready = readiness(network, state, diagonal)
    ready_here = np.where(layout.start_is_area, np.take_along_axis(ready, layout.start, axis=1), 1.0)
    changed, lately = changed_readiness(network, state, ready)
    change = np.where(layout.start_is_area, np.take_along_axis(changed, layout.start, axis=1), 0.0)
    foreign_variance = np.zeros_like(persons)
    foreign = layout.foreign >= 0
    if foreign.any():
        area = layout.foreign[foreign]
        c, a = layout.cluster_of[area], layout.place_of[area]
        persons[foreign] = np.maximum(state.mean[c, a], 0.0)
        foreign_variance[foreign] = variance[foreign] = diagonal[c, a]
        ready_here[foreign] = ready[c, a]
        change[foreign] = changed[c, a]
        # Correlations with who left are lost at a cut, and with them what keeps a doubt from feeding itself; so none
        # is taken for larger than that of an exponential variable, the least informed that is not negative.
        variance = np.minimum(variance, persons**2)
    return Origin(persons, foreign_variance, variance, ready_here, change, lately)


def _uncounted(network: Network, state: State, entry: Float64, spread: Float64, origin: Origin) -> Flow:
    layout, assumptions = network.layout, network.assumptions
    inside = layout.start_is_area | (layout.foreign >= 0)
    lost = state.mode == LOST
    # a little is added on both sides so that an empty place makes no rate out of one person
    usual = np.where(inside, (state.usual_flow + 0.01) / (state.usual_persons + 1.0), state.usual_flow)
    coming, going = state.activity[:, network.part_at]
    guessed = network.hazard_at * np.where(network.comes, coming, np.where(network.goes, going, origin.readiness))
    usually = np.where(lost, assumptions.lost_spread**2, assumptions.rate_spread**2)
    # the mean of a lognormal variable; the first guess and what was usual are means
    rate = np.where(lost, usual, guessed) * np.exp(entry + 0.5 * np.minimum(spread - usually, 0.0))
    leaving = np.where(layout.start_is_area, rate, 0.0).ravel()
    total = np.bincount(network.origin_at.ravel(), leaving, state.mean.size).take(network.origin_at)
    share = np.where(layout.start_is_area, -np.expm1(-total) / np.maximum(total, 1e-12), 1.0)
    rate = np.where(inside, np.minimum(rate * share, 1.0), rate) * network.is_way
    persons = np.where(inside, rate * origin.persons, rate)
    variance = persons + 0.05 * network.is_way + rate**2 * origin.foreign_variance
    if lost.any():
        burst = np.fmax(state.usual_variance, 0.0) - np.fmax(state.usual_flow, 0.0)
        variance += np.where(lost, np.maximum(burst, 0.0), 0.0)
    by_origin = np.where(layout.start_is_area, rate, 0.0)
    steepness = np.sqrt(np.expm1(spread) / np.maximum(spread, 1e-12))
    by_own = np.where(inside, rate * np.sqrt(origin.persons**2 + origin.variance), persons) * steepness
    return Flow(persons, by_origin, by_own, None, variance)


def _split(network: Network, flow: Flow, both: Float64, split: Bool) -> Flow:
    reverse = network.reverse
    total = np.maximum(flow.persons + flow.persons[:, reverse], 1e-9)
    share = flow.persons / total
    persons = both * share
    mixed = both * share * (1.0 - share)
    error = mixed + network.assumptions.miss_noise * both + 0.1
    return Flow(
        np.where(split, persons, flow.persons),
        np.where(split, 0.0, flow.by_origin),
        np.where(split, mixed, flow.by_own),
        np.where(split, -mixed, 0.0),
        np.where(split, error, flow.variance),
    )


def _counted(network: Network, flow: Flow, entry: Float64, heard: Heard, counted: Bool) -> Flow:
    count = heard.counted.persons[network.way_at]
    declared = heard.counted.variance[network.way_at]
    persons = count * np.exp(-entry)
    variance = declared + network.miss * (count + 1.0)
    return Flow(
        np.where(counted, persons, flow.persons),
        np.where(counted, 0.0, flow.by_origin),
        np.where(counted, -persons, flow.by_own),
        None if flow.by_reverse is None else np.where(counted, 0.0, flow.by_reverse),
        np.where(counted, variance, flow.variance),
    )


def _moved(network: Network, state: State, origin: Origin, flow: Flow, diagonal: Float64, heard: Heard) -> Predicted:
    layout, incidence = network.layout, network.layout.incidence
    places, ways = layout.places, layout.way.shape[1]
    clusters = len(layout.way)
    by_places = layout.begins * flow.by_origin[:, :, None]
    transition = np.empty((clusters, places, places + ways))
    transition[:, :, :places] = incidence @ by_places + np.eye(places)
    transition[:, :, places:] = incidence * flow.by_own[:, None, :]
    if flow.by_reverse is not None:
        transition[:, :, places:] += incidence[:, :, network.reverse] * flow.by_reverse[:, None, network.reverse]
    decay, noise = _drift(network, state, origin)
    covariance = _propagated(network, state, transition, decay, noise, flow.variance)
    mean = state.mean.copy()
    mean[:, :places] += (incidence @ flow.persons[:, :, None])[:, :, 0]
    mean[:, places:] *= decay
    flow_variance = _flow_variance(network, state, flow, diagonal)
    learned = _learned(network, state, origin, flow)
    after = replace(
        learned,
        mean=mean,
        covariance=covariance,
        readiness=origin.lately,
        flow=flow.persons,
        flow_variance=flow_variance,
        last=heard.last,
        last_start_us=heard.last_start_us,
        repeated=heard.repeated,
        stepped=heard.stepped,
    )
    return Predicted(state, after, transition, decay)


def _drift(network: Network, state: State, origin: Origin) -> tuple[Float64, Float64]:
    """Return decay and noise of the entries of ways and levels, (C, D + M); of levels without their correlation."""
    a, dt = network.assumptions, network.step_min
    decay_of = np.exp(-dt / np.array([a.rate_memory_min, a.bias_memory_min, a.lost_memory_min]))
    decay_ways = decay_of[state.mode]
    uncounted = np.where(state.mode == LOST, a.lost_spread**2, a.rate_spread**2)
    declared = np.where(state.withdrawn, a.broken_spread**2, network.bias_variance)
    spread = np.where(state.mode == COUNTED, declared, uncounted)
    decay_level = math.exp(-dt / a.share_memory_min)
    # what becomes unknown in a step becomes so as in as many steps more as people leave otherwise than lately
    steps = np.where(state.mode == UNCOUNTED, 1.0 + surge(a, origin.change), 1.0)
    noise_ways = (1.0 - decay_ways ** (2.0 * steps)) * spread * network.is_way
    levels = network.level_variance
    return (
        np.concatenate([decay_ways, np.full(levels.shape, decay_level)], axis=1),
        np.concatenate([noise_ways, (1.0 - decay_level**2) * levels], axis=1),
    )


def _propagated(
    network: Network, state: State, transition: Float64, decay: Float64, noise: Float64, flow_variance: Float64
) -> Float64:
    layout = network.layout
    places, incidence = layout.places, layout.incidence
    inner = transition.shape[2]
    before = state.covariance
    half = transition @ before[:, :inner, :]
    after = np.empty_like(before)
    entries = after[:, places:, places:]
    np.add(before[:, places:, places:], before[:, places:, places:].transpose(0, 2, 1), out=entries)
    entries *= (0.5 * decay)[:, :, None] * decay[:, None, :]
    cross = half[:, :, places:] * decay[:, None, :]
    after[:, :places, places:] = cross
    after[:, places:, :places] = cross.transpose(0, 2, 1)
    moved = half[:, :, :inner] @ transition.transpose(0, 2, 1)
    moved += (incidence * flow_variance[:, None, :]) @ incidence.transpose(0, 2, 1)
    after[:, :places, :places] = 0.5 * (moved + moved.transpose(0, 2, 1))
    diagonal = np.arange(layout.size)
    after[:, diagonal[places:], diagonal[places:]] += noise
    both = (state.mode == COUNTED) & network.is_paired & ~state.withdrawn
    both &= both[:, network.reverse]
    if both.any():
        c, d = np.nonzero(both)
        own = noise[c, d]
        after[c, places + d, places + (d ^ 1)] += DEVICE_CORRELATION * np.sqrt(own * noise[c, d ^ 1])
    first = layout.size - layout.level.shape[1]
    after[:, first:, first:] += (
        1.0 - math.exp(-2.0 * network.step_min / network.assumptions.share_memory_min)
    ) * network.level_joint
    areas = layout.areas
    unseen = network.assumptions.unseen_per_min * network.step_min
    after[:, diagonal[:areas], diagonal[:areas]] += unseen * np.maximum(state.mean[:, :areas], 0.0)
    return after


def _flow_variance(network: Network, state: State, flow: Flow, diagonal: Float64) -> Float64:
    """Return the variance of the flow of each way, with what is not known of origin and entry."""
    layout = network.layout
    own = layout.places + np.arange(layout.way.shape[1])
    cross = state.covariance.take(network.origin_at * layout.size + own)
    variance: Float64 = (
        flow.variance
        + flow.by_origin**2 * diagonal.take(network.origin_at)
        + flow.by_own**2 * diagonal[:, own]
        + 2.0 * flow.by_origin * flow.by_own * cross
    )
    return np.maximum(variance, flow.variance)


def _learned(network: Network, state: State, origin: Origin, flow: Flow) -> State:
    """Return the state with what is usual on counted ways."""
    counted = (state.mode == COUNTED) & network.is_way
    if not counted.any():
        return state
    gain = 1.0 - math.exp(-network.step_min / network.assumptions.burst_memory_min)
    new = np.isnan(state.usual_flow)
    usual = np.where(new, flow.persons, state.usual_flow)
    deviation = flow.persons - usual
    variance = np.where(new, flow.persons, state.usual_variance)
    persons = np.where(np.isnan(state.usual_persons), origin.persons, state.usual_persons)
    return replace(
        state,
        usual_flow=np.where(counted, usual + gain * deviation, state.usual_flow),
        usual_variance=np.where(counted, variance + gain * (deviation**2 - variance), state.usual_variance),
        usual_persons=np.where(counted, persons + gain * (origin.persons - persons), state.usual_persons),
        activity=_activity(network, state, counted, origin, flow),
        left=left_lately(network, state, counted, origin.persons, flow.persons),
    )


def _activity(network: Network, state: State, counted: Bool, origin: Origin, flow: Flow) -> Float64:
    """Return how busy the counted ways from and to outside are, as a multiple of the first guess, per part."""
    gain = 1.0 - math.exp(-network.step_min / network.assumptions.activity_memory_min)
    at, part, parts = network.outer_at, network.outer_part, state.activity.size
    told = counted.take(at)
    persons = np.where(network.comes.take(at), 1.0, origin.persons.take(at))
    guessed = np.bincount(part, np.where(told, network.hazard_at.take(at) * persons, 0.0), parts)
    seen = np.bincount(part, np.where(told, flow.persons.take(at), 0.0), parts)
    known = guessed > 0.0
    ratio = np.clip(seen / np.where(known, guessed, 1.0), _LEAST_ACTIVE, _MOST_ACTIVE).reshape(state.activity.shape)
    return np.where(known.reshape(ratio.shape), state.activity + gain * (ratio - state.activity), state.activity)
