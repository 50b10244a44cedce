# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Back-off: wrong attempts make the next one wait, exponentially, and never for ever.

Each subject (an account, a browser that was signed in before, an address) has a count of failures that leaks: one is
forgotten per ``leak_s``. Beyond ``free`` failures n the next attempt waits ``min(cap_s, 2 ** (n - free))`` seconds.
An attempt is counted *before* it is judged, in the same transaction that admits it, so that a thousand at once are not
a thousand free ones; a right one takes its own count back. An attempt while waiting is not judged and not counted:
who keeps trying does not make it longer, for themselves or for anybody else.

Nobody can lock out another: the wait of an account has a cap; a browser that was signed in before is counted apart
(OWASP "device cookies"); a passkey cannot be guessed and does not wait for its account; an administrator's one-time
link does not either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import select

from baken.identity.errors import TooManyAttemptsError
from baken.identity.tables import ATTEMPT
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock


class BackOff(msgspec.Struct, frozen=True, kw_only=True):
    """How patient we are with one kind of subject.

    Examples
    --------
    >>> law = BackOff(free=5, cap_s=900.0, leak_s=600.0)
    >>> [law.wait_s(failures) for failures in (0, 4, 5, 6, 9, 99)]
    [0.0, 0.0, 1.0, 2.0, 16.0, 900.0]
    """

    free: int
    cap_s: float
    leak_s: float

    def wait_s(self, failures: float) -> float:
        """Return how long after the last of so many failures the next attempt is judged."""
        return 0.0 if failures < self.free else min(self.cap_s, 2.0 ** min(failures - self.free, 60.0))

    def remaining(self, failures: float, elapsed_s: float) -> float:
        """Return how many failures are still remembered after some time."""
        return max(0.0, failures - max(0.0, elapsed_s) / self.leak_s)


OF_ACCOUNT: Final = BackOff(free=5, cap_s=900.0, leak_s=600.0)
OF_DEVICE: Final = BackOff(free=10, cap_s=900.0, leak_s=600.0)
OF_ADDRESS: Final = BackOff(free=30, cap_s=900.0, leak_s=60.0)
"""More patient: a whole town hall may come from one address."""


class Subject(msgspec.Struct, frozen=True):
    """Whose attempts are counted together, and how patiently."""

    name: str
    law: BackOff


class Attempts:
    """Remembers the wrong attempts of each subject, across restarts and processes."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock

    def admit(self, subjects: Iterable[Subject]) -> None:
        """Count an attempt against each subject, before it is judged.

        Raises
        ------
        TooManyAttemptsError
            When one of them has to wait; nothing is counted then.
        """
        now_us = to_us(self._clock.now())
        with self._tables.writing(is_change=False) as connection:
            counts = {subject: _count(connection, subject, now_us) for subject in subjects}
            wait_us = max((until_us - now_us for _, until_us in counts.values()), default=0)
            if wait_us > 0:
                raise TooManyAttemptsError(wait_us / 1e6)
            for subject, (failures, _) in counts.items():
                until_us = now_us + round(subject.law.wait_s(failures + 1.0) * 1e6)
                _write(connection, subject.name, failures + 1.0, now_us, until_us)

    def forgive(self, subjects: Iterable[Subject], *, forget: Iterable[Subject] = ()) -> None:
        """Take back the count of an attempt that was right.

        Parameters
        ----------
        forget
            Subjects of which every earlier failure is forgotten too. Not addresses: somebody with an account of their
            own could use it to guess those of others without end.
        """
        now_us = to_us(self._clock.now())
        with self._tables.writing(is_change=False) as connection:
            for subject in subjects:
                failures, _ = _count(connection, subject, now_us)
                _write(connection, subject.name, max(0.0, failures - 1.0), now_us, now_us)
            for subject in forget:
                connection.execute(ATTEMPT.delete().where(ATTEMPT.c.subject == subject.name))

    def forget_old(self) -> None:
        """Delete what has no effect any more: an address is personal data."""
        horizon_us = to_us(self._clock.now()) - 86_400_000_000
        with self._tables.writing(is_change=False) as connection:
            connection.execute(ATTEMPT.delete().where(ATTEMPT.c.last_us < horizon_us))


def _count(connection: Connection, subject: Subject, now_us: int) -> tuple[float, int]:
    """Return the failures that are remembered, and until when the next attempt waits."""
    row = connection.execute(select(ATTEMPT).where(ATTEMPT.c.subject == subject.name)).first()
    if row is None:
        return 0.0, now_us
    return subject.law.remaining(row.failures, (now_us - row.last_us) / 1e6), row.until_us


def _write(connection: Connection, name: str, failures: float, now_us: int, until_us: int) -> None:
    connection.execute(ATTEMPT.delete().where(ATTEMPT.c.subject == name))
    row = {"subject": name, "failures": failures, "last_us": now_us, "until_us": until_us}
    connection.execute(ATTEMPT.insert(), row)
