# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records of authenticity: keys with which things sign, and rows that were not believed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """The public half of a key with which one thing signs its observations.

    Attributes
    ----------
    id
        32 hexadecimal digits, random, given out by this node.
    thing_id
        The thing that may sign with it.
    public_key
        32 bytes, Ed25519.
    registered_by, revoked_by
        Principal that did it: the id of an account, which is not a name.
    revoked_at
        From when nothing signed with it is taken any more; None while it holds.
    """

    id: str
    thing_id: int
    public_key: bytes
    name: str
    registered_at: datetime
    registered_by: str
    revoked_at: datetime | None = None
    revoked_by: str = ""


class Doubtful(StrEnum):
    """Why a row was not believed."""

    UNSIGNED = "unsigned"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown-key"
    ANOTHER_THINGS_KEY = "another-things-key"
    REVOKED_KEY = "revoked-key"
    WRONG_SIGNATURE = "wrong-signature"
    TOO_OLD = "too-old"
    AHEAD_OF_TIME = "ahead-of-time"
    REPLAYED = "replayed"


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One row that was not believed.

    Attributes
    ----------
    reason
        A sentence for a person.
    """

    why: Doubtful
    datastream_id: int
    thing_id: int
    reason: str
