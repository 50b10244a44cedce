# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Specimen: a store behind purpose control, to try things on in examples, tests and benches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance import specimen
from baken.governance.lists import Action, Layer
from baken.governance.model import ANYBODY
from baken.observation.activity_index import ActivityIndex
from baken.observation.catalogue import Catalogue
from baken.observation.governed_store import GovernedStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.governance.governing import Governance
    from baken.governance.permit import Permit
    from baken.observation.protocol import ObservationStore


class OneActivity(ActivityIndex):
    """An index in which every datastream belongs to one activity."""

    def __init__(self, name: str = "counting") -> None:
        super().__init__(Catalogue())
        self._name = name

    def of(self, datastream_id: int) -> str:
        """Return the one activity."""
        return self._name

    def of_each(self, datastream_ids: Iterable[int]) -> frozenset[str]:
        """Return the one activity."""
        return frozenset({self._name})

    def covers_all(self, activities: frozenset[str]) -> bool:
        """Tell whether it is among them."""
        return self._name in activities

    def datastreams(self, activities: frozenset[str]) -> frozenset[int]:
        """Return all ids when it is among them."""
        return frozenset(range(1_000)) if self._name in activities else frozenset()


class GovernedSpecimen:
    """A governed store with the permits that its one activity gives.

    Examples
    --------
    >>> from baken.observation.methods.memory_store import MemoryStore
    >>> from baken.observation.protocol import ObservationQuery
    >>> specimen = GovernedSpecimen(MemoryStore())
    >>> specimen.store.count(ObservationQuery(), activity=specimen.reading)
    0
    """

    def __init__(self, store: ObservationStore, governance: Governance | None = None) -> None:
        self.governance = governance or specimen.governance()
        self.index = OneActivity()
        self.store = GovernedStore(store, self.index, self.governance)

    @property
    def reading(self) -> Permit:
        """Return anybody's leave to read."""
        return self.governance.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)

    @property
    def observing(self) -> Permit:
        """Return the leave to write."""
        return self.governance.permit(specimen.ADMINISTRATOR, Action.OBSERVE, Layer.OBSERVATIONS)
