# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which city and data folder a command about accounts or keys is for: read without opening the whole city."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from baken.declaration.fault import FaultyFileError, has_errors
from baken.governance.log.security_log import SecurityLog
from baken.governance.model import Party, Principal, PrincipalKind, ProcessingActivity
from baken.governance.read_activities import read_activities
from baken.governance.read_parties import read_parties
from baken.service.identity import opened_identity
from baken.service.places import default_data_folder, find_city, make_data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.declaration.fault import Fault
    from baken.identity.identity import Identity

AT_THE_CONSOLE = Principal(id="console", kind=PrincipalKind.NODE, roles=frozenset())
"""Whoever may read and write the data folder may do everything with it; the log says that it was done so."""


class Where(msgspec.Struct, frozen=True):
    """A city folder with what it declares about governance, and the folder with its data."""

    folder: Path
    data: Path
    activities: tuple[ProcessingActivity, ...]
    parties: tuple[Party, ...]

    @contextlib.contextmanager
    def security_log(self) -> Iterator[SecurityLog]:
        """Open the security log for a block."""
        with SecurityLog.open(make_data_folder(self.data)) as log:
            yield log

    @contextlib.contextmanager
    def identity(self) -> Iterator[Identity]:
        """Open accounts and keys for a block, with their security log."""
        with (
            self.security_log() as log,
            opened_identity(self.data, self.parties, log, city_folder=self.folder) as identity,
        ):
            yield identity


def of_city(function: Any) -> Any:
    """Add ``--city`` and ``--data``; the command gets them as one record, ``where``."""

    @functools.wraps(function)
    def with_where(city: str, data: Path | None, **given: Any) -> Any:
        return function(where=_where(city, data), **given)

    folder = click.Path(file_okay=False, path_type=Path)
    named = click.option("--data", type=folder, default=None, help="Its data folder.  [default: as for baken serve]")
    return click.option("--city", required=True, metavar="CITY", help="Folder of the city, or its name.")(
        named(with_where)
    )


def _where(city: str, data: Path | None) -> Where:
    folder = find_city(city)
    faults: list[Fault] = []
    activities = read_activities(folder, folder.name, faults)
    parties, _ = read_parties(folder, [activity.id for activity in activities], faults)
    if has_errors(faults):
        raise FaultyFileError(f"The city folder {folder} has faults.", tuple(faults))
    return Where(folder, data or default_data_folder(folder.name), activities, parties)
