# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions: which browsers are signed in, as whom, and until when.

The browser holds 256 random bits; the database only their SHA-256. Each step of signing in gets new bits, so that
nobody can sign in another under bits they knew before (session fixation). A session ends when it was not used for a
while, when it is old, when it is ended, and when its account may no longer sign in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from baken.governance.model import Principal, PrincipalKind
from baken.identity.accounts import account_of
from baken.identity.errors import UnknownError
from baken.identity.model import Account, AccountStatus, Session, SessionStage
from baken.identity.tables import ACCOUNT, CHALLENGE, LINK, SESSION
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from baken.identity.node_secret import NodeSecret
    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

_LOOK_EVERY_S: Final = 1.0
_NOTE_USE_EVERY: Final = timedelta(minutes=1)
_HALF_WAY: Final = timedelta(minutes=15)
_LONGEST_USER_AGENT: Final = 200
_MOST_REMEMBERED: Final = 10_000


class SessionRules(msgspec.Struct, frozen=True, kw_only=True):
    """How long sessions last.

    Attributes
    ----------
    idle
        Without a request for this long it ends.
    absolute
        It ends this long after it began, whatever happens.
    fresh
        For this long after a proof of who they are somebody may approve, and change their own second factors.
    """

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    fresh: timedelta = timedelta(minutes=10)


class Known(msgspec.Struct, frozen=True):
    """A session with the account it is of, and the principal that acts in it."""

    session: Session
    account: Account
    principal: Principal | None


