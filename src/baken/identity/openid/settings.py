# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which OpenID providers are trusted, for what, and which of their groups has which role.

Secrets are never in the file itself: it names a file or an environment variable.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from baken.governance.lists import Role
from baken.identity.model import ROLES_OF_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from baken.declaration.reader import TableReader

_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LARGEST_SECRET: Final = 20_000


class ClientAuthentication(StrEnum):
    """How we prove to a provider that we are its client."""

    PRIVATE_KEY_JWT = "private_key_jwt"
    CLIENT_SECRET_BASIC = "client_secret_basic"  # noqa: S105 - a word, not a secret


class GroupRole(msgspec.Struct, frozen=True, kw_only=True):
    """A group at the provider, and the role that its members have here, at a party."""

    group: str
    role: Role
    party: str


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """A client of the provider that may call us with an access token, as a party and in roles."""

    client_id: str
    party: str
    roles: frozenset[Role]


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """A provider of OpenID Connect.

    Attributes
    ----------
    id
        Part of the address that it sends people back to: each provider has its own, so that answers of one cannot be
        taken for those of another (RFC 9700, 4.4).
    secret
        The client secret, or the private key as PEM.
    acr_values, amr_values
        A sign-in counts as two factors when its ``acr`` is one of the first, or its ``amr`` has one of the second.
    api_audience
        ``aud`` of access tokens that are for us; empty when none are accepted.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    authentication: ClientAuthentication
    secret: str
    scopes: tuple[str, ...]
    acr_values: tuple[str, ...]
    amr_values: tuple[str, ...]
    groups_claim: str
    group_roles: tuple[GroupRole, ...]
    api_audience: str
    machines: tuple[Machine, ...]

    def __repr__(self) -> str:
        """Return the name only: a secret does not belong in a traceback."""
        return f"Provider({self.id!r})"


def read_providers(
    top: TableReader, folder: Path, *, controller: str, parties: Collection[str]
) -> tuple[Provider, ...]:
    """Return the providers of a settings file; a fault for each that is not as it must be."""
    found = [_Reader(table, folder, controller, parties).read() for table in top.tables("provider", required=False)]
    providers = [p for p in found if p is not None]
    for kind in ("id", "issuer"):
        values = [getattr(p, kind) for p in providers]
        if len(set(values)) < len(values):
            top.fault("provider", f"Two providers have the same {kind}.", "Give each its own.")
    return tuple(providers)


class _Reader:
    """Reads one ``[[provider]]``."""

    def __init__(self, table: TableReader, folder: Path, controller: str, parties: Collection[str]) -> None:
        self._table = table
        self._folder = folder
        self._controller = controller
        self._parties = parties

    def read(self) -> Provider | None:
        table = self._table
        number, name, client_id = table.text("id"), table.text("name"), table.text("client_id")
        if number is not None and not _ID.fullmatch(number):
            table.fault("id", f"{number!r} is no id.", "Use small letters, digits and hyphens.")
        issuer = self._issuer()
        authentication = table.choice("authentication", ClientAuthentication)
        secret = self._secret()
        scopes = table.texts("scopes", required=False) or ("openid", "profile")
        if "openid" not in scopes:
            table.fault("scopes", "Without the scope openid there is no sign-in.", 'Add "openid".')
        acr = table.texts("acr_values", required=False) or ()
        amr = table.texts("amr_values", required=False) or ()
        groups_claim = table.text("groups_claim", required=False) or "groups"
        group_roles = tuple(r for r in map(self._group_role, table.tables("role", required=False)) if r is not None)
        api_audience = table.text("api_audience", required=False) or ""
        machines = tuple(m for m in map(self._machine, table.tables("machine", required=False)) if m is not None)
        if machines and not api_audience:
            table.fault("machine", "Tokens of machines have to be for us.", 'Add api_audience = "...".')
        table.close()
        if not (number and name and issuer and client_id and authentication) or secret is None:
            return None
        return Provider(
            id=number, name=name, issuer=issuer, client_id=client_id, authentication=authentication, secret=secret,
            scopes=scopes, acr_values=acr, amr_values=amr, groups_claim=groups_claim, group_roles=group_roles,
            api_audience=api_audience, machines=machines,
        )  # fmt: skip

    def _issuer(self) -> str | None:
        issuer = self._table.text("issuer")
        if issuer is None:
            return None
        parts = urlsplit(issuer)
        is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or (parts.scheme != "https" and not is_here) or parts.query or parts.fragment:
            self._table.fault("issuer", f"{issuer!r} is not the address of a provider.", 'Write "https://...".')
        return issuer

    def _secret(self) -> str | None:
        file = self._table.text("secret_file", required=False)
        variable = self._table.text("secret_environment", required=False)
        if (file is None) == (variable is None):
            self._table.fault(None, "Name one place of the secret.", "Add secret_file or secret_environment.")
            return None
        if variable is not None:
            value = os.environ.get(variable, "")
            if not value:
                self._table.fault("secret_environment", f"{variable} is not set.", "Set it before starting.")
            return value
        return self._secret_in(str(file))

    def _secret_in(self, file: str) -> str | None:
        path = self._folder / file
        try:
            if os.name == "posix" and path.stat().st_mode & 0o077:
                self._table.fault("secret_file", f"Others may read {file}.", f"Run: chmod 600 {path}")
            with path.open(encoding="utf-8") as opened:
                text = opened.read(_LARGEST_SECRET).strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._table.fault("secret_file", f"{file} cannot be read: {reason}.", "Check its name and permissions.")
            return None
        if not text:
            self._table.fault("secret_file", f"{file} is empty.", "Put the secret in it.")
        return text

    def _group_role(self, table: TableReader) -> GroupRole | None:
        group, role = table.text("group"), table.choice("role", Role)
        party = table.text("party", required=False) or self._controller
        if role is not None:
            self._check(table, party, frozenset({role}))
        table.close()
        return None if group is None or role is None else GroupRole(group=group, role=role, party=party)

    def _machine(self, table: TableReader) -> Machine | None:
        client_id, party = table.text("client_id"), table.text("party") or ""
        texts = table.texts("roles") or ()
        roles = frozenset(Role(text) for text in texts if text in {r.value for r in Role})
        if len(roles) < len(texts):
            table.fault("roles", "One of the roles is not known.", f"Use: {', '.join(sorted(ROLES_OF_ACCOUNTS))}.")
        self._check(table, party, roles)
        table.close()
        return None if client_id is None else Machine(client_id=client_id, party=party, roles=roles)

    def _check(self, table: TableReader, party: str, roles: frozenset[Role]) -> None:
        if party not in self._parties:
            known = ", ".join(sorted(self._parties))
            table.fault("party", f"There is no party {party!r} in this city.", f"Use one of: {known}.")
        if not roles <= ROLES_OF_ACCOUNTS:
            table.fault(None, "This is not a role of somebody who signs in.", "Give another role.")
        if (party == self._controller) == (Role.PARTNER in roles) and roles:
            message = "A partner is of another party, and somebody of another party is a partner."
            table.fault(None, message, "Change the party or the role.")
