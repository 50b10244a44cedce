# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about responses: what is proposed, who decides, tasks of partners, the log book, and handing over."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from litestar import Response as Answer
from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from baken.governance.lists import Action, Layer, Role
from baken.governance.model import Question
from baken.response.desk import Actor
from baken.response.ending import should_end
from baken.response.errors import ResponseError
from baken.response.model import Response, Who
from baken.response.shift import accept, hand_over, move_task, write, written
from baken.response.transitions import TASK_TRANSITIONS, ResponseDeed, ResponseState, TaskState
from baken.service.http.access import principal_of, reads_responses, responds
from baken.service.http.moments import moment
from baken.service.http.newest import newest
from baken.service.http.problems import InvalidInputError
from baken.service.http.response_bodies import (
    ActuatorsBody,
    DecisionRequest,
    HandOverBody,
    HandOversBody,
    LogBookBody,
    NewHandOverRequest,
    NewNoteRequest,
    NewResponseRequest,
    NoteBody,
    PlaybooksBody,
    ResponseBody,
    ResponsesBody,
    TaskBody,
    TaskChange,
    TasksBody,
)
from baken.service.http.response_body import (
    actuator_body,
    deed_of,
    hand_over_body,
    note_body,
    party_body,
    playbook_body,
    response_body,
    task_body,
)
from baken.service.http.signed_in import AnyRequest, read, signed_in
from baken.service.http.versions import looked_at, tagged
from baken.service.node import Node
from baken.service.response.responding import new_id
from baken.vocabulary.time import to_us
from baken.warning.model import WarningRecord

_MOST: Final = 500

Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=_MOST, description="Most of them, newest first.")]
Before = Annotated[
    str | None, QueryParameter(name="before", max_length=40, description="Older than this (ISO 8601 with zone).")
]
ByState = Annotated[ResponseState | None, QueryParameter(name="state", description="Only in this state.")]
ByTaskState = Annotated[TaskState | None, QueryParameter(name="state", description="Only in this state.")]
PartyId = Annotated[str | None, QueryParameter(name="partyId", max_length=100, description="Only of this party.")]

Tagged = Answer[ResponseBody]


@get("/api/v1/playbooks", operation_id="listPlaybooks", tags=["responses"], opt=reads_responses())
async def playbooks(node: NamedDependency[Node]) -> PlaybooksBody:
    """Return what is agreed beforehand about what is done when, by whom, and who decides."""
    return PlaybooksBody(
        is_declared=node.responding.is_declared, playbooks=[playbook_body(one) for one in node.city.playbooks]
    )


@get("/api/v1/responses", operation_id="listResponses", tags=["responses"], opt=reads_responses())
async def responses(
    node: NamedDependency[Node], request: AnyRequest, in_state: ByState = None, limit: Limit = 100
) -> ResponsesBody:
    """Return what was proposed, decided and done, newest first.

    When there are more than the limit, what waits for a decision or is in force comes before anything else.
    """

    def found() -> ResponsesBody:
        book = node.responding.read()
        chosen = [one for one in book.responses.values() if in_state is None or one.state is in_state]
        return ResponsesBody(
            now=node.clock.now(),
            revision=book.revision,
            is_declared=node.responding.is_declared,
            responses=[_body(node, request, one) for one in newest(chosen, limit, _is_open)],
            parties=[party_body(party) for party in node.city.parties],
        )

    return await asyncio.to_thread(found)


@get("/api/v1/responses/{response_id:str}", operation_id="getResponse", tags=["responses"], opt=reads_responses())
async def response(node: NamedDependency[Node], request: AnyRequest, response_id: FromPath[str]) -> Tagged:
    """Return one response with every step, task and command. Its ``ETag`` is what a change names in ``If-Match``."""
    return await asyncio.to_thread(lambda: _tagged(node, request, node.responding.read().response(response_id)))


@post("/api/v1/responses", operation_id="proposeResponse", tags=["responses"], opt=responds())
async def propose(node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewResponseRequest]) -> Tagged:
    """Propose a playbook by hand, whether or not anything warns."""
    actor, wish = _actor(request), await read(request, type(data))

    def make() -> Tagged:
        at_us = to_us(node.clock.now())
        node.responding.keep(
            lambda book: node.responding.desk.propose(book, wish.playbook_id, actor, at_us=at_us, because=wish.because)
        )
        newest = [r for r in node.responding.read().responses.values() if r.playbook.id == wish.playbook_id][-1]
        return _tagged(node, request, newest)

    return await asyncio.to_thread(make)


