# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From where to where: persons followed through the areas by the flows that were estimated.

Within an area all are alike: of those who leave it in a step, each origin makes up its share of the area (complete
mixing). Estimates are also corrected by sensors, which moves nobody; so in the end rows and columns are scaled to the
persons then and now (Furness), what is left over counted as from or to outside.

Source: K. P. Furness, Time function iteration, *Traffic Engineering and Control* 7, 458-460, 1965.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.situation.methods.fusion.estimator import Passed
    from baken.situation.methods.fusion.network import Network
    from baken.situation.model import Float64

_ROUNDS: Final = 50


def origin_destination(network: Network, passed: Sequence[Passed]) -> Float64:
    """Return who was where at the first boundary by where they are at the last, (areas + 1, areas + 1).

    Last row: who came from outside since; last column: who left. In the corner: who came and left again.
    """
    areas = len(network.usual)
    table = np.zeros((areas + 1, areas + 1))
    if not passed:
        return table
    then = np.maximum(passed[0].persons.astype(np.float64), 0.0)
    table[np.arange(areas), np.arange(areas)] = then
    origin, destination = network.ways.origin, network.ways.destination
    from_outside = origin < 0
    entered = left = 0.0
    for step in passed[1:]:
        flow = np.maximum(_per_way(network, step.flow), 0.0)
        stock = table[:, :areas].sum(axis=0)
        out = np.bincount(origin[~from_outside], flow[~from_outside], areas)
        scale = np.minimum(1.0, np.divide(stock, out, out=np.ones(areas), where=out > stock))
        share = np.zeros((areas + 1, areas + 1))
        inner = ~from_outside
        moved = flow[inner] * scale[origin[inner]] / np.maximum(stock[origin[inner]], 1e-12)
        np.add.at(share, (origin[inner], destination[inner]), moved)
        stays = 1.0 - share.sum(axis=1)
        share[np.arange(areas + 1), np.arange(areas + 1)] += np.maximum(stays, 0.0)
        share[areas] = 0.0
        share[areas, areas] = 1.0
        table = table @ share
        table[areas, :areas] += np.bincount(destination[from_outside], flow[from_outside], areas)
        entered += float(flow[from_outside].sum())
    left = float(table[:, areas].sum())
    return _fitted(table, then, np.maximum(passed[-1].persons.astype(np.float64), 0.0), entered, left)


def _per_way(network: Network, flow: Float64) -> Float64:
    layout = network.layout
    there = layout.way >= 0
    per_way = np.zeros(len(network.ways))
    per_way[layout.way[there]] = flow[there]
    return per_way


def _fitted(table: Float64, then: Float64, now: Float64, entered: float, left: float) -> Float64:
    """Return the table whose rows and columns add up to who was there then and now."""
    surplus = float(then.sum()) + entered - float(now.sum()) - left
    rows = np.append(then, entered + max(-surplus, 0.0))
    columns = np.append(now, left + max(surplus, 0.0))
    table = table + 1e-9 * np.outer(rows > 0.0, columns > 0.0)
    for _ in range(_ROUNDS):
        total = table.sum(axis=1)
        table *= np.divide(rows, total, out=np.zeros_like(rows), where=total > 0.0)[:, None]
        total = table.sum(axis=0)
        table *= np.divide(columns, total, out=np.zeros_like(columns), where=total > 0.0)
    return table
