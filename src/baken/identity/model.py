# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of identity: accounts, sessions, passkeys, one-time links, keys of sensors."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from baken.governance.lists import Role

WITHOUT_SECOND_FACTOR: Final = frozenset({Role.PUBLIC, Role.PARTNER})
"""Roles that a password alone opens; every other needs a second factor."""

ROLES_OF_ACCOUNTS: Final = frozenset(Role) - {Role.PUBLIC, Role.SENSOR, Role.NODE}
"""Roles that a person can be given."""


class AccountStatus(StrEnum):
    """Whether somebody may sign in with an account."""

    INVITED = "invited"
    """Made, and not used yet: has no password."""
    ACTIVE = "active"
    DISABLED = "disabled"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works with this service.

    Attributes
    ----------
    id
        Opaque; never given out again.
    login
        What is typed to sign in, in its compared form.
    party
        Id of the party the person works for.
    provider, subject
        Id of the OpenID provider and its name for the person; empty for an account that is kept here.
    last_used_at
        When it was signed in with last, to the day.
    """

    id: str
    login: str
    name: str
    party: str
    roles: frozenset[Role]
    status: AccountStatus
    created_at: datetime
    provider: str = ""
    subject: str = ""
    has_password: bool = False
    last_used_at: datetime | None = None

    @property
    def needs_second_factor(self) -> bool:
        """Return whether a password alone is not enough."""
        return not self.roles <= WITHOUT_SECOND_FACTOR


class SessionStage(StrEnum):
    """How far somebody has come with signing in. Only a complete session has roles."""

    SECOND_FACTOR = "second-factor"
    """The password was right; the second factor is still to come."""
    ENROLMENT = "enrolment"
    """The password was right, and there is no second factor yet: one has to be added now."""
    COMPLETE = "complete"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One browser in which somebody is signed in.

    Attributes
    ----------
    id
        Names the session in lists and logs; it does not open it.
    method
        How it was signed in: ``password``, ``password+totp``, ``password+recovery-code``, ``passkey``,
        ``link``, or ``openid:<provider>``.
    assurance
        ``pwd`` or ``mfa``.
    authenticated_at
        When the person last proved who they are.
    """

    id: str
    account: str
    stage: SessionStage
    method: str
    assurance: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    authenticated_at: datetime
    provider: str = ""


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A key pair in somebody's device or password manager (WebAuthn); we hold the public half."""

    id: str
    account: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None = None


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    FIRST_ADMINISTRATOR = "first-administrator"
    INVITATION = "invitation"
    RECOVERY = "recovery"


class OneTimeLink(msgspec.Struct, frozen=True, kw_only=True):
    """Leave to choose a password, once and until it expires.

    Attributes
    ----------
    account
        Empty for the first administrator, who has no account yet.
    """

    purpose: LinkPurpose
    account: str
    expires_at: datetime


class SensorKey(msgspec.Struct, frozen=True, kw_only=True):
    """What a sensor shows to deliver observations; the secret itself is nowhere.

    Attributes
    ----------
    role
        ``sensor``: writes its own datastreams; ``administrator``: an integration that keeps things, datastreams and
        observations of the whole node. Neither opens accounts or keys: those are for people.
    activity
        The processing activity of everything it delivers.
    datastreams
        The datastreams it may write; None for those of the things that it creates itself.
    rate_per_s
        Requests per second that it may send; None for what the service allows by default.
    previous_until
        Until when the key from before the last rotation is still valid.
    """

    id: str
    name: str
    role: Role
    activity: str
    datastreams: frozenset[int] | None
    rate_per_s: float | None
    created_at: datetime
    last_used_at: datetime | None = None
    rotated_at: datetime | None = None
    previous_until: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
