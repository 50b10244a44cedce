# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identity of a data folder: opened for a node, and keys made beside it while the node runs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from baken.governance.lists import Role
from baken.identity.keys import Keys
from baken.identity.tables import Tables
from baken.service.places import make_data_folder, register_url
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from baken.governance.model import Party
    from baken.identity.identity import Identity
    from baken.identity.security_events import SecurityEvents

SECRET_FILE: Final = "node.secret"  # noqa: S105 - the name of a file


@contextlib.contextmanager
def opened_identity(
    data: Path, parties: Sequence[Party], events: SecurityEvents, *, city_folder: Path
) -> Iterator[Identity]:
    """Open who may come in, of a data folder, for a block.

    Times are those of the machine, also in a replay: sessions and keys expire in the real world.

    Raises
    ------
    FaultyFileError, IdentityStoreError
        When ``identity.toml`` has faults, or the database or the node's secret cannot be used.
    """
    from baken.identity.identity import Identity
    from baken.identity.node_secret import node_secret
    from baken.identity.settings import read_settings

    make_data_folder(data)
    ids = frozenset(party.id for party in parties)
    controller = next((party.id for party in parties if party.is_controller), "")
    settings = read_settings(data, city_folder, controller=controller, parties=ids)
    identity = Identity(
        register_url(data),
        clock=SystemClock(),
        secret=node_secret(data / SECRET_FILE),
        settings=settings,
        events=events,
        controller=controller,
        parties=ids,
    )
    try:
        yield identity
    finally:
        identity.close()


@contextlib.contextmanager
def opened_keys(data: Path, *, party: str = "") -> Iterator[Keys]:
    """Open the keys of a data folder for a block, also while a node serves it."""
    tables = Tables(register_url(make_data_folder(data)))
    try:
        yield Keys(tables, SystemClock(), party=party)
    finally:
        tables.close()


def create_key(
    data: Path,
    *,
    activity: str,
    datastreams: Collection[int] | None = None,
    role: Role = Role.SENSOR,
    name: str = "Sensor",
    rate_per_s: float | None = None,
) -> str:
    """Return a new key for a data folder, as a sensor shows it; a node that serves the folder knows it at once.

    Parameters
    ----------
    activity
        The processing activity of what it delivers.
    datastreams
        Those it may write; None for those of the things that it creates itself.
    role
        ``sensor``; ``administrator`` for an integration that keeps all things and datastreams; ``analyst`` for a
        program that reads and exports what analysts are recipients of.
    """
    with opened_keys(data) as keys:
        return keys.create(name=name, activity=activity, datastreams=datastreams, role=role, rate_per_s=rate_per_s)[1]
