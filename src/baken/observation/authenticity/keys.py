# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The signing keys of things, in the register database.

They are not properties of a Thing, because whoever may change a thing could then change its keys. A thing that has a
key must sign from that moment on, also when all of its keys have been revoked; only :meth:`SigningKeys.release` ends
that. Keys changed by another process (the command line, while the server runs) are noticed within a second.
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, select
from sqlalchemy.exc import SQLAlchemyError

from baken.errors import BakenError
from baken.governance.database import durable_engine, translated
from baken.observation.authenticity.model import SigningKey
from baken.vocabulary.time import from_us, monotonic_s, to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

KEY_BYTES: Final = 32
MOST_KEYS: Final = 8
"""How many keys one thing may have at a time: two while they are changed, and some to spare."""
_LOOK_AGAIN_S: Final = 1.0

_SMALL_ORDER: Final = frozenset(
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
"""Encodings, without the sign, of the points of small order: with such a key one signature fits any message."""


class SigningKeyError(BakenError):
    """A signing key that cannot be registered, found or written."""


_METADATA = MetaData()
_KEYS = Table(
    "signing_key",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("thing_id", Integer, nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("name", String(200), nullable=False),
    Column("registered_us", BigInteger, nullable=False),
    Column("registered_by", String(200), nullable=False),
    Column("revoked_us", BigInteger),
    Column("revoked_by", String(200), nullable=False, default=""),
    Column("released_us", BigInteger),
)


def is_weak(public_key: bytes) -> bool:
    """Tell whether a public key is a point of small order.

    Examples
    --------
    >>> is_weak(bytes(32)), is_weak(bytes([1]) + bytes(30) + b"\\x80")
    (True, True)
    """
    return public_key[:31] + bytes([public_key[31] & 0x7F]) in _SMALL_ORDER


class SigningKeys:
    """Which thing signs with which keys.

    Parameters
    ----------
    url
        SQLAlchemy URL of the register database.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> keys = SigningKeys("sqlite://")
    >>> public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    >>> key = keys.register(4, public, name="mast", at=datetime(2026, 1, 1, tzinfo=UTC), by="a1")
    >>> keys.requires(4), keys.requires(5), keys.find(key.id) == key
    (True, False, True)
    """

    def __init__(self, url: str) -> None:
        self._engine = durable_engine(url)
        self._lock = threading.Lock()
        self._by_id: dict[str, SigningKey] = {}
        self._signing: frozenset[int] = frozenset()
        self._look_again_s = 0.0
        try:
            _METADATA.create_all(self._engine)
        except SQLAlchemyError as error:
            raise SigningKeyError(f"The register of signing keys cannot be opened: {error}.") from error
        self.reload()

    # -- asking ----------------------------------------------------------------------------------------------

    def requires(self, thing_id: int) -> bool:
        """Tell whether a thing must sign."""
        self._look_again()
        return thing_id in self._signing

    @property
    def is_used(self) -> bool:
        """Whether any thing must sign."""
        self._look_again()
        return bool(self._signing)

    def find(self, key_id: str) -> SigningKey | None:
        """Return a key by its id, also a revoked one."""
        return self._by_id.get(key_id)

    def of_thing(self, thing_id: int) -> tuple[SigningKey, ...]:
        """Return the keys of a thing, oldest first."""
        self.reload()
        found = [key for key in self._by_id.values() if key.thing_id == thing_id]
        return tuple(sorted(found, key=lambda key: (key.registered_at, key.id)))

    def _look_again(self) -> None:
        now = monotonic_s()
        if now >= self._look_again_s:
            self._look_again_s = now + _LOOK_AGAIN_S
            self.reload()

    def reload(self) -> None:
        """Read the keys from the register."""
        rows = self._do(lambda connection: connection.execute(select(_KEYS)).all())
        kept = [row for row in rows if row.released_us is None]
        with self._lock:
            self._by_id = {row.id: _key_of(row) for row in kept}
            self._signing = frozenset(row.thing_id for row in kept)

    # -- changing --------------------------------------------------------------------------------------------

    def register(self, thing_id: int, public_key: bytes, *, name: str, at: datetime, by: str) -> SigningKey:
        """Give a public key an id; from now on the thing must sign.

        Raises
        ------
        SigningKeyError
            When it is no usable Ed25519 key, is registered already, or the thing has too many.
        """
        self._require_usable(thing_id, public_key)
        key = SigningKey(
            id=secrets.token_hex(16),
            thing_id=thing_id,
            public_key=public_key,
            name=name,
            registered_at=from_us(to_us(at)),
            registered_by=by,
        )
        values = {
            "id": key.id,
            "thing_id": thing_id,
            "public_key": public_key,
            "name": name,
            "registered_us": to_us(at),
            "registered_by": by,
        }
        self._do(lambda connection: connection.execute(_KEYS.insert(), values))
        self.reload()
        return key

    def _require_usable(self, thing_id: int, public_key: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if len(public_key) != KEY_BYTES:
            raise SigningKeyError(
                f"An Ed25519 public key has {KEY_BYTES} bytes, not {len(public_key)}.",
                remedy="Send the raw key (RFC 8032), base64url without padding.",
            )
        if is_weak(public_key):
            raise SigningKeyError("With this public key anybody could sign.", remedy="Make a new key pair.")
        try:
            Ed25519PublicKey.from_public_bytes(public_key)
        except ValueError as error:
            raise SigningKeyError("This is no Ed25519 public key.", remedy="Make a new key pair.") from error
        self.reload()
        if any(key.public_key == public_key for key in self._by_id.values()):
            raise SigningKeyError("This public key is registered already.", remedy="Make a key pair for each thing.")
        held = [key for key in self.of_thing(thing_id) if key.revoked_at is None]
        if len(held) >= MOST_KEYS:
            raise SigningKeyError(f"The thing has {MOST_KEYS} signing keys.", remedy="Revoke one that is not used.")

    def revoke(self, key_id: str, *, at: datetime, by: str) -> SigningKey:
        """End a key at once; the thing must still sign, with another one.

        Raises
        ------
        SigningKeyError
            When there is no such key.
        """
        self.reload()
        key = self._by_id.get(key_id)
        if key is None:
            raise SigningKeyError("There is no such signing key.")
        if key.revoked_at is None:
            change = _KEYS.update().where(_KEYS.c.id == key_id).values(revoked_us=to_us(at), revoked_by=by)
            self._do(lambda connection: connection.execute(change))
            self.reload()
        return self._by_id[key_id]

    def release(self, thing_id: int, *, at: datetime, by: str) -> int:
        """Let a thing deliver unsigned observations again; return how many keys that ended."""
        change = (
            _KEYS.update()
            .where(_KEYS.c.thing_id == thing_id, _KEYS.c.released_us.is_(None))
            .values(released_us=to_us(at), revoked_by=by)
        )
        number: int = self._do(lambda connection: connection.execute(change).rowcount)
        self.reload()
        return number

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    def _do(self, work: Callable[[Any], Any]) -> Any:
        with translated(_broken), self._engine.begin() as connection:
            return work(connection)


def _broken(_cause: str) -> SigningKeyError:
    return SigningKeyError(
        "The register of signing keys cannot be read or written.", remedy="Check the disk and try again."
    )


def _key_of(row: Any) -> SigningKey:
    return SigningKey(
        id=row.id,
        thing_id=row.thing_id,
        public_key=bytes(row.public_key),
        name=row.name,
        registered_at=from_us(row.registered_us),
        registered_by=row.registered_by,
        revoked_at=None if row.revoked_us is None else from_us(row.revoked_us),
        revoked_by=row.revoked_by,
    )
