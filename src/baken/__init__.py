# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Baken: an open platform with which a city sees, foresees and prevents crowding."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("baken")
"""The version of the installed package, as in ``pyproject.toml``."""
