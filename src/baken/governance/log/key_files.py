# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secret keys in files that only their owner can read; made once, by whichever process comes first."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING, Final

from baken.governance.log.errors import KeyFileError
from baken.governance.whole_file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OWNER_ONLY: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_LARGEST_BYTES: Final = 10_000


def read_or_make(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return the secret in a file; make it when it is not there yet.

    Two processes that begin at once end up with the same secret: the file appears whole or not at all.

    Raises
    ------
    KeyFileError
        When it cannot be read or written, or others than its owner may read it.
    """
    try:
        return read_secret(file)
    except FileNotFoundError:
        pass
    try:
        _make(file, make())
        return read_secret(file)
    except OSError as error:
        raise _unusable(file, error) from error


def read_secret(file: Path) -> bytes:
    """Return the secret in a file.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    KeyFileError
        When it cannot be read, or others than its owner may read it.
    """
    try:
        with file.open("rb") as stream:
            if os.fstat(stream.fileno()).st_mode & _OTHERS:
                raise KeyFileError(
                    f"The key {file} can be read by others.", remedy=f"Take their rights away: chmod 600 {file}"
                )
            return stream.read(_LARGEST_BYTES)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unusable(file, error) from error


def _make(file: Path, secret: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, file)  # unlike a rename this fails when another process was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(file.parent)


def _unusable(file: Path, error: OSError) -> KeyFileError:
    return KeyFileError(
        f"The key {file} cannot be used: {error.strerror or error}.",
        remedy="Let the user that runs Baken own the data folder.",
    )
