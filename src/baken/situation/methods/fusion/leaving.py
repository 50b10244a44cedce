# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How readily people leave each area, learned from its counted ways and used for those that nobody counts.

What makes people leave a place (rain, the end of a show, the hour) makes them leave it by all its ways, and makes them
leave the places of its kind around it. With F persons who left an area by counted ways lately, E that would have by the
first guess, and sums over the areas of its kind that a camera watches,

    readiness = (F + w) / (E + w / of_kind)        of_kind = (sum F + w0) / (sum E + w0)

the posterior mean of the rate of a Poisson process with a gamma prior; its root where it is below 1, for that nobody
takes the stairs says less of those who stroll on along the beach than a rush to the stairs does. Its weights w and w0
are one over the relative variance of how alike areas of one kind are, and of the first guess. Where it is not known how
many are inside, few who leave may also be few who are there: F and E of an area then weigh less, by 1 / (1 + F v) with
v the relative variance of its persons.

What empties a place within minutes (a show ends, it begins to rain) does so by its other ways to an extent that was
never seen. With c the logarithm of readiness less its mean lately, what is known of the ways that nobody counts is lost

    1 + w max(c**2 - c0, 0)

times as fast: adaptive process noise, as for targets that manoeuvre. The square, because as uncertain as the change is
what of it holds for the others; c0, because who leaves by chance is no change.

Source: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation*, Wiley 2001,
chapter 11.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from baken.situation.methods.fusion.assumptions import Assumptions
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Bool, Float64

LEAST, _MOST = 0.02, 100.0
"""From nobody leaves to everybody does: the first guess for a beach, a hundred times as fast, is a minute."""


def readiness(network: Network, state: State, diagonal: Float64) -> Float64:
    """Return how readily people leave each area, as a multiple of the first guess, (C, A).

    Parameters
    ----------
    diagonal
        (C, n): variances of the state.
    """
    assumptions, areas = network.assumptions, network.layout.areas
    left, guessed = state.left * memory_steps(assumptions, network.step_min)
    unknown = diagonal[:, :areas] / (np.maximum(state.mean[:, :areas], 0.0) + 1.0) ** 2
    tells = 1.0 / (1.0 + left * unknown)
    left, guessed = left * tells, guessed * tells
    weight = 1.0 / math.expm1(assumptions.likeness_spread**2)
    first_weight = 1.0 / math.expm1(assumptions.rate_spread**2)
    at = network.alike.ravel()
    of_kind = np.bincount(at, np.where(network.is_watched, left, 0.0).ravel()) + first_weight
    of_kind /= np.bincount(at, np.where(network.is_watched, guessed, 0.0).ravel()) + first_weight
    ready: Float64 = (left + weight) / (guessed + weight / of_kind.take(network.alike))
    ready = np.where(ready < 1.0, ready**assumptions.stillness, ready)
    return np.clip(ready, LEAST, _MOST)


def changed_readiness(network: Network, state: State, ready: Float64) -> tuple[Float64, Float64]:
    """Return by how much the logarithm of readiness is off its mean lately, and that mean after this step; (C, A)."""
    gain = 1.0 - math.exp(-network.step_min / network.assumptions.surge_memory_min)
    change = np.log(ready) - state.readiness
    return change, state.readiness + gain * change


def surge(assumptions: Assumptions, change: Float64) -> Float64:
    """Return by how many times itself faster it is lost what was known of ways that nobody counts.

    Zero while people leave as readily as lately, to within chance; rises with the change in either direction.

    Examples
    --------
    >>> from baken.situation.methods.fusion.assumptions import Assumptions
    >>> surge(Assumptions(), np.array([0.0, 1.0, 2.0, -2.0])).tolist()
    [0.0, 0.0, 9.0, 9.0]
    """
    return assumptions.surge_weight * np.maximum(change**2 - assumptions.surge_least, 0.0)


def memory_steps(assumptions: Assumptions, step_min: float) -> float:
    """Return over how many steps it is followed who leaves."""
    return assumptions.leaving_memory_min / step_min


def left_lately(network: Network, state: State, counted: Bool, persons: Float64, flow: Float64) -> Float64:
    """Return how many left each area by its counted ways lately, and how many would have by the first guess.

    Parameters
    ----------
    counted, persons, flow
        (C, D): which ways are counted, persons at their origin, and who took them.
    """
    told = counted & network.layout.start_is_area
    gain = 1.0 - math.exp(-network.step_min / network.assumptions.leaving_memory_min)
    at, size = network.origin_at.ravel(), state.mean.size
    shape, areas = state.mean.shape, network.layout.areas
    now = np.empty_like(state.left)
    for row, values in zip(now, (flow, network.hazard_at * persons), strict=True):
        row[...] = np.bincount(at, np.where(told, values, 0.0).ravel(), size).reshape(shape)[:, :areas]
    heard = np.bincount(at, told.ravel(), size).reshape(shape)[:, :areas] > 0.0
    return np.where(heard, state.left + gain * (now - state.left), state.left)