@post(
    "/api/v1/responses/{response_id:str}/decisions",
    operation_id="decideOnResponse",
    tags=["responses"],
    status_code=200,
    opt=responds(),
)
async def decide(
    node: NamedDependency[Node], request: AnyRequest, response_id: FromPath[str], data: JSONBody[DecisionRequest]
) -> Tagged:
    """Approve, refuse, begin, complete, fail or withdraw; ``If-Match`` says which version was looked at.

    412 when somebody was first, 409 when it is not possible or something in force wants the opposite.
    """
    actor, wish = _actor(request), await read(request, type(data))
    deed = deed_of(wish.deed)
    if deed is None:
        names = ", ".join(d.value for d in ResponseDeed if d is not ResponseDeed.EXPIRE)
        raise InvalidInputError(f"{wish.deed[:80]!r} is nothing that a person decides.", remedy=f"Use: {names}.")

    def do() -> Tagged:
        found = node.responding.read().response(response_id)
        version = looked_at(request)
        if deed is ResponseDeed.APPROVE and found.playbook.approval.re_authenticate:
            _require_fresh(node, request)
        node.responding.decide(response_id, deed, actor, version=version, because=wish.because)
        return _tagged(node, request, node.responding.read().response(response_id))

    return await asyncio.to_thread(do)


@get("/api/v1/response-tasks", operation_id="listResponseTasks", tags=["responses"], opt=reads_responses())
async def tasks(
    node: NamedDependency[Node],
    request: AnyRequest,
    in_state: ByTaskState = None,
    party_id: PartyId = None,
    limit: Limit = 100,
) -> TasksBody:
    """Return what parties are asked to do, newest first; a partner sees what its own party is asked."""

    def found() -> TasksBody:
        book, own = node.responding.read(), _own_party(request)
        chosen = [
            task
            for task in book.tasks.values()
            if (in_state is None or task.state is in_state)
            and party_id in (None, task.party)
            and (not own or task.party == own)
        ]
        return TasksBody(
            now=node.clock.now(),
            tasks=[
                task_body(task, book) for task in newest(chosen, limit, lambda task: bool(TASK_TRANSITIONS[task.state]))
            ],
        )

    return await asyncio.to_thread(found)


@patch(
    "/api/v1/response-tasks/{task_id:str}",
    operation_id="changeResponseTask",
    tags=["responses"],
    opt=responds(Layer.RESPONSES),
)
async def change_task(
    node: NamedDependency[Node], request: AnyRequest, task_id: FromPath[str], data: JSONBody[TaskChange]
) -> Answer[TaskBody]:
    """Acknowledge, do or decline a task of one's own party; ``If-Match`` says which version was looked at."""
    actor, wish = _actor(request), await read(request, type(data))
    try:
        state = TaskState(wish.state)
    except ValueError as error:
        remedy = "Use acknowledged, done or declined."
        raise InvalidInputError(f"{wish.state[:80]!r} is no state of a task.", remedy=remedy) from error

    def do() -> Answer[TaskBody]:
        at_us = to_us(node.clock.now())
        node.responding.read().task(task_id)
        version = looked_at(request)
        node.responding.keep(
            lambda book: move_task(book, task_id, state, actor, at_us=at_us, version=version, note=wish.note)
        )
        book = node.responding.read()
        task = book.task(task_id)
        return tagged(task_body(task, book), task.version)

    return await asyncio.to_thread(do)


@get("/api/v1/log-book-entries", operation_id="listLogBookEntries", tags=["responses"], opt=responds())
async def log_book(node: NamedDependency[Node], before: Before = None, limit: Limit = 100) -> LogBookBody:
    """Return what the crowd room noted, newest first."""
    until = None if before is None else to_us(moment(before))

    def found() -> LogBookBody:
        book = node.responding.read()
        chosen = [note for note in book.notes.values() if until is None or note.at_us < until]
        return LogBookBody(now=node.clock.now(), entries=[note_body(note, book) for note in reversed(chosen[-limit:])])

    return await asyncio.to_thread(found)


@post("/api/v1/log-book-entries", operation_id="writeLogBookEntry", tags=["responses"], opt=responds())
async def write_log_book(node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewNoteRequest]) -> NoteBody:
    """Write in the log book. An entry is never changed: a correction is a new one that names it."""
    actor, wish = _actor(request), await read(request, type(data))
    known = {area.id for area in node.city.areas}
    unknown = [name for name in wish.area_ids if name not in known]
    if unknown:
        raise InvalidInputError(f"There is no area {unknown[0]!r}.")

    def do() -> NoteBody:
        note_id, at_us = new_id(), to_us(node.clock.now())
        node.responding.keep(
            lambda book: write(
                book,
                actor,
                note_id=note_id,
                at_us=at_us,
                text=wish.text,
                response_id=wish.response_id,
                warning_id=wish.warning_id,
                area_ids=tuple(wish.area_ids),
                corrects=wish.corrects,
                key=wish.key,
            )
        )
        book = node.responding.read()
        note = book.notes.get(note_id) or written(book, actor, wish.key)
        if note is None:
            raise ResponseError("The entry is gone already.")
        return note_body(note, book)

    return await asyncio.to_thread(do)


