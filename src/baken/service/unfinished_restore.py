# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A back-up on its way into a data folder: made ready beside the data, and put in their place by renaming.

While it is made ready the data are as they were. A note says that its files take their places; from then on nobody
may open the data until all of them have, which whoever restores can finish at any time. What is left over after that,
or of what never came so far, goes at the next start.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.governance.whole_file import replace_file, sync_folder, sync_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER: Final = "restore"
_NOTE: Final = "placing.json"
_NEW: Final = "new"
_OLD: Final = "old"


class UnfinishedRestoreError(BakenError):
    """Data that are partly those of a back-up and partly what was there before."""


class Placing(msgspec.Struct, frozen=True, kw_only=True):
    """Which back-up takes its place, the names of what is put there, and what is to be told of it when it is there."""

    backup: str
    made_at: datetime
    names: tuple[str, ...]
    told: msgspec.Raw


def require_placed(data: Path) -> None:
    """Refuse data of which only a part was put back.

    Raises
    ------
    UnfinishedRestoreError
        Saying how to finish it.
    """
    placing = placing_of(data)
    if placing is not None:
        raise UnfinishedRestoreError(
            f"The back-up {placing.backup} is only partly back in {data}.",
            remedy=f"Finish it with: baken backup restore CITY {placing.backup} --data {data}",
        )


def placing_of(data: Path) -> Placing | None:
    """Return what is taking its place in a data folder; None when nothing is.

    Raises
    ------
    UnfinishedRestoreError
        When the note of what is cannot be read.
    """
    note = data / FOLDER / _NOTE
    try:
        return msgspec.json.decode(note.read_bytes(), type=Placing)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnfinishedRestoreError(
            f"Whether a back-up is only partly back in {data} cannot be told: {error.strerror}.",
            remedy="Look at who may read there.",
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnfinishedRestoreError(
            f"A back-up was put back into {data}, and {note} does not tell how far: {error}.",
            remedy="Move the data folder away and restore the back-up into an empty one.",
        ) from error


def ready_folder(data: Path) -> Path:
    """Return where a back-up is made ready."""
    return data / FOLDER / _NEW


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """Restore into a data folder for a block, while nobody else does, and nobody opens it.

    Raises
    ------
    UnfinishedRestoreError
        When somebody does.
    """
    with _held(data, fcntl.LOCK_EX, f"Somebody opens the data in {data}, or restores a back-up into it."):
        yield


@contextlib.contextmanager
def opening(data: Path) -> Iterator[None]:
    """Open the files of a data folder in a block, in which no restore begins.

    Else the files of before could be opened just before others take their places. It ends when the logs are open, by
    which a restore knows that the data are in use.

    Raises
    ------
    UnfinishedRestoreError
        When a back-up is being restored, or only partly back.
    """
    with _held(data, fcntl.LOCK_SH, f"A back-up is being restored into {data}."):
        require_placed(data)
        yield


@contextlib.contextmanager
def _held(data: Path, how: int, otherwise: str) -> Iterator[None]:
    folder = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnfinishedRestoreError(otherwise, remedy="Try again when that is done.") from error
        yield
    finally:
        os.close(folder)


def tidy(data: Path) -> None:
    """Remove what a restore left over, unless it is taking its place; only for who is alone."""
    if placing_of(data) is None:
        shutil.rmtree(data / FOLDER, ignore_errors=True)


def tidy_unless_going_on(data: Path) -> None:
    """Remove what a restore left over when none is going on."""
    if (data / FOLDER).exists():
        with contextlib.suppress(UnfinishedRestoreError), alone(data):
            tidy(data)


def begin_placing(data: Path, *, backup: str, made_at: datetime, told: bytes) -> None:
    """Note that what is ready takes its place from now on, with JSON of what is to be told afterwards."""
    names = sorted(entry.name for entry in ready_folder(data).iterdir() if not entry.is_symlink())
    note = Placing(backup=backup, made_at=made_at, names=tuple(names), told=msgspec.Raw(told))
    sync_folders(ready_folder(data))  # else a power failure could leave the note, and not all that it names
    replace_file(data / FOLDER / _NOTE, msgspec.json.encode(note))


def place(data: Path, is_replaced: Callable[[str], bool]) -> None:
    """Put what is ready in its place, or go on with that; what was there before is gone afterwards.

    Parameters
    ----------
    is_replaced
        Tells by its name whether something in the data folder goes when the back-up has nothing of that name.
    """
    placing = placing_of(data)
    if placing is None:
        return
    new, old = ready_folder(data), data / FOLDER / _OLD
    old.mkdir(exist_ok=True)
    for entry in sorted(data.iterdir()):
        if is_replaced(entry.name) and entry.name not in placing.names:
            entry.rename(old / entry.name)
    for name in placing.names:
        if (new / name).exists():
            if (data / name).exists():
                (data / name).rename(old / name)
            (new / name).rename(data / name)
    sync_folder(data)
    (data / FOLDER / _NOTE).unlink()
    sync_folder(data / FOLDER)
    tidy(data)
