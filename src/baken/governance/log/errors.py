# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a log or a key."""

from __future__ import annotations

from baken.errors import BakenError


class LogError(BakenError):
    """A log cannot be written or read. What cannot be logged is not done: the caller is answered 503."""


class KeyFileError(BakenError):
    """A key cannot be read, or others can read it too."""
