# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken channel``: to whom warnings go out, whether they arrive, and a test message over one channel."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import click
import msgspec

from baken.errors import BakenError
from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.service.notification.notifications import Notifications
    from baken.service.notification.outbox import Delivery

_LOOK_S = 0.2


class NobodySendsError(BakenError):
    """A node has the log of this city, and did not send."""


@click.group()
def command() -> None:
    """See to whom warnings go out, try a channel, and send again what was not delivered.

    \b
    Example:
      baken channel list scheveningen
    """


@command.command("list")
@click.argument("city")
@data_folder
@as_json
def list_channels(city: str, data: Path | None, *, as_json: bool) -> None:
    """List the channels of a city, and how many messages over each stand how; also while a node serves it.

    \b
    Example:
      baken channel list scheveningen
    """
    folder, at = _places(city, data)
    from baken.service.notification.at_node import outbox_beside

    with outbox_beside(folder, at) as found:
        counts = found.outbox.counts()
        declared = found.declared
    if as_json:
        rows = [{"id": c.id, "kind": c.kind, "messages": counts.get(c.id, {})} for c in declared]
        click.echo(msgspec.json.encode(rows))
        return
    for channel in declared:
        said = ", ".join(f"{number} {state}" for state, number in sorted(counts.get(channel.id, {}).items()))
        whom = channel.party or (channel.role.value if channel.role else "")
        click.echo(f"{channel.id}  {channel.kind}  to {whom}  {said or 'nothing yet'}")
    if not declared:
        click.echo("This city has no channels: nothing goes out.")


@command.command("try")
@click.argument("name")
@click.option("--city", required=True, metavar="CITY", help="Folder of the city, or its name.")
@click.option("--seconds", type=click.FloatRange(1, 600), default=30.0, show_default=True, help="How long to wait.")
@data_folder
def try_channel(name: str, city: str, seconds: float, data: Path | None) -> None:
    """Send a test message over the channel NAME, marked as a test for people and machines.

    A node that serves the city sends it; without one this command does. The agreement is asked for, as for a warning.

    \b
    Example:
      baken channel try police-room --city cities/almere
    """
    folder, at = _places(city, data)
    problems = 0
    for target, problem in _outcome(folder, at, name, seconds):
        problems += bool(problem)
        click.echo(f"{target or name}: {problem or 'has it'}")
    if problems:
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)


@command.command()
@click.argument("city")
@data_folder
@as_json
def dead(city: str, data: Path | None, *, as_json: bool) -> None:
    """List what was not delivered, newest first, and why; also while a node serves the city.

    \b
    Example:
      baken channel dead scheveningen
    """
    folder, at = _places(city, data)
    from baken.service.notification.at_node import outbox_beside

    with outbox_beside(folder, at) as found:
        letters = found.outbox.dead()
    if as_json:
        click.echo(msgspec.json.encode([_row(one) for one in letters]))
        return
    for one in letters:
        click.echo(
            f"{one.number}  {one.made_at:%Y-%m-%d %H:%M}  {one.channel}  {one.notice.id}  {one.state}: {one.problem}"
        )
    if not letters:
        click.echo("Everything was delivered, or still waits.")


@command.command()
@click.argument("city")
@click.argument("number", type=int)
@data_folder
def again(city: str, number: int, data: Path | None) -> None:
    """Let the dead letter with this NUMBER be sent again by the node, as it was.

    \b
    Example:
      baken channel again scheveningen 12
    """
    folder, at = _places(city, data)
    from baken.service.notification.at_node import outbox_beside

    with outbox_beside(folder, at) as found:
        if not found.outbox.send_again(number):
            click.echo(f"There is no dead letter {number} that can be sent again.", err=True)
            raise click.exceptions.Exit(EXIT_FOUND_FAULTS)
    click.echo(f"{number} waits to be sent again.")


def _places(city: str, data: Path | None) -> tuple[Path, Path]:
    from baken.service.places import default_data_folder, find_city

    folder = find_city(city)
    return folder, data or default_data_folder(folder.name)


def _outcome(folder: Path, data: Path, name: str, seconds: float) -> Iterator[tuple[str, str]]:
    """Yield each target with what went wrong; from here when no node serves the city, else by asking that node."""
    from baken.governance.log.errors import LogError
    from baken.service.notification.at_node import notifications_of_stopped, outbox_beside

    try:
        with notifications_of_stopped(folder, data) as found:
            for target, error in asyncio.run(found.attempt(name)):
                yield target, "" if error is None else error.message
    except LogError:
        with outbox_beside(folder, data) as found:
            for delivery in _sent_by_node(found, name, seconds):
                yield delivery.target, delivery.problem


def _sent_by_node(found: Notifications, name: str, seconds: float) -> list[Delivery]:
    """Ask the node, and wait until every message was tried once."""
    from baken.service.notification.outbox_tables import DeliveryState

    notice, until = found.ask_for_attempt(name), time.monotonic() + seconds
    while time.monotonic() < until:
        tried = found.outbox.of_notice(notice.id)
        if all(one.attempts or one.state is not DeliveryState.WAITING for one in tried):
            return tried
        time.sleep(_LOOK_S)
    raise NobodySendsError(
        f"The node did not send it within {seconds:g} s.", remedy="A replay of a real day sends nothing."
    )


def _row(one: Delivery) -> dict[str, object]:
    return {
        "number": one.number,
        "channel": one.channel,
        "notice": one.notice.id,
        "state": one.state,
        "attempts": one.attempts,
        "madeAt": one.made_at,
        "problem": one.problem,
    }
