# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken account``: who may sign in. For whoever has the data folder: also when nobody can sign in any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from baken.errors import BakenError
from baken.governance.lists import Role
from baken.identity.model import ROLES_OF_ACCOUNTS, AccountStatus
from baken.identity.security_events import SecurityEventKind, tell
from baken.service.cli.of_city import AT_THE_CONSOLE, of_city
from baken.service.cli.options import as_json

if TYPE_CHECKING:
    from baken.identity.identity import Identity
    from baken.identity.model import Account
    from baken.service.cli.of_city import Where

_ROLES = click.Choice(sorted(role.value for role in ROLES_OF_ACCOUNTS))
_ADDRESS = click.option(
    "--address", default="http://localhost:8080", show_default=True, help="Where people reach the node."
)


class UnknownLoginError(BakenError):
    """There is no account with this login."""


@click.group()
def command() -> None:
    """Make, list, disable and remove accounts, and make one-time links; also while the node runs.

    \b
    Example:
      baken account list --city auckland
    """


@command.command()
@of_city
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="A role; can be given again.")
@click.option("--party", default="", help="Id of the party the person works for.  [default: the controller]")
@_ADDRESS
def create(where: Where, login: str, name: str, roles: tuple[str, ...], party: str, address: str) -> None:
    """Make an account and print a one-time link, with which the person chooses a password.

    \b
    Example:
      baken account create --city auckland anna --name "Anna" --role analyst
    """
    with where.identity() as identity:
        account = identity.accounts.create(login=login, name=name, roles=[Role(r) for r in roles], party=party)
        said = f"Roles: {', '.join(roles)}."
        tell(identity.events, SecurityEventKind.ACCOUNT_CREATED, said, by=AT_THE_CONSOLE, account=account.id)
        _print_link(identity, account, address)


@command.command("list")
@of_city
@as_json
def list_accounts(where: Where, as_json: bool) -> None:
    """List the accounts.

    \b
    Example:
      baken account list --city auckland
    """
    with where.identity() as identity:
        found = identity.accounts.all()
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for account in found:
        roles = ", ".join(sorted(account.roles))
        click.echo(f"{account.login}  {account.name}  {account.party}  {roles}  {account.status.value}")
    if not found:
        click.echo("There are no accounts.")


@command.command()
@of_city
@click.argument("login")
@_ADDRESS
def link(where: Where, login: str, address: str) -> None:
    """Print a one-time link for somebody who lost password or second factor; using it, they start over."""
    with where.identity() as identity:
        _print_link(identity, _named(identity, login), address)


@command.command()
@of_city
@click.argument("login")
def disable(where: Where, login: str) -> None:
    """Let somebody not sign in any more; their sessions end within a second."""
    _set(where, login, AccountStatus.DISABLED)


@command.command()
@of_city
@click.argument("login")
def enable(where: Where, login: str) -> None:
    """Let somebody sign in again."""
    _set(where, login, AccountStatus.ACTIVE)


@command.command()
@of_city
@click.argument("login")
def remove(where: Where, login: str) -> None:
    """Delete an account with everything that belongs to it."""
    with where.identity() as identity:
        account = _named(identity, login)
        identity.accounts.remove(account.id)
        said = "At the console."
        tell(identity.events, SecurityEventKind.ACCOUNT_REMOVED, said, by=AT_THE_CONSOLE, account=account.id)
    click.echo(f"The account {account.login} is removed.")


def _set(where: Where, login: str, status: AccountStatus) -> None:
    with where.identity() as identity:
        account = identity.accounts.change(_named(identity, login).id, status=status)
        said = f"At the console: {status.value}."
        tell(identity.events, SecurityEventKind.ACCOUNT_CHANGED, said, by=AT_THE_CONSOLE, account=account.id)
    click.echo(f"The account {account.login} is {account.status.value}.")


def _named(identity: Identity, login: str) -> Account:
    account = identity.accounts.with_login(login)
    if account is None:
        raise UnknownLoginError(f"There is no account {login!r}.", remedy="See: baken account list.")
    return account


def _print_link(identity: Identity, account: Account, address: str) -> None:
    made, where = identity.make_link(account.id, identity.settings.public_origin or address, by=AT_THE_CONSOLE)
    click.echo(where)
    click.echo(f"It works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC. Give it to {account.name} only.", err=True)
