# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The security log: who came in, who was refused, and what was changed about who may do what.

It tells of nobody a name, an address or a password that did not fit: who acts is a pseudonym of an account or key.
"""

from __future__ import annotations

import secrets
import threading
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

import msgspec

from baken.governance.lists import Action, Layer
from baken.governance.log.chain import Chain, Sync, now_ms
from baken.governance.log.node_key import NodeKey
from baken.governance.log.processing_log import LOG_FOLDER
from baken.governance.log.pseudonyms import Pseudonyms
from baken.governance.log.storms import Storms
from baken.governance.model import ANYBODY, Principal, PrincipalKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.governance.log.anchor import Removed
    from baken.governance.log.storms import Told

SECURITY: Final = "security"
LONGEST_TEXT: Final = 300
_REFERENCE_BITS: Final = 40
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class SecurityEventKind(StrEnum):
    """What can happen; there is nothing else in the security log."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGN_IN_FAILED = "sign-in-failed"
    LOCKED_OUT = "locked-out"
    SECOND_FACTOR_CHANGED = "second-factor-changed"
    REFUSED = "refused"
    SIGNATURE_REJECTED = "signature-rejected"
    """An observation whose signature did not fit, or that came a second time."""
    KEY_CREATED = "key-created"
    KEY_ROTATED = "key-rotated"
    KEY_REVOKED = "key-revoked"
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_REMOVED = "account-removed"
    ROLES_CHANGED = "roles-changed"
    ACTIVITY_WITHDRAWN = "activity-withdrawn"
    ACTIVITY_REINSTATED = "activity-reinstated"
    POLICY_CHANGED = "policy-changed"
    AGREEMENT_CHANGED = "agreement-changed"
    RETENTION_REMOVED = "retention-removed"
    BACKUP_RESTORED = "backup-restored"
    LOG_READ = "log-read"
    LOG_REPAIRED = "log-repaired"
    LOG_TAMPERED = "log-tampered"
    SERVICE_STARTED = "service-started"
    SERVICE_STOPPED = "service-stopped"


COUNTED: Final = frozenset(
    {
        SecurityEventKind.REFUSED,
        SecurityEventKind.SIGN_IN_FAILED,
        SecurityEventKind.LOCKED_OUT,
        SecurityEventKind.SIGNATURE_REJECTED,
        SecurityEventKind.LOG_READ,
    }
)
"""What a caller can bring about as often as it likes: of many alike the number is written, not each."""


class SecurityEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened.

    Attributes
    ----------
    principal
        Who acted.
    account
        Id of the account that it is about; empty when it is about none, or about one that does not exist.
    about
        Id of the key, policy, agreement or file that it is about.
    rules
        Ids of the policies that decided.
    because
        A sentence, without anything about a person.
    """

    kind: SecurityEventKind
    principal: Principal = ANYBODY
    account: str = ""
    action: Action | None = None
    layer: Layer | None = None
    activity: str = ""
    about: str = ""
    rules: tuple[str, ...] = ()
    because: str = ""
    trace_id: str = ""


class SecurityRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event as it is written.

    Attributes
    ----------
    at, until
        Milliseconds since 1970; the latter when one line stands for several events.
    reference
        Short text that whoever was refused was told, so that the event can be found.
    count
        For how many events this line stands: those since the line before it with the same reference.
    """

    event: SecurityEventKind
    at: int
    reference: str
    principal: str
    account: str = ""
    role: str = ""
    party: str = ""
    action: Action | None = None
    layer: Layer | None = None
    activity: str = ""
    about: str = ""
    rules: tuple[str, ...] = ()
    because: str = ""
    trace_id: str = ""
    count: int = 1
    until: int | None = None


def new_reference() -> str:
    """Return a reference that can be read out over a telephone: 8 letters and digits, without I, L, O and U.

    Examples
    --------
    >>> len(new_reference())
    8
    """
    bits = secrets.randbits(_REFERENCE_BITS)
    return "".join(_LETTERS[bits >> shift & 31] for shift in range(0, _REFERENCE_BITS, 5))


