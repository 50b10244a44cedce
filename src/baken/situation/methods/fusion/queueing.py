# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queues that cannot be: a counter tells too many, and of those who would then stand waiting nobody tells.

A counter that tells three times as many into a place without a camera makes a crowd there that grows for hours, and no
rule of how long people stay says that it is not there: after a show thousands do wait for a tram. But who queues is
served at the pace of the server, whoever comes behind. So while there is a queue, those who go through, O per half
hour, stay the same to within a spread s
(:attr:`~baken.situation.methods.fusion.assumptions.Assumptions.served_spread`); and when O instead rises and falls with
those who come by a way, I, nobody waits, and the counter of that way tells I / O times too many. With k the half hours
in which there would be a queue, over all of them

    v_k = s**2 + g / O_k                                    w_k = v_k + g / I_k
    Q_queue = sum (log O_k - mean)**2 / v_k                 Q_counter = sum (log O_k / I_k - mean)**2 / w_k

with weighted means and g how many go together
(:attr:`~baken.situation.methods.fusion.assumptions.Assumptions.group_size`). The odds of the counter against the queue
are ``queue_odds * exp((Q_queue - Q_counter) / 2)``; below a factor of e nothing is asked. There would be a queue where
who goes through is fewer than :attr:`turnover_spread` allows twice over of those who would have stood there at the
beginning of the half hour. It must have lasted for two hours: a queue after a show is over by then, or trams have
stopped.

Asked are counters of ways into areas that no camera watches, out of which people are counted by most other ways, by
width. State and doubt are carried on as the mixture of both, with their probabilities 1 - p and p: of the queue, in
which nothing changes; and of the counter, of which the bias is then ``d = log(sum I / sum O)`` more, shrunk by what is
known of it, and in the area are those whom its turnover tells.

    mean = (1 - p) x + p y        P = (1 - p) P_x + p P_y + p (1 - p) (x - y)(x - y)'

A counter that tells a few per cent too many, as it may by its declaration, makes such a queue as well, for who does not
leave is still there after hours. What was declared of its bias is withdrawn only when it is rather broken than as
declared (:func:`~baken.situation.methods.fusion.doubting.log_factor_broken`), and d then shrunk by what is known of
broken counters.

Sources: J. D. C. Little, A proof for the queuing formula L = lambda W, *Operations Research* 9(3), 383-387, 1961, for
who is there; that a server with a queue works at its own pace: L. Kleinrock, *Queueing Systems 2*, 1976, section 3.4;
moments of mixtures: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation*,
2001, section 1.4.16.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from msgspec.structs import replace

from baken.situation.methods.fusion.doubting import log_factor_broken
from baken.situation.methods.fusion.jumping import BLOCK_MIN, KEPT, is_end_of_block
from baken.situation.methods.fusion.state import COUNTED
from baken.situation.model import Bool, Float64

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State

BLOCKS: Final = 6
"""Blocks in a half hour: long enough for several trams."""
HALF_HOURS: Final = 5
"""As many as there are in the blocks that are kept."""
_QUEUED: Final = 4
"""Half hours in which there must be a queue."""
_FEWEST: Final = 20.0
"""Persons below which nobody tells how a half hour differs from another."""
_COUNTED: Final = 0.66
"""Share of the ways by which one may go through, as the first guess has it, that must be counted."""
_LEAST_EVIDENCE: Final = 2.0
"""Difference of the two sums of squares below which nothing is asked: odds of e."""
_MOST_EVIDENCE: Final = 50.0


class Halves(msgspec.Struct, frozen=True):
    """What half hours tell, per way into an area, in one cluster; (D, half hours), latest last.

    Attributes
    ----------
    came, through
        Persons who came by it; who went through: out of the area by other ways.
    waiting
        Who would have been in the area at the beginning.
    stay
        (D,): first guess of the share of those in the area that go through per half hour.
    asked
        (D,): whether its counter can be asked.
    """

    came: Float64
    through: Float64
    waiting: Float64
    stay: Float64
    asked: Bool


class Evidence(msgspec.Struct, frozen=True):
    """Per way: how much the half hours speak for a counter against a queue, the logarithm of the factor by which it
    would tell too many, and the variance of that; (D,)."""

    differs: Float64
    off: Float64
    variance: Float64


def without_false_queues(network: Network, state: State, number: int) -> State:
    """Return the state after counters were doubted that make queues which cannot be, if there are any.

    Parameters
    ----------
    number
        Of the step just taken; asked is at the end of each block.
    """
    if not is_end_of_block(network, number):
        return state
    for c in range(len(state.mean)):
        halves = _halves(network, state, c)
        if not halves.asked.any():
            continue
        assumptions = network.assumptions
        found = evidence(halves, assumptions.turnover_spread, assumptions.served_spread, assumptions.group_size)
        for d in np.flatnonzero(halves.asked & (found.differs >= _LEAST_EVIDENCE) & (found.off > 0.0)).tolist():
            state = _mixed(network, state, c, d, found, float(halves.through[d, -1] / halves.stay[d]))
    return state


