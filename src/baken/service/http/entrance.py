# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entrance: what every request for data passes, and what is written down of it before its answer leaves."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.governance.log.chain import now_ms
from baken.governance.log.errors import LogError
from baken.governance.log.record import Status
from baken.governance.log.trace import CURRENT, Trace
from baken.governance.model import ANYBODY
from baken.observation.governed_store import TOUCHED, Touched
from baken.service.asking import CHALLENGE
from baken.service.http.problems import MEDIA_TYPE, Problem, problem_of
from baken.service.reference import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.governing import Governance
    from baken.governance.log.processing_log import ProcessingLog
    from baken.governance.model import Principal
    from baken.service.http.asgi import Application, Message, Receive, Scope, Send
    from baken.service.http.authentication import Authentication
    from baken.service.http.limits import Admission

_LOG: Final = logging.getLogger(__name__)
_SERVER_FAULT: Final = 500


class Entrance:
    """Finds out who asks and whether they may come in, and logs what became of it.

    Invariants
    ----------
    No answer begins before the records of what was done for it are written; when they cannot be written, the answer
    is that the service is not available.
    """

    def __init__(
        self,
        governance: Governance,
        authentication: Authentication,
        admission: Admission,
        processing_log: ProcessingLog,
    ) -> None:
        self._governance = governance
        self._authentication = authentication
        self._admission = admission
        self._log = processing_log

    async def pass_through(self, part: Application, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request by a part, after everything that comes before it."""
        trace = Trace.of(scope["headers"])
        REFERENCE.set(trace.trace_id)
        CURRENT.set(trace)
        state = scope.setdefault("state", {})
        state["trace"], state["trace_id"], state["principal"] = trace, trace.trace_id, ANYBODY
        identity = ""
        try:
            principal = await self._authenticated(scope)
            state["principal"] = principal
            identity = self._admission.identity_of(principal, scope)
            self._admission.enter(identity, scope, principal)
        except BakenError as error:
            await _refuse(send, trace, error, state["principal"])
            return
        touched, begun = Touched(), now_ms()
        TOUCHED.set(touched)
        answer = _Answer(send, trace, lambda status: self._write(trace, principal, touched, begun, status))
        try:
            self._log.require_open()
            await part(scope, receive, answer)
        except LogError as error:
            if answer.has_begun:
                raise
            await _refuse(send, trace, error, principal)
        except Exception:
            if answer.unlogged is None:
                raise
            await _refuse(send, trace, answer.unlogged, principal)  # the part may have wrapped it in another error
        finally:
            self._admission.leave(identity)

    async def _authenticated(self, scope: Scope) -> Principal:
        try:
            principal = await self._authentication.principal_of(scope)
            self._authentication.check_request(scope, principal)
        except BakenError:
            self._admission.failed(scope)
            raise
        return principal

    def _write(self, trace: Trace, principal: Principal, touched: Touched, begun: int, http_status: int) -> None:
        status = Status.ERROR if http_status >= _SERVER_FAULT else Status.UNSET
        for (activity_id, action, layer), rows in touched.rows.items():
            activity = self._governance.activity(activity_id)
            if activity is None:
                continue
            self._log.write_request(
                trace,
                f"{action.value} {layer.value}" if layer else action.value,
                (activity.uri,),
                principal=principal,
                start_time=begun,
                action=action,
                layer=layer,
                rows=rows or None,
                status=status,
            )
            trace = trace.sibling()


class _Answer:
    """Sends an answer, after writing the records of its request before its first word.

    Attributes
    ----------
    unlogged
        Why they could not be written; nothing has been sent then.
    """

    def __init__(self, send: Send, trace: Trace, write: Callable[[int], None]) -> None:
        self._send = send
        self._trace = trace
        self._write = write
        self.has_begun = False
        self.unlogged: LogError | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            try:
                self._write(message["status"])
            except LogError as error:
                self.unlogged = error
                raise
            message["headers"] = [*message.get("headers", ()), self._trace.answer_header()]
            self.has_begun = True
        await self._send(message)


async def _refuse(send: Send, trace: Trace, error: BakenError, principal: Principal) -> None:
    problem: Problem = problem_of(error, principal)
    if not problem.reference:
        problem = msgspec.structs.replace(problem, reference=trace.trace_id)
    headers = [(name.lower().encode(), str(value).encode()) for name, value in getattr(error, "headers", {}).items()]
    if problem.status == 401 and not any(name == b"www-authenticate" for name, _ in headers):
        headers.append((b"www-authenticate", CHALLENGE.encode()))
    headers += [(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store"), trace.answer_header()]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(problem), "more_body": False})
