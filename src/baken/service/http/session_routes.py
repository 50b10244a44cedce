# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about sessions: signing in with a password, proving again who one is, signing out."""

from __future__ import annotations

from typing import Final

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from baken.identity.errors import UnauthenticatedError
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sign_in import acting
from baken.service.http.access import open_to_all
from baken.service.http.authentication import known_of, session_token_of
from baken.service.http.browser_cookies import SESSION, set_cookie
from baken.service.http.identity_bodies import (
    CodeRequest,
    OwnSessionBody,
    OwnSessionsBody,
    PasswordRequest,
    RenewalRequest,
    SessionBody,
    SignOutBody,
)
from baken.service.http.in_threads import in_thread
from baken.service.http.origins import public_address, relying_party
from baken.service.http.signed_in import (
    AnyRequest,
    begun,
    browser_of,
    entered_body,
    read,
    session_body,
    signed_in,
    with_cookies,
)
from baken.service.node import Node

OWN: Final = open_to_all("It is about the session of who asks, and refuses who has none.")
_FIRST: Final = open_to_all("Signing in comes before being known.")


@get(
    "/api/v1/sessions/current",
    operation_id="getSession",
    tags=["identity"],
    opt=open_to_all("It tells who asks only about themselves."),
    sync_to_thread=False,
)
def current_session(node: NamedDependency[Node], request: AnyRequest) -> SessionBody:
    """Return who is signed in in this browser, how far a sign-in has come, and which ways in there are."""
    return session_body(node.identity, known_of(request.scope), session_token_of(request.scope))


@post("/api/v1/sessions", operation_id="signIn", tags=["identity"], opt=_FIRST)
async def sign_in(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[PasswordRequest]
) -> Response[SessionBody]:
    """Sign in with login and password; the answer says whether a second factor is still to come."""
    wish, identity = await read(request, type(data)), node.identity
    if not identity.settings.local_accounts:
        raise UnauthenticatedError("Nobody signs in here with a password.", remedy="Use the provider.")
    browser = browser_of(request, identity)
    entered = await in_thread(identity.sign_in.with_password, wish.login, wish.password, browser)
    return with_cookies(request, identity, Response(entered_body(identity, entered), status_code=201), entered)


@post(
    "/api/v1/sessions/current/second-factor", operation_id="showSecondFactor", tags=["identity"], opt=OWN,
    status_code=200,
)  # fmt: skip
async def show_second_factor(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[CodeRequest]
) -> Response[SessionBody]:
    """Complete a sign-in with the code of an authenticator app, or a recovery code."""
    wish, identity, known = await read(request, type(data)), node.identity, begun(request)
    browser = browser_of(request, identity)
    entered = await in_thread(identity.sign_in.with_second_factor, known, wish.code, browser)
    return with_cookies(request, identity, Response(entered_body(identity, entered)), entered)


@post("/api/v1/sessions/current/renewal", operation_id="renewSession", tags=["identity"], opt=OWN, status_code=200)
async def renew_session(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[RenewalRequest]
) -> SessionBody:
    """Prove again who you are, for what needs a recent proof."""
    wish, identity, known = await read(request, type(data)), node.identity, signed_in(request)
    browser = browser_of(request, identity)
    if wish.credential is not None:
        party = relying_party(request.scope, identity.settings.public_origin)
        await in_thread(identity.sign_in.renew_with_passkey, known, wish.credential, party, browser)
    else:
        await in_thread(identity.sign_in.renew_with_password, known, wish.password, wish.code, browser)
    return session_body(identity, identity.sessions.find(browser.session), browser.session)


@delete("/api/v1/sessions/current", operation_id="signOut", tags=["identity"], opt=OWN, status_code=200)
async def sign_out(node: NamedDependency[Node], request: AnyRequest) -> Response[SignOutBody]:
    """Sign out in this browser; nothing happens when nobody is signed in."""
    identity, known, token = node.identity, known_of(request.scope), session_token_of(request.scope)
    address = None
    if known is not None:
        back = public_address(request.scope, identity.settings.public_origin)
        address = await identity.openid.sign_out_address(known.session, token, back)
        await in_thread(identity.sessions.end, token)
        tell(identity.events, SecurityEventKind.SIGNED_OUT, "Signed out.", by=acting(known.account))
    gone = set_cookie(request.scope, SESSION, "", identity.settings.public_origin)
    return Response(SignOutBody(sign_out_url=address), cookies=[gone])


@get("/api/v1/sessions", operation_id="listOwnSessions", tags=["identity"], opt=OWN, sync_to_thread=False)
def own_sessions(node: NamedDependency[Node], request: AnyRequest) -> OwnSessionsBody:
    """Return every browser in which you are signed in."""
    known = signed_in(request)
    found = [
        OwnSessionBody(
            id=session.id,
            is_current=session.id == known.session.id,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            method=session.method,
            user_agent=session.user_agent,
        )
        for session in node.identity.sessions.of_account(known.account.id)
    ]
    return OwnSessionsBody(sessions=found)


@delete("/api/v1/sessions/{session_id:str}", operation_id="endSession", tags=["identity"], opt=OWN)
async def end_session(node: NamedDependency[Node], request: AnyRequest, session_id: FromPath[str]) -> None:
    """Sign out in one of your browsers."""
    account = signed_in(request).account
    await in_thread(node.identity.sessions.end_one, account.id, session_id)
    tell(node.identity.events, SecurityEventKind.SIGNED_OUT, "Another session was ended.", by=acting(account))


@delete("/api/v1/sessions", operation_id="endSessions", tags=["identity"], opt=OWN)
async def end_sessions(node: NamedDependency[Node], request: AnyRequest) -> Response[None]:
    """Sign out everywhere, also here."""
    account = signed_in(request).account
    await in_thread(node.identity.sessions.end_all, account.id)
    tell(node.identity.events, SecurityEventKind.SIGNED_OUT, "All sessions were ended.", by=acting(account))
    gone = set_cookie(request.scope, SESSION, "", node.identity.settings.public_origin)
    return Response(None, status_code=204, cookies=[gone])


SESSION_ROUTES: Final = (
    current_session,
    sign_in,
    show_second_factor,
    renew_session,
    sign_out,
    own_sessions,
    end_session,
    end_sessions,
)
