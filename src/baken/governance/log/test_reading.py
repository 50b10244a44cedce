# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.log import reading
from baken.governance.log.processing_log import ProcessingLog, processing_folder
from baken.governance.log.reading import LogQuery, lines_back, newest, oldest
from baken.governance.log.segments import LONGEST_LINE, MS_PER_DAY, lines_from, segments
from baken.governance.log.trace import Trace
from baken.governance.model import ANYBODY

if TYPE_CHECKING:
    from pathlib import Path

NOON = 1_795_262_400_000
STEP_MS = 3_600_000
RECORDS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty records, one an hour, over three days; of two activities in turn."""
    data = tmp_path_factory.mktemp("data")
    now = NOON
    with ProcessingLog.open(data, clock=lambda: now) as log:
        for number in range(RECORDS):
            log.write_request(Trace.new(), f"read {number}", [f"urn:a:{number % 2}"], principal=ANYBODY, start_time=now)
            now += STEP_MS
    return processing_folder(data)


def names(records: list[reading.Record]) -> list[int]:
    return [int(r["name"].removeprefix("read ")) for r in records]


def all_pages(folder: Path, query: LogQuery, *, limit: int, budget: int = reading.PAGE_BYTES) -> list[int]:
    found: list[int] = []
    before = None
    while True:
        page = newest(folder, query, before=before, limit=limit, budget=budget)
        assert len(page.records) <= limit
        found += names(page.records)
        if page.before is None:
            return found
        assert before is None or page.before < before
        before = page.before


def test_it_reads_over_several_files(folder: Path) -> None:
    assert len(segments(folder)) == 3


@settings(deadline=None)
@given(limit=st.integers(1, 70), budget=st.sampled_from([1, 500, 5_000, 10_000_000]))
def test_pages_hold_every_record_once_newest_first(folder: Path, limit: int, budget: int) -> None:
    assert all_pages(folder, LogQuery(), limit=limit, budget=budget) == list(range(RECORDS))[::-1]


@settings(deadline=None)
@given(
    start=st.one_of(st.none(), st.integers(-5 * 60, 65 * 60)),
    end=st.one_of(st.none(), st.integers(-5 * 60, 65 * 60)),
    limit=st.integers(1, 70),
)
def test_a_stretch_of_time_holds_what_ended_in_it(folder: Path, start: int | None, end: int | None, limit: int) -> None:
    first = None if start is None else NOON + start * 60_000
    last = None if end is None else NOON + end * 60_000
    query = LogQuery(start=first, end=last)
    fits = [
        n for n in range(RECORDS)
        if (first is None or NOON + n * STEP_MS >= first) and (last is None or NOON + n * STEP_MS < last)
    ]  # fmt: skip
    assert all_pages(folder, query, limit=limit) == fits[::-1]
    assert names(list(oldest(folder, query))) == fits


def test_only_what_is_asked_for_is_there(folder: Path) -> None:
    query = LogQuery(contains=b'"urn:a:1"', fits=lambda r: r["name"] > "read 3")
    wanted = [n for n in range(RECORDS) if n % 2 and f"read {n}" > "read 3"]
    assert all_pages(folder, query, limit=7) == wanted[::-1]
    assert names(list(oldest(folder, query))) == wanted


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert newest(tmp_path / "none", LogQuery()).records == []
    assert list(oldest(tmp_path / "none", LogQuery())) == []


def test_half_a_line_and_nonsense_are_looked_past(folder: Path, tmp_path: Path) -> None:
    for segment in segments(folder):
        (tmp_path / segment.name).write_bytes(b"nonsense\n\n[[[\n" + segment.path.read_bytes() + b'\xff\n{"sequ')
    assert all_pages(tmp_path, LogQuery(), limit=9) == list(range(RECORDS))[::-1]
    assert names(list(oldest(tmp_path, LogQuery()))) == list(range(RECORDS))
    with_time = LogQuery(start=NOON + 10 * STEP_MS, end=NOON + 2 * MS_PER_DAY)
    assert all_pages(tmp_path, with_time, limit=9) == list(range(10, 48))[::-1]


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=20),
    block=st.integers(1, 200),
)
def test_lines_come_back_to_front(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[int, bool]], block: int
) -> None:
    file = tmp_path_factory.mktemp("x") / "2026-11-21.jsonl"
    file.write_bytes(b"".join(b"%d" % n * size + b"\n" * ends for n, (size, ends) in enumerate(pieces)))
    forward = [line for line in lines_from(file) if line.endswith(b"\n")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_BLOCK", block)
        assert list(lines_back(file)) == forward[::-1]


def test_a_line_without_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "2026-11-21.jsonl"
    file.write_bytes(b"first\n" + b"x" * (20 * LONGEST_LINE) + b"\nlast\n")
    found = list(lines_back(file))
    assert (found[0], found[-1]) == (b"last\n", b"first\n")
    assert sum(map(len, found)) < 6 * LONGEST_LINE