def evidence(halves: Halves, turnover_spread: float, served_spread: float, group_size: float) -> Evidence:
    """Return how much half hours speak for counters that tell too many, against queues.

    Examples
    --------
    Twice as many go through from half hour to half hour, as come; so nobody waits:

    >>> came = np.array([[150.0, 300.0, 600.0, 1200.0, 2400.0]])
    >>> waiting = np.array([[500.0, 600.0, 800.0, 1200.0, 2000.0]])
    >>> halves = Halves(came, came / 3.0, waiting, np.array([7.5]), np.array([True]))
    >>> found = evidence(halves, 0.9, 0.25, 8.0)
    >>> bool(found.differs[0] > 10.0), round(float(np.exp(found.off[0])), 1)
    (True, 3.0)

    As many go through however many come; so they wait:

    >>> halves = Halves(came, np.full((1, 5), 100.0), waiting, np.array([7.5]), np.array([True]))
    >>> bool(evidence(halves, 0.9, 0.25, 8.0).differs[0] < 0.0)
    True
    """
    enough = halves.through >= _FEWEST
    queued = enough & (halves.stay[:, None] * halves.waiting > halves.through * math.exp(2.0 * turnover_spread))
    is_long = (queued.sum(axis=1) >= _QUEUED) & queued[:, -1]
    through, came = np.maximum(halves.through, 1.0), np.maximum(halves.came, 1.0)
    served = served_spread**2 + group_size / through
    differs = _scatter(np.log(through), served, queued)
    differs -= _scatter(np.log(through / came), served + group_size / came, queued)
    number = np.maximum(queued.sum(axis=1), 1)
    off = np.log(np.maximum((came * queued).sum(axis=1), 1.0) / np.maximum((through * queued).sum(axis=1), 1.0))
    variance = (served * queued).sum(axis=1) / number**2
    return Evidence(np.where(is_long, differs, 0.0), off, variance)


def _halves(network: Network, state: State, c: int) -> Halves:
    """Return the half hours of the ways of one cluster; counts are divided by the bias that is taken from them."""
    layout, areas = network.layout, network.layout.areas
    told = (state.mode[c] == COUNTED) & np.isfinite(state.blocks[c]).all(axis=1)
    blocks = state.blocks[c, :, KEPT - 1 - BLOCKS * HALF_HOURS : KEPT - 1].astype(np.float64)
    bias = state.mean[c, layout.places : layout.places + len(told)]
    came = np.where(told[:, None], blocks.reshape(len(told), HALF_HOURS, BLOCKS).sum(axis=2), 0.0)
    came *= np.exp(-bias)[:, None]
    along = layout.incidence[c, :areas]
    into, out_of = (along > 0.0).astype(np.float64), (along < 0.0).astype(np.float64)
    gone, hazard = out_of @ came, network.hazard_at[c] * layout.start_is_area[c]
    since = np.cumsum((into @ came - gone)[:, ::-1], axis=1)[:, ::-1]
    waiting = state.mean[c, :areas, None] - since

    def through(by_way: Float64) -> Float64:
        return into.T @ (out_of @ by_way) - by_way[network.reverse]

    stay = through(hazard * told)
    is_unwatched = into.T @ ~network.is_watched[c] > 0.0
    asked = told & is_unwatched & (network.bias_variance[c] > 0.0) & (stay > _COUNTED * through(hazard))
    per_half = BLOCKS * BLOCK_MIN / network.step_min
    return Halves(came, through(came), into.T @ waiting, stay * per_half, asked)


def _scatter(values: Float64, variance: Float64, which: Bool) -> Float64:
    weight = which / variance
    middle = (weight * values).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    scatter: Float64 = (weight * (values - middle[:, None]) ** 2).sum(axis=1)
    return scatter


def _mixed(network: Network, state: State, c: int, d: int, found: Evidence, persons: float) -> State:
    """Return the mixture of a state and of that in which a counter tells too many and ``persons`` are in the area."""
    assumptions, layout = network.assumptions, network.layout
    area, entry = int(layout.incidence[c, :, d].argmax()), layout.places + d
    odds = assumptions.queue_odds * math.exp(min(0.5 * float(found.differs[d]), _MOST_EVIDENCE))
    chance, variance, told = odds / (1.0 + odds), float(found.variance[d]), float(found.off[d])
    mean, covariance, withdrawn = state.mean.copy(), state.covariance.copy(), state.withdrawn.copy()
    other = covariance[c].copy()
    declared, wide, left = float(network.bias_variance[c, d]), assumptions.broken_spread**2, 0.0
    known = float(other[entry, entry])
    if log_factor_broken(float(mean[c, entry]) + told, variance, declared, wide) > 0.0:
        withdrawn[c, d], known, left = True, wide, known
    off = np.zeros(layout.size)
    off[area] = min(persons - float(mean[c, area]), 0.0)
    off[entry] = told * known / (known + variance)
    is_there = float(mean[c, area]) + off[area]
    other[[area, entry], :] = 0.0
    other[:, [area, entry]] = 0.0
    other[area, area] = math.expm1(assumptions.turnover_spread**2) * is_there**2 + is_there + 1.0
    other[entry, entry] = left + known * variance / (known + variance)
    mean[c] += chance * off
    covariance[c] = (1.0 - chance) * (covariance[c] + chance * np.outer(off, off)) + chance * other
    return replace(state, mean=mean, covariance=covariance, withdrawn=withdrawn)
