# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a visitor fetches before the map stays small: it is read where ten thousand others stand on one mast."""

from __future__ import annotations

import gzip
import re
from typing import Final

import pytest

from baken.service.places import front_end

PROMISED_B: Final = 100_000
"""Compressed, before the map: what the public page promises."""
USUAL_B: Final = 25_000
"""What it really takes. Whoever goes beyond it should know that, and why."""


def test_the_public_page_is_small_before_the_map() -> None:
    built = front_end()
    if built is None or not (built / "visit.html").is_file():
        pytest.skip("the front end is not built (BAKEN_SKIP_WEB=1)")
    page = (built / "visit.html").read_text(encoding="utf-8")
    parts = [built / name for name in re.findall(r'(?:src|href)="/([^"]+)"', page)]
    assert any(part.suffix == ".js" for part in parts)
    assert any(part.suffix == ".css" for part in parts)
    size = sum(len(gzip.compress(part.read_bytes(), 9)) for part in (built / "visit.html", *parts))
    assert size < USUAL_B < PROMISED_B
    script = next(part for part in parts if part.name.startswith("visit-") and part.suffix == ".js")
    assert "react" not in script.read_text(encoding="utf-8").lower()
