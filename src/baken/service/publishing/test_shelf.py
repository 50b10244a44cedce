# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What lies in the folder for another server is what the node gives now, and nothing of before."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from baken.publication.model import PublicPage
from baken.service.publishing.answers import Answer
from baken.service.publishing.shelf import BUSYNESS, Shelf

if TYPE_CHECKING:
    from pathlib import Path


def answers(body: bytes) -> dict[str, Answer]:
    return {BUSYNESS: Answer(body, "application/json")}


def test_an_edition_that_is_too_short_to_send_compressed_replaces_the_compressed_one_of_before(tmp_path: Path) -> None:
    shelf = Shelf(PublicPage(), page_headers=[], api_headers=[], template=None, places=b"{}", folder=tmp_path)
    long = b"busy " * 500
    shelf.store(answers(long))
    assert gzip.decompress((tmp_path / "busyness.json.gz").read_bytes()) == long
    shelf.store(answers(b"{}"))
    assert (tmp_path / "busyness.json").read_bytes() == b"{}"
    assert gzip.decompress((tmp_path / "busyness.json.gz").read_bytes()) == b"{}"
