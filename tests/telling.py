# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The made-up city Squares, that tells the public how busy it is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from servers import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

ACTIVITY: Final = "square-counting"
_DECLARED: Final = """
[publication]
step_min = 5
delay_min = {delay}
detail = "five"
hold_back = ["silent"]
because = "It is kept free."
because_nl = "Het blijft vrij."
"""
_RECIPIENT: Final = '[[recipient]]\nrole = "public"\nlayers = ["publications"]\n\n'


def telling_city(folder: Path) -> Path:
    """Return a copy of Squares that tells the public every five minutes and at once."""
    city = shutil.copytree(FIXTURES / "cities" / "squares", folder / "squares")
    tell(city, delay=0)
    return city


def tell(city: Path, *, delay: int) -> None:
    """Let a copy of Squares tell the public so many minutes late."""
    plain = (FIXTURES / "cities" / "squares" / "activities" / f"{ACTIVITY}.toml").read_text(encoding="utf-8")
    covers = f'{_RECIPIENT}[covers]\npublications = ["levels"]\n'
    told = plain.replace("[covers]\n", covers) + _DECLARED.format(delay=delay)
    (city / "activities" / f"{ACTIVITY}.toml").write_text(told, encoding="utf-8")
