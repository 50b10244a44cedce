# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken backup``: consistent copies of a data folder, made while it is served or not, and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.service.backup import Backups
    from baken.service.backup_inventory import Backup
    from baken.service.restore import Restored

PATIENCE_S: Final = 600.0


@click.group()
def command() -> None:
    """Make back-ups of a data folder, see what is in them, and put one back.

    Retention reaches into back-ups: what may not be kept any longer is deleted there too.

    \b
    Example:
      baken backup create auckland
    """


@command.command()
@click.argument("city")
@data_folder
@as_json
def create(city: str, data: Path | None, *, as_json: bool) -> None:
    """Make a back-up of observations, register, forecasts, estimates, models and records of events, also while a
    node serves them.

    CITY is a folder, or the name of a city that comes with Baken. Keys, secrets and logs are not in a back-up.

    \b
    Example:
      baken backup create auckland
    """
    from baken.service.places import default_data_folder, find_city

    folder = find_city(city)
    made = _create(folder, data or default_data_folder(folder.name))
    click.echo(msgspec.json.encode(made) if as_json else _line(made))


@command.command("list")
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
@as_json
def list_(data: Path, *, as_json: bool) -> None:
    """List the back-ups in a data folder, and what each of them holds.

    \b
    Example:
      baken backup list .
    """
    from baken.service.backup import Backups

    found = Backups(data).all()
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    for backup in found:
        click.echo(_line(backup))
        for held in backup.observations:
            who = held.activity or "no activity"
            click.echo(f"  {who}: {held.rows:,} observations, {held.first:%Y-%m-%d} to {held.last:%Y-%m-%d}")
        for told in backup.forecasts:
            click.echo(f"  {told.activity}: {told.issues:,} forecasts, {told.first:%Y-%m-%d} to {told.last:%Y-%m-%d}")
        for each in backup.estimates:
            click.echo(
                f"  {each.activity}: {each.steps:,} steps estimated, {each.first:%Y-%m-%d} to {each.last:%Y-%m-%d}"
            )
        if backup.event_records:
            click.echo(f"  records of events: {', '.join(backup.event_records)}")
    if not found:
        click.echo(f"{data} has no back-ups.")


@command.command()
@click.argument("city")
@click.argument("backup")
@data_folder
@click.option("--replace", is_flag=True, help="Let what is in the data folder go.")
@as_json
def restore(city: str, backup: str, data: Path | None, *, replace: bool, as_json: bool) -> None:
    """Put a BACKUP back: its name, "newest", or its folder when it lies elsewhere.

    The node must be stopped. Everything is checked before anything is touched, and a crash leaves what was there, or
    data that do not open until this command has finished. What was erased, removed, revoked or withdrawn since the
    back-up was made is so again; everybody signs in again.

    \b
    Example:
      baken backup restore auckland newest --replace
    """
    from baken.service.backup import Backups
    from baken.service.cli.of_city import AT_THE_CONSOLE
    from baken.service.places import default_data_folder, find_city
    from baken.service.restore import restore as put_back

    folder = find_city(city)
    into = data or default_data_folder(folder.name)
    source = Path(backup) if "/" in backup else _named(Backups(into), backup)
    done = put_back(folder, into, source.resolve(), by=AT_THE_CONSOLE, may_replace=replace)
    click.echo(msgspec.json.encode(done) if as_json else "\n".join(_told(done)))


def _named(backups: Backups, name: str) -> Path:
    found = backups.all()
    return backups.path(found[-1].name if name == "newest" and found else name)


def _told(done: Restored) -> Iterator[str]:
    """Yield what a person has to know of what came back."""
    made = f"{done.made_at:%Y-%m-%d %H:%M} UTC"
    if done.was_begun:
        yield f"The restore of {done.backup} had been cut off, and is finished."
    yield f"{done.backup}, made {made}, is back: {done.observations:,} observations, {done.accounts:,} accounts."
    if done.erased:
        yield f"Erased again, or over its period by now: {done.erased:,} rows."
    if done.accounts_removed:
        yield f"Removed again: {done.accounts_removed:,} accounts."
    if done.accounts_disabled:
        yield f"Disabled, because they were changed since: {', '.join(done.accounts_disabled)}."
    if done.keys_revoked:
        yield f"Revoked, because they were revoked or replaced since: keys {', '.join(done.keys_revoked)}."
    if done.activities_withdrawn:
        yield f"Withdrawn again: {', '.join(done.activities_withdrawn)}."
    if done.messages_kept_back or done.commands_by_hand:
        yield (
            f"Not sent again: {done.messages_kept_back:,} messages; "
            f"handed to people: {done.commands_by_hand:,} commands to actuators."
        )
    yield "Everybody signs in again."
    if not done.logs_reach_back:
        yield (
            "The logs here do not go back to when it was made: look yourself which accounts, keys and activities were "
            "ended since, and what was erased."
        )


def _create(folder: Path, data: Path) -> Backup:
    from baken.observation.protocol import StoreError
    from baken.service.backup import Backups
    from baken.service.backup_requests import ask
    from baken.service.retention import stopped_retention

    try:
        with stopped_retention(folder, data) as retention:
            return retention.back_up()
    except StoreError as error:
        if "is in use by" not in error.message:
            raise
    return ask(Backups(data), patience_s=PATIENCE_S)


def _line(backup: Backup) -> str:
    changed = f", changed by retention on {backup.changed_at:%Y-%m-%d}" if backup.changed_at else ""
    return (
        f"{backup.name}: {backup.rows:,} observations, {backup.accounts:,} accounts, "
        f"{backup.bytes / 1e6:,.1f} MB{changed}"
    )
