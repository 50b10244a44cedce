# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where it is written down who came in and what was changed about accounts and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from baken.governance.log.security_log import SecurityEvent, SecurityEventKind

if TYPE_CHECKING:
    from baken.governance.model import Principal

__all__ = ["NoSecurityEvents", "SecurityEvent", "SecurityEventKind", "SecurityEvents", "tell"]


class SecurityEvents(Protocol):
    """A security log; called from several threads."""

    def write(self, event: SecurityEvent) -> object:
        """Write an event down durably."""
        ...


class NoSecurityEvents:
    """Writes nothing down, for tests."""

    def write(self, event: SecurityEvent) -> None:
        """Do nothing."""


def tell(
    events: SecurityEvents, kind: SecurityEventKind, because: str, *, by: Principal, account: str = "", about: str = ""
) -> None:
    """Write an event; ``because`` is a sentence of ours that says nothing about a person."""
    events.write(SecurityEvent(kind=kind, principal=by, account=account, about=about, because=because))
