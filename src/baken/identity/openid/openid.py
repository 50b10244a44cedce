# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""OpenID Connect of one node: its providers, and what becomes of what they say."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from baken.governance.model import ANYBODY, Principal, PrincipalKind
from baken.identity.accounts import AccountError
from baken.identity.errors import UnauthenticatedError, UnknownError
from baken.identity.model import WITHOUT_SECOND_FACTOR, Account, AccountStatus, SessionStage
from baken.identity.openid.client import public_keys
from baken.identity.openid.errors import OpenIdError, Problem
from baken.identity.openid.flow import Confirmed, Flow
from baken.identity.openid.provider_keys import Published
from baken.identity.openid.tokens import access_token_claims, issuer_in
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sign_in import Browser, Entered, acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.governance.lists import Role
    from baken.identity.accounts import Accounts
    from baken.identity.challenges import Challenges
    from baken.identity.model import Session
    from baken.identity.openid.settings import Provider
    from baken.identity.security_events import SecurityEvents
    from baken.identity.sessions import Sessions
    from baken.identity.settings import IdentitySettings
    from baken.vocabulary.time import Clock

TOKEN_SESSION: Final = "token-until-"  # noqa: S105 - a word, not a token
"""What stands in for the id of a session of a machine, before the second at which its token expires."""

_LOG: Final = logging.getLogger(__name__)


