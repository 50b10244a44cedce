# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys and the canonical row: reference vectors of RFC 8032, weak keys, and bytes that mean one observation only."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.authenticity.canonical import CanonicalRowError, canonical_row, canonical_rows
from baken.observation.authenticity.keys import _SMALL_ORDER, SigningKeyError, SigningKeys, is_weak
from baken.observation.authenticity.signer import Signer
from baken.vocabulary.time import NO_TIME_US

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
L = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19

RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
            "c027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_keys_and_signatures_are_those_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert Signer(bytes.fromhex(secret), "0" * 32).public_key.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature


def _small_order() -> set[bytes]:
    """Return all encodings, without sign, of points whose order divides 8, by arithmetic on the curve."""
    d = -121665 * pow(121666, P - 2, P) % P
    root = pow(2, (P - 1) // 4, P)

    def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        (x1, y1), (x2, y2) = a, b
        t = d * x1 * x2 * y1 * y2 % P
        return (
            (x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P,
        )

    def x_of(y: int) -> int | None:
        u, v = (y * y - 1) % P, (d * y * y + 1) % P
        square = u * pow(v, P - 2, P) % P
        x = pow(square, (P + 3) // 8, P)
        if x * x % P != square:
            x = x * root % P
        return x if x * x % P == square else None

    found: set[bytes] = set()
    y = 2
    while len(found) < 5:  # multiply points by the order of the large subgroup: what is left has small order
        x = x_of(y)
        y += 1
        if x is None:
            continue
        whole, point, n = (0, 1), (x, y - 1), L
        while n:
            whole, point, n = add(whole, point) if n & 1 else whole, add(point, point), n >> 1
        for _ in range(8):
            found.add(whole[1].to_bytes(32, "little"))
            whole = add(whole, whole)
    return found | {n.to_bytes(32, "little") for n in (P, P + 1)}


def test_the_list_of_weak_keys_is_complete() -> None:
    assert _small_order() == _SMALL_ORDER


def test_with_a_weak_key_any_message_has_a_signature_and_it_cannot_be_registered(tmp_path: Path) -> None:
    weak = bytes([1]) + bytes(31)
    Ed25519PublicKey.from_public_bytes(weak).verify(weak + bytes(32), b"anything")
    keys = SigningKeys(f"sqlite:///{tmp_path / 'register.db'}")
    for public in (*_SMALL_ORDER, *(p[:31] + bytes([p[31] | 0x80]) for p in _SMALL_ORDER)):
        assert is_weak(public)
        with pytest.raises(SigningKeyError):
            keys.register(1, public, name="", at=NOW, by="admin")
    assert not keys.requires(1)


micro = st.integers(-(2**62), 2**62)


@given(st.integers(0, 2**31 - 1), micro, st.none() | micro, st.none() | st.floats(allow_nan=False), micro)
def test_columns_and_single_rows_have_the_same_bytes(
    datastream: int, start: int, end: int | None, result: float | None, made: int
) -> None:
    many = canonical_rows(
        ["ab" * 16] * 2,
        np.array([datastream] * 2, np.int32),
        np.array([start] * 2),
        np.array([NO_TIME_US if end is None else end] * 2),
        np.array([np.nan if result is None else result] * 2),
        np.array([made] * 2),
    )
    assert many == [canonical_row("ab" * 16, datastream, start, end, result, made)] * 2
    assert len(many[0]) == 72


rows_ = st.tuples(
    st.sampled_from(["00" * 16, "01" * 16]),
    st.integers(0, 3),
    *[st.integers(0, 2)] * 2,
    st.none() | st.integers(0, 2),
    st.integers(0, 2),
)


@given(rows_, rows_)
def test_two_rows_have_the_same_bytes_only_when_they_are_the_same(one: Any, other: Any) -> None:
    assert (canonical_row(*one) == canonical_row(*other)) == (one == other)


@pytest.mark.parametrize(
    "wrong", [("x", 1, 0, 0, 1.0, 0), ("0" * 32, -1, 0, 0, 1.0, 0), ("0" * 32, 1, 2**63, 0, 1.0, 0)]
)
def test_what_does_not_fit_is_refused(wrong: Any) -> None:
    with pytest.raises(CanonicalRowError):
        canonical_row(*wrong)


@given(st.binary(min_size=64, max_size=64))
@settings(max_examples=200)
def test_no_random_signature_fits(signature: bytes) -> None:
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(RFC_8032[0][1])).verify(
            signature, canonical_row("0" * 32, 1, 0, None, 1, 0)
        )


def test_the_vectors_in_the_documentation_are_what_the_signer_makes() -> None:
    text = (Path(__file__).parents[2] / "docs" / "0-governance" / "authenticity.md").read_text(encoding="utf-8")
    signer = Signer(bytes.fromhex(RFC_8032[0][0]), "000102030405060708090a0b0c0d0e0f")
    found = re.findall(
        r"^\| (\d+), (\w+), ([^,]+), (\d+) \| `([0-9a-f]{144})` \| `([\w-]{86})` \|$", text, re.MULTILINE
    )
    assert len(found) == 3
    for start, end, result, made, row, signature in found:
        number = None if result == "missing" else float(result.replace("−", "-"))  # noqa: RUF001 - as printed
        values = (int(start), None if end == "moment" else int(end), number, int(made))
        assert canonical_row(signer.key_id, 7, *values).hex() == row
        assert signer.of_row(7, *values)["signature"] == signature
