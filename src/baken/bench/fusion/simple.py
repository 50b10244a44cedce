# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simple methods with which a control room would begin, and which the estimator has to beat.

- **Last count difference**: nobody is there when the day begins; after that every count into an area is added and every
  count out of it taken away, each divided by what one person gives. ``N = max(0, sum in - sum out)``.
- **Scaled panel**: the newest panel value of a catchment divided by the panel's share, spread over the areas of the
  catchment by their usable surface.
- **Average**: the mean of the two.

All use the usable rows only, and know what the streams declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.bench.fusion.playing import Heard
    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate

Float64 = NDArray[np.float64]

COUNTS: Final = "last count difference"
PANEL: Final = "scaled panel"
AVERAGE: Final = "average of both"
NAMES: Final = (COUNTS, PANEL, AVERAGE)

_CROSSINGS: Final = frozenset({Quantity.PEDESTRIAN_COUNT, Quantity.PASSENGERS_ALIGHTED, Quantity.PASSENGERS_BOARDED})


class SimpleMethods:
    """All simple methods at once, fed with the same rows as the estimator."""

    def __init__(self, areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream]) -> None:
        self._index = {area.id: i for i, area in enumerate(areas)}
        self._gates = {gate.id: gate for gate in gates}
        self._effect = np.zeros((len(streams), len(areas)))
        self._spread = np.zeros((len(streams), len(areas)))
        surface = np.array([area.usable_area_m2 for area in areas])
        for i, stream in enumerate(streams):
            self._effect[i] = self._moves(stream) / stream.per_person
            places = [self._index[name] for name in (*stream.catchment, stream.area_id) if name in self._index]
            if stream.quantity is Quantity.PANEL_VISITORS and places:
                self._spread[i, places] = surface[places] / surface[places].sum() / stream.per_person
        self._balance = np.zeros(len(areas))
        self._panel = np.zeros(len(streams))
        self._panel_us = np.full(len(streams), np.iinfo(np.int64).min)

    def _moves(self, stream: Stream) -> Float64:
        """Return by how many persons one count changes each area."""
        moves = np.zeros(len(self._index))
        if stream.quantity not in _CROSSINGS or stream.gate_id is None:
            return moves
        if stream.into is None and stream.out_of is None:
            return moves  # both ways together tell of no difference
        for name in self._gates[stream.gate_id].inside:
            enters = name == stream.into or (stream.into is None and name != stream.out_of)
            moves[self._index[name]] += 1.0 if enters else -1.0
        return moves

    def hear(self, heard: Heard) -> Float64:
        """Return what each method of :data:`NAMES` says, shape (methods, areas)."""
        rows = heard.rows
        usable = heard.quality == QualityFlag.GOOD
        stream, value, start = rows.stream[usable], rows.value[usable], rows.start_us[usable]
        self._balance += value @ self._effect[stream]
        for one, told, when in zip(stream.tolist(), value.tolist(), start.tolist(), strict=True):
            if when > self._panel_us[one]:
                self._panel_us[one], self._panel[one] = when, told
        counted, panel = np.maximum(self._balance, 0.0), self._panel @ self._spread
        return np.stack([counted, panel, (counted + panel) / 2.0])
