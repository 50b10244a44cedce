# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of sensors: made once, shown once, kept as a hash, rotated without a gap, revoked at once.

A key has 256 random bits, so one SHA-256 keeps it safe: there is nothing to guess. A key that was right once is
remembered under a keyed hash of a key of this process, so that what is in memory opens nothing elsewhere either.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from baken.governance.lists import Role
from baken.governance.model import Principal, PrincipalKind
from baken.identity.errors import IdentityError, UnauthenticatedError, UnknownError
from baken.identity.key_text import KeyText, new_key_text, read_key_text
from baken.identity.model import SensorKey
from baken.identity.tables import KEY
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row

    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

GRACE: Final = timedelta(days=1)
"""How long the key from before a rotation stays valid by default."""

_LOOK_EVERY_S: Final = 1.0
_MOST_REMEMBERED: Final = 20_000
_LONGEST_NAME: Final = 200
_ROLES: Final = frozenset({Role.SENSOR, Role.ADMINISTRATOR, Role.ANALYST})


class _Remembered:
    """A key that was right; it has slots, because it is looked at for every request of every sensor."""

    __slots__ = ("key", "principal", "until_us")

    def __init__(self, key: SensorKey, principal: Principal, until_us: int) -> None:
        self.key = key
        self.principal = principal
        self.until_us = until_us


class Keys:
    """Makes and checks keys; safe to use from several threads, and beside other processes.

    Parameters
    ----------
    party
        Id of the party whose node this is, for whom every sensor works.
    """

    def __init__(self, tables: Tables, clock: Clock, *, party: str) -> None:
        self._tables = tables
        self._clock = clock
        self._party = party
        self._salt = secrets.token_bytes(32)
        self._remembered: dict[bytes, _Remembered] = {}
        self._used: set[str] = set()
        self._version = tables.version()
        self._looked = time.monotonic()

    def create(
        self,
        *,
        name: str,
        activity: str,
        datastreams: Collection[int] | None = None,
        role: Role = Role.SENSOR,
        rate_per_s: float | None = None,
        expires_at: datetime | None = None,
    ) -> tuple[SensorKey, str]:
        """Return a new key, and what the sensor has to show: the only time that this can be read.

        Raises
        ------
        IdentityError
            When such a key cannot be.
        """
        text = new_key_text()
        now = self._clock.now()
        _check(name, activity, role, rate_per_s)
        if expires_at is not None and expires_at <= now:
            raise IdentityError("A key expires in the future.")
        key = SensorKey(
            id=text.id,
            name=name.strip(),
            role=role,
            activity=activity,
            datastreams=None if datastreams is None else frozenset(datastreams),
            rate_per_s=rate_per_s,
            created_at=now,
            expires_at=expires_at,
        )
        with self._tables.writing() as connection:
            connection.execute(KEY.insert(), _row(key) | {"secret_hash": _hash(text)})
        return key, str(text)

    def rotate(self, key_id: str, *, grace: timedelta = GRACE) -> tuple[SensorKey, str]:
        """Return the key with a new secret; the one from before stays valid for a while.

        Raises
        ------
        UnknownError
            When there is no such key, or it was revoked.
        """
        text = new_key_text(key_id)
        now = self._clock.now()
        if not timedelta(0) <= grace <= timedelta(days=90):
            raise IdentityError("A key from before a rotation stays valid for at most 90 days.")
        with self._tables.writing() as connection:
            change = (
                KEY.update()
                .where(KEY.c.id == key_id, KEY.c.revoked_us.is_(None))
                .values(
                    previous_hash=KEY.c.secret_hash,
                    previous_until_us=to_us(now + grace),
                    secret_hash=_hash(text),
                    rotated_us=to_us(now),
                )
            )
            if connection.execute(change).rowcount == 0:
                raise UnknownError("There is no such key.")
        self._remembered = {}
        return self.get(key_id), str(text)

    def revoke(self, key_id: str) -> None:
        """End a key at once.

        Raises
        ------
        UnknownError
            When there is no such key; revoking twice is revoking once.
        """
        with self._tables.writing() as connection:
            now_us = to_us(self._clock.now())
            these = KEY.update().where(KEY.c.id == key_id)
            found = connection.execute(these.values(previous_hash=None, previous_until_us=None)).rowcount
            connection.execute(these.where(KEY.c.revoked_us.is_(None)).values(revoked_us=now_us))
            if found == 0:
                raise UnknownError("There is no such key.")
        self._remembered = {}

    def all(self) -> list[SensorKey]:
        """Return every key, also the revoked, oldest first."""
        with self._tables.reading() as connection:
            return [_key(row) for row in connection.execute(select(KEY).order_by(KEY.c.created_us, KEY.c.id))]

    def get(self, key_id: str) -> SensorKey:
        """Return a key.

        Raises
        ------
        UnknownError
            When there is none.
        """
        with self._tables.reading() as connection:
            row = connection.execute(select(KEY).where(KEY.c.id == key_id)).first()
        if row is None:
            raise UnknownError("There is no such key.")
        return _key(row)

    def is_valid(self, key_id: str) -> bool:
        """Return whether a key that was right is so still."""
        try:
            key = self.get(key_id)
        except UnknownError:
            return False
        return key.revoked_at is None and (key.expires_at is None or self._clock.now() < key.expires_at)

    def check(self, text: str) -> tuple[Principal, SensorKey]:
        """Return who shows this key. Takes microseconds for a key that was right before.

        Raises
        ------
        UnauthenticatedError
            When it is no key, or not a valid one (any more); which of these is not told.
        """
        moment = time.monotonic()
        if moment - self._looked >= _LOOK_EVERY_S:
            self._look(moment)
        mark = hashlib.blake2b(text.encode(), key=self._salt, digest_size=16).digest()
        found = self._remembered.get(mark)
        if found is None:
            found = self._judge(text, mark)
        elif found.until_us and to_us(self._clock.now()) >= found.until_us:
            raise _refusal()
        self._used.add(found.key.id)
        return found.principal, found.key

    def write_uses(self) -> None:
        """Write down which keys were used; called now and then, since a request must not wait for it."""
        used, self._used = self._used, set()
        if used:
            with self._tables.writing(is_change=False) as connection:
                now_us = to_us(self._clock.now())
                connection.execute(KEY.update().where(KEY.c.id.in_(used)).values(last_used_us=now_us))

    def _look(self, moment: float) -> None:
        """Each second at most: forget what is remembered when another process has changed something."""
        self._looked = moment
        version = self._tables.version()
        if version != self._version or len(self._remembered) > _MOST_REMEMBERED:
            self._version = version
            self._remembered = {}

    def _judge(self, text: str, mark: bytes) -> _Remembered:
        shown = read_key_text(text)
        if shown is None:
            raise _refusal()
        remembered = self._remembered  # another one by the time we have read, when something changed meanwhile
        now_us = to_us(self._clock.now())
        with self._tables.reading() as connection:
            row = connection.execute(select(KEY).where(KEY.c.id == shown.id)).first()
        if row is None:
            raise _refusal()
        until_us = _valid_until_us(row, _hash(shown), now_us)
        key = _key(row)
        remembered[mark] = _Remembered(key, self._principal(key), until_us)
        return remembered[mark]

    def _principal(self, key: SensorKey) -> Principal:
        return Principal(
            id=key.id,
            kind=PrincipalKind.SENSOR,
            roles=frozenset({key.role}),
            party=self._party,
            name=key.name,
            activity=key.activity,
            datastreams=key.datastreams,
            assurance="key",
        )


