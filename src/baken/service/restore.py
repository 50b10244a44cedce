# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Restoring: a back-up takes the place of what is in a data folder, as a whole or not at all.

1. The back-up is checked against its inventory; nothing is touched before that.
2. A copy is made ready beside the data, with the node's own keys, logs and proofs linked in: files of an older version
   are brought up to date, and what was erased or ended since the back-up was made is erased and ended again.
3. Its files take their places by renaming. A crash before that leaves what was there; a crash in the middle leaves data
   that nobody can open, until the same command has finished it (:mod:`baken.service.unfinished_restore`).
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime  # noqa: TC003 - the fields of a Struct need it
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Layer
from baken.governance.log.errors import LogError
from baken.governance.log.processing_log import ProcessingLog
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.retention.proofs import FOLDER as PROOFS
from baken.observation.protocol import ObservationQuery
from baken.plugin.registry import ConnectorRegistry
from baken.service.backup import BackupError
from baken.service.backup_check import checked, contents
from baken.service.backup_inventory import ESTIMATES, FORECASTS, MODELS, OBSERVATIONS, REGISTER
from baken.service.evaluating.kept import FOLDER as EVENT_RECORDS
from baken.service.opened import opened_city
from baken.service.restore_since import SaidAgain, say_again, told_since
from baken.service.retention import Retention
from baken.service.unfinished_restore import (
    FOLDER,
    UnfinishedRestoreError,
    alone,
    begin_placing,
    place,
    placing_of,
    ready_folder,
    tidy,
)
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from baken.governance.model import Principal
    from baken.service.backup_inventory import Backup
    from baken.service.opened import Opened
    from baken.vocabulary.time import Clock

_DATABASES: Final = (OBSERVATIONS, REGISTER, FORECASTS, ESTIMATES)
_FOLDERS: Final = (MODELS, EVENT_RECORDS, "import")
"""How far an import is belongs to the observations: it begins anew, and offers again what the back-up has not."""

_ROOM: Final = 64 << 20
"""Bytes that must be free beside those of the back-up."""


class Restored(SaidAgain, frozen=True, kw_only=True):
    """What came back, and what holds for it that was decided since.

    Attributes
    ----------
    erased
        Rows that were erased since the back-up was made, or are over their period now.
    was_begun
        Whether only the rest was done of a restore that had been cut off.
    """

    backup: str
    made_at: datetime
    observations: int = 0
    accounts: int = 0
    erased: int = 0
    was_begun: bool = False


def restore(
    city: Path, data: Path, backup: Path, *, by: Principal, may_replace: bool = False, clock: Clock | None = None
) -> Restored:
    """Put a back-up into a data folder that no node serves.

    Parameters
    ----------
    city
        Folder of the city, whose back-up it must be.
    may_replace
        Whether observations, register, forecasts, estimates, models and records of events that are there may go.
    clock
        Of the machine; what is over its period goes by it.

    Raises
    ------
    DamagedBackupError
        When the back-up is not whole. Nothing was touched.
    BackupError
        When it is of another city, there are data that may not go, they are in use, or there is no room. Nothing was
        touched.
    UnfinishedRestoreError
        When another back-up is only partly back.
    BakenError
        When what is in the back-up cannot be opened or brought up to date. The data are as they were.
    """
    machine = clock or SystemClock()
    try:
        if placing_of(data) is not None:
            return _finished(data, backup.name)
        found = msgspec.structs.replace(checked(backup), name=backup.name)  # it may have been copied under another
        _require_city(city, found)
        _require_empty(data, found, may_replace=may_replace)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(data):
            try:
                _make_ready(data, backup, found)
                with opened_city(city, ready_folder(data), machine.now(), ConnectorRegistry()) as opened:
                    restored = _brought_up_to_date(opened, data, found, by, machine)
                    told = msgspec.json.encode(restored)
                    begin_placing(data, backup=found.name, made_at=found.made_at, told=told)
            finally:
                tidy(data)
            place(data, _is_replaced)
    except OSError as error:
        raise BackupError(f"{data} cannot be written: {error.strerror}.", remedy="Look at free disk space.") from error
    return restored


