# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the boosting assumes. Each number with its reason; none of it is fitted to one city."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BoostingSettings:
    """How the global model learns.

    Attributes
    ----------
    folds, fold_days
        Parts of the past that are left out in turn, made of blocks of so many days: what is seen of a block by the
        models that were not shown it is what errors look like. Blocks are longer than weather and events last.
    rows_next, rows_near, rows_far
        So many (origin, lead, series) are drawn for the models of the next hour, of the next day and of what lies
        beyond. More of them hardly help where all rows of one day tell nearly the same; the next hour is another
        each time, so that more of it tell more.
    rounds, ratio_rate, learning_rate, leaves, leaf_rows, features, rows
        Size of the ensembles of trees; `features` and `rows` are the shares that each tree is shown. The first kind
        begins with what is usual, and takes fewer and larger steps from there.
    lag_rounds
        Trees of the second kind: they have to learn the profile of a day and a week too, and need more.
    network_layers, network_passes, network_rate, network_hidden
        Units of the inner layers of the network, how often it sees every case, its largest step, and the share of
        columns that is hidden each time. Larger ones, and more passes, learned the same.
    recursive_weeks, recursive_rows, recursive_rounds, recursive_rate
        So many weeks, of so many hours at most, the trees of the recursive forecast learn from, how many trees they
        are, and their steps.
    recursive_share
        How far the direct forecast is moved towards the recursive one.
    spread_rounds
        Trees of the model of the spread.
    rows_full
        With fewer rows there are fewer trees, by the square root: few rows bear few trees.
    robust
        Errors beyond so many times the usual one count by their size, and no longer by its square.
    most_cells
        Values (steps times series) that are looked at in one go; bounds the memory.
    most_witnesses
        So many series, at most, are learned from and make up the mood of the city.
    neighbours
        So many series whose surprises were most alike are looked at beside a series.
    fine_step_min, fine_weeks
        Steps that are shorter look back so many weeks only: they serve the next hours, and years of minutes would
        fill the memory.
    fewest_weeks, fewest_rows
        With less there is nothing to learn.
    threads
        Fixed, so that sums are added in the same order everywhere.
    """

    folds: int = 4
    fold_days: int = 28
    rows_next: int = 200_000
    rows_near: int = 120_000
    rows_far: int = 140_000
    rounds: int = 80
    ratio_rate: float = 0.15
    learning_rate: float = 0.1
    leaves: int = 63
    leaf_rows: int = 60
    features: float = 0.5
    rows: float = 0.7
    lag_rounds: int = 400
    network_layers: tuple[int, ...] = (96, 48)
    network_passes: int = 10
    network_rate: float = 0.002
    network_hidden: float = 0.1
    recursive_weeks: int = 104
    recursive_rows: int = 360_000
    recursive_rounds: int = 300
    recursive_rate: float = 0.08
    recursive_share: float = 0.2
    spread_rounds: int = 60
    rows_full: int = 60_000
    robust: float = 0.8
    most_cells: int = 6_000_000
    most_witnesses: int = 200
    neighbours: int = 4
    fine_step_min: int = 15
    fine_weeks: int = 20
    fewest_weeks: int = 4
    fewest_rows: int = 3_000
    threads: int = 2
