# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Persons now, and who comes, moves and goes: conservation of persons over areas and ways.

.. math:: \\dot N_a = \\sum_{w \\to a} f_w - \\sum_{w \\leftarrow a} f_w, \\qquad
          f_w = h_w(t)\\, N_{a(w)} \\text{ or, from outside, } f_w = g_w(t)

with ``N`` in persons, ``f`` in persons per minute, the share ``h`` that takes a way in a minute, and arrivals ``g``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.methods.nowcast.settings import NowcastSettings
    from baken.forecast.methods.nowcast.ways import Index, Ways
    from baken.forecast.model import Float64


@dataclass(frozen=True, slots=True)
class Seen:
    """Some origins at once: the last K steps, and what is usual in them and in the L steps that follow.

    Attributes
    ----------
    persons, flows
        Shape (origins, K, areas or ways); in persons, and in persons per step.
    usual_persons, usual_flows
        Shape (origins, K + L, areas or ways).
    leaving
        Share of those who are in each area who leave it in each minute because an event ends, beside the usual, shape
        (origins, minutes, areas); None where there is no event.
    coming
        Persons who come to each area in each minute for an event, beside the usual; the same shape.
    """

    persons: Float64
    flows: Float64
    usual_persons: Float64
    usual_flows: Float64
    leaving: Float64 | None = None
    coming: Float64 | None = None


def ratio(seen: Float64, usual: Float64, step_min: int, settings: NowcastSettings) -> Float64:
    """Return the ratio of the last steps to the usual, the newest weighing most; near 1 where there are few persons.

    Parameters
    ----------
    seen, usual
        Shape (origins, K, series); NaN is missing.

    Examples
    --------
    >>> from baken.forecast.methods.nowcast.settings import NowcastSettings
    >>> ratio(np.full((1, 4, 1), 200.0), np.full((1, 4, 1), 100.0), 15, NowcastSettings(few_persons=0.0)).item()
    2.0
    """
    age = step_min * np.arange(seen.shape[1])[::-1]
    both = ~np.isnan(seen) & ~np.isnan(usual)
    weight = np.exp(-age / settings.memory_min)[:, None] * both
    few = settings.few_persons
    top = (weight * np.where(both, seen, 0.0)).sum(axis=1) + few
    bottom = (weight * np.where(both, usual, 0.0)).sum(axis=1) + few
    return np.asarray(np.clip(np.where(bottom > 0.0, top / np.maximum(bottom, 1e-9), 1.0), 0.02, 50.0))


def returning(now: Float64, minutes: Float64, fades_min: float) -> Float64:
    """Return a ratio that goes back to 1, at some minutes from now, shape (origins, minutes, series)."""
    return np.asarray(np.exp(np.log(now)[:, None, :] * np.exp(-minutes / fades_min)[None, :, None]))


def moved_on(seen: Seen, ways: Ways, step_min: int, settings: NowcastSettings) -> tuple[Float64, Float64]:
    """Return the mean persons and the persons on each way in each of L steps.

    Returns
    -------
    Shape (origins, L, areas) and (origins, L, ways). NaN follows where the newest persons are not known.
    """
    back = seen.persons.shape[1]
    steps = seen.usual_persons.shape[1] - back
    hazards, arrivals = _rates(seen, ways, step_min, settings)
    inner = np.flatnonzero(ways.origin >= 0)
    begins, change = ways.origin[inner], ways.change
    outward = None if seen.leaving is None else _outward(hazards, inner, ways)
    now = _at_the_origin(seen, ways)
    persons = np.empty((len(now), steps, now.shape[1]))
    flows = np.empty((len(now), steps, len(ways.flow)))
    for step in range(steps):
        total, passed = np.zeros_like(now), np.zeros(flows.shape[::2])
        for minute in range(step_min):
            rate = arrivals[:, step].copy()
            share = hazards[:, step]
            if seen.leaving is not None and outward is not None:
                share = share + outward * _leaving_now(seen, now, step * step_min + minute)[:, begins]
            rate[:, inner] = share * now[:, begins]
            after = np.maximum(now + rate @ change, 0.0)
            if seen.coming is not None:
                after = after + seen.coming[:, step * step_min + minute]
            total += 0.5 * (now + after)
            passed += rate
            now = after
        persons[:, step], flows[:, step] = total / step_min, passed
    return persons, flows


def _at_the_origin(seen: Seen, ways: Ways) -> Float64:
    """Return the persons at the end of the last step: its mean, and half of what came in it more than went."""
    last = np.nan_to_num(seen.flows[:, -1]) @ ways.change
    mean = seen.persons[:, -1]
    return np.asarray(np.clip(mean + 0.5 * last, 0.5 * mean, 2.0 * mean + 10.0))


def _rates(seen: Seen, ways: Ways, step_min: int, settings: NowcastSettings) -> tuple[Float64, Float64]:
    """Return per minute the share of an area that takes each way, and the arrivals of ways from outside."""
    back = seen.persons.shape[1]
    inner = np.flatnonzero(ways.origin >= 0)
    begins, few = ways.origin[inner], settings.few_persons
    usual_flows, there = seen.usual_flows[:, :, inner], seen.usual_persons[:, :, begins]
    of_day = np.nansum(usual_flows, axis=1, keepdims=True) / np.maximum(np.nansum(there, axis=1, keepdims=True), 1.0)
    share = (np.nan_to_num(usual_flows) + few * of_day) / (np.nan_to_num(there) + few)
    now = ratio(seen.flows[:, :, inner], share[:, :back] * seen.persons[:, :, begins], step_min, settings)
    minutes = step_min * (np.arange(share.shape[1] - back) + 0.5)
    hazard = share[:, back:] * returning(now, minutes, settings.hazards_min) / step_min
    known = np.nan_to_num(seen.usual_flows)
    more = ratio(seen.flows, known[:, :back], step_min, settings)
    arrivals = (known[:, back:] + few) * returning(more, minutes, settings.arrivals_min) - few
    return np.minimum(hazard, settings.fastest_per_min), np.maximum(arrivals, 0.0) / step_min


def _leaving_now(seen: Seen, now: Float64, minute: int) -> Float64:
    return np.zeros_like(now) if seen.leaving is None else np.asarray(seen.leaving[:, minute])


def _outward(hazards: Float64, inner: Index, ways: Ways) -> Float64:
    """Return which part of those who go home takes each way, shape (origins, ways between or out of areas).

    Ways that lead nearer to outside, in proportion to the shares that take them usually. How near an area is to outside
    is the mean time after which who walks at random by these shares is out: the solution of
    :math:`T_a \\sum_w h_w - \\sum_w h_w T_{b(w)} = 1`.
    """
    share = hazards.mean(axis=1)
    begins, ends = ways.origin[inner], ways.destination[inner]
    count = len(ways.areas)
    found: Float64 = np.zeros_like(share)
    for origin, one in enumerate(share):
        matrix = np.zeros((count, count + 1))
        np.add.at(matrix.reshape(-1), begins * (count + 1) + begins, one)
        np.add.at(matrix.reshape(-1), begins * (count + 1) + np.where(ends < 0, count, ends), -one)
        square = matrix[:, :count] + 1e-6 * np.eye(count)
        time_out = np.append(np.linalg.solve(square, np.ones(count)), 0.0)
        nearer = time_out[np.where(ends < 0, count, ends)] < time_out[begins]
        part = np.where(nearer, one, 0.0)
        total = np.bincount(begins, part, minlength=count)[begins]
        found[origin] = part / np.maximum(total, 1e-12)
    return found
