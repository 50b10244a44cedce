# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Examples that are shown and not run are at least well formed."""

from __future__ import annotations

import json
import tomllib

import pytest
from reading import ROOT, Block, blocks, documents

SHOWN = [block for path in documents() for block in blocks(path) if block.language in ("toml", "json")]


@pytest.mark.parametrize("block", SHOWN, ids=lambda b: f"{b.document.relative_to(ROOT)}:{b.line}")
def test_example_can_be_read(block: Block) -> None:
    read = tomllib.loads if block.language == "toml" else json.loads
    assert read(block.code)
