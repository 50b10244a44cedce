# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Governance: the one place that says what may be done. It lies under every read and every write."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Action, Layer, Role
from baken.governance.model import THE_NODE, Agreement, Decision, Principal, PrincipalKind, Question, Standing
from baken.governance.permit import Permit, PermitEndedError, PurposeError, RefusedError
from baken.governance.policy.answer import Answer, answer
from baken.governance.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from baken.governance.activities import Activities
    from baken.governance.coverage import Coverage
    from baken.governance.model import Party, ProcessingActivity
    from baken.governance.policy.engine import PolicyEngine
    from baken.governance.policy.rules import Language, Rule
    from baken.vocabulary.time import Clock

_MOST_PERMITS: Final = 10_000
_MINUTE: Final = timedelta(minutes=1)

_Key = tuple[Principal | frozenset[Role] | str | frozenset[int] | Action | Layer | None, ...]


class Governance:
    """Asks the policies, and keeps their answers until something changes.

    Parameters
    ----------
    engine
        The policies.
    clock
        Real time, also in a replay: whether something may be done is a matter of today.
    is_replay
        Whether this node shows history.
    on_refused
        Writes a refusal down and returns the reference that the caller is told.

    Invariants
    ----------
    A permit holds in one epoch. Whatever changes an answer (a withdrawal, a day that begins, an agreement that ends)
    begins a new epoch, so no permit outlives what it rests on.
    """

    def __init__(
        self,
        activities: Activities,
        parties: Iterable[Party],
        agreements: Iterable[Agreement],
        coverage: Coverage,
        engine: PolicyEngine,
        clock: Clock,
        *,
        is_replay: bool = False,
        on_refused: Callable[[Principal, Question, Decision], str] | None = None,
    ) -> None:
        self.activities = activities
        self.parties = tuple(parties)
        self.agreements = tuple(agreements)
        self.coverage = coverage
        self.on_changed: list[Callable[[], None]] = []
        self.on_refused = on_refused or _nowhere
        self.controller = next((p.id for p in self.parties if p.is_controller), "")
        self._engine = engine
        self._clock = clock
        self._is_replay = is_replay
        self._epoch = 1
        self._permits: dict[_Key, Permit] = {}
        self._somehow: dict[_Key, bool] = {}
        self._lock = threading.Lock()
        self._world: World | None = None
        self._holds_until: datetime | None = None
        self._look_again(clock.now())

    # -- standing ------------------------------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """Return the number of the present state; it only rises."""
        return self._epoch

    @property
    def now(self) -> datetime:
        """Return the moment at which questions are answered."""
        return self._clock.now()

    def standing(self, activity_id: str) -> Standing:
        """Return whether the data of an activity may pass now."""
        return self.activities.standing(activity_id, self._clock.now())

    def activity(self, activity_id: str) -> ProcessingActivity | None:
        """Return the version of an activity that is in force now."""
        return self.activities.at(activity_id, self._clock.now())

    def stopped(self) -> tuple[Standing, ...]:
        """Return the standing of every activity whose data may not pass now."""
        standings = (self.standing(activity_id) for activity_id in self.activities.ids)
        return tuple(s for s in standings if not s.is_active)

    def withdraw(self, activity_id: str, *, by: str, because: str) -> Standing:
        """Stop an activity now; everybody who depends on it hears of it before this returns."""
        standing = self.activities.withdraw(activity_id, at=self._clock.now(), by=by, because=because)
        self._begin_epoch()
        return standing

    def reinstate(self, activity_id: str, *, by: str, because: str) -> Standing:
        """Let an activity go on that was withdrawn while the node ran."""
        standing = self.activities.reinstate(activity_id, at=self._clock.now(), by=by, because=because)
        self._begin_epoch()
        return standing

    def look(self) -> bool:
        """Notice that time has changed an answer; return whether it has."""
        if self._holds_until is None or self._clock.now() < self._holds_until:
            return False
        self._begin_epoch()
        return True

    # -- questions -----------------------------------------------------------------------------------------------

    def decide(self, question: Question) -> Decision:
        """Answer a question, with the rules that decide and what would change it. Nothing is written down."""
        self.look()
        return self._engine.decide(question, self._present())

    def require(self, question: Question) -> Decision:
        """Answer a question that has to be answered with yes.

        Raises
        ------
        RefusedError
            When the answer is no; the refusal has been written down.
        """
        decision = self.decide(question)
        if not decision.allowed:
            raise RefusedError(decision, self.on_refused(question.principal, question, decision))
        return decision

    def permit(
        self, principal: Principal, action: Action, layer: Layer, *, used_by: str | None = None, leaves: bool = True
    ) -> Permit:
        """Return the leave of a principal to do one thing with one layer: for which activities' data.

        Parameters
        ----------
        used_by
            The activity on whose behalf; without it each activity's data serve its own purpose.
        leaves
            False only for what stays inside the node.

        Raises
        ------
        RefusedError
            When it is allowed for no activity at all.
        """
        permit = self.permit_or_none(principal, action, layer, used_by=used_by, leaves=leaves)
        if permit.activities:
            return permit
        question = Question(
            principal=principal, action=action, layer=layer, used_by=used_by, activity=self._first_activity()
        )
        decision = self.decide(question)
        if decision.allowed:  # something changed in between; ask anew
            return self.permit(principal, action, layer, used_by=used_by, leaves=leaves)
        raise RefusedError(decision, self.on_refused(principal, question, decision))

    def permit_or_none(
        self, principal: Principal, action: Action, layer: Layer, *, used_by: str | None = None, leaves: bool = True
    ) -> Permit:
        """Return the leave of a principal, which may be for nothing; a refusal is not written down."""
        self.look()
        scope = (principal.kind, principal.roles, principal.party, principal.activity, principal.datastreams)
        key = (*scope, action, layer, used_by, str(leaves))
        found = self._permits.get(key)
        if found is None:
            with self._lock:
                found = self._permit(principal, action, layer, used_by, leaves=leaves)
                if len(self._permits) >= _MOST_PERMITS:
                    self._permits.clear()
                self._permits[key] = found
        return found

    def answer(self, question: Question, language: Language) -> Answer:
        """Answer a question in full for a person, with the ways to another answer. Nothing is written down."""
        self.look()
        return answer(self._engine, question, self._present(), language)

    def world(self) -> World:
        """Return what is so now."""
        self.look()
        return self._present()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules, in the order of their files."""
        return self._engine.rules

    def may_somehow(self, principal: Principal, action: Action) -> bool:
        """Tell whether a principal may do something with at least one activity, or with the service itself.

        A sign-in that is not recent enough does not count against it: it can be renewed.
        """
        self.look()
        key = (str(self._epoch), principal.kind, principal.roles, principal.party, principal.activity, action)
        known = self._somehow.get(key)
        if known is None:
            known = self._may_somehow(principal, action)
            if len(self._somehow) >= _MOST_PERMITS:
                self._somehow.clear()
            self._somehow[key] = known
        return known

    def for_picture(self) -> Permit:
        """Return the node's own leave to read observations for the picture, which leaves the node."""
        used_by = self.coverage.of_picture
        return self.permit_or_none(THE_NODE, Action.READ, Layer.OBSERVATIONS, used_by=used_by)

    def for_forecast(self) -> Permit:
        """Return the node's own leave to read observations for forecasts, which leave the node.

        Empty where no activity covers forecasts, or the one that does is stopped.
        """
        return self._for_forecast(Layer.OBSERVATIONS)

    def for_forecast_of_areas(self) -> Permit:
        """Return the node's own leave to make forecasts of what the picture says of areas."""
        return self._for_forecast(Layer.ESTIMATES)

    def _for_forecast(self, layer: Layer) -> Permit:
        used_by = self.coverage.of_forecasts
        if used_by is None:
            return Permit(action=Action.READ, layer=layer, activities=frozenset(), epoch=self._epoch)
        return self.permit_or_none(THE_NODE, Action.READ, layer, used_by=used_by)

    def for_control(self) -> Permit:
        """Return the node's own leave to look at each activity's observations for quality control of that activity."""
        return self.permit_or_none(THE_NODE, Action.READ, Layer.OBSERVATIONS, leaves=False)

    def for_observing(self) -> Permit:
        """Return the node's own leave to take in what its connectors deliver, for every activity that stands."""
        return self.permit_or_none(THE_NODE, Action.OBSERVE, Layer.OBSERVATIONS, leaves=False)

    def for_upkeep(self) -> Permit:
        """Return the node's own leave to look after what it holds, of any activity or none, also a stopped one.

        It is to delete what has been decided to be deleted, and to see what there is to delete; nothing of it leaves.
        """
        return Permit(
            action=Action.DELETE,
            layer=Layer.OBSERVATIONS,
            activities=frozenset(self.activities.ids),
            epoch=self._epoch,
            leaves=False,
            sees_everything=True,
        )

    def check(self, permit: object) -> Permit:
        """Return a permit after making sure that it is one, and holds now.

        Raises
        ------
        PurposeError
            When it is not.
        """
        if not isinstance(permit, Permit):
            raise PurposeError("Data are read and written under a permit of a processing activity, and none was given.")
        if permit.epoch != self._epoch or self.look():
            raise PermitEndedError("What was permitted has changed meanwhile.", remedy="Ask again.")
        return permit

    # -- inside --------------------------------------------------------------------------------------------------

    def _permit(
        self, principal: Principal, action: Action, layer: Layer, used_by: str | None, *, leaves: bool
    ) -> Permit:
        epoch, world = self._epoch, self._present()
        allowed = frozenset(
            activity_id
            for activity_id in self.activities.ids
            if self._may(principal, action, world, layer=layer, activity=activity_id, used_by=used_by)
        )
        is_node = principal.kind is PrincipalKind.NODE
        return Permit(
            action=action,
            layer=layer,
            activities=allowed,
            epoch=epoch,
            used_by=used_by,
            leaves=leaves,
            datastreams=principal.datastreams,
            sees_everything=is_node or self._may(principal, Action.CONFIGURE, world),
        )

    def _may_somehow(self, principal: Principal, action: Action) -> bool:
        world = self._present()
        fresh = msgspec.structs.replace(principal, authenticated_at=world.now)
        if self._may(fresh, action, world):
            return True
        return any(
            self._may(fresh, action, world, activity=activity, layer=layer)
            for activity in self.activities.ids
            for layer in (None, *Layer)
        )

    def _may(
        self,
        principal: Principal,
        action: Action,
        world: World,
        *,
        layer: Layer | None = None,
        activity: str | None = None,
        used_by: str | None = None,
    ) -> bool:
        question = Question(principal=principal, action=action, layer=layer, activity=activity, used_by=used_by)
        return self._engine.verdict(question, world)[0]

    def _present(self) -> World:
        """Return what is so now: how activities stand changes with the epoch, the time of day always."""
        if self._world is None:
            self._world = self._make_world()
        return replace(self._world, now=self._clock.now())

    def _make_world(self) -> World:
        now = self._clock.now()
        ids = self.activities.ids
        in_force = {i: a for i in ids if (a := self.activities.at(i, now)) is not None}
        standings = {i: self.activities.standing(i, now) for i in ids}
        return World(
            now=now,
            controller=self.controller,
            activity=in_force.get,
            standing=lambda i: standings.get(i) or self.activities.standing(i, now),
            agreements=self.agreements,
            activities=ids,
            parties=self.parties,
            replaying=self._is_replay,
        )

    def _first_activity(self) -> str | None:
        return self.coverage.of_picture or next(iter(self.activities.ids), None)

    def _begin_epoch(self) -> None:
        with self._lock:
            self._epoch += 1
            self._permits.clear()
            self._somehow.clear()
            self._world = None
            self._look_again(self._clock.now())
        for tell in self.on_changed:
            tell()

    def _look_again(self, now: datetime) -> None:
        moments = [self.activities.next_change(now)]
        for agreement in self.agreements:
            moments += [m for m in (agreement.valid_from, agreement.valid_until) if m > now]
        if self._engine.depends_on_clock:
            moments.append(now.replace(second=0, microsecond=0) + _MINUTE)
        self._holds_until = min((m for m in moments if m is not None), default=None)


def _nowhere(_principal: Principal, _question: Question, _decision: Decision) -> str:
    return ""
