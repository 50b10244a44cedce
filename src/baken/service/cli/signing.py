# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken signing``: with which keys things sign what they observe."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from baken.errors import BakenError
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.service.cli.of_city import AT_THE_CONSOLE, of_city
from baken.service.cli.options import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.observation.authenticity.keys import SigningKeys
    from baken.service.cli.of_city import Where


class SigningFileError(BakenError):
    """A file with a key that cannot be read or written."""


@click.group()
def command() -> None:
    """Let things sign what they observe: make, register, list and revoke their keys; also while the node runs.

    \b
    Example:
      baken signing new-key mast-12.key
    """


@command.command("new-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def new_key(file: Path) -> None:
    """Make a key pair on the device: the secret goes into FILE, the public key is printed.

    \b
    Example:
      baken signing new-key mast-12.key
    """
    import os

    from baken.observation.authenticity.signer import Signer, encode

    signer = Signer.new()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(encode(signer.secret) + "\n")
    except OSError as error:
        raise SigningFileError(f"{file} cannot be made: {error.strerror}.", remedy="Name a new file.") from error
    click.echo(encode(signer.public_key))


@command.command(context_settings={"ignore_unknown_options": True})  # one key in 64 begins with a hyphen
@of_city
@click.option("--thing", type=int, required=True, metavar="ID", help="The thing that signs with it.")
@click.option("--name", default="Signing key", show_default=True, help="Which device it is, for people.")
@click.argument("public_key")
def register(where: Where, thing: int, name: str, public_key: str) -> None:
    """Register a PUBLIC_KEY and print its id; from now on the thing must sign.

    \b
    Example:
      baken signing register --city auckland --thing 3 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
    """
    from baken.observation.authenticity.signer import decode

    try:
        raw = decode(public_key)
    except ValueError as error:
        raise SigningFileError("The public key is not base64url without padding.") from error
    with _keys(where) as keys:
        key = keys.register(thing, raw, name=name, at=datetime.now(UTC), by=AT_THE_CONSOLE.id)
    _tell(where, SecurityEventKind.KEY_CREATED, key.id, f"Thing {thing} signs with a new key.")
    click.echo(key.id)


@command.command("list")
@of_city
@click.option("--thing", type=int, required=True, metavar="ID", help="Whose keys.")
@as_json
def list_keys(where: Where, thing: int, as_json: bool) -> None:
    """List the signing keys of a thing."""
    with _keys(where) as keys:
        found = keys.of_thing(thing)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for key in found:
        state = "holds" if key.revoked_at is None else f"revoked {key.revoked_at:%Y-%m-%d}"
        click.echo(f"{key.id}  {key.name}  {state}")
    if not found:
        click.echo(f"Thing {thing} does not sign.")


@command.command()
@of_city
@click.argument("key_id")
def revoke(where: Where, key_id: str) -> None:
    """End a signing key; the thing must still sign, with another one."""
    with _keys(where) as keys:
        key = keys.revoke(key_id, at=datetime.now(UTC), by=AT_THE_CONSOLE.id)
    _tell(where, SecurityEventKind.KEY_REVOKED, key_id, f"Thing {key.thing_id} signs with it no more.")
    click.echo(f"The signing key {key_id} is revoked.")


@command.command()
@of_city
@click.option("--thing", type=int, required=True, metavar="ID")
def release(where: Where, thing: int) -> None:
    """Let a thing deliver unsigned observations again; its keys end."""
    with _keys(where) as keys:
        number = keys.release(thing, at=datetime.now(UTC), by=AT_THE_CONSOLE.id)
    _tell(where, SecurityEventKind.KEY_REVOKED, "", f"Thing {thing} need not sign any more.")
    click.echo(f"Thing {thing} need not sign any more; {number} keys ended.")


@contextlib.contextmanager
def _keys(where: Where) -> Iterator[SigningKeys]:
    from baken.observation.authenticity.keys import SigningKeys
    from baken.service.places import make_data_folder, register_url

    with contextlib.closing(SigningKeys(register_url(make_data_folder(where.data)))) as keys:
        yield keys


def _tell(where: Where, kind: SecurityEventKind, about: str, because: str) -> None:
    with where.security_log() as log:
        log.write(SecurityEvent(kind=kind, principal=AT_THE_CONSOLE, about=about, because=because))
