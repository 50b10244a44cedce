# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two-sided geometric noise that is the same each time the same cell is asked for.

Noise that is drawn anew for each answer can be averaged away by asking often. Here it is a function of the cell and of
a secret of the node: asking again gives the same number again, and without the secret nobody can subtract it.
"""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SECRET_BYTES: Final = 32
_TWO_64: Final = 1 << 64


@functools.lru_cache(maxsize=32)
def cumulative(epsilon: float) -> NDArray[np.uint64]:
    """Return the distribution as thresholds: ``t[i] = floor(2^64 P(X <= i - m))`` for i = 0 … 2m.

    P(X = x) = (1 - a) / (1 + a) a^|x| with a = exp(-epsilon); for a count in which each contributor counts once, the
    ratio of the probabilities of any result with and without one contributor is at most exp(epsilon).
    (Ghosh, Roughgarden and Sundararajan, Universally utility-maximizing privacy mechanisms, STOC 2009.)

    Whole numbers and exact arithmetic, because the gaps between floating-point numbers give away what was added
    (Mironov, On significance of the least significant bits for differential privacy, CCS 2012).

    Invariants: rises; the tails beyond m hold less than 2^-64 together.
    """
    with localcontext() as context:
        context.prec = 60
        a = (-Decimal(repr(epsilon))).exp()
        half = int((Decimal(_TWO_64).ln() / Decimal(repr(epsilon))).to_integral_value()) + 1
        below = [a ** (half - i) / (1 + a) for i in range(half)]  # P(X <= i - m) for negative X
        upper = [1 - a ** (i + 1) / (1 + a) for i in range(half + 1)]
        thresholds = [min(int(p * _TWO_64), _TWO_64 - 1) for p in below + upper]
    return np.array(thresholds, np.uint64)


def keyed_uniform(secret: bytes, *words: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return one number below 2^64 per row, which looks random to who does not have the secret.

    The words of a row are encrypted with AES in counter-free chaining (CBC-MAC of a fixed number of blocks, which is a
    pseudo-random function of messages of one length).

    Parameters
    ----------
    words
        Up to four columns that name the cell, each of shape (n,).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    n = len(words[0])
    if not n:
        return np.zeros(0, np.uint64)
    padded = (*words, *(np.zeros(n, np.int64),) * (-len(words) % 2))
    state = np.zeros((n, 2), np.int64)
    for i in range(0, len(padded), 2):
        block = np.ascontiguousarray(state ^ np.stack(padded[i : i + 2], axis=1))
        encryptor = Cipher(algorithms.AES(secret), modes.ECB()).encryptor()  # noqa: S305 - chained by hand, row by row
        state = np.frombuffer(encryptor.update(block.tobytes()) + encryptor.finalize(), np.int64).reshape(n, 2)
    return np.ascontiguousarray(state[:, 0]).view(np.uint64)


def geometric(uniform: NDArray[np.uint64], epsilon: float) -> NDArray[np.int64]:
    """Return two-sided geometric noise from uniform numbers below 2^64.

    Examples
    --------
    >>> geometric(np.array([0, 2**63, 2**64 - 1], np.uint64), 1.0).tolist()
    [-44, 0, 45]
    """
    thresholds = cumulative(epsilon)
    found = np.searchsorted(thresholds, uniform, side="right")
    return np.minimum(found, len(thresholds) - 1).astype(np.int64) - (len(thresholds) // 2)
