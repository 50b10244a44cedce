# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Challenges: random values that must come back once, soon, and from the browser that got them.

WebAuthn's challenges and OpenID's ``state`` are kept so. What somebody caught is worth nothing in another browser, and
what was used once is worth nothing at all.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from baken.identity.errors import UnauthenticatedError
from baken.identity.sessions import token_hash
from baken.identity.tables import CHALLENGE
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

VALID_FOR: Final = timedelta(minutes=10)


class Challenges:
    """Makes and takes them."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock

    def make(self, purpose: str, bound_to: str, **body: Any) -> str:
        """Return a new challenge of 256 random bits, in base64url.

        Parameters
        ----------
        bound_to
            A secret that this browser holds in a cookie.
        body
            What is needed again when it comes back.
        """
        challenge = secrets.token_urlsafe(32)
        now = self._clock.now()
        row = {
            "hash": token_hash(challenge), "purpose": purpose, "bound_to": token_hash(bound_to),
            "body": msgspec.json.encode(body).decode(), "expires_us": to_us(now + VALID_FOR),
        }  # fmt: skip
        with self._tables.writing(is_change=False) as connection:
            connection.execute(CHALLENGE.delete().where(CHALLENGE.c.expires_us <= to_us(now)))
            connection.execute(CHALLENGE.insert(), row)
        return challenge

    def take(self, purpose: str, challenge: str, bound_to: str) -> dict[str, Any]:
        """Use a challenge up, and return what was kept with it.

        Raises
        ------
        UnauthenticatedError
            When it was never made, was used, is too old, or comes from another browser. It is used up then too.
        """
        this = CHALLENGE.c.hash == token_hash(challenge)
        with self._tables.writing(is_change=False) as connection:
            row = connection.execute(select(CHALLENGE).where(this)).first()
            connection.execute(CHALLENGE.delete().where(this))
        is_right = row is not None and row.purpose == purpose and row.bound_to == token_hash(bound_to)
        if row is None or not is_right or to_us(self._clock.now()) >= row.expires_us:
            raise UnauthenticatedError("This sign-in took too long, or was begun elsewhere.", remedy="Begin again.")
        body: dict[str, Any] = msgspec.json.decode(row.body)
        return body