def security_folder(data: Path) -> Path:
    """Return where the security log of a data folder is."""
    return data / LOG_FOLDER / SECURITY


class SecurityLog:
    """Writes security events; thread-safe, and other processes may write too.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder, SecurityLog.open(Path(folder)) as log:
    ...     reference = log.write(SecurityEvent(kind=SecurityEventKind.SIGN_IN_FAILED))
    >>> len(reference)
    8
    """

    def __init__(self, chain: Chain, pseudonyms: Pseudonyms, *, clock: Callable[[], int] = now_ms) -> None:
        self.chain = chain
        self.pseudonyms = pseudonyms
        self._clock = clock
        self._encode = msgspec.json.Encoder().encode
        self._lock = threading.Lock()
        self._storms: Storms[SecurityEvent] = Storms()
        chain.keeper.call(self._chore)

    @classmethod
    def open(cls, data: Path, *, sync: Sync = Sync.SOON, clock: Callable[[], int] = now_ms) -> Self:
        """Open the log of a data folder.

        Raises
        ------
        LogError, KeyFileError
            When it cannot be written, or its keys cannot be used.
        """
        chain = Chain(security_folder(data), SECURITY, NodeKey.of(data), shared=True, sync=sync, clock=clock)
        return cls(chain, Pseudonyms.of(data), clock=clock)

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def write(self, event: SecurityEvent) -> str:
        """Write an event, and return the reference under which it can be found.

        Of many refusals alike (same caller, same thing) the 1st, 2nd, 4th, 8th, … within ten seconds is written, with
        how many it stands for, and at the end the rest; all of them have the same reference.

        Raises
        ------
        LogError
            When it cannot be written.
        """
        now = self._clock()
        if event.kind not in COUNTED:
            reference = new_reference()
            self._put(event, reference, now, 1, None)
            return reference
        with self._lock:
            self._tell(self._storms.overdue(now))
            told = self._storms.note(_alike(event), event, now, new_reference)
            if told.count:
                self._tell([told])
        return told.reference

    def remove_before(self, day: str, because: str) -> Removed | None:
        """Take away files of days before a day (``2026-11-21``); see :meth:`Chain.remove_before`."""
        return self.chain.remove_before(day, because)

    def close(self) -> None:
        """Write what was only counted so far, sign how far the log reaches and let go of it."""
        with self._lock:
            self._tell(self._storms.all())
        self.chain.close()

    def _chore(self) -> float | None:
        """Write the counts of storms that are over."""
        with self._lock:
            now = self._clock()
            self._tell(self._storms.overdue(now))
            return self._storms.patience_s(now)

    def _tell(self, told: list[Told[SecurityEvent]]) -> None:
        for t in told:
            self._put(t.event, t.reference, t.first, t.count, t.last if t.count > 1 else None)

    def _put(self, event: SecurityEvent, reference: str, at: int, count: int, until: int | None) -> None:
        principal = event.principal
        record = SecurityRecord(
            event=event.kind,
            at=at,
            reference=reference,
            principal=self.pseudonyms.of_principal(principal),
            account=self.pseudonyms.of_id(PrincipalKind.PERSON, event.account) if event.account else "",
            role=" ".join(sorted(principal.roles)),
            party=principal.party,
            action=event.action,
            layer=event.layer,
            activity=event.activity[:LONGEST_TEXT],
            about=event.about[:LONGEST_TEXT],
            rules=event.rules,
            because=event.because[:LONGEST_TEXT],
            trace_id=event.trace_id,
            count=count,
            until=until,
        )
        self.chain.append([self._encode(record)])


def _alike(event: SecurityEvent) -> tuple[object, ...]:
    who = (event.principal.kind, event.principal.id, event.account)
    return (event.kind, who, event.action, event.layer, event.activity, event.about, event.rules)
