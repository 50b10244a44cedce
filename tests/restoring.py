# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A back-up of a few observations, made some days ago, and put back."""

from __future__ import annotations

import hashlib
import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import SecurityEventKind, security_folder
from baken.observation.columns import ObservationColumns
from baken.observation.protocol import ObservationQuery
from baken.service.backup import Backups
from baken.service.cli.of_city import AT_THE_CONSOLE
from baken.service.restore import Restored, restore
from baken.vocabulary.time import FixedClock, to_us
from keeping import NOW, opened, retention_of

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.backup_inventory import Backup
    from baken.service.opened import Opened

ACTIVITY = "square-counting"
MADE = NOW - timedelta(days=12)


def days_ago(n: float) -> datetime:
    return NOW - timedelta(days=n)


def observe(found: Opened, *ages: float, value: float = 40.0) -> None:
    stream = next(iter(found.datastream_ids.values()))
    for age in ages:
        at = to_us(days_ago(age))
        found.store.append(ObservationColumns.of(stream, [at], [value], available_at_us=at + 1))


def back_up(found: Opened, at: datetime = MADE) -> Backup:
    return retention_of(found, at).back_up()


def put_back(city: Path, data: Path, name: str | Path, *, may_replace: bool = True) -> Restored:
    place = Backups(data).path(name) if isinstance(name, str) else name
    return restore(city, data, place, by=AT_THE_CONSOLE, may_replace=may_replace, clock=FixedClock(NOW))


def values(city: Path, data: Path) -> list[float]:
    with opened(city, data) as found:
        return [float(value) for value in found.store.read(ObservationQuery())["result"].to_pylist()]


def told(data: Path, kind: SecurityEventKind) -> list[dict[str, str]]:
    return list(oldest(security_folder(data), LogQuery(fits=lambda record: record["event"] == kind)))


def written(place: Path) -> dict[str, str]:
    """Return every file below a folder with its content."""
    files = (path for path in place.rglob("*") if path.is_file())
    return {str(p.relative_to(place)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def elsewhere(data: Path, backup: Backup) -> Path:
    """Return a copy of a back-up that lies somewhere else."""
    copy = data.parent / "kept" / backup.name
    shutil.copytree(Backups(data).path(backup.name), copy)
    return copy
