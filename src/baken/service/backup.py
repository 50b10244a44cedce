# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Back-ups: consistent copies of a data folder, each with an inventory of what is in it.

A back-up holds the observations, the register, the forecasts, the estimates per step, the fitted models and the records
of events. Keys and secrets are not in it, so that who finds a back-up cannot sign or sign in; logs are not, because
they have a chain and a retention of their own.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import UTC
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.governance.lists import Layer
from baken.service.backup_inventory import (
    ESTIMATES,
    FORECASTS,
    MODELS,
    OBSERVATIONS,
    REGISTER,
    accounts_in,
    opened_estimates,
    opened_forecasts,
    opened_observations,
    read_inventory,
    take_stock,
)
from baken.service.evaluating.kept import FOLDER as EVENT_RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from baken.observation.methods.duckdb_store import DuckDBStore
    from baken.service.backup_inventory import Backup
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.forecasting.store import ForecastStore

FOLDER: Final = "backups"


class BackupError(BakenError):
    """A back-up cannot be made, read or removed."""


class Backups:
    """The back-ups in a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.folder = data / FOLDER

    def all(self) -> tuple[Backup, ...]:
        """Return the inventories that can be read, oldest first."""
        found = (read_inventory(folder) for folder in self._folders())
        return tuple(sorted((b for b in found if b is not None), key=lambda backup: (backup.made_at, backup.name)))

    def unknown(self) -> tuple[str, ...]:
        """Return the names of folders without a readable inventory: begun and never finished, or damaged."""
        return tuple(folder.name for folder in self._folders() if read_inventory(folder) is None)

    def path(self, name: str) -> Path:
        """Return the folder of a back-up."""
        return self.folder / name

    def create(self, store: DuckDBStore, activity_of: Callable[[int], str], *, city: str, now: datetime) -> Backup:
        """Make a back-up; what is served and taken in meanwhile goes on.

        Raises
        ------
        BackupError, StoreError
            When it cannot be written; then nothing of it stays.
        """
        name = now.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S-%fZ")
        place = self.path(name)
        try:
            place.mkdir(parents=True)
            store.copy_to(place / OBSERVATIONS)
            for name_of_file in (REGISTER, FORECASTS, ESTIMATES):
                _copy_database(self._data / name_of_file, place / name_of_file)
            _copy_models(self._data / MODELS, place / MODELS)
            _copy_event_records(self._data / EVENT_RECORDS, place / EVENT_RECORDS)
            return take_stock(place, activity_of, city=city, made_at=now)
        except (OSError, sqlite3.Error) as error:
            shutil.rmtree(place, ignore_errors=True)
            raise BackupError(f"The back-up cannot be written: {error}.", remedy="Look at free disk space.") from error
        except BakenError:
            shutil.rmtree(place, ignore_errors=True)
            raise

    def changed(self, backup: Backup, activity_of: Callable[[int], str], now: datetime) -> Backup:
        """Renew the inventory after rows were deleted inside."""
        return take_stock(self.path(backup.name), activity_of, city=backup.city, made_at=backup.made_at, changed_at=now)

    def remove(self, name: str) -> None:
        """Remove a back-up as a whole.

        Raises
        ------
        BackupError
            When its files cannot be removed.
        """
        try:
            shutil.rmtree(self.path(name))
        except FileNotFoundError:
            return
        except OSError as error:
            raise BackupError(f"Back-up {name} cannot be removed: {error.strerror}.") from error

    def accounts(self, name: str) -> int:
        """Return how many accounts are in a back-up now, whatever its inventory tells."""
        return accounts_in(self.path(name) / REGISTER)

    def opened(self, name: str) -> DuckDBStore:
        """Open the observations of a back-up."""
        return opened_observations(self.path(name))

    def opened_forecasts(self, name: str) -> ForecastStore:
        """Open the forecasts of a back-up."""
        return opened_forecasts(self.path(name))

    def opened_estimates(self, name: str) -> EstimateStore:
        """Open the estimates of a back-up."""
        return opened_estimates(self.path(name))

    def _folders(self) -> tuple[Path, ...]:
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[:1].isdigit()))


def require_declared(layers: Iterable[Layer]) -> None:
    """Refuse to make a back-up when no activity says how long back-ups are kept.

    Raises
    ------
    BackupError
        Saying what to declare.
    """
    if Layer.BACKUPS not in set(layers):
        raise BackupError(
            "No processing activity declares how long back-ups are kept, and what is not declared is not kept.",
            remedy='Add a [[retention]] with layer = "backups" to an activity of kind "operation".',
        )


def remove_backed_up_accounts(backup: Path, moment: datetime) -> int:
    """Remove accounts that were not used since a moment from the register of a back-up; return how many went.

    A register in which none is due stays as it is to the bit: its inventory tells its checksum.
    """
    from baken.identity.unused_accounts import remove_unused_from_copy

    register = backup / REGISTER
    if not register.is_file():
        return 0
    draft = register.with_suffix(".part")
    shutil.copy2(register, draft)
    try:
        if removed := remove_unused_from_copy(f"sqlite:///{draft}", moment):
            connection = sqlite3.connect(draft)
            try:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("VACUUM")  # what was deleted is not left in free pages
            finally:
                connection.close()
            draft.replace(register)
        return removed
    finally:
        for left in backup.glob(f"{draft.name}*"):
            left.unlink()


def _copy_models(source: Path, target: Path) -> None:
    """Copy the fitted models of all cities, whole ones only: who issues first, then records with what they are of."""
    for city in sorted(path for path in source.glob("*") if path.is_dir()):
        into = target / city.name
        for kind in ("champion.json", "models/[!.]*.json", "cards/[!.]*"):
            for file in sorted(city.glob(kind)):
                _copy_model_file(file, into / file.relative_to(city))
                for other in (file.with_suffix(".model"), file.with_suffix(".scores")):
                    if file.parent.name == "models" and other.is_file():
                        _copy_model_file(other, into / other.relative_to(city))


def _copy_event_records(source: Path, target: Path) -> None:
    """Copy the records of events with when each was written, from which their period runs."""
    for file in sorted(source.glob("*.json")):
        target.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # its period was over meanwhile
            shutil.copy2(file, target / file.name)


def _copy_model_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):  # forgotten meanwhile, and its record is no model any more
        shutil.copyfile(source, target)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file as it is at one moment, also while others write it."""
    if not source.is_file():
        return
    live, copy = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, and nothing beside it
    finally:
        copy.close()
        live.close()
