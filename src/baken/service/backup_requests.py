# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking a running node for a back-up: only the process that has the store open can copy it consistently.

The command line leaves a request in the data folder, which only who owns the data can write, and waits for the answer.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.governance.whole_file import replace_file
from baken.service.backup import BackupError, Backups
from baken.service.backup_inventory import Backup

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDER: Final = "requests"
_ASKED: Final = ".asked"
_ANSWER: Final = ".answer"
_LOOK_EVERY_S: Final = 0.2


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a request."""

    backup: Backup | None = None
    fault: str = ""
    remedy: str = ""


def ask(backups: Backups, *, patience_s: float) -> Backup:
    """Ask the node that serves this data folder for a back-up, and return it when it is made.

    Raises
    ------
    BackupError
        When it cannot be made, or nobody answers.
    """
    folder = backups.folder / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(8)
    asked, answered = folder / (name + _ASKED), folder / (name + _ANSWER)
    replace_file(asked, b"")
    deadline = time.monotonic() + patience_s
    try:
        while time.monotonic() < deadline:
            if answered.is_file():
                return _result(msgspec.json.decode(answered.read_bytes(), type=Answer))
            time.sleep(_LOOK_EVERY_S)
    finally:
        asked.unlink(missing_ok=True)
        answered.unlink(missing_ok=True)
    raise BackupError(
        "The node that has these data open did not answer.", remedy="Look whether it is well, or stop it and try again."
    )


def answer_requests(backups: Backups, make: Callable[[], Backup]) -> None:
    """Make a back-up for each request that is there."""
    folder = backups.folder / _FOLDER
    if not folder.is_dir():
        return
    for asked in sorted(folder.glob(f"*{_ASKED}")):
        try:
            answer = Answer(backup=make())
        except BakenError as error:
            answer = Answer(fault=error.message, remedy=error.remedy)
        replace_file(asked.with_suffix(_ANSWER), msgspec.json.encode(answer))
        asked.unlink(missing_ok=True)


def _result(answer: Answer) -> Backup:
    if answer.backup is None:
        raise BackupError(answer.fault, remedy=answer.remedy)
    return answer.backup
