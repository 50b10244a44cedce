# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the routes about accounts, sessions and keys; camelCase on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from baken.service.http.bodies import Body

Text = Annotated[str, msgspec.Meta(max_length=300)]
Secret = Annotated[str, msgspec.Meta(max_length=1_000)]
Json = dict[str, Any]
"""What ``navigator.credentials`` takes and gives, as WebAuthn level 3 writes it in JSON."""


class Request(Body, frozen=True, forbid_unknown_fields=True):
    """The common form of what is sent."""


class AccountOfSessionBody(Body, frozen=True):
    """Who is signed in."""

    id: str
    name: str
    login: str
    party: str
    roles: list[str]


class ProviderBody(Body, frozen=True):
    """A provider that people can sign in with, and where that begins."""

    id: str
    name: str
    authorization_path: str


class MethodsBody(Body, frozen=True):
    """Ways in."""

    password: bool
    passkey: bool
    providers: list[ProviderBody]


class SessionBody(Body, frozen=True):
    """How far the sign-in of this browser has come.

    Attributes
    ----------
    stage
        ``anonymous``, ``second-factor``, ``enrolment`` or ``complete``; only the last has roles.
    csrf_token
        To be sent as ``X-CSRF-Token`` with everything that changes something.
    idle_s, fresh_s
        The session ends after so many seconds without a request; what needs a fresh sign-in needs one not older.
    second_factors
        Which of ``totp``, ``passkey`` and ``recovery-code`` the account can use.
    """

    stage: str
    account: AccountOfSessionBody | None
    csrf_token: str | None
    authenticated_at: datetime | None
    expires_at: datetime | None
    idle_s: int = msgspec.field(name="idleS")
    fresh_s: int = msgspec.field(name="freshS")
    assurance: str
    second_factors: list[str]
    methods: MethodsBody
    first_administrator_needed: bool


class PasswordRequest(Request, frozen=True):
    """Login and password."""

    login: Text
    password: Secret


class CodeRequest(Request, frozen=True):
    """Six digits of an authenticator app, or a recovery code."""

    code: Text


class CredentialRequest(Request, frozen=True):
    """What ``navigator.credentials.get`` gave."""

    credential: Json


class RenewalRequest(Request, frozen=True):
    """Who it is, again: a passkey; or the password, with a code when there is an authenticator app."""

    password: Secret = ""
    code: Text = ""
    credential: Json | None = None


class PublicKeyBody(Body, frozen=True):
    """What to hand to ``navigator.credentials``, after ``parse…OptionsFromJSON``."""

    public_key: Json


class SignOutBody(Body, frozen=True):
    """Where to go to sign out at the provider too; null when there is no need."""

    sign_out_url: str | None


class OwnSessionBody(Body, frozen=True):
    """One browser in which the account is signed in."""

    id: str
    is_current: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    method: str
    user_agent: str


class OwnSessionsBody(Body, frozen=True):
    """Every browser in which the account is signed in, newest first."""

    sessions: list[OwnSessionBody]


class LinkRequest(Request, frozen=True):
    """The secret of a one-time link: what stands behind its ``#``."""

    token: Text


class LinkBody(Body, frozen=True):
    """What a one-time link is for."""

    purpose: str
    name: str
    login: str
    expires_at: datetime


class RedemptionRequest(Request, frozen=True):
    """A password of one's own; the first administrator also chooses name and login."""

    token: Text
    password: Secret
    name: Text = ""
    login: Text = ""


class TotpBody(Body, frozen=True):
    """Since when there is an authenticator app."""

    created_at: datetime


class PasskeyBody(Body, frozen=True):
    """A passkey."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    is_backed_up: bool


class SecondFactorsBody(Body, frozen=True):
    """The second factors of one's own account."""

    totp: TotpBody | None
    passkeys: list[PasskeyBody]
    recovery_codes_left: int
    is_required: bool


class TotpEnrolmentBody(Body, frozen=True):
    """What goes into an authenticator app."""

    secret: str
    uri: str
    qr_svg: str


class ConfirmedBody(Body, frozen=True):
    """A second factor counts from now on; recovery codes are shown once, with the first factor."""

    recovery_codes: list[str]
    session: SessionBody


class NewPasskeyRequest(Request, frozen=True):
    """What ``navigator.credentials.create`` gave, and a name to know it by."""

    name: Text
    credential: Json


class NewPasskeyBody(Body, frozen=True):
    """A passkey counts from now on."""

    passkey: PasskeyBody
    recovery_codes: list[str]
    session: SessionBody


class RecoveryCodesBody(Body, frozen=True):
    """New recovery codes; earlier ones do not work any more."""

    recovery_codes: list[str]


class NewPasswordRequest(Request, frozen=True):
    """Another password."""

    password: Secret


class AccountBody(Body, frozen=True):
    """An account."""

    id: str
    login: str
    name: str
    party: str
    roles: list[str]
    status: str
    provider: str
    created_at: datetime
    last_used_at: datetime | None
    second_factors: list[str]


class PartyBody(Body, frozen=True):
    """A party that people can work for."""

    id: str
    name: str
    is_controller: bool


class AccountsBody(Body, frozen=True):
    """Every account, and what new ones can be given."""

    accounts: list[AccountBody]
    parties: list[PartyBody]
    roles: list[str]


class NewAccountRequest(Request, frozen=True):
    """Somebody who is to work with this service."""

    login: Text
    name: Text
    party: Text
    roles: list[Text]


class AccountChange(Request, frozen=True):
    """What to change of an account; what is left out stays."""

    name: Text | msgspec.UnsetType = msgspec.UNSET
    party: Text | msgspec.UnsetType = msgspec.UNSET
    roles: list[Text] | msgspec.UnsetType = msgspec.UNSET
    status: Text | msgspec.UnsetType = msgspec.UNSET


class AccountLinkBody(Body, frozen=True):
    """A one-time link for an account; give it to the person. It cannot be read again."""

    account: AccountBody
    link: str
    expires_at: datetime


class KeyBody(Body, frozen=True):
    """A key of a sensor, without its secret.

    Attributes
    ----------
    datastreams
        Those it may write; null for those of the things that it creates itself.
    """

    id: str
    name: str
    role: str
    activity: str
    datastreams: list[int] | None
    rate_per_s: float | None = msgspec.field(name="ratePerS")
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    rotated_at: datetime | None
    previous_until: datetime | None
    revoked_at: datetime | None


class KeysBody(Body, frozen=True):
    """Every key, also the revoked."""

    keys: list[KeyBody]


class NewKeyRequest(Request, frozen=True):
    """A key for a sensor."""

    name: Text
    activity: Text
    datastreams: list[int] | None = None
    rate_per_s: float | None = msgspec.field(name="ratePerS", default=None)
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class RotationRequest(Request, frozen=True):
    """For how long the key from before stays valid, in seconds."""

    grace_s: Annotated[int, msgspec.Meta(ge=0, le=90 * 86_400)] = msgspec.field(name="graceS", default=86_400)


class NewKeyBody(Body, frozen=True):
    """A key and its secret, which cannot be read again."""

    key: KeyBody
    secret: str
