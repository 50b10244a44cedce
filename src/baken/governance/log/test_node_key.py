# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from baken.governance.log.errors import KeyFileError
from baken.governance.log.node_key import NodeKey, PublicKey, message_of, public_key_of, read_public_key

if TYPE_CHECKING:
    from pathlib import Path


def test_a_node_keeps_its_key(tmp_path: Path) -> None:
    first, again = NodeKey.of(tmp_path), NodeKey.of(tmp_path)
    signature = first.sign(b"statement", subject="test")
    assert again.public.raw == first.public.raw
    assert public_key_of(tmp_path).confirms(signature, b"statement", subject="test")


def test_only_the_owner_can_read_the_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        NodeKey.of(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys" / "node.key").stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    NodeKey.of(tmp_path)
    (tmp_path / "keys" / "node.key").chmod(0o640)
    with pytest.raises(KeyFileError, match=r"read by others.*chmod 600"):
        NodeKey.of(tmp_path)


def test_two_that_begin_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = {key.public.raw for key in pool.map(NodeKey.of, [tmp_path] * 8)}
    assert len(found) == 1
    assert sorted(p.name for p in (tmp_path / "keys").iterdir()) == ["node.key", "node.pub"]


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "keys" / "node.key"
    file.parent.mkdir()
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(KeyFileError, match=r"node\.key is not an Ed25519 key"):
        NodeKey.of(tmp_path)


def test_a_public_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    other = generate_private_key(SECP256R1()).public_key()
    file = tmp_path / "other.pub"
    file.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(KeyFileError, match="not an Ed25519 public key"):
        read_public_key(file)


def test_a_changed_statement_subject_signature_or_key_is_not_confirmed() -> None:
    key = NodeKey.new()
    signature = key.sign(b"12 rows", subject="tombstone")
    assert key.public.confirms(signature, b"12 rows", subject="tombstone")
    assert not key.public.confirms(signature, b"13 rows", subject="tombstone")
    assert not key.public.confirms(signature, b"12 rows", subject="anchor")
    assert not key.public.confirms(signature[:-1], b"12 rows", subject="tombstone")
    assert not NodeKey.new().public.confirms(signature, b"12 rows", subject="tombstone")


def test_a_public_key_survives_pem() -> None:
    public = NodeKey.new().public
    assert PublicKey.from_pem(public.to_pem()).raw == public.raw


def test_a_subject_cannot_reach_into_the_statement() -> None:
    with pytest.raises(ValueError, match="zero byte"):
        message_of("a\0b", b"c")