def _finished(data: Path, backup: str) -> Restored:
    """Finish what was begun before; the back-up itself need not be there any more."""
    with alone(data):
        placing = placing_of(data)
        if placing is None or placing.backup != backup:
            raise UnfinishedRestoreError(
                f"Another back-up is only partly back in {data}.",
                remedy=f"Name {placing.backup}, to finish it first." if placing else "Try again.",
            )
        place(data, _is_replaced)
    told = msgspec.json.decode(placing.told, type=Restored)
    return msgspec.structs.replace(told, was_begun=True)


def _require_city(city: Path, backup: Backup) -> None:
    from baken.city.load import load

    name = load(city, ConnectorRegistry()).name
    if backup.city != name:
        raise BackupError(
            f"This is a back-up of {backup.city[:100]!r}, not of {name!r}.", remedy="Name the city that it is of."
        )


def _require_empty(data: Path, backup: Backup, *, may_replace: bool) -> None:
    there = sorted(entry.name for entry in data.iterdir() if _is_replaced(entry.name)) if data.is_dir() else []
    if there and not may_replace:
        raise BackupError(
            f"{data} has data already: {', '.join(there)}.",
            remedy="Restore into another folder, or let them go with --replace; a back-up of them may be made first.",
        )
    existing = next(folder for folder in (data, *data.parents) if folder.is_dir())
    if shutil.disk_usage(existing).free < backup.bytes + _ROOM:
        raise BackupError(
            f"There is not enough room in {data} for {backup.bytes / 1e6:,.1f} MB.", remedy="Free some disk space."
        )


def _make_ready(data: Path, source: Path, backup: Backup) -> None:
    """Copy a back-up beside the data, and let it see the keys, logs and proofs of the node."""
    try:
        log = ProcessingLog.open(data)  # for itself: whoever serves these data has it
    except LogError as error:
        if "Another process" not in error.message:
            raise
        raise BackupError(
            f"The data in {data} are in use.", remedy="Stop the node, and whatever else works on them."
        ) from error
    with log:
        tidy(data)
        (data / PROOFS).mkdir(mode=0o700, exist_ok=True)
        ready = ready_folder(data)
        ready.mkdir(mode=0o700, parents=True)
        for file in backup.files:
            _copy(source, ready, file.name, contents(source, file))
        for entry in data.iterdir():
            if entry.name != FOLDER and not _is_replaced(entry.name):
                (ready / entry.name).symlink_to(os.path.relpath(entry, ready))


def _copy(source: Path, ready: Path, name: str, pieces: Iterable[bytes]) -> None:
    target = ready / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        for piece in pieces:
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    about = (source / name).stat()
    os.utime(target, ns=(about.st_atime_ns, about.st_mtime_ns))  # the period of a record of an event runs from it


def _brought_up_to_date(opened: Opened, data: Path, backup: Backup, by: Principal, clock: Clock) -> Restored:
    """Let hold for what comes back what was decided since, and note that it came back."""
    since = told_since(data, backup.made_at)
    again = say_again(opened, since, by=by, now=clock.now())
    retention = Retention(opened, clock, clock, by="command-line")
    reports = retention.erase_again(backup.made_at), retention.run()
    if faults := [fault for report in reports for fault in report.faults]:
        raise BackupError(
            f"What must be erased from the back-up cannot be: {faults[0]}", remedy="Take another back-up."
        )
    activities = {i: opened.governance.activity(i) for i in opened.governance.activities.ids}
    uris = [
        one.uri
        for one in activities.values()
        if one is not None and any(kept.layer is Layer.BACKUPS for kept in one.retention)
    ]
    rows = opened.store.count(ObservationQuery())
    with opened.processing_log.processing("restore back-up", uris, layer=Layer.BACKUPS, principal=by) as span:
        span.rows = rows
    because = f"Made at {backup.made_at:%Y-%m-%dT%H:%M:%SZ}; {rows} observations."
    opened.security_log.write(
        SecurityEvent(kind=SecurityEventKind.BACKUP_RESTORED, principal=by, about=backup.name, because=because)
    )
    return Restored(
        backup=backup.name,
        made_at=backup.made_at,
        observations=rows,
        accounts=len(opened.identity.accounts.all()),
        erased=sum(report.rows for report in reports),
        **msgspec.structs.asdict(again),
    )


def _is_replaced(name: str) -> bool:
    """Tell whether something in a data folder is of what back-ups hold, or was written beside it by a database."""
    return name in _FOLDERS or any(name == one or name.startswith((f"{one}.", f"{one}-")) for one in _DATABASES)
