# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counters that jump: one counts three times as many from one moment on, and nobody beside it sees them.

Of each counted way the persons counted are kept per block of :data:`BLOCK_MIN` minutes. To the logarithms of x + 1 of
the blocks around a moment a level, a trend and a step at that moment are fitted, weighted by how many usually pass, as
in an interrupted time series; crowds grow and shrink, but no street triples at once and stays so. How far the step of a
way stands off from the median step of its cluster, e, has the variance

    tau**2 = (phi [(X' W X)**-1]_step + r**2 + g (1 / x0 + 1 / x1)) max(1, mean of e**2 of the others)

with phi how much more the blocks scatter than by chance, r a spread that any two ways have
(:attr:`~baken.situation.methods.fusion.assumptions.Assumptions.pace_spread`), g how many come together
(:attr:`~baken.situation.methods.fusion.assumptions.Assumptions.group_size`), x0 and x1 the persons counted before and
after, and the last factor how far the others stand off, as multiple of what was expected: when it begins to rain nearly
all change at once, and none stands off.

Who passes one counter is seen by the next. Of the persons that came by the step, F (1 - exp(-e)), as many as also came
more into the area where the way begins, or went more out of that where it ends, are taken for true, times
:attr:`~baken.situation.methods.fusion.assumptions.Assumptions.seen_share`.

Of a change in the street e / tau then follows Student's t distribution with few degrees of freedom; of a counter that
jumped, e is normal with variance ``S**2 + tau**2``, S being the spread of broken counters, as far as none is off by
more than :attr:`~baken.situation.methods.fusion.assumptions.Assumptions.bias_most` after it: at the end of a show a
way to the trams carries fifty times as many as before, and no counter tells so many too many. With K the odds of the
one against the other, the counter jumped with probability ``p = K / (1 + K)``. Where p is largest of the moments around
it, and large, the bias b of the counter is taken to have changed there by d, the mixture of nothing and of a jump:

    E d = p m        var d = p v + p (1 - p) m**2
    m = e S**2 / (S**2 + tau**2)        v = S**2 tau**2 / (S**2 + tau**2)

So neither is believed; what else is known (levels, other ways, places alike) decides. The persons who were counted
since, F, are moved back: with g the derivative, 1 for b, -F exp(-E d) for who is at the destination and the contrary
for the origin, ``P' = P + g g' var d``. That a counter which is far off jumps back is more likely than that one jumps,
and seen sooner. A counter that falls is not asked: who counts too few is silent, or hidden by the crowd, which is
declared.

Sources: A. S. Willsky, H. L. Jones, A generalized likelihood ratio approach to the detection and estimation of jumps in
linear systems, *IEEE Transactions on Automatic Control* 21(1), 108-112, 1976. J. L. Bernal, S. Cummins, A. Gasparrini,
Interrupted time series regression, *International Journal of Epidemiology* 46(1), 348-355, 2017.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from msgspec.structs import replace

from baken.situation.levels import normal_distribution
from baken.situation.methods.fusion.state import COUNTED
from baken.situation.model import Float64

if TYPE_CHECKING:
    from baken.situation.methods.fusion.assumptions import Assumptions
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Float32, Index

BLOCK_MIN: Final = 5.0


class Sides(msgspec.Struct, frozen=True):
    """How many blocks before and after a moment are looked at."""

    before: int
    after: int


ANY: Final = Sides(12, 16)
"""An hour before and 80 minutes after: a rush because of rain or at the end of a show is over by then."""
BACK: Final = Sides(8, 8)
"""For a jump back, of which it is known how far it must go."""
_AROUND: Final = 3
"""Moments of which the middle one must be the likeliest, with the block that is being filled."""
KEPT: Final = ANY.before + ANY.after + _AROUND
_FEWEST: Final = 20.0
"""Persons below which a way says nothing of its pace."""
_OTHERS: Final = 5
"""Ways that must tell, for one to stand off from the others."""
_MOST_SCORE: Final = 9.0
"""One that stands off by more than three standard deviations says no more of the others than that."""
_FREEDOM: Final = 4.0
_T: Final = math.gamma((_FREEDOM + 1.0) / 2.0) / (math.gamma(_FREEDOM / 2.0) * math.sqrt(_FREEDOM * math.pi))
_LEAST_POSSIBLE: Final = 1e-9
"""Of a counter that is far off already hardly any jump is possible."""
_NORMAL: Final = 1.0 / math.sqrt(2.0 * math.pi)
_IS_BIASED: Final = 0.4
"""Logarithm of a factor of 1.5: a counter further off can jump back."""


class Steps(msgspec.Struct, frozen=True):
    """How far the paces of ways stand off after a moment (logarithm), and the variance of that; (D,)."""

    off: Float64
    variance: Float64

    def odds(self, assumptions: Assumptions, bias: Float64 | float = 0.0) -> Float64:
        """Return the odds of a counter that jumped against a change in the street, if both were as likely before.

        Parameters
        ----------
        bias
            (D,): how far the counters were off before.
        """
        spread = assumptions.broken_spread
        wide = self.variance + spread**2
        jump = _NORMAL * np.exp(-0.5 * self.off**2 / wide) / np.sqrt(wide)
        most = assumptions.bias_most
        middle, known = self.off * spread**2 / wide, spread * np.sqrt(self.variance / wide)
        possible = _between(-most - bias, most - bias, middle, known)
        before = _between(-most - bias, most - bias, np.zeros_like(wide), np.full_like(wide, spread))
        possible /= np.maximum(before, _LEAST_POSSIBLE)
        score = self.off**2 / self.variance
        street = _T * (1.0 + score / _FREEDOM) ** (-0.5 * (_FREEDOM + 1.0)) / np.sqrt(self.variance)
        odds: Float64 = jump * possible / street
        return odds


def _between(least: Float64 | float, most: Float64 | float, mean: Float64, spread: Float64) -> Float64:
    """Return how probable it is that normal variables lie between two limits."""
    return normal_distribution((most - mean) / spread) - normal_distribution((least - mean) / spread)


def counted_per_block(network: Network, state: State, counted: Float64, number: int) -> Float32:
    """Return the blocks after a step, (C, D, KEPT); ``counted`` (C, D) persons in it, NaN where nobody counted."""
    blocks = state.blocks.copy()
    blocks[:, :, -1] += counted
    if is_end_of_block(network, number):
        blocks[:, :, :-1] = blocks[:, :, 1:]
        blocks[:, :, -1] = 0.0
    return blocks


def jumped(network: Network, state: State, number: int) -> State:
    """Return the state after the biases of counters were doubted that seem to have jumped, if there are any."""
    if not is_end_of_block(network, number):
        return state
    asked = (state.mode == COUNTED) & (network.bias_variance > 0.0)
    asked &= network.lasts * network.step_min <= BLOCK_MIN
    for sides in (ANY, BACK):
        first = KEPT - _AROUND - sides.before - sides.after
        told = asked & np.isfinite(state.blocks[:, :, first:]).all(axis=2)
        told &= state.blocks[:, :, first:].sum(axis=2) > _FEWEST
        for c in np.flatnonzero(told.sum(axis=1) >= _OTHERS).tolist():
            state = _asked(network, state, c, np.flatnonzero(told[c]), sides)
    return state


def steps(blocks: Float64, before: int, assumptions: Assumptions, beside: tuple[Float64, Float64]) -> Steps:
    """Return how the paces of ways stepped after some of their blocks.

    Parameters
    ----------
    blocks
        (D, before + after): persons counted per block, of the ways of one cluster.
    beside
        Two of (D, D): 1 where a way leads to where another begins; 1 where it leads on from where another ends.

    Examples
    --------
    >>> from baken.situation.methods.fusion.assumptions import Assumptions
    >>> blocks, apart = np.full((8, 28), 50.0), np.zeros((8, 8))
    >>> blocks[3, 12:] *= 3.0
    >>> found = steps(blocks, 12, Assumptions(), (apart, apart))
    >>> round(float(found.off[3]), 1), bool((found.odds(Assumptions()) > 20.0).sum() == 1)
    (1.1, True)

    What passes the next counter too is no jump:

    >>> blocks[4, 12:] *= 3.0
    >>> leads_on = apart.copy()
    >>> leads_on[3, 4] = 1.0
    >>> steps(blocks, 12, Assumptions(), (apart, leads_on)).off.round(1)[3:5].tolist()
    [0.4, 1.1]
    """
    off, variance = _off(blocks, before, assumptions)
    after = blocks[:, before:].sum(axis=1)
    more = -after * np.expm1(-off)
    seen = np.maximum(beside[0] @ np.maximum(more, 0.0), beside[1] @ np.maximum(more, 0.0))
    left = np.maximum(more - assumptions.seen_share * seen, 0.0)
    rising = off > 0.0
    return Steps(np.where(rising, -np.log1p(-np.where(rising, left, 0.0) / (after + 1.0)), off), variance)


def is_end_of_block(network: Network, number: int) -> bool:
    """Return whether a step is the last of a block."""
    return (number + 1) % max(1, round(BLOCK_MIN / network.step_min)) == 0


def _off(blocks: Float64, before: int, assumptions: Assumptions) -> tuple[Float64, Float64]:
    """Return how far the step of each way stands off from their median, and the variance of that."""
    number = blocks.shape[1]
    at = np.arange(number)
    is_after = at >= before
    terms = np.stack([np.ones(number), (at + 0.5 - before) / max(before, number - before), is_after], axis=1)
    passed = np.stack([blocks[:, :before].mean(axis=1), blocks[:, before:].mean(axis=1)], axis=1) + 1.0
    usual = passed[:, is_after.astype(np.intp)]
    paces = np.log(np.maximum(blocks, 0.0) + 1.0)
    known = np.linalg.inv((usual @ (terms[:, :, None] * terms[:, None, :]).reshape(number, -1)).reshape(-1, 3, 3))
    found = np.einsum("ikl,il->ik", known, (usual * paces) @ terms)
    scatter = np.sum(usual * (paces - found @ terms.T) ** 2, axis=1) / (number - terms.shape[1])
    together = assumptions.group_size / BACK.after * (1.0 / passed).sum(axis=1)
    variance = np.maximum(scatter, 1.0) * known[:, 2, 2] + assumptions.pace_spread**2 + together
    step = found[:, 2]
    order = np.argsort(step)
    weight = np.cumsum(1.0 / variance[order])
    off = step - step[order][np.searchsorted(weight, 0.5 * weight[-1])]
    score = np.minimum(off**2 / variance, _MOST_SCORE)
    others = (score.sum() - score) / (len(score) - 1)
    return off, variance * np.maximum(1.0, others)


def _asked(network: Network, state: State, c: int, ways: Index, sides: Sides) -> State:
    """Return the state after the counters of one cluster were asked whether they jumped in the middle of the blocks."""
    assumptions, bias = network.assumptions, state.mean[c, network.layout.places + ways]
    if sides is BACK and not (np.abs(bias) > _IS_BIASED).any():
        return state
    blocks, beside = state.blocks[c, ways].astype(np.float64), _beside(network, c, ways)

    def found(moment: int) -> Steps:
        first = KEPT - _AROUND + moment - sides.before - sides.after
        return steps(blocks[:, first : KEPT - _AROUND + moment], sides.before, assumptions, beside)

    at = found(1)
    odds = at.odds(assumptions, bias)
    expected = _back(at.off, bias, assumptions) if sides is BACK else (at.off > 0.0) * assumptions.jump_odds
    chance = expected * odds / (1.0 + expected * odds)
    jumps = chance > assumptions.jump_least
    if jumps.any():
        jumps &= (odds >= found(0).odds(assumptions, bias)) & (odds > found(2).odds(assumptions, bias))
    for i in np.flatnonzero(jumps).tolist():
        step = float(at.off[i]), float(at.variance[i]), float(chance[i])
        state = _doubted(network, state, (c, int(ways[i])), step, sides.after)
    return state


def _back(off: Float64, bias: Float64, assumptions: Assumptions) -> Float64:
    """Return the odds, before anything is seen, of a jump back to what was declared: 0 where a step is none."""
    is_back = (np.abs(bias) > _IS_BIASED) & (np.abs(bias + off) < 0.5 * np.abs(bias))
    odds: Float64 = np.where(is_back, assumptions.back_odds, 0.0)
    return odds


def _beside(network: Network, c: int, ways: Index) -> tuple[Float64, Float64]:
    """Return which of the ways lead to where another begins, and which lead on from where another ends; (D, D)."""
    along = network.layout.incidence[c][: network.layout.areas][:, ways]
    ends, starts = (along > 0.0).astype(np.float64), (along < 0.0).astype(np.float64)
    other_gate = ways[:, None] // 2 != ways[None, :] // 2
    return (starts.T @ ends) * other_gate, (ends.T @ starts) * other_gate


def _doubted(
    network: Network, state: State, way: tuple[int, int], step: tuple[float, float, float], after: int
) -> State:
    """Return the state after one counter may have jumped: how far it stands off, the variance of that, how likely."""
    (c, d), (off, variance, chance) = way, step
    wide, places = network.assumptions.broken_spread**2, network.layout.places
    jump = off * wide / (wide + variance)
    spread = chance * wide * variance / (wide + variance) + chance * (1.0 - chance) * jump**2
    by, since = chance * jump, slice(KEPT - _AROUND + 1 - after, KEPT - 1)
    counted = float(state.blocks[c, d, since].sum()) * math.exp(-float(state.mean[c, places + d]))
    follows = _followed(state, c, places, places + d, network.layout.incidence[c, :, d] * counted)
    derivative = np.zeros(network.layout.size)
    derivative[:places] = -follows * math.exp(-by)
    derivative[places + d] = 1.0
    mean, covariance, blocks = state.mean.copy(), state.covariance.copy(), state.blocks.copy()
    mean[c, :places] += follows * math.expm1(-by)
    mean[c, places + d] += by
    covariance[c] += spread * np.outer(derivative, derivative)
    blocks[c, d, : since.start] *= math.exp(off)  # what was before, at the new pace: one jump is found once
    return replace(state, mean=mean, covariance=covariance, blocks=blocks)


def _followed(state: State, c: int, places: int, entry: int, moved: Float64) -> Float64:
    """Return what is still in the estimates of the persons that a counter moved, (L,).

    What a camera has put right since is not: the error that an error of the bias makes follows the bias as the column
    of the covariance does, ``P[a, b] / P[b, b]``. Nor is what was never taken from a place that is empty.
    """
    column = -state.covariance[c, :places, entry] / max(float(state.covariance[c, entry, entry]), 1e-12)
    still = np.where(moved > 0.0, np.clip(column, 0.0, moved), np.clip(column, moved, 0.0))
    empty = (state.mean[c, :places] < 1.0) & (moved < 0.0)
    left: Float64 = np.where(empty, 0.0, still)
    return left
