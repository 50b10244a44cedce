# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a back-up is whole: what its inventory names is there and unchanged, and nothing else is.

A back-up may have lain anywhere. Its inventory is believed only as far as it names files that a back-up can have, so
that no name in it leads out of its folder, and no link in the folder leads anywhere. Checksums tell of damage; they do
not tell who made the back-up.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.service.backup_inventory import (
    ESTIMATES,
    FORECASTS,
    INVENTORY,
    MODELS,
    OBSERVATIONS,
    REGISTER,
    read_inventory,
)
from baken.service.evaluating.kept import FOLDER as EVENT_RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.service.backup_inventory import Backup, BackupFile

_WORD: Final = r"[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,199}"
_NAME: Final = re.compile(
    "|".join(
        [
            *(re.escape(name) for name in (OBSERVATIONS, REGISTER, FORECASTS, ESTIMATES)),
            rf"{MODELS}/{_WORD}/(champion\.json|(models|cards)/{_WORD})",
            rf"{EVENT_RECORDS}/{_WORD}\.json",
        ]
    )
)
_CHUNK: Final = 1 << 20


class DamagedBackupError(BakenError):
    """A back-up that is not what its inventory says, or has none."""


def checked(place: Path) -> Backup:
    """Return the inventory of a back-up that is whole; everything in it is read once.

    Raises
    ------
    DamagedBackupError
        When it is no back-up, was changed or cut off, or names or holds what a back-up cannot have.
    """
    backup = read_inventory(place)
    if backup is None:
        raise DamagedBackupError(
            f"{place} is no back-up, or its inventory is damaged.",
            remedy="Name a folder that baken backup create made; baken backup list shows those of a data folder.",
        )
    names = [file.name for file in backup.files]
    for name in names:
        if not _NAME.fullmatch(name):
            raise _damaged(place, f"its inventory names {name[:200]!r}, which no back-up has")
    if len({name.casefold() for name in names}) != len(names) or OBSERVATIONS not in names:
        raise _damaged(place, "its inventory names a file twice, or no observations")
    if strange := sorted(set(_found(place)) - {*names, INVENTORY}):
        raise _damaged(place, f"it holds {strange[0][:200]!r}, which its inventory does not name")
    for file in backup.files:
        for _ in contents(place, file):
            pass
    return backup


def contents(place: Path, file: BackupFile) -> Iterator[bytes]:
    """Yield what is in a file of a back-up, in pieces; all of it is as the inventory says when this ends.

    Raises
    ------
    DamagedBackupError
        When it is not there, was changed or is no file.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(place / file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _damaged(place, f"{file.name} is no file")
            while size <= file.bytes and (chunk := stream.read(_CHUNK)):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
    except OSError as error:
        raise _damaged(place, f"{file.name} cannot be read ({error.strerror})") from error
    if size != file.bytes or digest.hexdigest() != file.sha256:
        raise _damaged(place, f"{file.name} is not as it was when the back-up was made")


def _found(place: Path) -> Iterator[str]:
    """Yield what is in a folder, links as themselves and not what they lead to."""
    for folder, folders, files in os.walk(place, followlinks=False):
        for one in (Path(folder, name) for name in (*files, *folders)):
            if one.is_symlink() or not one.is_dir():
                yield one.relative_to(place).as_posix()


def _damaged(place: Path, why: str) -> DamagedBackupError:
    return DamagedBackupError(
        f"The back-up {place.name} cannot be used: {why}.", remedy="Nothing was changed; take another back-up."
    )