def _valid_until_us(row: Row[Any], shown: bytes, now_us: int) -> int:
    """Return until when what was shown is valid, 0 for no end; refuse when it is not valid."""
    is_current = hmac.compare_digest(row.secret_hash, shown)
    is_previous = row.previous_hash is not None and hmac.compare_digest(row.previous_hash, shown)
    ends = [row.expires_us] if row.expires_us else []
    if not is_current:
        ends.append(row.previous_until_us or 0)
    is_over = row.revoked_us is not None or any(now_us >= end for end in ends)
    if is_over or not (is_current or is_previous):
        raise _refusal()
    return min(ends, default=0)


def _refusal() -> UnauthenticatedError:
    return UnauthenticatedError(
        "This key is not valid here.", remedy="Ask the administrator for a new one.",
        challenge='Bearer realm="baken", error="invalid_token"',
    )  # fmt: skip


def _check(name: str, activity: str, role: Role, rate_per_s: float | None) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise IdentityError(f"A key has a name of 1 to {_LONGEST_NAME} characters that says which sensor has it.")
    if not activity.strip() or len(activity) > _LONGEST_NAME:
        raise IdentityError("A key belongs to a processing activity.")
    if role not in _ROLES:
        raise IdentityError("A key has the role sensor, administrator or analyst.")
    if rate_per_s is not None and not 0.001 <= rate_per_s <= 1e6:
        raise IdentityError("A sensor sends at least 0.001 and at most 1000000 requests per second.")


def _hash(text: KeyText) -> bytes:
    return hashlib.sha256(str(text).encode()).digest()


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)


def _moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)


def _row(key: SensorKey) -> dict[str, Any]:
    return {
        "id": key.id, "name": key.name, "role": key.role.value, "activity": key.activity,
        "datastreams": None if key.datastreams is None else json.dumps(sorted(key.datastreams)),
        "rate_per_s": key.rate_per_s, "created_us": to_us(key.created_at), "expires_us": _us(key.expires_at),
    }  # fmt: skip


def _key(row: Row[Any]) -> SensorKey:
    return SensorKey(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        activity=row.activity,
        datastreams=None if row.datastreams is None else frozenset(json.loads(row.datastreams)),
        rate_per_s=row.rate_per_s,
        created_at=from_us(row.created_us),
        last_used_at=_moment(row.last_used_us),
        rotated_at=_moment(row.rotated_us),
        previous_until=_moment(row.previous_until_us),
        expires_at=_moment(row.expires_us),
        revoked_at=_moment(row.revoked_us),
    )