class OpenId:
    """The providers that are trusted."""

    def __init__(
        self,
        settings: IdentitySettings,
        accounts: Accounts,
        sessions: Sessions,
        challenges: Challenges,
        clock: Clock,
        events: SecurityEvents,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock
        self._events = events
        self._flows = {
            provider.id: Flow(provider, Published(provider), challenges, clock, settings.public_origin)
            for provider in settings.providers
        }

    def flow(self, provider: str) -> Flow:
        """Return the way to a provider.

        Raises
        ------
        UnknownError
            When it is not one of those that are trusted.
        """
        found = self._flows.get(provider)
        if found is None:
            raise UnknownError("There is no such provider.")
        return found

    def client_keys(self, provider: str) -> dict[str, Any]:
        """Return our public keys for a provider, as a JWK set."""
        return public_keys(self.flow(provider).provider)

    async def confirm(self, provider: str, answer: Mapping[str, str], binding: str) -> Confirmed:
        """Return what a provider says of who has come back from it.

        Raises
        ------
        OpenIdError
            When it did not succeed; the log of the service says why.
        """
        try:
            return await self.flow(provider).arrive(answer, binding)
        except OpenIdError as error:
            self._refused(provider, error)
            raise

    def enter(self, provider: str, confirmed: Confirmed, browser: Browser) -> Entered:
        """Return a session for somebody whom a provider has confirmed; roles are those that it says today.

        Raises
        ------
        OpenIdError
            When they have no role here, showed too little, or may not sign in.
        """
        try:
            account = self._account(self.flow(provider).provider, confirmed)
            return self._enter(account, confirmed, browser)
        except OpenIdError as error:
            self._refused(provider, error)
            raise
        except AccountError as error:
            refusal = OpenIdError(Problem.REFUSED, error.message)
            self._refused(provider, refusal)
            raise refusal from error

    async def sign_out_address(self, session: Session, token: str, back: str) -> str | None:
        """Return where a browser goes to sign out at the provider too (RP-Initiated Logout 1.0), if anywhere."""
        flow = self._flows.get(session.provider)
        if flow is None:
            return None
        try:
            metadata = await flow.published.metadata()
        except OpenIdError:
            return None
        if not metadata.end_session_endpoint:
            return None
        query = {"client_id": flow.provider.client_id, "post_logout_redirect_uri": f"{back}/"}
        hint = self._sessions.hint(token)
        if hint:
            query["id_token_hint"] = hint
        return f"{metadata.end_session_endpoint}?{urlencode(query)}"

    async def principal_of_token(self, token: str) -> Principal:
        """Return which machine shows an access token.

        Raises
        ------
        UnauthenticatedError
            When it is not right, or of a machine that we do not know.
        """
        issuer = issuer_in(token)
        flow = next((f for f in self._flows.values() if f.provider.issuer == issuer and f.provider.api_audience), None)
        if flow is None:
            raise _token_refusal()
        try:
            claims = await access_token_claims(token, flow.provider, flow.published, now=self._clock.now())
        except OpenIdError as error:
            self._refused(flow.provider.id, error)
            raise _token_refusal() from error
        machine = next((m for m in flow.provider.machines if m.client_id == claims["client_id"]), None)
        if machine is None:
            raise _token_refusal()
        return Principal(
            id=f"m{_short(flow.provider.id, machine.client_id)}",
            kind=PrincipalKind.PERSON,
            roles=machine.roles,
            party=machine.party,
            name=machine.client_id,
            assurance="token",
            session=f"{TOKEN_SESSION}{int(claims['exp'])}",
        )

    def _account(self, provider: Provider, confirmed: Confirmed) -> Account:
        party, roles = _granted(provider, confirmed.groups)
        if not roles:
            raise OpenIdError(Problem.NO_ROLE, "None of the groups has a role.")
        if not confirmed.is_two_factors and not roles <= WITHOUT_SECOND_FACTOR:
            raise OpenIdError(Problem.ASSURANCE, "These roles need a second factor.")
        account = self._accounts.of_provider(provider.id, confirmed.subject)
        if account is None:
            return self._accounts.create(
                login=f"{provider.id}-{_short(provider.id, confirmed.subject)}",
                name=confirmed.name,
                roles=roles,
                party=party,
                provider=provider.id,
                subject=confirmed.subject,
            )
        if account.status is not AccountStatus.ACTIVE:
            raise OpenIdError(Problem.REFUSED, "The account is disabled here.")
        if (account.party, account.roles, account.name) != (party, roles, confirmed.name):
            return self._accounts.change(account.id, name=confirmed.name, party=party, roles=roles)
        return account

    def _enter(self, account: Account, confirmed: Confirmed, browser: Browser) -> Entered:
        renewed, earlier = confirmed.departure.renews
        if renewed and renewed != account.id:
            raise OpenIdError(Problem.REFUSED, "Somebody else came back than the one who left.")
        if renewed and any(s.id == earlier for s in self._sessions.of_account(account.id)):
            self._sessions.end_one(account.id, earlier)
        method = f"openid:{account.provider}"
        session = self._sessions.begin(
            account,
            SessionStage.COMPLETE,
            method=method,
            assurance="mfa" if confirmed.is_two_factors else "pwd",
            authenticated_at=confirmed.authenticated_at,
            user_agent=browser.user_agent,
            replaces=browser.session,
            provider=account.provider,
            hint=confirmed.id_token,
        )
        tell(self._events, SecurityEventKind.SIGNED_IN, f"Signed in with {method}.", by=acting(account))
        return Entered(session=session)

    def _refused(self, provider: str, error: OpenIdError) -> None:
        _LOG.warning("A sign-in with %s did not succeed: %s %s", provider, error.problem.value, error.why)
        because = f"With the provider {provider}: {error.problem.value}."
        tell(self._events, SecurityEventKind.SIGN_IN_FAILED, because, by=ANYBODY)


def _granted(provider: Provider, groups: frozenset[str]) -> tuple[str, frozenset[Role]]:
    """Return party and roles of somebody in some groups; with groups at several parties the first one listed counts."""
    fit = [mapping for mapping in provider.group_roles if mapping.group in groups]
    if not fit:
        return "", frozenset()
    party = fit[0].party
    return party, frozenset(mapping.role for mapping in fit if mapping.party == party)


def _short(provider: str, name: str) -> str:
    return hashlib.sha256(f"{provider} {name}".encode()).hexdigest()[:16]


def _token_refusal() -> UnauthenticatedError:
    return UnauthenticatedError(
        "This token is not valid here.", challenge='Bearer realm="baken", error="invalid_token"'
    )
