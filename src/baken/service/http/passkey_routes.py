# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about passkeys: signing in with one, adding one, removing one."""

from __future__ import annotations

import secrets
from typing import Final

from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from baken.identity.errors import UnauthenticatedError
from baken.service.http.access import open_to_all
from baken.service.http.browser_cookies import BINDING, set_cookie
from baken.service.http.identity_bodies import (
    CredentialRequest,
    NewPasskeyBody,
    NewPasskeyRequest,
    PublicKeyBody,
    SessionBody,
)
from baken.service.http.in_threads import in_thread
from baken.service.http.origins import relying_party
from baken.service.http.second_factor_routes import factor_added, passkey_body, told
from baken.service.http.session_routes import OWN
from baken.service.http.signed_in import (
    AnyRequest,
    browser_of,
    entered_body,
    may_change_factors,
    read,
    require_fresh,
    signed_in,
    with_cookies,
)
from baken.service.node import Node

_FIRST: Final = open_to_all("Signing in comes before being known.")


@post("/api/v1/passkey-challenges", operation_id="challengePasskey", tags=["identity"], opt=_FIRST)
async def challenge_passkey(node: NamedDependency[Node], request: AnyRequest) -> Response[PublicKeyBody]:
    """Return what to ask of the device, to sign in or to prove again who you are."""
    identity, origin = node.identity, node.identity.settings.public_origin
    party = relying_party(request.scope, origin)
    binding = secrets.token_urlsafe(32)
    options = await in_thread(identity.factors.passkeys.options_to_show, party, binding)
    cookie = set_cookie(request.scope, BINDING, binding, origin)
    return Response(PublicKeyBody(public_key=options), status_code=201, cookies=[cookie])


@post("/api/v1/sessions/passkey", operation_id="signInWithPasskey", tags=["identity"], opt=_FIRST)
async def sign_in_with_passkey(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[CredentialRequest]
) -> Response[SessionBody]:
    """Sign in with a passkey; nothing else is needed."""
    wish, identity = await read(request, type(data)), node.identity
    if not identity.settings.local_accounts:
        raise UnauthenticatedError("Nobody signs in here with a passkey.", remedy="Use the provider.")
    party = relying_party(request.scope, identity.settings.public_origin)
    entered = await in_thread(identity.sign_in.with_passkey, wish.credential, party, browser_of(request, identity))
    return with_cookies(request, identity, Response(entered_body(identity, entered), status_code=201), entered)


@post("/api/v1/passkeys/options", operation_id="beginPasskey", tags=["identity"], opt=OWN, status_code=200)
async def begin_passkey(node: NamedDependency[Node], request: AnyRequest) -> PublicKeyBody:
    """Return what to ask of the device, to add a passkey."""
    identity, known = node.identity, may_change_factors(request, node.identity)
    party = relying_party(request.scope, identity.settings.public_origin)
    session = browser_of(request, identity).session
    return PublicKeyBody(
        public_key=await in_thread(identity.factors.passkeys.options_to_add, known.account, party, session)
    )


@post("/api/v1/passkeys", operation_id="addPasskey", tags=["identity"], opt=OWN)
async def add_passkey(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewPasskeyRequest]
) -> Response[NewPasskeyBody]:
    """Add a passkey: what the device made."""
    wish, identity, known = await read(request, type(data)), node.identity, may_change_factors(request, node.identity)
    party, browser = relying_party(request.scope, identity.settings.public_origin), browser_of(request, identity)
    passkey = await in_thread(
        identity.factors.passkeys.add, known.account, party, browser.session, wish.name, wish.credential
    )
    codes, entered = await in_thread(factor_added, identity, known, "passkey", browser)
    body = NewPasskeyBody(
        passkey=passkey_body(passkey), recovery_codes=list(codes), session=entered_body(identity, entered)
    )
    return with_cookies(request, identity, Response(body, status_code=201), entered)


@delete("/api/v1/passkeys/{passkey_id:str}", operation_id="removePasskey", tags=["identity"], opt=OWN)
async def remove_passkey(node: NamedDependency[Node], request: AnyRequest, passkey_id: FromPath[str]) -> None:
    """Forget a passkey; not when it is the only second factor that you need."""
    known = signed_in(request)
    require_fresh(known, node.identity)
    await in_thread(node.identity.factors.remove_passkey, known.account, passkey_id)
    told(node.identity, "A passkey was removed.", account=known.account.id, known=known)


PASSKEY_ROUTES: Final = (challenge_passkey, sign_in_with_passkey, begin_passkey, add_passkey, remove_passkey)
