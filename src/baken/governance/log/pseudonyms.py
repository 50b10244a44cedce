# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names in the log that mean nothing without the node's key.

Who acted is a pseudonym (HMAC-SHA-256, 64 bits): the same person has the same one, and it cannot be turned back, only
made again from an account. Whom data are about is encrypted (AES-SIV, RFC 5297): the same person gives the same text,
so that the log can be searched for somebody who asks what was done with their data. Whoever destroys the key makes
both meaningless for ever.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from baken.governance.log.errors import KeyFileError
from baken.governance.log.key_files import read_or_make
from baken.governance.log.node_key import KEYS_FOLDER
from baken.governance.model import PrincipalKind

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    from baken.governance.model import Principal

FILE: Final = "pseudonyms.key"
_BYTES: Final = 96
_MAC_BYTES: Final = 32
_DIGITS: Final = 16
_MOST_REMEMBERED: Final = 10_000


class Pseudonyms:
    """Makes pseudonyms and encrypted identifications with one secret of 96 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _BYTES:
            raise KeyFileError(f"The key of pseudonyms has {len(secret)} bytes instead of {_BYTES}.")
        self._mac_key, self._siv_key = secret[:_MAC_BYTES], secret[_MAC_BYTES:]
        self._known: dict[tuple[PrincipalKind, str], str] = {}
        self._siv: AESSIV | None = None

    @classmethod
    def of(cls, data: Path) -> Pseudonyms:
        """Return those of the node whose data folder this is; the secret is made when there is none yet."""
        return cls(read_or_make(data / KEYS_FOLDER / FILE, lambda: secrets.token_bytes(_BYTES)))

    def of_principal(self, principal: Principal) -> str:
        """Return the name under which somebody, or something, acts in the log.

        Examples
        --------
        >>> from baken.governance.model import ANYBODY, THE_NODE
        >>> pseudonyms = Pseudonyms(bytes(96))
        >>> pseudonyms.of_principal(ANYBODY), pseudonyms.of_principal(THE_NODE)
        ('anonymous', 'node')
        """
        known = self._known.get((principal.kind, principal.id))
        return self._remember(principal.kind, principal.id) if known is None else known

    def of_id(self, kind: PrincipalKind, identifier: str) -> str:
        """Return the name of an account or key, to look somebody up in the log.

        Examples
        --------
        >>> Pseudonyms(bytes(96)).of_id(PrincipalKind.PERSON, "a1")
        'person-192378b51080ab9b'
        """
        if kind in (PrincipalKind.ANONYMOUS, PrincipalKind.NODE):
            return kind.value
        message = f"{kind.value}\0{identifier}".encode()
        return f"{kind.value}-{hmac.digest(self._mac_key, message, 'sha256').hex()[:_DIGITS]}"

    def encrypt(self, kind: str, identifier: str) -> str:
        """Return whom data are about, encrypted; the same each time.

        Examples
        --------
        >>> pseudonyms = Pseudonyms(bytes(range(96)))
        >>> pseudonyms.decrypt("account", pseudonyms.encrypt("account", "a1"))
        'a1'
        """
        sealed = self._cipher().encrypt(identifier.encode(), [kind.encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def decrypt(self, kind: str, encrypted: str) -> str:
        """Return whom data are about.

        Raises
        ------
        KeyFileError
            When it was encrypted with another key, or as another kind.
        """
        from cryptography.exceptions import InvalidTag

        try:
            sealed = base64.urlsafe_b64decode(encrypted + "=" * (-len(encrypted) % 4))
            return self._cipher().decrypt(sealed, [kind.encode()]).decode()
        except (InvalidTag, ValueError) as error:
            raise KeyFileError("This was not encrypted with the key of this node.") from error

    def _remember(self, kind: PrincipalKind, identifier: str) -> str:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        name = self._known[kind, identifier] = self.of_id(kind, identifier)
        return name

    def _cipher(self) -> AESSIV:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        if self._siv is None:
            self._siv = AESSIV(self._siv_key)
        return self._siv
