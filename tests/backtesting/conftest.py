# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city that is small: two of Auckland's sensors."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

sys.path.insert(0, str(ROOT / "tools"))

SENSORS = 2


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a city with the real history of two sensors."""
    folder = tmp_path_factory.mktemp("cities") / "tiny"
    shutil.copytree(ROOT / "cities" / "auckland", folder)
    streams = (folder / "streams.toml").read_text(encoding="utf-8").split("[[stream]]")
    (folder / "streams.toml").write_text("[[stream]]".join(streams[: SENSORS + 1]), encoding="utf-8")
    return folder
