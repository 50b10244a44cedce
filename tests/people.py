# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""People of a node, signed in: their accounts and sessions are put into its data folder, also while it runs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import msgspec

from baken.city.load import load
from baken.identity.model import SessionStage
from baken.identity.sessions import forgery_token
from baken.service.cli.of_city import AT_THE_CONSOLE
from baken.service.identity import opened_identity

if TYPE_CHECKING:
    from pathlib import Path

    from baken.governance.lists import Role

_NUMBERS = itertools.count(1)


class _NobodyListens:
    """Takes security events of a test's own doing."""

    def write(self, event: object) -> str:
        return "" if event is None else "TEST"


class Person(msgspec.Struct, frozen=True):
    """Somebody with a session.

    Attributes
    ----------
    headers
        What their browser sends with every request.
    """

    account: str
    headers: dict[str, str]


def invited(data: Path, city_folder: Path, login: str, *roles: Role, origin: str) -> tuple[str, str]:
    """Return the account of somebody who has not come in yet, and the link with which they do."""
    city = load(city_folder)
    party = next(p.id for p in city.parties if p.is_controller)
    with opened_identity(data, city.parties, _NobodyListens(), city_folder=city_folder) as identity:
        account = identity.accounts.create(login=login, name=login, roles=set(roles), party=party)
        return account.id, identity.make_link(account.id, origin, by=AT_THE_CONSOLE)[1]


def signed_in(data: Path, city_folder: Path, *roles: Role, party: str = "") -> Person:
    """Return somebody who has just signed in with two factors.

    Parameters
    ----------
    party
        Id of the party they work for; the controller when it is left out.
    """
    city = load(city_folder)
    party = party or next(p.id for p in city.parties if p.is_controller)
    with opened_identity(data, city.parties, _NobodyListens(), city_folder=city_folder) as identity:
        login = f"person-{next(_NUMBERS)}-{'-'.join(sorted(roles))}"
        account = identity.accounts.create(login=login, name=login, roles=set(roles), party=party)
        identity.accounts.set_password_hash(account.id, "no password has this hash")
        token = identity.sessions.begin(account, SessionStage.COMPLETE, method="passkey")
    return Person(account.id, {"cookie": f"baken={token}", "x-csrf-token": forgery_token(token)})
