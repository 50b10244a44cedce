# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Withholding: estimates of fewer persons than may be shown.

The estimates are made from observations that may leave (:mod:`baken.governance.minimisation`), so that they tell
nothing that those do not. Here they are given the same form: fewer than k persons are withheld, other numbers are
multiples of k. Of an area that is withheld the level is still told: it follows from what may be shown, and an officer
needs it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag

if TYPE_CHECKING:
    from baken.situation.history import History
    from baken.situation.model import Bool, Float64, Int64, NewestColumns, Picture, UInt8
    from baken.situation.topology import Topology


class Thresholds(NamedTuple):
    """Below how many contributors something is withheld: per stream of a topology, and per area that they inform."""

    streams: Int64
    areas: Int64

    @classmethod
    def of(cls, topology: Topology, declared_k: Int64) -> Thresholds:
        """Return the thresholds of streams by declared place; an area has the largest of its streams."""
        streams = declared_k[topology.declared]
        areas = np.ones(len(topology.area_ids), np.int64)
        np.maximum.at(areas, topology.links.area, streams[topology.links.stream])
        return cls(streams, areas)

    @property
    def is_idle(self) -> bool:
        """Return whether nothing is withheld."""
        return not (self.streams > 1).any()


def withheld(picture: Picture, thresholds: Thresholds) -> Picture:
    """Return the picture as it may be shown; the very same one when nothing is withheld."""
    if thresholds.is_idle:
        return picture
    k = thresholds.areas
    persons, few = _rounded(picture.persons, k)
    return replace(
        picture,
        persons=persons,
        persons_standard_error=_error(picture.persons_standard_error, few, k),
        density_per_m2=np.where(k > 1, persons / picture.topology.usable_area_m2, picture.density_per_m2),
        density_standard_error=np.where(few, np.nan, picture.density_standard_error),
        flow_per_m_min=np.where(few, np.nan, picture.flow_per_m_min),
        flow_standard_error=np.where(few, np.nan, picture.flow_standard_error),
        quality=_flagged(picture.quality, few),
        newest=_newest(picture.newest, thresholds.streams),
        below_k=np.where(few, k, 0),
        doubts=None if picture.doubts is None else replace(picture.doubts, tells_numbers=False),
    )


def withheld_history(found: History, k: Int64) -> History:
    """Return a history as it may be shown; ``k`` per area of it."""
    if not (k > 1).any():
        return found
    persons, few = _rounded(found.persons, k)
    with np.errstate(invalid="ignore", divide="ignore"):
        density = np.where(k > 1, found.density_per_m2 * persons / found.persons, found.density_per_m2)
    return replace(
        found,
        persons=persons,
        persons_standard_error=_error(found.persons_standard_error, few, k),
        density_per_m2=density,
        flow_per_m_min=np.where(few, np.nan, found.flow_per_m_min),
        flow_standard_error=np.where(few, np.nan, found.flow_standard_error),
        quality=_flagged(found.quality, few),
    )


def _rounded(persons: Float64, k: Int64) -> tuple[Float64, Bool]:
    with np.errstate(invalid="ignore"):
        few = (k > 1) & (persons < k)
        rounded = np.where(k > 1, np.floor(persons / k + 0.5) * k, persons)
    return np.where(few, np.nan, rounded), few


def _error(standard_error: Float64, few: Bool, k: Int64) -> Float64:
    """Return the standard error with that of rounding, which is spread evenly over k numbers."""
    return np.where(few, np.nan, np.sqrt(np.square(standard_error) + np.where(k > 1, np.square(k) - 1.0, 0.0) / 12.0))


def _flagged(quality: UInt8, few: Bool) -> UInt8:
    return np.where(few, QualityFlag.WITHHELD, quality).astype(np.uint8)


def _newest(newest: NewestColumns, k: Int64) -> NewestColumns:
    """Return the newest values with those that stand in for a withheld one taken out again."""
    with np.errstate(invalid="ignore"):
        few = (k > 1) & (newest.value < k)
    if not few.any():
        return newest
    usable = newest.quality <= USABLE_UP_TO
    return replace(
        newest,
        value=np.where(few, np.nan, newest.value),
        quality=np.where(few & usable, QualityFlag.WITHHELD, newest.quality).astype(np.uint8),
        is_regular=False,
    )
