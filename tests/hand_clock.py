# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class HandClock:
    """Stands still until the test sets ``moment``."""

    moment: datetime

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.moment
