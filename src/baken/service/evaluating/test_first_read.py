# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A yardstick counts from when it was first read, also when the notes of that are damaged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from baken.evaluation.kpis.model import Indicator, Kpi
from baken.service.evaluating import first_read
from baken.service.evaluating.first_read import FirstRead
from baken.service.evaluating.kept import key_figures_file

if TYPE_CHECKING:
    from pathlib import Path


KPI = Kpi(
    id="most",
    event_id="fair",
    indicator=Indicator.MOST_PERSONS,
    title="Most",
    title_nl="Meeste",
    declared_us=1,
    target=80,
)


def seen(data: Path, kpi: Kpi, now_us: int) -> int | None:
    (found,) = FirstRead(data).noted([kpi], now_us)
    return found.first_seen_us


def test_what_was_read_before_counts_from_then_and_what_was_changed_from_now(tmp_path: Path) -> None:
    assert [seen(tmp_path, KPI, now) for now in (100, 200)] == [100, 100]
    assert seen(tmp_path, msgspec.structs.replace(KPI, target=90), 300) == 300
    assert seen(tmp_path, KPI, 400) == 100


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": "yesterday"}', b"[1]", b"\xff\xfe"])
def test_notes_that_cannot_be_read_stop_nothing_and_are_told_once(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = key_figures_file(tmp_path)
    file.parent.mkdir()
    file.write_bytes(content)
    notes = FirstRead(tmp_path)
    assert [notes.noted([KPI], now)[0].first_seen_us for now in (500, 600)] == [500, 500]
    assert seen(tmp_path, KPI, 700) == 500, "kept from then on"
    assert len(caplog.records) == 1
    assert file.with_suffix(".unreadable").read_bytes() == content, "for who wants to look"


def test_notes_that_cannot_be_written_are_told_once_and_written_as_soon_as_they_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    notes = FirstRead(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(first_read, "keep", full)
        assert [notes.noted([KPI], now)[0].first_seen_us for now in (100, 200)] == [100, 100]
    assert len(caplog.records) == 1
    notes.noted([KPI], 300)
    assert list(json.loads(key_figures_file(tmp_path).read_text()).values()) == [100]