def token_hash(token: str) -> bytes:
    """Return what is kept of a secret of 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def forgery_token(token: str) -> str:
    """Return what a page shows to prove that it is ours: made of the session's secret, and not telling it.

    Examples
    --------
    >>> forgery_token("a") == forgery_token("a") != forgery_token("b")
    True
    """
    digest = hmac.new(token.encode(), b"baken cross-site request forgery", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class Sessions:
    """Begins, finds and ends them. :meth:`find` is for every request: microseconds when the session is known."""

    def __init__(self, tables: Tables, clock: Clock, rules: SessionRules, secret: NodeSecret) -> None:
        self.rules = rules
        self._tables = tables
        self._clock = clock
        self._secret = secret
        self._remembered: dict[bytes, Known] = {}
        self._version = tables.version()
        self._looked = time.monotonic()
        self._uses: dict[bytes, int] = {}

    def begin(
        self,
        account: Account,
        stage: SessionStage,
        *,
        method: str,
        assurance: str = "",
        authenticated_at: datetime | None = None,
        user_agent: str = "",
        replaces: str = "",
        provider: str = "",
        hint: str = "",
    ) -> str:
        """Return the secret of a new session.

        Parameters
        ----------
        assurance
            ``pwd`` or ``mfa``; left out, it follows from the method.
        authenticated_at
            When the person proved who they are, if not now.
        replaces
            Secret of the session that this one goes on from; it ends.
        hint
            What the provider wants back when the person signs out (its ID token); kept encrypted.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        lasts = self.rules.absolute if stage is SessionStage.COMPLETE else _HALF_WAY
        number = "s" + secrets.token_hex(8)
        row = {
            "hash": token_hash(token), "id": number, "account": account.id, "stage": stage.value, "method": method,
            "assurance": assurance or ("pwd" if method in ("password", "link") else "mfa"),
            "user_agent": _plain(user_agent), "created_us": to_us(now), "last_used_us": to_us(now),
            "expires_us": to_us(now + lasts), "authenticated_us": to_us(authenticated_at or now), "provider": provider,
            "sealed_hint": self._secret.seal("hint", hint.encode(), about=number.encode()) if hint else None,
        }  # fmt: skip
        with self._tables.writing() as connection:
            if replaces:
                connection.execute(SESSION.delete().where(SESSION.c.hash == token_hash(replaces)))
            connection.execute(SESSION.delete().where(SESSION.c.expires_us < to_us(now)))
            connection.execute(SESSION.insert(), row)
            day_us = to_us(now.replace(hour=0, minute=0, second=0, microsecond=0))
            connection.execute(ACCOUNT.update().where(ACCOUNT.c.id == account.id).values(last_used_us=day_us))
        self._forget()
        return token

    def find(self, token: str) -> Known | None:
        """Return the session of a secret, or None when there is none or it has ended."""
        self._look()
        key = token_hash(token)
        known = self._remembered.get(key) or self._read(key)
        if known is None:
            return None
        now = self._clock.now()
        session = known.session
        if now >= session.expires_at or now - session.last_used_at >= self.rules.idle:
            self._remembered.pop(key, None)
            return None
        if now - session.last_used_at >= _NOTE_USE_EVERY:
            known = Known(msgspec.structs.replace(session, last_used_at=now), known.account, known.principal)
            self._remembered[key] = known
            self._uses[key] = to_us(now)
        return known

    def write_uses(self) -> None:
        """Write down which sessions were used; called now and then, since a request must not wait for it."""
        uses, self._uses = self._uses, {}
        if uses:
            with self._tables.writing(is_change=False) as connection:
                for key, used_us in uses.items():
                    connection.execute(SESSION.update().where(SESSION.c.hash == key).values(last_used_us=used_us))

    def is_fresh(self, session: Session) -> bool:
        """Return whether the person has proven who they are only just now."""
        return self._clock.now() - session.authenticated_at <= self.rules.fresh

    def renew(self, token: str, *, method: str) -> None:
        """Note that the person has proven again who they are.

        Raises
        ------
        UnknownError
            When the session has ended.
        """
        values = {"authenticated_us": to_us(self._clock.now()), "method": method}
        with self._tables.writing() as connection:
            change = SESSION.update().where(SESSION.c.hash == token_hash(token)).values(**values)
            if connection.execute(change).rowcount == 0:
                raise UnknownError("This session has ended.", remedy="Sign in again.")
        self._forget()

    def hint(self, token: str) -> str:
        """Return what the provider wants back at signing out; empty when there is nothing."""
        with self._tables.reading() as connection:
            row = connection.execute(select(SESSION).where(SESSION.c.hash == token_hash(token))).first()
        if row is None or row.sealed_hint is None:
            return ""
        return self._secret.open("hint", row.sealed_hint, about=row.id.encode()).decode()

    def of_account(self, account: str) -> list[Session]:
        """Return the sessions of an account that have not ended, newest first."""
        query = select(SESSION).where(SESSION.c.account == account).order_by(SESSION.c.created_us.desc())
        with self._tables.reading() as connection:
            found = [_session(row) for row in connection.execute(query)]
        now = self._clock.now()
        return [s for s in found if now < s.expires_at and now - s.last_used_at < self.rules.idle]

    def end(self, token: str) -> None:
        """End the session of a secret; nothing happens when there is none."""
        with self._tables.writing() as connection:
            connection.execute(SESSION.delete().where(SESSION.c.hash == token_hash(token)))
        self._forget()

    def end_one(self, account: str, number: str) -> None:
        """End one session of an account by its id.

        Raises
        ------
        UnknownError
            When the account has no such session.
        """
        with self._tables.writing() as connection:
            these = SESSION.delete().where(SESSION.c.account == account, SESSION.c.id == number)
            if connection.execute(these).rowcount == 0:
                raise UnknownError("There is no such session.")
        self._forget()

    def end_all(self, account: str, *, but: str = "") -> int:
        """End every session of an account, but possibly the one of a secret; return how many."""
        with self._tables.writing() as connection:
            these = SESSION.delete().where(SESSION.c.account == account, SESSION.c.hash != token_hash(but))
            ended = connection.execute(these).rowcount
        self._forget()
        return ended

    def end_everybodys(self) -> None:
        """End every session, one-time link and sign-in that is under way: everybody signs in again."""
        with self._tables.writing() as connection:
            for table in (SESSION, LINK, CHALLENGE):
                connection.execute(table.delete())
        self._forget()

    def is_going_on(self, number: str) -> bool:
        """Return whether the session of this id has not ended, so that an open stream can be ended with it."""
        self._look()
        with self._tables.reading() as connection:
            row = connection.execute(select(SESSION).where(SESSION.c.id == number)).first()
        if row is None:
            return False
        session, now = _session(row), self._clock.now()
        return now < session.expires_at and now - session.last_used_at < self.rules.idle

    def _look(self) -> None:
        """Each second at most: forget what is remembered when another process has changed something."""
        if time.monotonic() - self._looked < _LOOK_EVERY_S:
            return
        self._looked = time.monotonic()
        version = self._tables.version()
        if version != self._version or len(self._remembered) > _MOST_REMEMBERED:
            self._version = version
            self._forget()

    def _forget(self) -> None:
        self._remembered = {}

    def _read(self, key: bytes) -> Known | None:
        remembered = self._remembered  # another one by the time we have read, when something changed meanwhile
        with self._tables.reading() as connection:
            row = connection.execute(select(SESSION).where(SESSION.c.hash == key)).first()
            account = None if row is None else account_of(connection, row.account)
        if row is None or account is None or account.status is not AccountStatus.ACTIVE:
            return None
        session = _session(row)
        if key in self._uses:
            session = msgspec.structs.replace(session, last_used_at=from_us(self._uses[key]))
        known = _known(session, account)
        remembered[key] = known
        return known


def _known(session: Session, account: Account) -> Known:
    if session.stage is not SessionStage.COMPLETE:
        return Known(session, account, None)
    principal = Principal(
        id=account.id,
        kind=PrincipalKind.PERSON,
        roles=account.roles,
        party=account.party,
        name=account.name,
        authenticated_at=session.authenticated_at,
        assurance=session.assurance,
        session=session.id,
    )
    return Known(session, account, principal)


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        account=row.account,
        stage=SessionStage(row.stage),
        method=row.method,
        assurance=row.assurance,
        user_agent=row.user_agent,
        created_at=from_us(row.created_us),
        last_used_at=from_us(row.last_used_us),
        expires_at=from_us(row.expires_us),
        authenticated_at=from_us(row.authenticated_us),
        provider=row.provider,
    )


def _plain(user_agent: str) -> str:
    return "".join(c for c in user_agent if c.isprintable())[:_LONGEST_USER_AGENT]
