# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Width: can so many have passed a gate of this width?

Definition
----------
With c persons counted in T minutes at a gate of effective width b metres whose sensor has relative error r:

    q = c / (b T)      var(c) = c + (r c)**2
    doubted when  (c - 3 sqrt(var(c))) / (b T) > Q

with Q = 82 persons per metre per minute on the level and 73 on stairs: the largest flows with which British stadiums
may be planned. Of a sensor that is right, 0.1 % of counts at exactly the largest flow are doubted.

Weidmann's largest mean flow, 1.225 /m/s = 73.5 /m/min, is lower, and short bottlenecks in experiments pass up to
1.9 /m/s = 114 /m/min (Seyfried 2009). A sustained flow above Q is therefore rare but not impossible, and the count is
doubted, not discarded.

Sources
-------
Sports Grounds Safety Authority, *Guide to Safety at Sports Grounds* (Green Guide), 6th edition, 2018. U. Weidmann,
*Transporttechnik der Fussgaenger*, IVT 90, ETH Zuerich 1993. A. Seyfried et al., New insights into pedestrian flow
through bottlenecks, *Transportation Science* 43(3), 395-406, 2009.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.links import LinkKind
from baken.vocabulary.time import MICROSECONDS_PER_SECOND

if TYPE_CHECKING:
    from baken.situation.model import Bool, Float64, NewestColumns
    from baken.situation.topology import Topology

ON_THE_LEVEL: Final = 82.0
ON_STAIRS: Final = 73.0
"""Persons per metre per minute."""

_SIGMAS: Final = 3.0
_MINUTE_US: Final = 60 * MICROSECONDS_PER_SECOND


class Width:
    """How many can pass the gates of a city."""

    def __init__(self, topology: Topology) -> None:
        links = topology.links
        crossing = links.kind == LinkKind.CROSSING
        streams = links.stream[crossing]
        self._inverse_width = np.zeros(len(topology.stream_ids))
        self._inverse_width[streams] = links.inverse_width[crossing]
        self._relative_variance = np.zeros(len(topology.stream_ids))
        self._relative_variance[streams] = links.relative_variance[crossing]
        self.most = np.full(len(topology.stream_ids), ON_THE_LEVEL)
        self.most[streams[topology.stairs[links.area[crossing]] == 1]] = ON_STAIRS

    def per_m_min(self, newest: NewestColumns) -> Float64:
        """Return the specific flow of each stream's newest value; NaN where it counts over no gate."""
        minutes = (newest.end_us - newest.start_us) / _MINUTE_US
        known = (self._inverse_width > 0.0) & (minutes > 0.0)
        flow: Float64 = np.where(known, newest.value * self._inverse_width / np.where(known, minutes, 1.0), np.nan)
        return flow

    def is_impossible(self, newest: NewestColumns) -> Bool:
        """Return whose newest value is more than can have passed."""
        count = newest.value
        error = np.sqrt(np.maximum(count + self._relative_variance * count * count, 0.0))
        share = np.where(count > 0.0, np.maximum(count - _SIGMAS * error, 0.0) / np.where(count > 0.0, count, 1.0), 0.0)
        impossible: Bool = self.per_m_min(newest) * share > self.most
        return impossible
