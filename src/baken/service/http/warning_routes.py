# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about warnings: what stands, what people do about it, drafts for the public, and what is suppressed."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated, Final

from litestar import Response as Answer
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from baken.governance.lists import Action
from baken.governance.model import Question
from baken.service.http.access import acts_on_warnings, principal_of, reads_warnings
from baken.service.http.newest import newest
from baken.service.http.parameters import Language
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.http.signed_in import AnyRequest, read, signed_in
from baken.service.http.versions import looked_at, tagged
from baken.service.http.warning_bodies import (
    DraftBody,
    NewSuppressionRequest,
    SuppressionBody,
    SuppressionsBody,
    WarningBody,
    WarningsBody,
    WarningStepRequest,
)
from baken.service.http.warning_body import draft_body, suppression_body, warning_body
from baken.service.node import Node
from baken.vocabulary.time import to_us
from baken.warning.kinds import LimitKind
from baken.warning.model import Suppression, WarningRecord
from baken.warning.states import OF_PERSONS, Deed

_MOST: Final = 500

Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=_MOST, description="Most of them, newest first.")]
IsOpen = Annotated[bool | None, QueryParameter(name="isOpen", description="Only those that are open, or over.")]
Tagged = Answer[WarningBody]


@get("/api/v1/warnings", operation_id="listWarnings", tags=["warnings"], opt=reads_warnings())
async def warnings(
    node: NamedDependency[Node], request: AnyRequest, is_open: IsOpen = None, limit: Limit = 100
) -> WarningsBody:
    """Return warnings, newest first; when there are more than the limit, those that are open before others."""

    def found() -> WarningsBody:
        chosen = [one for one in node.warnings.records() if is_open is None or one.is_open == is_open]
        return WarningsBody(
            now=node.clock.now(),
            judged_at=node.warnings.judged_at,
            revision=node.warnings.revision,
            is_declared=node.warnings.is_declared,
            is_simulated=node.notifications.is_simulated,
            warnings=_bodies(node, request, tuple(newest(chosen, limit, lambda one: one.is_open))),
            blind=list(node.warnings.blind()),
        )

    return await asyncio.to_thread(found)


@get("/api/v1/warnings/{warning_id:str}", operation_id="getWarning", tags=["warnings"], opt=reads_warnings())
async def warning(node: NamedDependency[Node], request: AnyRequest, warning_id: FromPath[str]) -> Tagged:
    """Return one warning with all its limits and steps. Its ``ETag`` is what a step names in ``If-Match``."""
    return await asyncio.to_thread(lambda: _tagged(node, request, node.warnings.record(warning_id)))


@post(
    "/api/v1/warnings/{warning_id:str}/steps",
    operation_id="stepWarning",
    tags=["warnings"],
    opt=acts_on_warnings(),
    status_code=200,
)
async def step(
    node: NamedDependency[Node], request: AnyRequest, warning_id: FromPath[str], data: JSONBody[WarningStepRequest]
) -> Tagged:
    """See, handle, take up, close or deny a warning; ``If-Match`` says which version was looked at.

    412 when somebody was first, 428 without a version, 409 when it is not possible in its state.
    """
    who, wish = signed_in(request).account, await read(request, type(data))
    known = {deed.value: deed for deed in OF_PERSONS}
    if wish.deed not in known:
        raise InvalidInputError(
            f"{wish.deed[:80]!r} is nothing that a person does.", remedy=f"Use: {', '.join(known)}."
        )

    def do() -> Tagged:
        node.warnings.record(warning_id)
        version, deed = looked_at(request), Deed(wish.deed)
        return _tagged(node, request, node.warnings.act(warning_id, deed, by=who.id, version=version, note=wish.note))

    return await asyncio.to_thread(do)


@get("/api/v1/warnings/{warning_id:str}/draft", operation_id="getWarningDraft", tags=["warnings"],
     opt=acts_on_warnings())  # fmt: skip
async def draft(node: NamedDependency[Node], warning_id: FromPath[str], language: Language = "nl") -> DraftBody:
    """Return a draft for the public, at level B1; a person reads it, changes it and decides whether it goes out."""
    found = await asyncio.to_thread(lambda: draft_body(node.warnings.record(warning_id), node.city, language))
    if found is None:
        raise NotFoundError("Of this warning there is nothing to tell the public.")
    return found


@get("/api/v1/warning-suppressions", operation_id="listSuppressions", tags=["warnings"], opt=reads_warnings())
async def suppressions(node: NamedDependency[Node]) -> SuppressionsBody:
    """Return what is suppressed now, why, and until when."""
    found = await asyncio.to_thread(node.warnings.suppressions)
    names = await asyncio.to_thread(_names, node)
    return SuppressionsBody(now=node.clock.now(), suppressions=[suppression_body(one, names) for one in found])


@post("/api/v1/warning-suppressions", operation_id="suppressWarnings", tags=["warnings"], opt=acts_on_warnings())
async def suppress(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewSuppressionRequest]
) -> SuppressionBody:
    """Raise no warnings of some areas or kinds for a while: with a reason, and an end within 24 hours."""
    who, wish = signed_in(request).account, await read(request, type(data))
    if wish.until.tzinfo is None:
        raise InvalidInputError("until has no time zone.", remedy="Write 2026-08-14T22:00:00Z.")
    try:
        kinds = tuple(LimitKind(word) for word in wish.kinds)
    except ValueError as error:
        raise InvalidInputError(f"{error}.", remedy=f"Use: {', '.join(LimitKind)}.") from error
    made = Suppression(
        id=secrets.token_hex(8),
        area_ids=tuple(wish.area_ids),
        kinds=kinds,
        reason=wish.reason,
        by=who.id,
        from_us=to_us(node.clock.now()),
        until_us=to_us(wish.until),
    )
    await asyncio.to_thread(node.warnings.suppress, made)
    return suppression_body(made, {who.id: who.name})


@delete("/api/v1/warning-suppressions/{suppression_id:str}", operation_id="liftSuppression", tags=["warnings"],
        opt=acts_on_warnings())  # fmt: skip
async def lift(node: NamedDependency[Node], request: AnyRequest, suppression_id: FromPath[str]) -> None:
    """Let warnings through again."""
    who = signed_in(request).account.id
    if not await asyncio.to_thread(node.warnings.lift, suppression_id, who):
        raise NotFoundError("There is no such suppression.")


def _tagged(node: Node, request: AnyRequest, record: WarningRecord) -> Tagged:
    [body] = _bodies(node, request, (record,))
    return tagged(body, record.version)


def _bodies(node: Node, request: AnyRequest, records: tuple[WarningRecord, ...]) -> list[WarningBody]:
    question = Question(
        principal=principal_of(request), action=Action.RESPOND, activity=node.governance.coverage.of_warnings
    )
    may_act, names = node.governance.decide(question).allowed, _names(node)
    now_us = to_us(node.clock.now())
    return [warning_body(one, node.city, now_us, may_act=may_act, names=names) for one in records]


def _names(node: Node) -> dict[str, str]:
    """Return what people are called who may have done something, by the id of their account."""
    return {account.id: account.name for account in node.identity.accounts.all()}


WARNING_ROUTES: Final = (warnings, warning, step, draft, suppressions, suppress, lift)
