# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed in: what the routes about one's own session, second factors and the accounts of others have in common."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
from litestar import Request, Response

from baken.governance.lists import Role
from baken.identity.errors import StaleAuthenticationError, UnauthenticatedError
from baken.identity.identity import Identity
from baken.identity.model import SessionStage
from baken.identity.second_factors import Factor
from baken.identity.sessions import Known, forgery_token
from baken.identity.sign_in import Browser, Entered
from baken.service.http.authentication import known_of, session_token_of
from baken.service.http.browser_cookies import BINDING, DEVICE, SESSION, cookie_of, set_cookie
from baken.service.http.identity_bodies import AccountOfSessionBody, MethodsBody, ProviderBody, SessionBody
from baken.service.http.problems import exactly

AnyRequest = Request[Any, Any, Any]
R = TypeVar("R", bound=msgspec.Struct)
_HALF_WAY: Final = (SessionStage.ENROLMENT, SessionStage.COMPLETE)


def browser_of(request: AnyRequest, identity: Identity) -> Browser:
    """Return from where a request comes."""
    scope, origin = request.scope, identity.settings.public_origin
    client = scope.get("client")
    return Browser(
        address=client[0] if client else "",
        user_agent=request.headers.get("user-agent", ""),
        session=session_token_of(scope),
        device=cookie_of(scope, DEVICE, origin),
        binding=cookie_of(scope, BINDING, origin),
    )


def begun(request: AnyRequest) -> Known:
    """Return the session of a request, however far its sign-in has come.

    Raises
    ------
    UnauthenticatedError
        When there is none.
    """
    known = known_of(request.scope)
    if known is None:
        raise UnauthenticatedError("You are not signed in.", remedy="Sign in first.")
    return known


def signed_in(request: AnyRequest) -> Known:
    """Return the session of a request, whose sign-in is complete.

    Raises
    ------
    UnauthenticatedError
        When it is not.
    """
    known = begun(request)
    if known.session.stage is not SessionStage.COMPLETE:
        raise UnauthenticatedError("You are not signed in yet.", remedy="Show or add a second factor first.")
    return known


def may_change_factors(request: AnyRequest, identity: Identity) -> Known:
    """Return the session of somebody who may change what opens their account: just proven, or just beginning.

    Raises
    ------
    UnauthenticatedError, StaleAuthenticationError
        When they may not.
    """
    known = may_see_factors(request)
    require_fresh(known, identity)
    return known


def may_see_factors(request: AnyRequest) -> Known:
    """Return the session of somebody who may see what opens their account: all shown, or nothing there yet.

    Raises
    ------
    UnauthenticatedError
        When there is a second factor that was not shown.
    """
    known = begun(request)
    if known.session.stage not in _HALF_WAY:
        raise UnauthenticatedError("You are not signed in yet.", remedy="Show your second factor first.")
    return known


def require_fresh(known: Known, identity: Identity) -> None:
    """Refuse what needs a recent proof of who somebody is.

    Raises
    ------
    StaleAuthenticationError
        When it was too long ago.
    """
    if not identity.sessions.is_fresh(known.session):
        raise StaleAuthenticationError("You signed in too long ago for this.", remedy="Confirm who you are first.")


async def read(request: AnyRequest, kind: type[R]) -> R:
    """Return the body as it was sent: the framework would convert what does not fit."""
    return exactly(await request.body(), kind)


def session_body(identity: Identity, known: Known | None, token: str) -> SessionBody:
    """Return how far a sign-in has come, and which ways in there are."""
    settings, rules = identity.settings, identity.settings.sessions
    account = None if known is None else known.account
    session = None if known is None else known.session
    is_complete = session is not None and session.stage is SessionStage.COMPLETE
    factors: tuple[Factor, ...] = () if account is None else identity.factors.of_account(account.id)
    return SessionBody(
        stage="anonymous" if session is None else session.stage.value,
        account=None
        if account is None
        else AccountOfSessionBody(
            id=account.id,
            name=account.name,
            login=account.login,
            party=account.party,
            roles=names(account.roles) if is_complete else [],
        ),
        csrf_token=None if known is None else forgery_token(token),
        authenticated_at=None if session is None else session.authenticated_at,
        expires_at=None if session is None else session.expires_at,
        idle_s=int(rules.idle.total_seconds()),
        fresh_s=int(rules.fresh.total_seconds()),
        assurance=session.assurance if session is not None and is_complete else "",
        second_factors=[factor.value for factor in factors],
        methods=MethodsBody(
            password=settings.local_accounts,
            passkey=settings.local_accounts,
            providers=[
                ProviderBody(id=p.id, name=p.name, authorization_path=f"/api/v1/openid/{p.id}/authorization")
                for p in settings.providers
            ],
        ),
        first_administrator_needed=known is None and not identity.accounts.has_administrator(),
    )


def entered_body(identity: Identity, entered: Entered) -> SessionBody:
    """Return how far a sign-in has come that has just gone a step."""
    return session_body(identity, identity.sessions.find(entered.session), entered.session)


def with_cookies(request: AnyRequest, identity: Identity, response: Response[Any], entered: Entered) -> Response[Any]:
    """Return an answer that gives the browser its new session."""
    origin = identity.settings.public_origin
    response.cookies.append(set_cookie(request.scope, SESSION, entered.session, origin))
    if entered.device:
        response.cookies.append(set_cookie(request.scope, DEVICE, entered.device, origin))
    return response


def names(roles: frozenset[Role]) -> list[str]:
    """Return roles in the order of the alphabet."""
    return sorted(role.value for role in roles)
