# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about one-time links: what one is for, and choosing a password with it."""

from __future__ import annotations

from typing import Final

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from baken.identity.errors import UnauthenticatedError
from baken.identity.identity import Identity
from baken.service.http.access import open_to_all
from baken.service.http.identity_bodies import LinkBody, LinkRequest, RedemptionRequest, SessionBody
from baken.service.http.in_threads import in_thread
from baken.service.http.signed_in import AnyRequest, browser_of, entered_body, read, with_cookies
from baken.service.node import Node

_BEARER: Final = open_to_all("Who has the secret of the link may use it; whoever has not is told nothing.")


@post("/api/v1/one-time-links/inspection", operation_id="inspectLink", tags=["identity"], opt=_BEARER, status_code=200)
async def inspect_link(node: NamedDependency[Node], request: AnyRequest, data: JSONBody[LinkRequest]) -> LinkBody:
    """Return what a one-time link is for, without using it."""
    wish = await read(request, type(data))
    return await in_thread(_inspect, node.identity, wish.token)


@post("/api/v1/one-time-links/redemption", operation_id="redeemLink", tags=["identity"], opt=_BEARER)
async def redeem_link(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[RedemptionRequest]
) -> Response[SessionBody]:
    """Use a one-time link: choose a password, and be signed in to add a second factor."""
    wish, identity = await read(request, type(data)), node.identity
    if not identity.settings.local_accounts:
        raise UnauthenticatedError("Nobody signs in here with a password.", remedy="Use the provider.")
    entered = await in_thread(
        identity.redeem_link,
        wish.token,
        wish.password,
        browser_of(request, identity),
        name=wish.name,
        login=wish.login,
    )
    return with_cookies(request, identity, Response(entered_body(identity, entered), status_code=201), entered)


def _inspect(identity: Identity, token: str) -> LinkBody:
    link = identity.links.inspect(token)
    account = identity.accounts.get(link.account) if link.account else None
    return LinkBody(
        purpose=link.purpose.value,
        name="" if account is None else account.name,
        login="" if account is None else account.login,
        expires_at=link.expires_at,
    )


LINK_ROUTES: Final = (inspect_link, redeem_link)
