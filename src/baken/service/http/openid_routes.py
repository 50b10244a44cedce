# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes to an OpenID provider and back; a browser navigates to them, it does not fetch them."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from baken.identity.openid.errors import OpenIdError, Problem
from baken.identity.sign_in import Entered
from baken.service.http.access import open_to_all
from baken.service.http.authentication import known_of
from baken.service.http.browser_cookies import OPENID, cookie_of, set_cookie
from baken.service.http.in_threads import in_thread
from baken.service.http.signed_in import AnyRequest, browser_of, with_cookies
from baken.service.node import Node

_FIRST: Final = open_to_all("Signing in comes before being known.")
SIGN_IN_PAGE: Final = "/sign-in"
ReturnTo = Annotated[str, QueryParameter(name="returnTo", max_length=500, description="Path of this service.")]
Renew = Annotated[bool, QueryParameter(name="renew", description="Whether to ask again who it is.")]


@get(
    "/api/v1/openid/{provider_id:str}/authorization",
    operation_id="beginOpenId",
    tags=["identity"],
    opt=_FIRST,
    status_code=303,
)
async def begin_openid(
    node: NamedDependency[Node],
    request: AnyRequest,
    provider_id: FromPath[str],
    return_to: ReturnTo = "/",
    renew: Renew = False,
) -> Response[None]:
    """Go to a provider to sign in, or to prove again who you are, and come back at a path of this service."""
    identity, known = node.identity, known_of(request.scope)
    flow = identity.openid.flow(provider_id)
    binding = secrets.token_urlsafe(32)
    renews = (known.account.id, known.session.id) if renew and known is not None else ("", "")
    try:
        address = await flow.depart(binding, return_to, renews=renews)
    except OpenIdError as error:
        return _to(f"{SIGN_IN_PAGE}?problem={error.problem.value}")
    answer = _to(address)
    answer.cookies.append(set_cookie(request.scope, OPENID, binding, identity.settings.public_origin))
    return answer


@get(
    "/api/v1/openid/{provider_id:str}/callback",
    operation_id="finishOpenId",
    tags=["identity"],
    opt=_FIRST,
    status_code=303,
)
async def finish_openid(node: NamedDependency[Node], request: AnyRequest, provider_id: FromPath[str]) -> Response[Any]:
    """Come back from a provider: signed in, or with the reason why not."""
    identity, origin = node.identity, node.identity.settings.public_origin
    identity.openid.flow(provider_id)
    binding = cookie_of(request.scope, OPENID, origin)
    gone = set_cookie(request.scope, OPENID, "", origin)
    try:
        answer = _once(request)
        confirmed = await identity.openid.confirm(provider_id, answer, binding)
        entered: Entered = await in_thread(identity.openid.enter, provider_id, confirmed, browser_of(request, identity))
    except OpenIdError as error:
        refused = _to(f"{SIGN_IN_PAGE}?problem={error.problem.value}")
        refused.cookies.append(gone)
        return refused
    arrived = with_cookies(request, identity, _to(confirmed.departure.return_to), entered)
    arrived.cookies.append(gone)
    return arrived


@get("/api/v1/openid/{provider_id:str}/client-keys", operation_id="getClientKeys", tags=["identity"], opt=_FIRST)
async def client_keys(node: NamedDependency[Node], provider_id: FromPath[str]) -> dict[str, Any]:
    """Return our public keys as a JWK set, for the provider that we prove ourselves to."""
    return await in_thread(node.identity.openid.client_keys, provider_id)


def _to(address: str) -> Response[None]:
    """Return a redirect; the sign-in page is told no more than a word of a closed list."""
    return Response(None, status_code=303, headers={"location": address})


def _once(request: AnyRequest) -> dict[str, str]:
    """Return the parameters of an answer; one that is there twice was put there by somebody else."""
    answer: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in answer:
            raise OpenIdError(Problem.REFUSED, "A parameter of the answer is there twice.")
        answer[name] = value
    return answer


OPENID_ROUTES: Final = (begin_openid, finish_openid, client_keys)
