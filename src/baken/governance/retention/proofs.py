# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proofs: tombstones in an append-only file, each with the hash of the one before it and signed by the node.

Who changes, leaves out or inserts a line breaks the chain; who makes the chain anew lacks the key. What was cut off at
the end shows in the head beside it, which is signed too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import threading
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.governance.retention.model import Proof, Tombstone, Totals
from baken.governance.whole_file import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.governance.log.node_key import NodeKey, PublicKey

FOLDER: Final = "retention"
FILE: Final = "proofs.jsonl"
HEAD: Final = "head.json"
SUBJECT: Final = "tombstone"
HEAD_SUBJECT: Final = "tombstone head"
BEGINNING: Final = "0" * 64


class ProofError(BakenError):
    """The proofs of deletion cannot be read or written."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """How far the proofs reach; signed over sequence and hash."""

    sequence: int
    hash: str
    signature: str


class ProofFault(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was written."""

    line: int
    sentence: str


def digest(sequence: int, previous: str, tombstone: Tombstone) -> str:
    """Return the hash of a proof: SHA-256 over the JSON of the three, 64 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode((sequence, previous, tombstone))).hexdigest()


class Proofs:
    """The proofs of one node; one process writes at a time.

    Raises
    ------
    ProofError
        When they cannot be read or written.
    """

    def __init__(self, data: Path, key: NodeKey) -> None:
        self._folder = data / FOLDER
        self._path = self._folder / FILE
        self._key = key
        self._lock = threading.Lock()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _drop_torn_line(self._path)
            self._sequence, self._previous, self._runs = 0, BEGINNING, set[int]()
            for proof in read(data):
                self._sequence, self._previous = proof.sequence, proof.hash
                self._runs.add(proof.tombstone.run)
        except OSError as error:
            raise ProofError(f"The proofs of deletion in {self._folder} cannot be used: {error.strerror}.") from error

    @property
    def runs(self) -> frozenset[int]:
        """Return the runs of which there is a proof."""
        return frozenset(self._runs)

    def append(self, tombstone: Tombstone) -> Proof:
        """Write a tombstone down; it is on the disk when this returns."""
        with self._lock:
            sequence, found = self._sequence + 1, digest(self._sequence + 1, self._previous, tombstone)
            proof = Proof(
                sequence=sequence,
                previous=self._previous,
                tombstone=tombstone,
                hash=found,
                key=self._key.public.id,
                signature=self._signed(found, SUBJECT),
            )
            try:
                self._write(proof)
            except OSError as error:
                raise ProofError(
                    f"A proof of deletion cannot be written: {error.strerror}.", remedy="Look at free disk space."
                ) from error
            self._sequence, self._previous = sequence, found
            self._runs.add(tombstone.run)
            return proof

    def _write(self, proof: Proof) -> None:
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(proof) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        statement = f"{proof.sequence} {proof.hash}"
        head = Head(sequence=proof.sequence, hash=proof.hash, signature=self._signed(statement, HEAD_SUBJECT))
        replace_file(self._folder / HEAD, msgspec.json.encode(head))

    def _signed(self, statement: str, subject: str) -> str:
        return base64.b64encode(self._key.sign(statement.encode(), subject=subject)).decode()


def read(data: Path) -> Iterator[Proof]:
    """Return the proofs in a data folder, oldest first, without checking them.

    Raises
    ------
    ProofError
        When a line is no proof.
    """
    path = data / FOLDER / FILE
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield msgspec.json.decode(line, type=Proof)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ProofError(
                    f"Line {number} of {path} is no proof of deletion.", remedy="Run: baken retention proofs."
                ) from error


def verify(data: Path, key: PublicKey) -> tuple[ProofFault, ...]:
    """Return everything in the proofs of a data folder that is not as the holder of the key wrote it."""
    faults: list[ProofFault] = []
    path = data / FOLDER / FILE
    lines = path.read_bytes().splitlines() if path.is_file() else []
    sequence, previous = 0, BEGINNING
    for number, line in enumerate(lines, 1):
        try:
            proof = msgspec.json.decode(line, type=Proof)
        except (msgspec.DecodeError, UnicodeDecodeError):
            faults.append(ProofFault(line=number, sentence="This line is no proof."))
            continue
        faults += [ProofFault(line=number, sentence=s) for s in _faults_of(proof, sequence, previous, key)]
        sequence, previous = proof.sequence, proof.hash
    return (*faults, *_faults_of_head(data, sequence, previous, len(lines), key))


def totals(data: Path) -> Totals:
    """Return all proofs of a data folder together."""
    found = Totals()
    for proof in read(data):
        stone = proof.tombstone
        found = Totals(
            count=found.count + 1,
            rows=found.rows + stone.rows,
            bytes=found.bytes + stone.bytes,
            first=found.first or stone.at,
            last=stone.at,
            head=proof.hash,
        )
    return found


def _faults_of(proof: Proof, sequence: int, previous: str, key: PublicKey) -> Iterator[str]:
    if proof.sequence != sequence + 1 or proof.previous != previous:
        yield f"It does not follow on proof {sequence}: lines were removed, inserted or exchanged before it."
    if proof.hash != digest(proof.sequence, proof.previous, proof.tombstone):
        yield "It was changed after it was written."
    if proof.key != key.id:
        yield f"It is signed with key {proof.key}, not with that of this node."
    elif not _is_signed(proof.hash, proof.signature, SUBJECT, key):
        yield "Its signature is not that of this node."


def _faults_of_head(data: Path, sequence: int, last: str, lines: int, key: PublicKey) -> Iterator[ProofFault]:
    path = data / FOLDER / HEAD
    try:
        head = msgspec.json.decode(path.read_bytes(), type=Head)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        if lines:
            yield ProofFault(line=lines, sentence="The signed head that says how far the proofs reach is missing.")
        return
    if not _is_signed(f"{head.sequence} {head.hash}", head.signature, HEAD_SUBJECT, key):
        yield ProofFault(line=lines, sentence="The head is not signed by this node.")
    elif head.sequence > sequence:
        yield ProofFault(line=lines, sentence=f"The proofs reached to {head.sequence}: the end was cut off.")
    elif head.sequence == sequence and head.hash != last:
        yield ProofFault(line=lines, sentence="The last proof is not the one that the head names.")


def _is_signed(statement: str, signature: str, subject: str, key: PublicKey) -> bool:
    try:
        return key.confirms(base64.b64decode(signature, validate=True), statement.encode(), subject=subject)
    except (binascii.Error, ValueError):
        return False


def _drop_torn_line(path: Path) -> None:
    """Cut off a line whose writing was interrupted: what it would have told is told again."""
    if not path.is_file():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
            os.fsync(file.fileno())
