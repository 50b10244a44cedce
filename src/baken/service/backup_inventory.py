# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is in a back-up: its files, and of each activity how much and from when to when, as its inventory tells.

The inventory is what retention goes by; nobody has to open a back-up to know whether something in it is due.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import msgspec

from baken.governance.whole_file import replace_file
from baken.service.evaluating.kept import FOLDER as EVENT_RECORDS
from baken.service.evaluating.kept import written_records
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.observation.methods.duckdb_store import DuckDBStore
    from baken.observation.protocol import Extent
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.forecasting.store import ForecastStore

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


def opened_observations(place: Path) -> DuckDBStore:
    """Open the observations of a back-up."""
    from baken.observation.methods.duckdb_store import DuckDBStore

    return DuckDBStore(place / OBSERVATIONS, memory_limit_mb=128, threads=1)


def opened_forecasts(place: Path) -> ForecastStore:
    """Open the forecasts of a back-up."""
    from baken.service.forecasting.store import ForecastStore

    return ForecastStore(place / FORECASTS)


def opened_estimates(place: Path) -> EstimateStore:
    """Open the estimates of a back-up."""
    from baken.service.forecasting.estimate_store import EstimateStore

    return EstimateStore(place / ESTIMATES)


def read_inventory(place: Path) -> Backup | None:
    """Return the inventory of a back-up; None when it has none, or one that cannot be read."""
    try:
        return msgspec.json.decode((place / INVENTORY).read_bytes(), type=Backup)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def take_stock(
    place: Path,
    activity_of: Callable[[int], str],
    *,
    city: str,
    made_at: datetime,
    changed_at: datetime | None = None,
) -> Backup:
    """Look what is in a back-up, write its inventory and return it.

    Raises
    ------
    StoreError, ForecastStoreError, EstimateStoreError
        When something in it cannot be opened.
    """
    store = opened_observations(place)
    try:
        holdings = _holdings(store, activity_of)
    finally:
        store.close()
    forecasts, estimates = _forecasts(place), _estimates(place)  # which writes them: before they are weighed
    backup = Backup(
        name=place.name,
        made_at=made_at,
        city=city,
        files=_files(place),
        forecasts=forecasts,
        estimates=estimates,
        event_records=tuple(sorted(record.stem for record in written_records(place))),
        observations=holdings,
        accounts=accounts_in(place / REGISTER),
        changed_at=changed_at,
    )
    replace_file(place / INVENTORY, msgspec.json.format(msgspec.json.encode(backup)))
    return backup


def _forecasts(place: Path) -> tuple[ForecastHolding, ...]:
    if not (place / FORECASTS).is_file():
        return ()
    return tuple(
        ForecastHolding(
            activity=one.activity,
            issues=one.issues,
            weather=one.weather,
            first=from_us(one.first_us),
            last=from_us(one.last_us),
        )
        for one in _compacted(opened_forecasts(place))
    )


def _estimates(place: Path) -> tuple[EstimateHolding, ...]:
    if not (place / ESTIMATES).is_file():
        return ()
    return tuple(
        EstimateHolding(activity=one.activity, steps=one.steps, first=from_us(one.first_us), last=from_us(one.last_us))
        for one in _compacted(opened_estimates(place))
    )


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


def accounts_in(register: Path) -> int:
    """Return how many accounts the register of a back-up has; none where it has no register."""
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
