# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether signatures fit: many rows at once, cheap checks first, and the costly ones in threads.

One verification costs some 60 µs and lets other Python code run meanwhile, so two threads do twice as many.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.observation.authenticity.canonical import canonical_rows, is_key_id
from baken.observation.authenticity.model import Doubtful, Refusal
from baken.observation.authenticity.signer import SIGNATURE, SIGNING_KEY, decode
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from baken.observation.authenticity.keys import SigningKeys
    from baken.observation.columns import ObservationColumns

SIGNATURE_BYTES: Final = 64
THREADS: Final = 2
_AT_A_TIME: Final = 256


class _Claim(msgspec.Struct, forbid_unknown_fields=True):
    """What a signed row has as parameters, and nothing else: what is not signed is not kept beside a signature."""

    signature: str
    signing_key: str = msgspec.field(name=SIGNING_KEY)


_CLAIM: Final = msgspec.json.Decoder(_Claim)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Rows whose claim can be checked: their places among the rows that were offered, key and signature."""

    places: list[int]
    key_ids: list[str]
    signatures: list[bytes]

    def without(self, places: set[int]) -> Claimed:
        """Return the others."""
        if not places:
            return self
        kept = [n for n, place in enumerate(self.places) if place not in places]
        return Claimed(
            [self.places[n] for n in kept], [self.key_ids[n] for n in kept], [self.signatures[n] for n in kept]
        )


def claims(parameters: str | None) -> bool:
    """Tell whether the parameters of a row speak of a signature.

    Examples
    --------
    >>> claims('{"lane":2}'), claims('{"signature":"x"}'), claims(None)
    (False, True, False)
    """
    if parameters is None or ('"sign' not in parameters and "\\u" not in parameters):
        return False
    return not {SIGNATURE, SIGNING_KEY}.isdisjoint(msgspec.json.decode(parameters))


def read_claims(
    rows: ObservationColumns, things: Sequence[int], keys: SigningKeys, refusals: dict[int, Refusal]
) -> Claimed:
    """Return the rows whose signature is worth checking; the others are refused, those that need none left out.

    Parameters
    ----------
    things
        The thing of every row's datastream.
    """
    claimed = Claimed([], [], [])
    ids = rows.datastream_id.tolist()
    texts = rows.parameters or (None,) * len(rows)
    is_whole = ((rows.result_time_us != NO_TIME_US) & (rows.quality == QualityFlag.GOOD)).tolist()
    for i, (datastream, thing, text) in enumerate(zip(ids, things, texts, strict=True)):
        if not claims(text):
            if keys.requires(thing):
                refusals[i] = refused(Doubtful.UNSIGNED, datastream, thing)
            continue
        found = _read(text, thing, keys)
        if isinstance(found, Doubtful):
            refusals[i] = refused(found, datastream, thing)
            continue
        if not is_whole[i]:
            refusals[i] = refused(Doubtful.MALFORMED, datastream, thing)
            continue
        claimed.places.append(i)
        claimed.key_ids.append(found[0])
        claimed.signatures.append(found[1])
    return claimed


def _read(text: str | None, thing: int, keys: SigningKeys) -> tuple[str, bytes] | Doubtful:
    try:
        claim = _CLAIM.decode(text or "")
        signature = decode(claim.signature)
    except ValueError:  # msgspec.DecodeError is one
        return Doubtful.MALFORMED
    if len(signature) != SIGNATURE_BYTES or not is_key_id(claim.signing_key):
        return Doubtful.MALFORMED
    key = keys.find(claim.signing_key)
    if key is None:
        return Doubtful.UNKNOWN_KEY
    if key.thing_id != thing:
        return Doubtful.ANOTHER_THINGS_KEY
    return (key.id, signature) if key.revoked_at is None else Doubtful.REVOKED_KEY


def check_signatures(
    rows: ObservationColumns,
    things: Sequence[int],
    claimed: Claimed,
    keys: SigningKeys,
    refusals: dict[int, Refusal],
    in_threads: Callable[[Callable[[slice], list[bool]], list[slice]], list[list[bool]]] | None = None,
) -> None:
    """Refuse the rows whose signature does not fit."""
    if not claimed.places:
        return
    places = np.array(claimed.places)
    messages = canonical_rows(
        claimed.key_ids,
        rows.datastream_id[places],
        rows.phenomenon_time_us[places],
        rows.phenomenon_time_end_us[places],
        rows.result[places],
        rows.result_time_us[places],
    )
    publics = {key.id: key.public_key for k in set(claimed.key_ids) if (key := keys.find(k)) is not None}

    def check(part: slice) -> list[bool]:
        return _fit(publics, claimed.key_ids[part], claimed.signatures[part], messages[part])

    parts = [slice(i, i + _AT_A_TIME) for i in range(0, len(messages), _AT_A_TIME)]
    checked = [check(part) for part in parts] if in_threads is None else in_threads(check, parts)
    fits = [fit for part in checked for fit in part]
    for i, fit in zip(claimed.places, fits, strict=True):
        if not fit:
            refusals[i] = refused(Doubtful.WRONG_SIGNATURE, int(rows.datastream_id[i]), things[i])


def _fit(publics: dict[str, bytes], ids: list[str], signatures: list[bytes], messages: list[bytes]) -> list[bool]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    keys = {key_id: Ed25519PublicKey.from_public_bytes(publics[key_id]) for key_id in set(ids) if key_id in publics}
    fits = []
    for key_id, signature, message in zip(ids, signatures, messages, strict=True):
        try:
            keys[key_id].verify(signature, message)
        except (InvalidSignature, KeyError):
            fits.append(False)
        else:
            fits.append(True)
    return fits


_WORDS: Final = {
    Doubtful.UNSIGNED: "Observations of this thing must be signed, and this one is not.",
    Doubtful.MALFORMED: (
        "This is no signed observation: give a resultTime, no resultQuality, and as parameters only signature"
        " (base64url, 64 bytes) and signingKey."
    ),
    Doubtful.UNKNOWN_KEY: "The signing key is not registered here.",
    Doubtful.ANOTHER_THINGS_KEY: "The signing key is not registered here.",
    Doubtful.REVOKED_KEY: "The signing key has been revoked.",
    Doubtful.WRONG_SIGNATURE: "The signature does not fit this observation.",
    Doubtful.TOO_OLD: "The resultTime of this signed observation is too long ago.",
    Doubtful.AHEAD_OF_TIME: "The resultTime lies in the future, or before the end of what it reports.",
    Doubtful.REPLAYED: "A newer value of this time, by its resultTime, is known already.",
}
# Whose key it is that somebody else used is in the security log, and not in the answer.


def refused(why: Doubtful, datastream_id: int, thing_id: int) -> Refusal:
    """Return the refusal of one row, in words."""
    return Refusal(why=why, datastream_id=datastream_id, thing_id=thing_id, reason=_WORDS[why])


class Threads:
    """A few threads of their own, so that signatures neither hold up the event loop nor each other's requests."""

    def __init__(self, number: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(number, thread_name_prefix="baken-signatures")

    def __call__(self, check: Callable[[slice], list[bool]], parts: list[slice]) -> list[list[bool]]:
        """Return what a check says of each part, in order."""
        return list(self._pool.map(check, parts))

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()
