# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is done with an account is a processing of personal data: it has a record about that person, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.lists import Kind, Layer
from baken.governance.log.chain import now_ms
from baken.governance.log.security_log import SecurityEventKind
from baken.governance.log.trace import CURRENT, Trace
from baken.governance.model import PrincipalKind

if TYPE_CHECKING:
    from baken.governance.governing import Governance
    from baken.governance.log.processing_log import ProcessingLog
    from baken.governance.log.security_log import SecurityEvent, SecurityLog

SUBJECT_KIND: Final = "account"
NAMES: Final = {
    SecurityEventKind.SIGNED_IN: "sign in",
    SecurityEventKind.SIGNED_OUT: "sign out",
    SecurityEventKind.SECOND_FACTOR_CHANGED: "change second factor",
    SecurityEventKind.ACCOUNT_CREATED: "create account",
    SecurityEventKind.ACCOUNT_CHANGED: "change account",
    SecurityEventKind.ACCOUNT_REMOVED: "remove account",
    SecurityEventKind.ROLES_CHANGED: "change roles",
}
"""What is done with an account, in words. Attempts that failed are in the security log only, where they are counted."""


class AccountLog:
    """Takes what identity tells: into the security log, and what is done with accounts into the processing log too."""

    def __init__(self, security: SecurityLog, processing: ProcessingLog, governance: Governance) -> None:
        self._security = security
        self._processing = processing
        self._governance = governance

    def write(self, event: SecurityEvent) -> str:
        """Write an event, and return the reference under which it can be found.

        Raises
        ------
        LogError
            When it cannot be written.
        """
        reference = self._security.write(event)
        name, uri, whom = NAMES.get(event.kind), self._activity_uri(), _whom(event)
        if name is not None and whom and uri is not None:
            trace = CURRENT.get()
            self._processing.write_request(
                Trace.new() if trace is None else trace.child(), name, (uri,), principal=event.principal,
                start_time=now_ms(), layer=Layer.ACCOUNTS, rows=1, subject=(SUBJECT_KIND, whom),
            )  # fmt: skip
        return reference

    def _activity_uri(self) -> str | None:
        """Return the activity of running the service; None where a city declares none, and so keeps no accounts."""
        activities = self._governance.activities
        for name in activities.ids:
            activity = self._governance.activity(name)
            if activity is not None and activity.kind is Kind.OPERATION:
                return activity.uri
        return None


def _whom(event: SecurityEvent) -> str:
    """Return the id of the account that an event is about; that of who acts when it says no other."""
    own = event.principal.id if event.principal.kind is PrincipalKind.PERSON else ""
    return event.account or own
