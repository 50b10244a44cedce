# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long a receiver is waited for, and how it is tried again; tests make the figures small."""

from __future__ import annotations

from dataclasses import dataclass, field

from baken.service.sources.pace import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The figures.

    Attributes
    ----------
    whole_s, connect_s
        How long a whole exchange with a receiver may take, and how long a connection.
    at_once
        How many messages may be under way over one channel.
    look_s
        How often it is looked whether another process has put something into the outbox.
    pace
        Delays between attempts, and after how many failures a receiver is left alone.
    """

    whole_s: float = 10.0
    connect_s: float = 5.0
    at_once: int = 16
    look_s: float = 1.0
    pace: Pace = field(default_factory=lambda: Pace(first_s=1.0, longest_s=300.0, failures_until_lost=4))
