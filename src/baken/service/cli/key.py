# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken key``: what sensors show to deliver observations, and programs to read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
import msgspec

from baken.errors import BakenError
from baken.governance.lists import Role
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.service.cli.of_city import AT_THE_CONSOLE, of_city
from baken.service.cli.options import as_json
from baken.service.identity import opened_keys

if TYPE_CHECKING:
    from baken.identity.model import SensorKey
    from baken.service.cli.of_city import Where

_ROLES = click.Choice([Role.SENSOR.value, Role.ADMINISTRATOR.value, Role.ANALYST.value])


class KeyScopeError(BakenError):
    """A key would be for something that is not there."""


@click.group()
def command() -> None:
    """Make, list, rotate and revoke the keys of sensors; also while the node runs.

    \b
    Example:
      baken key list --city auckland
    """


@command.command()
@of_city
@click.option("--activity", required=True, help="The processing activity of everything the sensor delivers.")
@click.option("--name", default="Sensor", show_default=True, help="Which sensor it is, for people.")
@click.option("--streams", default="", metavar="IDS", help="Streams it may write, separated by commas; or: all.")
@click.option("--thing", type=int, default=None, metavar="ID", help="The datastreams that this thing has now.")
@click.option("--role", type=_ROLES, default=Role.SENSOR.value, show_default=True, help="What it may do.")
@click.option("--rate", type=float, default=None, metavar="N", help="Requests per second that it may send.")
@click.option("--days", type=click.IntRange(1, 3_650), default=None, help="Days after which it expires.")
def create(
    where: Where,
    activity: str,
    name: str,
    streams: str,
    thing: int | None,
    role: str,
    rate: float | None,
    days: int | None,
) -> None:
    """Make a key and print it: the only time that it can be read.

    Without --streams and --thing it may write the datastreams that it creates itself.

    \b
    Example:
      baken key create --city auckland --activity open-pedestrian-counts --name "Mast 12"
    """
    known = sorted({a.id for a in where.activities})
    if activity not in known:
        raise KeyScopeError(f"There is no activity {activity!r}.", remedy=f"Use one of: {', '.join(known)}.")
    datastreams = _datastreams(where, activity, streams, thing)
    expires = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with opened_keys(where.data) as keys:
        key, secret = keys.create(
            name=name, activity=activity, datastreams=datastreams, role=Role(role), rate_per_s=rate, expires_at=expires
        )
    _tell(where, SecurityEventKind.KEY_CREATED, key)
    click.echo(secret)


@command.command("list")
@of_city
@as_json
def list_keys(where: Where, as_json: bool) -> None:
    """List the keys; what opens them is nowhere.

    \b
    Example:
      baken key list --city auckland
    """
    with opened_keys(where.data) as keys:
        found = keys.all()
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for key in found:
        streams = "its own" if key.datastreams is None else ",".join(map(str, sorted(key.datastreams)))
        used = "never used" if key.last_used_at is None else f"used {key.last_used_at:%Y-%m-%d}"
        state = "revoked" if key.revoked_at is not None else used
        click.echo(f"{key.id}  {key.name}  {key.activity}  datastreams: {streams}  {state}")
    if not found:
        click.echo("There are no keys.")


@command.command()
@of_city
@click.argument("key_id")
@click.option("--grace-hours", type=click.IntRange(0, 90 * 24), default=24, show_default=True)
def rotate(where: Where, key_id: str, grace_hours: int) -> None:
    """Give a key a new secret and print it; the one from before stays valid for the hours of grace."""
    with opened_keys(where.data) as keys:
        key, secret = keys.rotate(key_id, grace=timedelta(hours=grace_hours))
    _tell(where, SecurityEventKind.KEY_ROTATED, key)
    click.echo(secret)


@command.command()
@of_city
@click.argument("key_id")
def revoke(where: Where, key_id: str) -> None:
    """End a key; a running node refuses it within a second."""
    with opened_keys(where.data) as keys:
        keys.revoke(key_id)
        key = keys.get(key_id)
    _tell(where, SecurityEventKind.KEY_REVOKED, key)
    click.echo(f"The key {key_id} is revoked.")


def _tell(where: Where, kind: SecurityEventKind, key: SensorKey) -> None:
    event = SecurityEvent(kind=kind, principal=AT_THE_CONSOLE, about=key.id, activity=key.activity)
    with where.security_log() as log:
        log.write(event)


def _datastreams(where: Where, activity: str, streams: str, thing: int | None) -> frozenset[int] | None:
    """Return the ids of the datastreams that were named; None when none were."""
    wanted = {text.strip() for text in streams.split(",")} - {""}
    if not wanted and thing is None:
        return None
    there = _catalogue(where)
    if thing is not None:
        found = {number for number, body in there.items() if body.get("thing_id") == thing}
        wanted |= {str(number) for number in found}
        if not found:
            raise KeyScopeError(f"There is no thing {thing} with datastreams.")
    if wanted == {"all"}:
        return frozenset(n for n, body in there.items() if _activity_of(body) == activity)
    return frozenset(_one(there, text, activity) for text in wanted)


def _one(there: dict[int, dict[str, Any]], text: str, activity: str) -> int:
    for number, body in there.items():
        if text in (str(number), body.get("properties", {}).get("streamId")):
            if _activity_of(body) != activity:
                raise KeyScopeError(f"The stream {text!r} belongs to another activity: {_activity_of(body)}.")
            return number
    raise KeyScopeError(
        f"There is no stream {text!r} in the data folder.", remedy="Start the node once, so that its streams are made."
    )


def _catalogue(where: Where) -> dict[int, dict[str, Any]]:
    from baken.observation.register import SqlRegister
    from baken.service.places import make_data_folder, register_url

    register = SqlRegister(register_url(make_data_folder(where.data)))
    try:
        return {n: msgspec.json.decode(body) for kind, n, body in register.load().entities if kind == "Datastream"}
    finally:
        register.close()


def _activity_of(body: dict[str, Any]) -> str:
    return str(body.get("properties", {}).get("processingActivity", ""))
