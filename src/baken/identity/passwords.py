# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passwords: which are good enough, and how they are kept.

Rules after NIST SP 800-63B: length counts, composition does not, what everybody guesses first is refused. Kept as
Argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from baken.identity.errors import IdentityError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from argon2 import PasswordHasher

SHORTEST: Final = 12
LONGEST: Final = 256

_COMMON: Final = frozenset(
    """
    abcdefghijkl abc admin administrator asdfghjkl baken beheer beheerder changeme computer crowd demo dragon football
    geheim gemeente herfst hetwachtwoord iloveyou lente letmein login master monkey mypassword mijnwachtwoord nederland
    pass password passwort princess qazwsx qwerty qwertyuiop qwertyuiopas scheveningen secret security shadow summer
    sunshine superman test trustno voetbal wachtwoord welcome welkom winter zomer zxcvbnm
    """.split()  # noqa: SIM905 - a list of fifty words is read more easily so
)
"""What is left of the passwords that are guessed first, when digits and signs are taken away."""

_WORDS: Final = re.compile(r"[^\W\d_]+")


class WeakPasswordError(IdentityError):
    """A password that is guessed too easily."""


def normal(password: str) -> str:
    """Return the form in which passwords are compared (NFKC), whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, names: Iterable[str]) -> None:
    """Refuse a password that is too easy.

    Parameters
    ----------
    names
        Login, name and the like of whose it is: a password is none of these.

    Raises
    ------
    WeakPasswordError
        Saying why.

    Examples
    --------
    >>> check_password("correct horse battery staple", ["anna"])
    >>> check_password("Welkom2026!!", ["anna"])
    Traceback (most recent call last):
    baken.identity.passwords.WeakPasswordError: This password is one of those that are guessed first. ...
    """
    text = normal(password)
    remedy = "Take a sentence, or let a password manager choose."
    if len(text) < SHORTEST:
        raise WeakPasswordError(f"A password has at least {SHORTEST} characters.", remedy=remedy)
    if len(text) > LONGEST:
        raise WeakPasswordError(f"A password has at most {LONGEST} characters.")
    folded = text.casefold()
    own = {part for name in names for part in (name.casefold(), *name.casefold().split("@")) if len(part) > 2}
    if _without(folded, own) < SHORTEST // 2:
        raise WeakPasswordError("A password is not the login or the name.", remedy=remedy)
    if len(set(folded)) < 5 or _is_run(folded) or _without(folded, set(_WORDS.findall(folded)) & _COMMON) < 6:
        raise WeakPasswordError("This password is one of those that are guessed first.", remedy=remedy)


def _without(text: str, words: set[str]) -> int:
    """Return how many letters and signs are left without some words; digits at the end add little."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return len(text.rstrip("0123456789!?.@#$*- ")) if words else len(text)


def _is_run(text: str) -> bool:
    """Return whether each character follows from the one before: 123456789012, abcdefghijkl."""
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(text)}
    return len(steps) == 1 or (text.isdigit() and steps <= {1, -1, -9, 9})


class Passwords:
    """Hashes and compares. Each call takes some 30 ms and 19 MiB: never in the event loop."""

    def __init__(self) -> None:
        self._hasher: PasswordHasher | None = None
        self._nobodys = ""

    def hash(self, password: str) -> str:
        """Return an Argon2id hash with its parameters and salt."""
        return self._argon2().hash(normal(password))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Return whether this is the password; it takes as long when there is none to compare with."""
        from argon2.exceptions import InvalidHashError, VerificationError

        hasher = self._argon2()
        try:
            hasher.verify(kept or self._nobodys, normal(password)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Return whether it was hashed with other parameters than today's."""
        return self._argon2().check_needs_rehash(kept)

    def _argon2(self) -> PasswordHasher:
        if self._hasher is None:
            from argon2 import PasswordHasher, Type

            hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
            self._nobodys = hasher.hash("the password of nobody")
            self._hasher = hasher
        return self._hasher
