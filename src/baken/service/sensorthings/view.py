# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""View: the service as one caller sees it. What the caller may not read does not exist in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from baken.governance.lists import Action, Layer
from baken.governance.model import Principal, Question
from baken.governance.permit import RefusedError
from baken.observation.activity_index import ACTIVITY_PROPERTY
from baken.observation.scoped_catalogue import ScopedCatalogue
from baken.service.sensorthings.problem import Problem, invalid
from baken.service.sensorthings.reading import Reading
from baken.service.sensorthings.schema import Schema

if TYPE_CHECKING:
    from baken.governance.governing import Governance
    from baken.governance.permit import Permit
    from baken.observation.activity_index import ActivityIndex
    from baken.observation.catalogue import Catalogue
    from baken.observation.governed_store import GovernedStore
    from baken.observation.model import Properties
    from baken.vocabulary.time import Clock

_MOST_VIEWS: Final = 64


@dataclass(frozen=True, slots=True)
class View:
    """What one permit lets see."""

    permit: Permit
    schema: Schema
    reading: Reading


@dataclass(frozen=True, slots=True)
class Writing:
    """What one caller may write."""

    principal: Principal
    permit: Permit
    _governance: Governance
    _store: GovernedStore
    _index: ActivityIndex
    _catalogue: Catalogue

    def why_not(self, number: int) -> str:
        """Return why a datastream may not be written; empty when it may.

        To whom it does not belong it does not exist. Its own sender is told that, and why, it has been stopped.
        """
        try:
            self.require(number)
        except (Problem, RefusedError) as refused:
            return str(refused)
        return ""

    def require(self, number: int, *, in_path: bool = False) -> None:
        """Refuse a datastream that may not be written.

        Raises
        ------
        Problem
            404 (or 400 in a body) when it does not exist for the caller.
        RefusedError
            When it is the caller's own, and stopped.
        """
        if self._catalogue.datastream(number) is not None:
            if self._store.covers(number, self.permit):
                return
            if self._is_own(number):
                self._governance.require(self._question(Action.OBSERVE, number))
        name = f"Datastream {number}" if number >= 0 else "This Datastream"
        raise Problem(404 if in_path else 400, f"{name} does not exist.")

    def require_configuring(self) -> None:
        """Refuse whoever may not change entities.

        Raises
        ------
        RefusedError
            Saying who may.
        """
        self._governance.require(Question(principal=self.principal, action=Action.CONFIGURE))

    def require_deleting(self, number: int) -> None:
        """Refuse whoever may not delete observations of a datastream.

        Raises
        ------
        RefusedError
            Saying who may.
        """
        self._governance.require(self._question(Action.DELETE, number))

    def activity_for(self, properties: Properties) -> str:
        """Return the activity of a datastream that is made: the one it names, or else that of the caller's key.

        Raises
        ------
        Problem
            When there is none, or the caller's key is for another one.
        """
        named = properties.get(ACTIVITY_PROPERTY, self.principal.activity)
        if not named or not isinstance(named, str):
            raise invalid(
                "A Datastream needs a processing activity: without a purpose no data.",
                remedy=f"Name one of /api/v1/processing-activities in its properties, as {ACTIVITY_PROPERTY}.",
            )
        if named not in self._governance.activities.ids:
            raise invalid(f"There is no processing activity {named[:80]!r}.")
        if self.principal.activity not in ("", named):
            raise invalid(f"This key is for the processing activity {self.principal.activity}, not {named[:80]}.")
        return named

    def _is_own(self, number: int) -> bool:
        own = self.principal.datastreams is None or number in self.principal.datastreams
        return own and (self.permit.sees_everything or self._index.of(number) == self.principal.activity)

    def _question(self, action: Action, number: int) -> Question:
        return Question(
            principal=self.principal, action=action, layer=Layer.OBSERVATIONS, activity=self._index.of(number)
        )


class Views:
    """Gives each caller the view of its permit; callers with the same rights share one.

    Invariants: a view ends with its permit, so it never shows what may not be seen any more.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: GovernedStore,
        index: ActivityIndex,
        governance: Governance,
        clock: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._index = index
        self._governance = governance
        self._clock = clock
        self._views: dict[Permit, View] = {}

    def of(self, principal: Principal) -> View:
        """Return the view of a caller.

        Raises
        ------
        RefusedError
            When it may see nothing at all.
        """
        permit = self._governance.permit_or_none(principal, Action.READ, Layer.OBSERVATIONS)
        if not permit.activities and not permit.sees_everything:
            permit = self._governance.permit(principal, Action.READ, Layer.OBSERVATIONS)
        found = self._views.get(permit)
        if found is None:
            if len(self._views) >= _MOST_VIEWS:
                self._views.clear()
            found = self._views[permit] = self._make(permit)
        return found

    def whole(self) -> Schema:
        """Return the schema of everything, for the changes themselves; who may make them is asked before."""
        return Schema(self._catalogue, self._store, self._governance.for_upkeep)

    def writing(self, principal: Principal) -> Writing:
        """Return what a caller may write.

        Raises
        ------
        RefusedError
            When it may write nothing, whatever the state of activities.
        """
        permit = self._governance.permit_or_none(principal, Action.OBSERVE, Layer.OBSERVATIONS)
        if not permit.activities and not permit.sees_everything and not principal.activity:
            permit = self._governance.permit(principal, Action.OBSERVE, Layer.OBSERVATIONS)
        return Writing(principal, permit, self._governance, self._store, self._index, self._catalogue)

    def of_writing(self, writing: Writing) -> View:
        """Return the view in which the paths of a write are resolved: of everything, or of what it may write."""
        permit = writing.permit
        if permit.sees_everything:
            return self.of(writing.principal)
        found = self._views.get(permit)
        if found is None:
            found = self._views[permit] = self._make(permit)
        return found

    def _make(self, permit: Permit) -> View:
        catalogue: Catalogue | ScopedCatalogue = self._catalogue
        if not permit.sees_everything:
            catalogue = ScopedCatalogue(self._catalogue, self._index, permit.activities, permit.datastreams)
        schema = Schema(catalogue, self._store, lambda: permit)
        return View(permit, schema, Reading(schema, self._clock))
