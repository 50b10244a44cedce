# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which places and days may stand for what would have been.

A donor must be *like* (the same kind of day and hour), *untouched* by any intervention of its own, and *unaffected* by
the one that is judged. Crowds move: who is kept out of one street walks through the next, so neighbours of a place on
the same day are contaminated, and so is every place on the way there. Other days cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.evaluation.effects.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Unit:
    """A place in a stretch of time, of which values may be compared."""

    id: str
    place: str
    from_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class Spell:
    """An intervention in force: where, and from when until when; ``reaches`` are the places that it changes too."""

    id: str
    places: frozenset[str]
    from_us: int
    until_us: int
    reaches: frozenset[str] = frozenset()

    def touches(self, unit: Unit) -> bool:
        """Return whether it was in force at that place in that time, or next to it."""
        overlaps = self.from_us < unit.until_us and unit.from_us < self.until_us
        return overlaps and unit.place in self.places | self.reaches


@dataclass(frozen=True, slots=True)
class Screened:
    """Donors that are left, those that are not and why, and interventions that overlap the one that is judged."""

    donors: tuple[Unit, ...]
    excluded: dict[str, Reason]
    overlapping: tuple[str, ...]


def screen(treated: Unit, candidates: Sequence[Unit], judged: Spell, others: Iterable[Spell]) -> Screened:
    """Return which candidates may be donors of the unit that had an intervention.

    Parameters
    ----------
    judged
        The intervention that is judged.
    others
        All other interventions of the city, on any day.

    Examples
    --------
    >>> street = Unit("street today", "street", 0, 10)
    >>> like = [Unit("then", "street", -90, -80), Unit("lane", "lane", 0, 10), Unit("quay", "quay", 0, 10)]
    >>> closed = Spell("closed", frozenset({"street"}), 5, 9, reaches=frozenset({"lane"}))
    >>> found = screen(street, like, closed, [Spell("trams", frozenset({"street"}), -85, -70)])
    >>> [unit.id for unit in found.donors], {name: why.value for name, why in found.excluded.items()}
    (['quay'], {'then': 'overlapping-interventions', 'lane': 'contaminated-donors'})
    """
    elsewhere = [spell for spell in others if spell.id != judged.id]
    kept, excluded = [], {}
    for unit in candidates:
        if unit.id == treated.id or judged.touches(unit):
            excluded[unit.id] = Reason.CONTAMINATED
        elif any(spell.touches(unit) for spell in elsewhere):
            excluded[unit.id] = Reason.OVERLAPPING
        else:
            kept.append(unit)
    return Screened(tuple(kept), excluded, tuple(spell.id for spell in elsewhere if spell.touches(treated)))
