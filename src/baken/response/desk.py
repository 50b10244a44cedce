# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The desk: turns what somebody wants to do about a response into events, or says why it cannot be done.

Nothing here keeps anything. Whoever keeps the book hands in how it stands and keeps the events that come out, all of
them or none; because that happens one after the other, the second of two who want the opposite is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.governance.lists import Role
from baken.response.errors import ChangedMeanwhileError, NotYoursError, OppositeError, ResponseError
from baken.response.execution import begun, opposed, settled, undone
from baken.response.model import NODE, Decided, Evidence, Proposed, ResponseEvent, Who
from baken.response.proposing import proposed_by
from baken.response.transitions import ResponseDeed, ResponseState, after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    from baken.forecast.events import PlannedEvent
    from baken.response.book import Book
    from baken.response.model import Response
    from baken.response.playbook import Playbook
    from baken.response.reach import Reach

_MINUTE_US = 60_000_000
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the desk: who, and in which roles."""

    who: Who
    roles: frozenset[Role]


class Desk:
    """What can be done about responses in one city.

    Parameters
    ----------
    new_id
        Gives an id that was never used.
    """

    def __init__(
        self,
        playbooks: Iterable[Playbook],
        reach: Reach,
        zone: ZoneInfo,
        events: Iterable[PlannedEvent],
        new_id: Callable[[], str],
    ) -> None:
        self.playbooks = {playbook.id: playbook for playbook in playbooks}
        self.reach = reach
        self._zone = zone
        self._events = tuple(events)
        self._new_id = new_id

    # -- proposing -----------------------------------------------------------------------------------------------

    def warned(self, book: Book, evidence: Evidence) -> tuple[ResponseEvent, ...]:
        """Propose what the playbooks say about a warning; nothing twice."""
        found = proposed_by(evidence, self.playbooks.values(), book, self._zone, self._events)
        return tuple(self._proposed(playbook, evidence.at_us, NODE, evidence.sentence, evidence) for playbook in found)

    def propose(
        self, book: Book, playbook_id: str, actor: Actor, *, at_us: int, because: str, evidence: Evidence | None = None
    ) -> tuple[ResponseEvent, ...]:
        """Propose a playbook by hand, whether or not anything warns.

        Raises
        ------
        ResponseError
            When there is none of this name, or it is there already.
        """
        playbook = self.playbooks.get(playbook_id)
        if playbook is None:
            known = ", ".join(self.playbooks) or "there are none"
            raise ResponseError(f"There is no playbook {playbook_id[:80]!r}.", remedy=f"Choose from: {known}.")
        for response in book.responses.values():
            if response.playbook.id == playbook_id and (
                response.is_in_force or response.state is ResponseState.PROPOSED
            ):
                raise OppositeError(
                    f"{playbook.title} is there already, as {response.id}.", remedy="Decide on that one."
                )
        return (self._proposed(playbook, at_us, actor.who, said(because), evidence),)

    def closed(self, book: Book, warning_id: str, *, at_us: int, because: str) -> tuple[ResponseEvent, ...]:
        """Let the proposals of a warning that is over expire; what was approved goes on until a person withdraws it."""
        return tuple(
            _step(response, ResponseDeed.EXPIRE, NODE, at_us, because)
            for response in book.open_proposals()
            if response.evidence is not None and response.evidence.warning_id == warning_id
        )

    def tidy(self, book: Book, *, at_us: int) -> tuple[ResponseEvent, ...]:
        """Let proposals expire on which nobody decided in time."""
        because = "Nobody decided on it in time."
        return tuple(
            _step(response, ResponseDeed.EXPIRE, NODE, at_us, because)
            for response in book.open_proposals()
            if at_us >= response.expires_at_us
        )

    # -- deciding ------------------------------------------------------------------------------------------------

    def decide(
        self,
        book: Book,
        response_id: str,
        deed: ResponseDeed,
        actor: Actor,
        *,
        at_us: int,
        machine_us: int,
        version: int,
        because: str,
    ) -> tuple[ResponseEvent, ...]:
        """Do what a person decides about a response, with all that follows from it.

        Parameters
        ----------
        at_us, machine_us
            The clock of the node and that of the machine.
        version
            Which version the person saw.

        Raises
        ------
        UnknownResponseError, ChangedMeanwhileError, TransitionError, OppositeError, NotYoursError, ResponseError
            When it cannot be done; nothing has happened then.
        """
        response = book.response(response_id)
        require_version(response, version)
        after(response.state, deed, by_person=True)
        _require_role(response, actor)
        text = said(because, needed=deed in (ResponseDeed.REFUSE, ResponseDeed.FAIL, ResponseDeed.WITHDRAW))
        if deed in (ResponseDeed.APPROVE, ResponseDeed.BEGIN):
            _require_no_opposite(book, response)
        first = _step(response, deed, actor.who, at_us, text)
        if deed is ResponseDeed.APPROVE and response.playbook.begins_at_once:
            begin = Decided(
                at_us=at_us,
                response_id=response.id,
                version=response.version + 2,
                deed=ResponseDeed.BEGIN,
                by=NODE,
                because="The playbook begins when it is approved.",
            )
            return (first, begin, *begun(book, response, self.reach, at_us, machine_us, self._new_id))
        if deed is ResponseDeed.BEGIN:
            return (first, *begun(book, response, self.reach, at_us, machine_us, self._new_id))
        if deed is ResponseDeed.WITHDRAW:
            return (first, *undone(book, response, self.reach, at_us, machine_us, self._new_id))
        return (first,)

    def settle(self, book: Book, response_id: str, *, at_us: int) -> tuple[ResponseEvent, ...]:
        """Complete or fail what is executing, when its tasks and commands say so."""
        response = book.response(response_id)
        if response.state is not ResponseState.EXECUTING:
            return ()
        found = settled(book, response)
        return () if found is None else (_step(response, found[0], NODE, at_us, found[1]),)

    # -- inside --------------------------------------------------------------------------------------------------

    def _proposed(
        self, playbook: Playbook, at_us: int, by: Who, because: str, evidence: Evidence | None
    ) -> ResponseEvent:
        return Proposed(
            at_us=at_us,
            response_id=self._new_id(),
            playbook=playbook,
            by=by,
            expires_at_us=at_us + round(playbook.stands_min * _MINUTE_US),
            because=because,
            evidence=evidence,
        )


def require_version(response: Response, version: int) -> None:
    """Make sure that nobody was first.

    Raises
    ------
    ChangedMeanwhileError
        Saying who did what.
    """
    if response.version == version:
        return
    last = response.steps[-1]
    raise ChangedMeanwhileError(
        f"{last.by.name} was first: this response is {response.state.value} now.", remedy="Look at it again."
    )


def said(text: str, *, needed: bool = False) -> str:
    """Return a reason as it is kept.

    Raises
    ------
    ResponseError
        When there has to be one and there is none, or it cannot be kept.
    """
    kept = text.strip()
    if needed and not kept:
        raise ResponseError("It has not been said why.", remedy="Give a reason in a few words.")
    if len(kept) > _LONGEST:
        raise ResponseError(f"This text has {len(kept)} characters.", remedy=f"Write at most {_LONGEST}.")
    if any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF for c in kept):
        raise ResponseError("This text holds characters that are not text.", remedy="Remove the control characters.")
    return kept


def role_fits(response: Response, roles: frozenset[Role]) -> bool:
    """Tell whether somebody in these roles may decide on a response."""
    return not roles.isdisjoint(_allowed(response))


def _allowed(response: Response) -> set[Role]:
    """It is for the role of the playbook, and for the duty officer, who answers for the shift."""
    return {response.playbook.approval.role, Role.DUTY_OFFICER}


def _require_role(response: Response, actor: Actor) -> None:
    if not role_fits(response, actor.roles):
        allowed = _allowed(response)
        names = " or ".join(sorted(one.value.replace("-", " ") for one in allowed))
        raise NotYoursError(f"This takes the role of {names}.", remedy="Ask somebody in that role.")


def _require_no_opposite(book: Book, response: Response) -> None:
    for other, mine, theirs, thing in opposed(book, response):
        by = other.approved_by
        who = "" if by is None else f", approved by {by.by.name}"
        raise OppositeError(
            f"{other.playbook.title} is {other.state.value}{who}: its {theirs.title!r} is the opposite of "
            f"{mine.title!r} ({thing}).",
            remedy="Withdraw one of the two first.",
        )


def _step(response: Response, deed: ResponseDeed, by: Who, at_us: int, because: str) -> Decided:
    after(response.state, deed, by_person=by.is_person)
    return Decided(
        at_us=at_us, response_id=response.id, version=response.version + 1, deed=deed, by=by, because=because
    )
