# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page about the rules lists the rules that decide."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import rules_page  # noqa: E402 - the folder of tools is known only now


def test_the_list_of_rules_is_up_to_date() -> None:
    text = rules_page.PAGE.read_text(encoding="utf-8")
    assert text == rules_page.page(text), "write it again: python tools/rules_page.py"
