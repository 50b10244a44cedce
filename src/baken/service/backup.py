# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Back-ups: consistent copies of a data folder, each with an inventory of what is in it.

A back-up holds the observations, the register, the forecasts, the estimates per step, the fitted models and the records
of events. Keys and secrets are not in it, so that who finds a back-up cannot sign or sign in; logs are not, because
they have a chain and a retention of their own.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import msgspec

from baken.errors import BakenError
from baken.governance.lists import Layer
from baken.governance.retention.proofs import replace_file
from baken.service.evaluating.kept import FOLDER as EVENT_RECORDS
from baken.service.evaluating.kept import written_records
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from baken.observation.methods.duckdb_store import DuckDBStore
    from baken.observation.protocol import Extent
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.forecasting.store import ForecastStore

FOLDER: Final = "backups"
INVENTORY: Final = "inventory.json"
OBSERVATIONS: Final = "observations.duckdb"
REGISTER: Final = "register.sqlite"
FORECASTS: Final = "forecasts.sqlite"
ESTIMATES: Final = "estimates.sqlite"
MODELS: Final = "models"


T_co = TypeVar("T_co", covariant=True)


class _Copied(Protocol[T_co]):
    """A file of a back-up that knows what it holds."""

    def held(self) -> tuple[T_co, ...]: ...

    def compact(self) -> None: ...

    def close(self) -> None: ...


class BackupError(BakenError):
    """A back-up cannot be made, read or removed."""


class BackupFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a back-up."""

    name: str
    bytes: int
    sha256: str


class BackupHolding(msgspec.Struct, frozen=True, kw_only=True):
    """What a back-up holds of the observations of one activity."""

    activity: str
    datastreams: tuple[int, ...]
    rows: int
    first: datetime
    last: datetime


class ForecastHolding(msgspec.Struct, frozen=True, kw_only=True):
    """What a back-up holds of the forecasts of one activity: issues and weather forecasts, and when they were kept."""

    activity: str
    issues: int
    weather: int
    first: datetime
    last: datetime


class EstimateHolding(msgspec.Struct, frozen=True, kw_only=True):
    """What a back-up holds of the estimates of one activity: steps, and when the first and the last of them begin."""

    activity: str
    steps: int
    first: datetime
    last: datetime


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """The inventory of a back-up.

    Attributes
    ----------
    name
        Of its folder.
    made_at
        Retention of back-ups counts from here.
    changed_at
        When retention deleted something inside it last.
    event_records
        The events of which it holds the record.
    """

    name: str
    made_at: datetime
    city: str
    files: tuple[BackupFile, ...]
    observations: tuple[BackupHolding, ...]
    accounts: int
    changed_at: datetime | None = None
    forecasts: tuple[ForecastHolding, ...] = ()
    estimates: tuple[EstimateHolding, ...] = ()
    event_records: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """Return the size of all files."""
        return sum(file.bytes for file in self.files)

    @property
    def rows(self) -> int:
        """Return how many observations it holds."""
        return sum(holding.rows for holding in self.observations)


class Backups:
    """The back-ups in a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.folder = data / FOLDER

    def all(self) -> tuple[Backup, ...]:
        """Return the inventories that can be read, oldest first."""
        found = (_inventory(folder / INVENTORY) for folder in self._folders())
        return tuple(sorted((b for b in found if b is not None), key=lambda backup: (backup.made_at, backup.name)))

    def unknown(self) -> tuple[str, ...]:
        """Return the names of folders without a readable inventory: begun and never finished, or damaged."""
        return tuple(folder.name for folder in self._folders() if _inventory(folder / INVENTORY) is None)

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
            return self._take_stock(name, activity_of, city=city, made_at=now)
        except (OSError, sqlite3.Error) as error:
            shutil.rmtree(place, ignore_errors=True)
            raise BackupError(f"The back-up cannot be written: {error}.", remedy="Look at free disk space.") from error
        except BakenError:
            shutil.rmtree(place, ignore_errors=True)
            raise

    def changed(self, backup: Backup, activity_of: Callable[[int], str], now: datetime) -> Backup:
        """Renew the inventory after rows were deleted inside."""
        return self._take_stock(backup.name, activity_of, city=backup.city, made_at=backup.made_at, changed_at=now)

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

    def opened(self, name: str) -> DuckDBStore:
        """Open the observations of a back-up."""
        from baken.observation.methods.duckdb_store import DuckDBStore

        return DuckDBStore(self.path(name) / OBSERVATIONS, memory_limit_mb=128, threads=1)

    def opened_forecasts(self, name: str) -> ForecastStore:
        """Open the forecasts of a back-up."""
        from baken.service.forecasting.store import ForecastStore

        return ForecastStore(self.path(name) / FORECASTS)

    def opened_estimates(self, name: str) -> EstimateStore:
        """Open the estimates of a back-up."""
        from baken.service.forecasting.estimate_store import EstimateStore

        return EstimateStore(self.path(name) / ESTIMATES)

    def _folders(self) -> tuple[Path, ...]:
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[:1].isdigit()))

    def _take_stock(
        self,
        name: str,
        activity_of: Callable[[int], str],
        *,
        city: str,
        made_at: datetime,
        changed_at: datetime | None = None,
    ) -> Backup:
        store = self.opened(name)
        try:
            holdings = _holdings(store, activity_of)
        finally:
            store.close()
        place = self.path(name)
        forecasts, estimates = (
            self._forecasts(name),
            self._estimates(name),
        )  # which writes them: before they are weighed
        backup = Backup(
            name=name,
            made_at=made_at,
            city=city,
            files=_files(place),
            forecasts=forecasts,
            estimates=estimates,
            event_records=tuple(sorted(record.stem for record in written_records(place))),
            observations=holdings,
            accounts=_accounts(place / REGISTER),
            changed_at=changed_at,
        )
        replace_file(place / INVENTORY, msgspec.json.format(msgspec.json.encode(backup)))
        return backup

    def _forecasts(self, name: str) -> tuple[ForecastHolding, ...]:
        if not (self.path(name) / FORECASTS).is_file():
            return ()
        return tuple(
            ForecastHolding(
                activity=one.activity,
                issues=one.issues,
                weather=one.weather,
                first=from_us(one.first_us),
                last=from_us(one.last_us),
            )
            for one in _compacted(self.opened_forecasts(name))
        )

    def _estimates(self, name: str) -> tuple[EstimateHolding, ...]:
        if not (self.path(name) / ESTIMATES).is_file():
            return ()
        return tuple(
            EstimateHolding(
                activity=one.activity, steps=one.steps, first=from_us(one.first_us), last=from_us(one.last_us)
            )
            for one in _compacted(self.opened_estimates(name))
        )


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
    """Remove accounts that were not used since a moment from the register of a back-up; return how many went."""
    from baken.identity.unused_accounts import remove_unused_from_copy

    register = backup / REGISTER
    if not register.is_file() or not (removed := remove_unused_from_copy(f"sqlite:///{register}", moment)):
        return 0
    connection = sqlite3.connect(register)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")  # what was deleted is not left in free pages
    finally:
        connection.close()
    return removed


