# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city of which a back-up is put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def city(squares: Path) -> Path:
    """The squares, where observations are kept for thirty days."""
    file = squares / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace('"P36500D"', '"P30D"'))
    return squares


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
