# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lets the tests of the registers share one made-up city."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from example import example_facts

if TYPE_CHECKING:
    from baken.registers.model import Facts


@pytest.fixture
def facts() -> Facts:
    """The made-up seaside town, on a day on which one of its activities was withdrawn."""
    return example_facts()