def _inventory(path: Path) -> Backup | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Backup)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _compacted(store: _Copied[T_co]) -> tuple[T_co, ...]:
    """Return what a copied file holds, and leave nothing of what was deleted in it."""
    try:
        held = store.held()
        store.compact()
    finally:
        store.close()
    return held


def _holdings(store: DuckDBStore, activity_of: Callable[[int], str]) -> tuple[BackupHolding, ...]:
    extents: dict[str, list[tuple[int, Extent | None]]] = {}
    for i in store.last()["datastream_id"].to_pylist():
        extents.setdefault(activity_of(i), []).append((i, store.extent(i)))
    return tuple(
        BackupHolding(
            activity=name,
            datastreams=tuple(i for i, _ in held),
            rows=sum(e.count for _, e in held if e is not None),
            first=from_us(min(e.first_us for _, e in held if e is not None)),
            last=from_us(max(e.last_us for _, e in held if e is not None)),
        )
        for name, held in sorted(extents.items())
    )


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


def _accounts(register: Path) -> int:
    if not register.is_file():
        return 0
    from baken.identity.tables import ACCOUNT

    connection = sqlite3.connect(f"file:{register}?mode=ro", uri=True)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {ACCOUNT.name}").fetchone()[0])  # noqa: S608 - our own name
    except sqlite3.OperationalError:
        return 0  # a register from before there were accounts
    finally:
        connection.close()


def _files(place: Path) -> tuple[BackupFile, ...]:
    """Return every file of a back-up but the inventory itself, the largest stores first."""
    first = [place / name for name in (OBSERVATIONS, REGISTER, FORECASTS, ESTIMATES)]
    rest = sorted(path for name in (MODELS, EVENT_RECORDS) for path in (place / name).rglob("*") if path.is_file())
    return tuple(_file(path, place) for path in (*first, *rest) if path.is_file())


def _file(path: Path, place: Path) -> BackupFile:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return BackupFile(name=path.relative_to(place).as_posix(), bytes=path.stat().st_size, sha256=digest.hexdigest())
