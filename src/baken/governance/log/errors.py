# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a log or a key."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from baken.errors import BakenError

if TYPE_CHECKING:
    from collections.abc import Iterator


class LogError(BakenError):
    """A log cannot be written or read. What cannot be logged is not done: the caller is answered 503."""


class KeyFileError(BakenError):
    """A key cannot be read, or others can read it too."""


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what the system says in the block into a sentence for a person.

    Raises
    ------
    LogError
        Saying what could not be done, and why.

    Examples
    --------
    >>> with told("The log cannot be opened"):  # doctest: +ELLIPSIS
    ...     raise PermissionError(13, "Permission denied")
    Traceback (most recent call last):
    ...
    baken.governance.log.errors.LogError: The log cannot be opened: Permission denied. Let the user that runs Baken ...
    """
    try:
        yield
    except OSError as error:
        raise LogError(
            f"{what}: {error.strerror or error}.", remedy="Let the user that runs Baken own the data folder."
        ) from error
