# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways: the two directions of every gate that leads from one area to another, or to outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.model import Float64, Index, SituationError
from baken.vocabulary.place import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate

NOWHERE: int = -1
"""The place of outside in columns of areas."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Directions in which people can go; the reverse of way ``d`` is way ``d ^ 1``.

    Attributes
    ----------
    gate_ids
        Per way; both directions of a gate have the same.
    origin, destination
        Per way: index of the area, or -1 for outside.
    width_m
        Per way: effective width of the gate.
    """

    gate_ids: tuple[str, ...]
    origin: Index
    destination: Index
    width_m: Float64

    def __len__(self) -> int:
        """Return the number of ways: twice the number of gates that lead somewhere."""
        return len(self.gate_ids)

    @classmethod
    def of(cls, areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream]) -> Ways:
        """Return the ways of a city.

        A gate with one area leads outside when a stream counts there in one direction; otherwise it is a cross-section
        inside the area and moves nobody.
        """
        number = {area.id: i for i, area in enumerate(areas)} | {OUTSIDE: NOWHERE}
        crossed = {s.gate_id for s in streams if s.into is not None or s.out_of is not None}
        ids: list[str] = []
        ends: list[tuple[int, int]] = []
        widths: list[float] = []
        for gate in gates:
            sides = gate.area_ids
            if len(sides) == 1 and gate.id in crossed:
                sides = (OUTSIDE, sides[0])
            if len(sides) != 2 or sides[0] == sides[1]:
                continue
            one, other = (_place(number, side, gate) for side in sides)
            ids += [gate.id, gate.id]
            ends += [(one, other), (other, one)]
            widths += [gate.effective_width_m] * 2
        columns = np.array(ends, dtype=np.intp).reshape(len(ends), 2)
        return cls(tuple(ids), columns[:, 0].copy(), columns[:, 1].copy(), np.array(widths, dtype=np.float64))


def _place(number: dict[str, int], side: str, gate: Gate) -> int:
    if side not in number:
        raise SituationError(f"Gate {gate.id!r} leads to area {side!r}, which does not exist.")
    return number[side]
