# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Code that reads or writes without naming an activity is found before it runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CODE = """
from datetime import datetime

from baken.governance.permit import Permit
from baken.observation.columns import ObservationColumns
from baken.observation.governed_store import GovernedStore
from baken.observation.intake import Intake
from baken.observation.protocol import AggregateQuery, ObservationQuery


async def use(
    store: GovernedStore, intake: Intake, rows: ObservationColumns, query: ObservationQuery, groups: AggregateQuery,
    moment: datetime, permit: Permit,
) -> None:
    store.read(query{0})
    store.last((1,){0})
    store.history(1, moment{0})
    store.aggregate(groups{0})
    store.count(query{0})
    store.extent(1{0})
    store.append(rows{0})
    store.delete(1{0})
    await intake.submit(rows{0})
"""
CALLS = 9


def complaints(folder: Path, code: str) -> list[str]:
    (folder / "use.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", ROOT / "pyproject.toml", "use.py"],
        cwd=folder, env={"MYPYPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if line.startswith("use.py")]


@pytest.mark.slow
def test_a_call_that_names_no_activity_does_not_type_check(tmp_path: Path) -> None:
    found = complaints(tmp_path, CODE.format(""))
    assert len([line for line in found if 'Missing named argument "activity"' in line]) == CALLS, found
    named = complaints(tmp_path, CODE.format(", activity='crowd-safety'"))
    assert len([line for line in named if "arg-type" in line]) == CALLS, named
    assert complaints(tmp_path, CODE.format(", activity=permit")) == []
