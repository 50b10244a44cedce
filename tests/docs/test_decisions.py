# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decisions have one short form, are numbered without gaps and listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from reading import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
STATUS = re.compile(
    r"^- Status: (proposed|accepted|rejected|replaced by \[\d{4}\]\(\d{4}-[a-z0-9-]+\.md\))$", re.MULTILINE
)
DATE = re.compile(r"^- Date: \d{4}-\d{2}-\d{2}$", re.MULTILINE)


def test_numbers_have_no_gaps() -> None:
    assert [path.name[:4] for path in RECORDS] == [f"{number:04d}" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_decision_has_the_form(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.search(rf"^# {record.name[:4]}\. \S", text, re.MULTILINE)
    assert STATUS.search(text)
    assert DATE.search(text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_index_lists_every_decision_with_its_title() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(\d{4})\. (.+)\]\((.+\.md)\)$", index, re.MULTILINE)
    titles = [re.search(r"^# (\d{4})\. (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE) for path in RECORDS]
    assert listed == [(t[1], t[2], path.name) for t, path in zip(titles, RECORDS, strict=True) if t]
