# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places: in which areas a series observes, and how large those are, so that an event reaches the right series."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np

from baken.forecast.model import SeriesKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Float64, Series
    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate


@dataclass(frozen=True, slots=True)
class Places:
    """Where series are.

    Attributes
    ----------
    areas_of
        Areas by the place of a series (stream, gate or area); an area is in itself without being named.
    usable_m2
        Usable surface by area.

    Examples
    --------
    >>> from baken.forecast.model import Series
    >>> Places().areas(Series(id="area:square", kind=SeriesKind.PERSONS, place_id="square"))
    ('square',)
    """

    areas_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usable_m2: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_city(cls, areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream]) -> Self:
        """Return the places of a city."""
        found = {gate.id: tuple(gate.area_ids) for gate in gates}
        for stream in streams:
            of_gate = found.get(stream.gate_id or "", ())
            found[stream.id] = of_gate or ((stream.area_id,) if stream.area_id else tuple(stream.catchment))
        return cls(found, {area.id: area.usable_area_m2 for area in areas})

    def areas(self, series: Series) -> tuple[str, ...]:
        """Return the areas in which a series observes."""
        return self.areas_of.get(series.place_id, (series.place_id,))

    def touched(self, series: Sequence[Series], event: PlannedEvent) -> Float64:
        """Return the share of an event's audience that each series may see, shape (series,); 0 where it is not.

        Persons in an area: in proportion to the root of its usable surface, because an audience stands along edges with
        a view, and a large area is less full than a small one; equal parts where surfaces are not known. Counts and
        flows: equal parts for all that count in the areas, at most a half, because there are ways that nobody counts.
        """
        inside = [not event.area_ids or bool(set(self.areas(one)) & set(event.area_ids)) for one in series]
        shares = np.zeros(len(series))
        for kind in SeriesKind:
            chosen = [i for i, one in enumerate(series) if inside[i] and one.kind is kind]
            if chosen:
                shares[chosen] = self._shares([series[i] for i in chosen], event, kind)
        return shares

    def _shares(self, series: Sequence[Series], event: PlannedEvent, kind: SeriesKind) -> Float64:
        if kind is not SeriesKind.PERSONS:
            return np.full(len(series), min(0.5, 1.0 / len(series)))
        areas = [self.areas(one)[0] for one in series]
        known = event.area_ids or tuple(areas)
        sizes = {name: float(np.sqrt(self.usable_m2.get(name, np.nan))) for name in {*known, *areas}}
        if not all(np.isfinite(size) and size > 0 for size in sizes.values()):
            return np.full(len(series), 1.0 / max(len(known), 1))
        whole = sum(sizes[name] for name in known)
        return np.array([sizes[name] / whole for name in areas])
