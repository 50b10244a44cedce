# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signatures and encryption give what the standards give in their own examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.log.errors import KeyFileError
from baken.service.notification.push_encryption import LARGEST_PLAINTEXT, PushKeyError, encrypt, require_keys
from baken.service.notification.signature import NotificationKey, confirms, content_digest, signature_base
from baken.service.notification.vapid import PushKey, decoded, encoded

if TYPE_CHECKING:
    from pathlib import Path

# RFC 9421, appendix B.1.4 and B.2.6.
ED25519 = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
PARAMETERS = (
    '("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
COVERED = {
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "@method": "POST",
    "@path": "/foo",
    "@authority": "example.com",
    "content-type": "application/json",
    "content-length": "18",
}
SIGNED = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw"

# RFC 8291, appendix A.
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_a_signature_is_that_of_rfc_9421() -> None:
    key = load_pem_private_key(ED25519, None)
    assert isinstance(key, Ed25519PrivateKey)
    assert key.sign(signature_base(COVERED, PARAMETERS).encode()) == decoded(SIGNED.replace("+", "-").replace("/", "_"))


def test_a_digest_is_that_of_rfc_9530() -> None:
    assert content_digest(b'{"hello": "world"}') == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"


def test_what_is_changed_after_signing_is_noticed(tmp_path: Path) -> None:
    key, other = NotificationKey.of(tmp_path), NotificationKey.of(tmp_path / "other")
    assert NotificationKey.of(tmp_path).public.raw == key.public.raw
    url, body = "https://p.example/in?a=1", b'{"a": 1}'
    headers = {"content-type": "application/json"} | key.headers("POST", url, body, "application/json", created=1)
    assert confirms(key.public, headers, "POST", url, body)
    assert not confirms(key.public, headers, "PUT", url, body)
    assert not confirms(key.public, headers, "POST", url.replace("1", "2"), body)
    assert not confirms(key.public, headers, "POST", url, body + b" ")
    assert not confirms(key.public, headers | {"content-digest": content_digest(b"x")}, "POST", url, b"x")
    assert not confirms(key.public, headers | {"content-type": "text/html"}, "POST", url, body)
    assert not confirms(other.public, headers, "POST", url, body)
    fewer = headers | {"signature-input": headers["signature-input"].replace('"content-digest"', "")}
    assert not confirms(key.public, fewer, "POST", url, body)


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    PushKey.of(tmp_path)
    (tmp_path / "keys" / "push.key").chmod(0o644)
    with pytest.raises(KeyFileError, match="read by others"):
        PushKey.of(tmp_path)


def test_a_push_message_is_that_of_rfc_8291() -> None:
    ephemeral = ec.derive_private_key(int.from_bytes(decoded(OURS), "big"), ec.SECP256R1())
    text = b"When I grow up, I want to be a watermelon"
    body = encrypt(text, decoded(RECEIVER), decoded(SECRET), salt=decoded(SALT), ephemeral=ephemeral)
    assert encoded(body) == BODY


def test_each_push_message_has_a_key_of_its_own_and_fits() -> None:
    long = b"x" * LARGEST_PLAINTEXT
    first, second = (encrypt(long, decoded(RECEIVER), decoded(SECRET)) for _ in range(2))
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]
    assert len(first) == 4096
    with pytest.raises(PushKeyError, match="at most"):
        encrypt(long + b"x", decoded(RECEIVER), decoded(SECRET))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=70), st.binary(max_size=20))
def test_what_is_no_key_is_refused(receiver: bytes, secret: bytes) -> None:
    with pytest.raises(PushKeyError):
        require_keys(receiver, secret)


def test_a_point_beside_the_curve_is_refused() -> None:
    point = bytearray(decoded(RECEIVER))
    point[-1] ^= 1
    with pytest.raises(PushKeyError, match="no point"):
        require_keys(bytes(point), decoded(SECRET))


def test_a_push_service_can_check_who_sends(tmp_path: Path) -> None:
    key = PushKey.of(tmp_path)
    assert PushKey.of(tmp_path).public == key.public
    header = key.authorization("https://push.example:8443/abc?d", "https://drukte.example.nl", now_s=1000)
    token, _, public = header.removeprefix("vapid t=").partition(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(decoded(claims)) == {
        "aud": "https://push.example:8443",
        "exp": 1000 + 12 * 3600,
        "sub": "https://drukte.example.nl",
    }
    raw = decoded(signature)
    halves = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public))
    point.verify(encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))


@pytest.mark.parametrize("text", ["+", "a b", "é", "a/b"])
def test_what_is_not_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        decoded(text)
