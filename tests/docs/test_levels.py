# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The limits between the levels that the documentation shows are those of the code."""

from __future__ import annotations

import re

from reading import ROOT

from baken.situation.levels import SCALES


def test_documented_limits_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "2-situation" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| (densityPerM2|shareOfCapacity) \| (.+) \|$", text, re.MULTILINE)
    documented = {kind: (quantity, tuple(float(x) for x in limits.split(" | "))) for kind, quantity, limits in rows}
    assert documented == {kind.value: (scale.quantity, scale.breaks) for kind, scale in SCALES.items()}
