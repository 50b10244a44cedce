# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A log of three days for tests, and a look at what was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from baken.governance.log.chain import Chain
from baken.governance.log.node_key import NodeKey
from baken.governance.log.segments import MS_PER_DAY
from baken.governance.log.verify import NotedAnchor, verify

if TYPE_CHECKING:
    from pathlib import Path

    from baken.governance.log.verification import LogFaultKind, Verification

KEY = NodeKey.new()
NOON = 1_795_262_400_000
DAYS = ("2026-11-21.jsonl", "2026-11-22.jsonl", "2026-11-23.jsonl")


def fill(folder: Path, word: str = "read") -> Path:
    """Write three days with four records each, an anchor in the middle, and all that ends a file well."""
    now = NOON
    with Chain(folder, folder.name, KEY, clock=lambda: now) as log:
        for day in range(3):
            for number in range(4):
                log.append([msgspec.json.encode({"name": f"{word} {day}.{number}", "rows": number})])
                if number == 1:
                    log.anchor()
            now += MS_PER_DAY
    return folder


def check(folder: Path, *noted: str) -> Verification:
    """Return what is found in a log, with what was noted of it outside."""
    return verify(folder, KEY.public, noted=[NotedAnchor.parse(text) for text in noted])


def kinds(folder: Path, *noted: str) -> list[LogFaultKind]:
    """Return what kinds of fault are found in a log."""
    return [fault.kind for fault in check(folder, *noted).faults]


def lines(file: Path) -> list[bytes]:
    """Return the lines of a file, each with its end."""
    return file.read_bytes().splitlines(keepends=True)


def write(file: Path, content: list[bytes]) -> None:
    """Replace the lines of a file."""
    file.write_bytes(b"".join(content))
