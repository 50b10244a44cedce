# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about accounts: who may sign in, for which party and in which roles. For administrators."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from baken.governance.lists import Action, Role
from baken.governance.model import Principal
from baken.identity.identity import Identity
from baken.identity.model import ROLES_OF_ACCOUNTS, Account, AccountStatus
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sign_in import acting
from baken.service.http.access import access
from baken.service.http.identity_bodies import (
    AccountBody,
    AccountChange,
    AccountLinkBody,
    AccountsBody,
    NewAccountRequest,
    PartyBody,
)
from baken.service.http.in_threads import in_thread
from baken.service.http.origins import public_address
from baken.service.http.problems import InvalidInputError
from baken.service.http.signed_in import AnyRequest, names, read, signed_in
from baken.service.node import Node

ADMINISTER: Final = access(Action.ADMINISTER)
E = TypeVar("E", Role, AccountStatus)


@get("/api/v1/accounts", operation_id="listAccounts", tags=["identity"], opt=ADMINISTER)
async def accounts(node: NamedDependency[Node], request: AnyRequest) -> AccountsBody:
    """Return every account, and which parties and roles there are."""
    signed_in(request)
    found = await in_thread(lambda: [_body(node.identity, account) for account in node.identity.accounts.all()])
    parties = [PartyBody(id=p.id, name=p.name, is_controller=p.is_controller) for p in node.city.parties]
    return AccountsBody(accounts=found, parties=parties, roles=names(ROLES_OF_ACCOUNTS))


@post("/api/v1/accounts", operation_id="createAccount", tags=["identity"], opt=ADMINISTER)
async def create_account(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewAccountRequest]
) -> AccountLinkBody:
    """Make an account, and a one-time link with which the person chooses a password."""
    by, wish = acting(signed_in(request).account), await read(request, type(data))
    roles = _roles(wish.roles)

    def create() -> AccountLinkBody:
        account = node.identity.accounts.create(login=wish.login, name=wish.name, roles=roles, party=wish.party)
        _told(node.identity, SecurityEventKind.ACCOUNT_CREATED, by, account.id, f"Roles: {_said(roles)}.")
        return _link_body(node, request, account, by)

    return await in_thread(create)


@patch("/api/v1/accounts/{account_id:str}", operation_id="changeAccount", tags=["identity"], opt=ADMINISTER)
async def change_account(
    node: NamedDependency[Node], request: AnyRequest, account_id: FromPath[str], data: JSONBody[AccountChange]
) -> AccountBody:
    """Change name, party, roles or status; with other rights the person's sessions end."""
    by, wish = acting(signed_in(request).account), await read(request, type(data))
    wishes: dict[str, Any] = {
        name: value for name in wish.__struct_fields__ if (value := getattr(wish, name)) is not msgspec.UNSET
    }
    if "roles" in wishes:
        wishes["roles"] = _roles(wishes["roles"])
    if "status" in wishes:
        wishes["status"] = _one_of(AccountStatus, wishes["status"])

    def change() -> AccountBody:
        account = node.identity.accounts.change(account_id, **wishes)
        kind = SecurityEventKind.ROLES_CHANGED if "roles" in wishes else SecurityEventKind.ACCOUNT_CHANGED
        _told(node.identity, kind, by, account_id, f"Changed: {', '.join(sorted(wishes)) or 'nothing'}.")
        return _body(node.identity, account)

    return await in_thread(change)


@delete("/api/v1/accounts/{account_id:str}", operation_id="removeAccount", tags=["identity"], opt=ADMINISTER)
async def remove_account(node: NamedDependency[Node], request: AnyRequest, account_id: FromPath[str]) -> None:
    """Delete an account with everything that belongs to it."""
    by = acting(signed_in(request).account)
    await in_thread(node.identity.accounts.remove, account_id)
    _told(node.identity, SecurityEventKind.ACCOUNT_REMOVED, by, account_id, "By an administrator.")


@post("/api/v1/accounts/{account_id:str}/links", operation_id="makeAccountLink", tags=["identity"], opt=ADMINISTER)
async def make_account_link(
    node: NamedDependency[Node], request: AnyRequest, account_id: FromPath[str]
) -> AccountLinkBody:
    """Make a one-time link for somebody who lost password or second factor; using it, they start over."""
    by = acting(signed_in(request).account)
    return await in_thread(lambda: _link_body(node, request, node.identity.accounts.get(account_id), by))


@delete(
    "/api/v1/accounts/{account_id:str}/sessions", operation_id="endAccountSessions", tags=["identity"], opt=ADMINISTER
)
async def end_account_sessions(
    node: NamedDependency[Node], request: AnyRequest, account_id: FromPath[str]
) -> Response[None]:
    """Sign somebody out everywhere."""
    by = acting(signed_in(request).account)
    account = await in_thread(node.identity.accounts.get, account_id)
    await in_thread(node.identity.sessions.end_all, account.id)
    _told(node.identity, SecurityEventKind.SIGNED_OUT, by, account.id, "All sessions were ended by an administrator.")
    return Response(None, status_code=204)


def _link_body(node: Node, request: AnyRequest, account: Account, by: Principal) -> AccountLinkBody:
    origin = public_address(request.scope, node.identity.settings.public_origin)
    link, address = node.identity.make_link(account.id, origin, by=by)
    return AccountLinkBody(account=_body(node.identity, account), link=address, expires_at=link.expires_at)


def _body(identity: Identity, account: Account) -> AccountBody:
    return AccountBody(
        id=account.id,
        login=account.login,
        name=account.name,
        party=account.party,
        roles=names(account.roles),
        status=account.status.value,
        provider=account.provider,
        created_at=account.created_at,
        last_used_at=account.last_used_at,
        second_factors=[factor.value for factor in identity.factors.of_account(account.id)],
    )


def _roles(texts: list[str]) -> frozenset[Role]:
    return frozenset(_one_of(Role, text) for text in texts)


def _one_of(kind: type[E], text: str) -> E:
    try:
        return kind(text)
    except ValueError as error:
        known = ", ".join(sorted(member.value for member in kind))
        raise InvalidInputError(f"{text[:80]!r} is not known here.", remedy=f"Use one of: {known}.") from error


def _said(roles: frozenset[Role]) -> str:
    return ", ".join(names(roles))


def _told(identity: Identity, kind: SecurityEventKind, by: Principal, account: str, because: str) -> None:
    tell(identity.events, kind, because, by=by, account=account)


ACCOUNT_ROUTES: Final = (
    accounts,
    create_account,
    change_account,
    remove_account,
    make_account_link,
    end_account_sessions,
)
