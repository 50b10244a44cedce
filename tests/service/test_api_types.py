# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front end is compiled against what the API says of itself, not against what it once said."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from servers import ROOT

if TYPE_CHECKING:
    import httpx

sys.path.insert(0, str(ROOT / "tools"))

import api_types


def test_the_types_of_the_front_end_are_those_of_the_api_document(replay_client: httpx.Client) -> None:
    document = replay_client.get("/api/v1/openapi.json").raise_for_status().content
    remedy = "write them again: python tools/api_types.py"
    assert api_types.TYPES.read_text(encoding="utf-8") == api_types.types_of(document), remedy
