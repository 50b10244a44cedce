# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which way leads from which area to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from baken.forecast.model import SeriesKind

if TYPE_CHECKING:
    from baken.forecast.model import Bool, Float64, Series

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways between the areas of a panel, in columns of shape (ways,).

    Attributes
    ----------
    flow
        Column of each in the panel of flows.
    origin, destination
        Place among the areas; -1 is outside.
    areas
        Column of each area in the panel.
    """

    flow: Index
    origin: Index
    destination: Index
    areas: Index

    @classmethod
    def of(cls, series: tuple[Series, ...], flows: tuple[Series, ...]) -> Ways:
        """Return the ways of flows ``way:<gate>:<from>:<to>`` that begin or end in an area of the panel."""
        areas = [i for i, one in enumerate(series) if one.kind is SeriesKind.PERSONS]
        place = {series[column].place_id: number for number, column in enumerate(areas)}
        found = []
        for column, one in enumerate(flows):
            parts = one.id.split(":")
            if len(parts) == 4 and parts[0] == "way":
                begins, ends = place.get(parts[2], -1), place.get(parts[3], -1)
                if begins >= 0 or ends >= 0:
                    found.append((column, begins, ends))
        columns = np.array(found, dtype=np.intp).reshape(-1, 3)
        return cls(columns[:, 0], columns[:, 1], columns[:, 2], np.array(areas, dtype=np.intp))

    @property
    def served(self) -> Bool:
        """Return of which areas it is known both who comes and who goes, shape (areas,)."""
        number = np.arange(len(self.areas))
        return np.isin(number, self.origin) & np.isin(number, self.destination)

    @property
    def change(self) -> Float64:
        """Return by how much one person on each way changes each area, shape (ways, areas)."""
        found = np.zeros((len(self.flow), len(self.areas)))
        for sign, end in ((-1.0, self.origin), (1.0, self.destination)):
            inside = np.flatnonzero(end >= 0)
            found[inside, end[inside]] += sign
        return found
