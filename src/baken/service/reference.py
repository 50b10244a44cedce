# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reference: by what a refusal can be found in the logs; the caller is told it with every problem."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

REFERENCE: Final[ContextVar[str]] = ContextVar("baken_reference", default="")
"""Of the request under way: its trace id, until a log gives a reference of its own."""
