# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of identity: where the service is on the web, how long sessions last, and which providers are trusted.

They are in ``identity.toml`` of the data folder, else of the city folder; without it the defaults hold.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from baken.declaration.document import read_document
from baken.declaration.fault import FaultyFileError, has_errors
from baken.declaration.reader import TableReader
from baken.identity.openid.settings import Provider, read_providers
from baken.identity.sessions import SessionRules

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from baken.declaration.fault import Fault

IDENTITY_FILE: Final = "identity.toml"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class IdentitySettings(msgspec.Struct, frozen=True, kw_only=True):
    """How people and machines are recognised.

    Attributes
    ----------
    public_origin
        Scheme, host and port under which browsers reach the service; empty when it is only reached as ``localhost``.
    local_accounts
        Whether accounts that are kept here can sign in.
    """

    public_origin: str = ""
    local_accounts: bool = True
    sessions: SessionRules = SessionRules()
    providers: tuple[Provider, ...] = ()


def is_loopback(host: str) -> bool:
    """Return whether a host name is this machine as seen by itself.

    Examples
    --------
    >>> is_loopback("localhost"), is_loopback("localhost.example.org")
    (True, False)
    """
    return host in _LOOPBACK


def read_settings(*folders: Path, controller: str, parties: Collection[str]) -> IdentitySettings:
    """Return the settings in the first folder that has the file.

    Raises
    ------
    FaultyFileError
        With every fault, its line and its remedy.
    """
    folder = next((f for f in folders if (f / IDENTITY_FILE).exists()), None)
    if folder is None:
        return IdentitySettings()
    faults: list[Fault] = []
    settings = _read(folder, faults, controller=controller, parties=parties)
    if settings is None or has_errors(faults):
        raise FaultyFileError(f"{folder / IDENTITY_FILE} has faults.", tuple(faults))
    return settings


def _read(folder: Path, faults: list[Fault], *, controller: str, parties: Collection[str]) -> IdentitySettings | None:
    document = read_document(folder, IDENTITY_FILE, faults)
    if document is None:
        return None
    top = TableReader(document, (), document.data, faults)
    origin = top.text("public_origin", required=False) or ""
    if origin:
        origin = _origin(top, origin)
    local = top.boolean("local_accounts", required=False)
    rules = _rules(top.table("sessions", required=False))
    providers = read_providers(top, folder, controller=controller, parties=parties)
    if local is False and not providers:
        top.fault("local_accounts", "Nobody could sign in.", "Name a [[provider]], or set it to true.")
    if providers and not origin:
        top.fault("provider", "A provider has to know where to send people back.", 'Add public_origin = "https://...".')
    top.close()
    return IdentitySettings(
        public_origin=origin, local_accounts=local is not False, sessions=rules, providers=providers
    )


def _origin(top: TableReader, text: str) -> str:
    parts = urlsplit(text)
    is_plain_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or (parts.scheme != "https" and not is_plain_here) or parts.path.strip("/") or parts.query:
        top.fault("public_origin", f"{text!r} is not the origin of a secure site.", 'Write "https://baken.example.nl".')
    return f"{parts.scheme}://{parts.netloc}"


def _rules(table: TableReader | None) -> SessionRules:
    if table is None:
        return SessionRules()
    idle = table.integer("idle_minutes", required=False, low=1, high=24 * 60)
    absolute = table.integer("absolute_hours", required=False, low=1, high=72)
    table.close()
    default = SessionRules()
    return SessionRules(
        idle=default.idle if idle is None else timedelta(minutes=idle),
        absolute=default.absolute if absolute is None else timedelta(hours=absolute),
    )
