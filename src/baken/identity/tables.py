# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of identity in the register database: SQLite by default, PostgreSQL by its URL.

Times are microseconds since 1970 (``*_us``). Nothing in these tables lets a reader in: passwords are Argon2id hashes,
secrets of sessions, links, keys and recovery codes are SHA-256 hashes of 80 random bits or more, TOTP secrets are
encrypted with the secret of the node.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
)

from baken.governance.database import exclusive_engines, translated
from baken.identity.errors import IdentityStoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_METADATA: Final = MetaData()

ACCOUNT: Final = Table(
    "identity_account",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("party", String(100), nullable=False),
    Column("roles", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("password_hash", Text),
    Column("provider", String(100), nullable=False, default=""),
    Column("subject", String(300), nullable=False, default=""),
    Column("created_us", BigInteger, nullable=False),
    Column("last_used_us", BigInteger),
    Index("identity_account_of_provider", "provider", "subject"),
)

TOTP: Final = Table(
    "identity_totp",
    _METADATA,
    Column("account", String(32), primary_key=True),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("is_confirmed", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("created_us", BigInteger, nullable=False),
)

RECOVERY_CODE: Final = Table(
    "identity_recovery_code",
    _METADATA,
    Column("account", String(32), primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
)

PASSKEY: Final = Table(
    "identity_passkey",
    _METADATA,
    Column("id", String(1400), primary_key=True),
    Column("account", String(32), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("is_backed_up", Boolean, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("last_used_us", BigInteger),
)

SESSION: Final = Table(
    "identity_session",
    _METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", String(32), nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    Column("method", String(100), nullable=False),
    Column("assurance", String(16), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("last_used_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("authenticated_us", BigInteger, nullable=False),
    Column("provider", String(100), nullable=False),
    Column("sealed_hint", LargeBinary),
)

CHALLENGE: Final = Table(
    "identity_challenge",
    _METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("bound_to", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
)

LINK: Final = Table(
    "identity_link",
    _METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("account", String(32), nullable=False),
    Column("expires_us", BigInteger, nullable=False),
)

KEY: Final = Table(
    "identity_key",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("previous_hash", LargeBinary),
    Column("previous_until_us", BigInteger),
    Column("role", String(32), nullable=False),
    Column("activity", String(200), nullable=False),
    Column("datastreams", Text),
    Column("rate_per_s", Float),
    Column("created_us", BigInteger, nullable=False),
    Column("last_used_us", BigInteger),
    Column("rotated_us", BigInteger),
    Column("expires_us", BigInteger),
    Column("revoked_us", BigInteger),
)

ATTEMPT: Final = Table(
    "identity_attempt",
    _METADATA,
    Column("subject", String(100), primary_key=True),
    Column("failures", Float, nullable=False),
    Column("last_us", BigInteger, nullable=False),
    Column("until_us", BigInteger, nullable=False),
)

_VERSION: Final = Table(
    "identity_version",
    _METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)


class Tables:
    """The database that holds them; safe to use from several threads and processes at once.

    Parameters
    ----------
    url
        SQLAlchemy URL, for example ``sqlite:////var/lib/baken/register.sqlite``.

    Raises
    ------
    IdentityStoreError
        When the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        with _translated("opened"):
            self._engine, self._writer = exclusive_engines(url)
            with self._writer.begin() as connection:
                _METADATA.create_all(connection)
                if connection.execute(select(_VERSION.c.version)).first() is None:
                    connection.execute(_VERSION.insert(), {"id": 1, "version": 1})

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection to read with."""
        with _translated("read"), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, *, is_change: bool = True) -> Iterator[Connection]:
        """Open a transaction that nobody else writes beside; all of it is committed, or with an error nothing.

        Parameters
        ----------
        is_change
            Whether what others remember of these tables may no longer be true; they look at :meth:`version`.
        """
        with _translated("written"), self._writer.begin() as connection:
            yield connection
            if is_change:
                connection.execute(_VERSION.update().values(version=_VERSION.c.version + 1))

    def version(self) -> int:
        """Return a number that is another one after every change, made by whichever process."""
        with self.reading() as connection:
            return int(connection.execute(select(_VERSION.c.version)).scalar_one())

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()


def _translated(done: str) -> contextlib.AbstractContextManager[None]:
    return translated(
        lambda cause: IdentityStoreError(
            f"The accounts and keys cannot be {done}: {cause}.", remedy="Check the data folder and its permissions."
        )
    )
