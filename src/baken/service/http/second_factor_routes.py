# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about one's own second factors and password."""

from __future__ import annotations

from typing import Final

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from baken.identity.errors import IdentityError
from baken.identity.identity import Identity
from baken.identity.model import Passkey, SessionStage
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sessions import Known
from baken.identity.sign_in import Browser, Entered, acting
from baken.service.http.identity_bodies import (
    CodeRequest,
    ConfirmedBody,
    NewPasswordRequest,
    PasskeyBody,
    RecoveryCodesBody,
    SecondFactorsBody,
    TotpBody,
    TotpEnrolmentBody,
)
from baken.service.http.in_threads import in_thread
from baken.service.http.problems import InvalidInputError
from baken.service.http.session_routes import OWN
from baken.service.http.signed_in import (
    AnyRequest,
    browser_of,
    entered_body,
    may_change_factors,
    may_see_factors,
    read,
    require_fresh,
    signed_in,
    with_cookies,
)
from baken.service.node import Node


@get("/api/v1/second-factors", operation_id="getSecondFactors", tags=["identity"], opt=OWN, sync_to_thread=False)
def second_factors(node: NamedDependency[Node], request: AnyRequest) -> SecondFactorsBody:
    """Return what opens your account besides the password."""
    account, factors = may_see_factors(request).account, node.identity.factors
    since = factors.app.since(account.id)
    return SecondFactorsBody(
        totp=None if since is None else TotpBody(created_at=since),
        passkeys=[passkey_body(passkey) for passkey in factors.passkeys.of_account(account.id)],
        recovery_codes_left=factors.recovery_codes.left(account.id),
        is_required=account.needs_second_factor,
    )


@post("/api/v1/second-factors/totp", operation_id="beginTotp", tags=["identity"], opt=OWN)
async def begin_totp(node: NamedDependency[Node], request: AnyRequest) -> TotpEnrolmentBody:
    """Return what to put into an authenticator app; it counts once a code of it was shown."""
    account = may_change_factors(request, node.identity).account
    enrolment = await in_thread(node.identity.factors.app.begin, account.id, account.login)
    return TotpEnrolmentBody(secret=enrolment.secret, uri=enrolment.uri, qr_svg=enrolment.qr_svg)


@put("/api/v1/second-factors/totp", operation_id="confirmTotp", tags=["identity"], opt=OWN)
async def confirm_totp(
    node: NamedDependency[Node], request: AnyRequest, data: JSONBody[CodeRequest]
) -> Response[ConfirmedBody]:
    """Let an authenticator app count from now on, by showing a code of it."""
    wish, identity, known = await read(request, type(data)), node.identity, may_change_factors(request, node.identity)
    if not await in_thread(identity.factors.app.confirm, known.account.id, wish.code):
        raise InvalidInputError("This code is not right.", remedy="Check the clock of the device, take the next code.")
    codes, entered = await in_thread(factor_added, identity, known, "totp", browser_of(request, identity))
    return with_cookies(
        request,
        identity,
        Response(ConfirmedBody(recovery_codes=list(codes), session=entered_body(identity, entered))),
        entered,
    )


@delete("/api/v1/second-factors/totp", operation_id="removeTotp", tags=["identity"], opt=OWN)
async def remove_totp(node: NamedDependency[Node], request: AnyRequest) -> None:
    """Forget the authenticator app; not when it is the only second factor that you need."""
    account = _complete_and_fresh(request, node.identity).account
    await in_thread(node.identity.factors.remove_app, account)
    told(node.identity, "The authenticator app was removed.", account=account.id, known=signed_in(request))


@post("/api/v1/second-factors/recovery-codes", operation_id="makeRecoveryCodes", tags=["identity"], opt=OWN)
async def make_recovery_codes(node: NamedDependency[Node], request: AnyRequest) -> RecoveryCodesBody:
    """Return new recovery codes; earlier ones do not work any more."""
    known = _complete_and_fresh(request, node.identity)
    if not node.identity.factors.of_account(known.account.id):
        raise IdentityError("Recovery codes stand in for a second factor.", remedy="Add a second factor first.")
    codes = await in_thread(node.identity.factors.recovery_codes.make, known.account.id)
    told(node.identity, "New recovery codes were made.", account=known.account.id, known=known)
    return RecoveryCodesBody(recovery_codes=list(codes))


@put("/api/v1/own-password", operation_id="changePassword", tags=["identity"], opt=OWN, status_code=204)
async def change_password(node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewPasswordRequest]) -> None:
    """Choose another password; your sessions in other browsers end."""
    wish, known = await read(request, type(data)), _complete_and_fresh(request, node.identity)
    if known.account.provider:
        raise IdentityError("Your password is kept by the provider.", remedy="Change it there.")
    session = browser_of(request, node.identity).session
    await in_thread(node.identity.change_password, known.account, wish.password, session=session)


def factor_added(identity: Identity, known: Known, kind: str, browser: Browser) -> tuple[tuple[str, ...], Entered]:
    """Return the first recovery codes, and the session that goes on: complete now, under a new secret."""
    codes = identity.factors.first_recovery_codes(known.account.id)
    told(identity, f"A second factor was added: {kind}.", account=known.account.id, known=known)
    if known.session.stage is SessionStage.COMPLETE:
        return codes, Entered(session=browser.session)
    method = "passkey" if kind == "passkey" else f"password+{kind}"
    return codes, identity.sign_in.complete(known.account, method, browser)


def passkey_body(passkey: Passkey) -> PasskeyBody:
    """Return a passkey as it is shown."""
    return PasskeyBody(
        id=passkey.id,
        name=passkey.name,
        created_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        is_backed_up=passkey.is_backed_up,
    )


def told(identity: Identity, because: str, *, account: str, known: Known) -> None:
    """Write down that what opens an account has changed."""
    tell(identity.events, SecurityEventKind.SECOND_FACTOR_CHANGED, because, by=acting(known.account), account=account)


def _complete_and_fresh(request: AnyRequest, identity: Identity) -> Known:
    known = signed_in(request)
    require_fresh(known, identity)
    return known


SECOND_FACTOR_ROUTES: Final = (
    second_factors,
    begin_totp,
    confirm_totp,
    remove_totp,
    make_recovery_codes,
    change_password,
)