@get("/api/v1/hand-overs", operation_id="listHandOvers", tags=["responses"], opt=responds())
async def hand_overs(node: NamedDependency[Node], limit: Limit = 100) -> HandOversBody:
    """Return how shifts handed over, newest first."""

    def found() -> HandOversBody:
        made = list(node.responding.read().hand_overs.values())[-limit:]
        return HandOversBody(now=node.clock.now(), hand_overs=[hand_over_body(one) for one in reversed(made)])

    return await asyncio.to_thread(found)


@post("/api/v1/hand-overs", operation_id="handOver", tags=["responses"], opt=responds())
async def make_hand_over(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewHandOverRequest]
) -> HandOverBody:
    """Tell the next shift how it stands; what is open is noted beside the words."""
    actor, wish = _actor(request), await read(request, type(data))

    def do() -> HandOverBody:
        made_id, at_us = new_id(), to_us(node.clock.now())
        node.responding.keep(
            lambda book: hand_over(
                book, actor, hand_over_id=made_id, at_us=at_us, text=wish.text, to_account=wish.to_account
            )
        )
        return hand_over_body(node.responding.read().hand_overs[made_id])

    return await asyncio.to_thread(do)


@post(
    "/api/v1/hand-overs/{hand_over_id:str}/acceptances",
    operation_id="acceptHandOver",
    tags=["responses"],
    status_code=200,
    opt=responds(),
)
async def accept_hand_over(
    node: NamedDependency[Node], request: AnyRequest, hand_over_id: FromPath[str]
) -> HandOverBody:
    """Take over from the shift before."""
    actor = _actor(request)

    def do() -> HandOverBody:
        at_us = to_us(node.clock.now())
        node.responding.keep(lambda book: accept(book, hand_over_id, actor, at_us=at_us))
        return hand_over_body(node.responding.read().hand_overs[hand_over_id])

    return await asyncio.to_thread(do)


@get("/api/v1/actuators", operation_id="listActuators", tags=["responses"], opt=reads_responses())
async def actuators(node: NamedDependency[Node]) -> ActuatorsBody:
    """Return lights and signs: what each was told last, and how it is switched by hand."""

    def found() -> ActuatorsBody:
        book, reach = node.responding.read(), node.responding.reach
        return ActuatorsBody(
            transport=reach.transport.kind.value, actuators=[actuator_body(one, book, reach) for one in reach.actuators]
        )

    return await asyncio.to_thread(found)


def _actor(request: AnyRequest) -> Actor:
    account = signed_in(request).account
    return Actor(Who(id=account.id, name=account.name, party=account.party), account.roles)


def _is_open(response: Response) -> bool:
    return response.is_in_force or response.state is ResponseState.PROPOSED


def _own_party(request: AnyRequest) -> str:
    """Return the party of a partner; empty for everybody who sees the tasks of all."""
    principal = principal_of(request)
    return principal.party if Role.PARTNER in principal.roles else ""


def _require_fresh(node: Node, request: AnyRequest) -> None:
    """Ask governance for what takes a fresh sign-in; a refusal is written down."""
    activity = node.governance.coverage.of_responses
    node.governance.require(
        Question(principal=principal_of(request), action=Action.APPROVE, layer=Layer.RESPONSES, activity=activity)
    )


def _body(node: Node, request: AnyRequest, found: Response) -> ResponseBody:
    principal = principal_of(request)
    return response_body(
        found,
        node.responding.read(),
        roles=principal.roles,
        party=principal.party,
        is_partner=Role.PARTNER in principal.roles,
        end=should_end(found, _warning_of(node, found), to_us(node.clock.now())),
    )


def _warning_of(node: Node, found: Response) -> WarningRecord | None:
    """Return the warning for which something was proposed, when it is still kept."""
    wanted = None if found.evidence is None else found.evidence.warning_id
    return next((one for one in node.warnings.records() if one.id == wanted), None)


def _tagged(node: Node, request: AnyRequest, found: Response) -> Tagged:
    return tagged(_body(node, request, found), found.version)


RESPONSE_ROUTES: Final = (
    playbooks,
    responses,
    response,
    propose,
    decide,
    tasks,
    change_task,
    log_book,
    write_log_book,
    hand_overs,
    make_hand_over,
    accept_hand_over,
    actuators,
)
