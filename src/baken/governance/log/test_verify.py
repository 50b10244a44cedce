# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is done to a log is found, and named for what it is."""

from __future__ import annotations

import shutil
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baken.governance.log.anchor import HEAD_FILE, Anchored, signed_anchor, write_head
from baken.governance.log.chain import ANCHOR_EVERY_MS, Chain
from baken.governance.log.entry import NOTHING, EntryKind, read_entry, seal
from baken.governance.log.errors import LogError
from baken.governance.log.node_key import NodeKey
from baken.governance.log.segments import MS_PER_DAY, segments
from baken.governance.log.specimen import DAYS, KEY, NOON, check, fill, kinds, lines, write
from baken.governance.log.verification import LogFaultKind
from baken.governance.log.verify import NotedAnchor, verify


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("good") / "processing")


@pytest.fixture
def log(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "processing"))


def test_a_log_that_nobody_touched_is_intact(log: Path) -> None:
    found = check(log)
    assert found.is_intact
    assert not found.notes
    assert (found.files, found.records, found.first) == (3, 12, 1)
    assert found.anchors == 3 + 2 + 1, "one in each day, one at the end of each finished day, one at the close"
    assert found.sequence == found.entries == sum(len(lines(log / day)) for day in DAYS)


def test_a_changed_entry_is_one_fault_with_its_line(log: Path) -> None:
    content = lines(log / DAYS[1])
    content[2] = content[2].replace(b"read 1.1", b"read 9.9")
    write(log / DAYS[1], content)
    (fault,) = check(log).faults
    assert (fault.file, fault.line, fault.kind) == (DAYS[1], 3, LogFaultKind.CHANGED)
    assert str(fault).startswith("2026-11-22.jsonl:3: changed: Entry ")


def test_a_changed_hash_is_one_fault(log: Path) -> None:
    content = lines(log / DAYS[1])
    content[2] = content[2][:-10] + b"0123456" + content[2][-3:]
    write(log / DAYS[1], content)
    assert kinds(log) == [LogFaultKind.CHANGED]


def test_a_removed_entry_is_named(log: Path) -> None:
    content = lines(log / DAYS[0])
    gone = read_entry(content.pop(2))
    write(log / DAYS[0], content)
    assert gone is not None
    (fault,) = check(log).faults
    assert (fault.kind, fault.line) == (LogFaultKind.REMOVED, 3)
    assert f"Entry {gone.sequence} is missing" in fault.sentence


def test_entries_that_changed_places_are_one_fault(log: Path) -> None:
    content = lines(log / DAYS[0])
    content[1], content[2] = content[2], content[1]
    write(log / DAYS[0], content)
    assert kinds(log) == [LogFaultKind.REORDERED]


@pytest.mark.parametrize("forged", [b'{"name":"forged"}', b'{"name":"read 0.1","rows":1}'])
def test_an_inserted_entry_is_one_fault(log: Path, forged: bytes) -> None:
    content = lines(log / DAYS[0])
    before, after = read_entry(content[1]), read_entry(content[2])
    assert before is not None
    assert after is not None
    line, _ = seal(b"\1" * 32, after.sequence, EntryKind.RECORD, forged)
    write(log / DAYS[0], [*content[:2], line, *content[2:]])
    (fault,) = check(log).faults
    assert (fault.kind, fault.line) == (LogFaultKind.INSERTED, 3)


def test_a_line_that_is_no_entry_is_one_fault(log: Path) -> None:
    content = lines(log / DAYS[0])
    content[2] = b"nonsense\n"
    write(log / DAYS[0], content)
    assert kinds(log) == [LogFaultKind.MALFORMED]


def test_a_tail_that_was_cut_off_is_found(log: Path) -> None:
    write(log / DAYS[2], lines(log / DAYS[2])[:-3])
    (fault,) = check(log).faults
    assert fault.kind is LogFaultKind.TRUNCATED
    assert "the node signed for" in fault.sentence


def test_the_end_of_a_file_in_the_middle_that_was_cut_off_is_found(log: Path) -> None:
    write(log / DAYS[1], lines(log / DAYS[1])[:-2])
    (fault,) = check(log).faults
    assert (fault.file, fault.line, fault.kind) == (DAYS[2], 1, LogFaultKind.TRUNCATED)


@pytest.mark.parametrize(("day", "kind"), [(0, "removed"), (1, "removed"), (2, "truncated")])
def test_a_file_that_was_taken_away_is_found(log: Path, day: int, kind: str) -> None:
    (log / DAYS[day]).unlink()
    assert kinds(log) == [LogFaultKind(kind)]


def test_all_files_that_were_taken_away_are_found(log: Path) -> None:
    for day in DAYS:
        (log / day).unlink()
    assert kinds(log) == [LogFaultKind.TRUNCATED]


def test_a_head_that_was_taken_away_is_found(log: Path) -> None:
    (log / HEAD_FILE).unlink()
    assert kinds(log) == [LogFaultKind.REMOVED]


def test_a_file_in_place_of_another_is_found(log: Path) -> None:
    shutil.copyfile(log / DAYS[0], log / DAYS[1])
    assert LogFaultKind.REPLACED in kinds(log)


def test_another_log_in_place_of_this_one_is_found(log: Path, tmp_path: Path) -> None:
    fill(tmp_path / "b" / "processing", "make")
    shutil.copyfile(tmp_path / "b" / "processing" / DAYS[1], log / DAYS[1])
    (first, *_) = check(log).faults
    assert (first.file, first.line) == (DAYS[1], 1)


def test_a_file_that_was_renamed_is_found(log: Path) -> None:
    (log / DAYS[2]).rename(log / "2026-11-24.jsonl")
    assert kinds(log) == [LogFaultKind.REPLACED]


def test_a_log_that_was_written_anew_without_the_key_is_found(log: Path) -> None:
    """The strongest change without the key: change an entry, and compute every hash behind it anew."""
    previous, file = NOTHING, log / DAYS[0]
    for segment in segments(log):
        anew = []
        for line in lines(segment.path):
            entry = read_entry(line)
            assert entry is not None
            body = msgspec.json.decode(line)
            if segment.path == file and entry.kind == EntryKind.RECORD and body["name"] == "read 0.2":
                body["name"] = "nothing"
            if entry.kind == EntryKind.SEGMENT:
                body["previous"] = previous.hex()
            rest = {k: v for k, v in body.items() if k not in ("sequence", "entry", "hash")}
            forged, previous = seal(previous, entry.sequence, EntryKind(entry.kind), msgspec.json.encode(rest))
            anew.append(forged)
        write(segment.path, anew)
    found = check(log).faults
    assert {f.kind for f in found} == {LogFaultKind.SIGNATURE, LogFaultKind.REPLACED}
    assert found[0].file == DAYS[0]


def test_another_key_is_found(log: Path) -> None:
    found = verify(log, NodeKey.new().public)
    assert {f.kind for f in found.faults} == {LogFaultKind.SIGNATURE}


def test_an_anchor_of_another_log_is_found(log: Path, tmp_path: Path) -> None:
    fill(tmp_path / "security")
    for name in (*DAYS, HEAD_FILE):
        shutil.copyfile(tmp_path / "security" / name, log / name)
    assert LogFaultKind.SIGNATURE in kinds(log)


def test_who_has_disk_and_key_is_found_by_an_anchor_noted_outside(log: Path, tmp_path: Path) -> None:
    noted = f"{check(log).sequence}:{check(log).hash}"
    assert check(log, noted).is_intact
    now = NOON
    forged = tmp_path / "forged" / "processing"
    with Chain(forged, "processing", KEY, clock=lambda: now) as chain:
        chain.append([b'{"name":"all was well"}'])
    assert check(forged).is_intact, "the key can sign anything"
    assert kinds(forged, noted) == [LogFaultKind.REPLACED]
    assert kinds(forged, noted.partition(":")[2]) == [LogFaultKind.REPLACED]


def test_an_old_copy_of_head_and_files_is_found_by_an_anchor_noted_outside(log: Path) -> None:
    noted = f"{check(log).sequence}:{check(log).hash}"
    content = lines(log / DAYS[2])[:-2]
    write(log / DAYS[2], content)
    last = read_entry(content[-1])
    assert last is not None
    offset = sum(map(len, content))
    write_head(log, signed_anchor(KEY, Anchored("processing", last.sequence, last.hash.hex(), 0, DAYS[2], offset)))
    assert check(log).is_intact, "the limit that the documentation tells"
    assert kinds(log, noted) == [LogFaultKind.REPLACED]


@pytest.mark.parametrize("text", ["", "x", "12", "12:ab", "a:" + "0" * 64, "0" * 63])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(LogError, match="not an anchor"):
        NotedAnchor.parse(text)


def test_retention_leaves_a_log_that_is_intact(log: Path) -> None:
    first = check(log)
    with Chain(log, "processing", KEY, clock=lambda: NOON + 3 * MS_PER_DAY) as chain:
        chain.remove_before("2026-11-23", "P1D is over.")
    found = check(log, f"2:{'ab' * 32}")
    assert found.is_intact
    assert found.first > 1
    assert any("taken away: P1D is over." in note for note in found.notes)
    assert any("Entry 2, whose hash was noted" in note for note in found.notes)
    assert found.sequence > first.sequence


def test_retention_that_was_broken_off_half_way_leaves_a_log_that_is_intact(log: Path) -> None:
    kept = (log / DAYS[1]).read_bytes()
    with Chain(log, "processing", KEY, clock=lambda: NOON + 3 * MS_PER_DAY) as chain:
        chain.remove_before("2026-11-23", "P1D is over.")
    (log / DAYS[1]).write_bytes(kept)
    assert check(log).is_intact


def test_a_tombstone_excuses_nothing_that_it_is_not_about(log: Path) -> None:
    with Chain(log, "processing", KEY, clock=lambda: NOON + 3 * MS_PER_DAY) as chain:
        chain.remove_before("2026-11-22", "P2D is over.")
    (log / DAYS[1]).unlink()
    assert LogFaultKind.REMOVED in kinds(log)


def test_a_gap_stays_a_fault_after_the_node_went_on(log: Path) -> None:
    write(log / DAYS[2], lines(log / DAYS[2])[:-3])
    with Chain(log, "processing", KEY, clock=lambda: NOON + 3 * MS_PER_DAY) as chain:
        chain.append([b'{"name":"afterwards"}'])
    assert LogFaultKind.GAP in kinds(log)


def test_half_a_line_at_the_end_that_nobody_signed_for_is_a_note(log: Path) -> None:
    with (log / DAYS[2]).open("ab") as file:
        file.write(b'{"sequence":99,"ent')
    found = check(log)
    assert found.is_intact
    assert "half a line" in found.notes[0]


def test_a_repair_is_a_note(log: Path) -> None:
    with (log / DAYS[2]).open("ab") as file:
        file.write(b'{"sequence":99,"ent')
    with Chain(log, "processing", KEY, clock=lambda: NOON + 2 * MS_PER_DAY):
        pass
    found = check(log)
    assert found.is_intact
    assert "19 half written bytes" in found.notes[0]


def test_it_verifies_while_the_node_writes(log: Path) -> None:
    with Chain(log, "processing", KEY, clock=lambda: NOON + 2 * MS_PER_DAY) as chain:

        def append() -> None:
            chain.append([b'{"name":"meanwhile"}'])

        assert verify(log, KEY.public, between=append).is_intact


def test_many_faults_are_told_up_to_a_number(tmp_path: Path) -> None:
    folder = tmp_path / "processing"
    with Chain(folder, "processing", KEY, clock=lambda: NOON) as chain:
        chain.append([b'{"name":"read"}'] * 500)
    content = lines(folder / DAYS[0])
    write(folder / DAYS[0], [line.replace(b"read", b"none") for line in content])
    assert len(check(folder).faults) == 100


def test_memory_stays_bounded(tmp_path: Path) -> None:
    folder = tmp_path / "processing"
    with Chain(folder, "processing", KEY, clock=lambda: NOON) as chain:
        for _ in range(20):
            chain.append([b'{"name":"%b"}' % (b"x" * 1_000)] * 1_000)
    with (folder / DAYS[0]).open("ab") as file:
        file.write(b"y" * 20_000_000)  # one endless line
    tracemalloc.start()
    try:
        found = check(folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.bytes > 40_000_000
    assert peak < 4_000_000


def test_where_there_is_no_log_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no log"):
        check(tmp_path / "processing")


def test_anchors_come_by_themselves_while_something_is_written(tmp_path: Path) -> None:
    now = NOON
    with Chain(tmp_path, "x", KEY, clock=lambda: now) as chain:
        now += ANCHOR_EVERY_MS
        chain.append([b'{"name":"a"}'])
        chain.keeper.close()
        chain._keep()
        content = lines(tmp_path / DAYS[0])
    assert b'"entry":"anchor"' in content[-1]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_was_done_a_node_goes_on_and_it_stays_visible(
    good: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = Path(shutil.copytree(good, tmp_path_factory.mktemp("harmed") / "processing"))
    for name in data.draw(st.sets(st.sampled_from([*DAYS, HEAD_FILE]), min_size=1)):
        whole = (folder / name).read_bytes()
        begin = data.draw(st.integers(0, len(whole) - 1))
        end = data.draw(st.integers(begin + 1, len(whole)))
        put = data.draw(st.one_of(st.just(b""), st.binary(max_size=9), st.just(b"\n"), st.just(bytes(5_000))))
        if data.draw(st.booleans()):
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(whole[:begin] + put + whole[end:])
    assume((folder / HEAD_FILE).is_file() or segments(folder))  # a folder with nothing in it is a new log
    untouched = all((folder / n).is_file() and (folder / n).read_bytes() == (good / n).read_bytes() for n in DAYS)
    with Chain(folder, "processing", KEY, clock=lambda: NOON + 3 * MS_PER_DAY) as log:
        log.append([b'{"name":"afterwards"}'])
    found = check(folder)
    assert not found.is_intact or (untouched and (folder / HEAD_FILE).is_file())
    assert any(b'"afterwards"' in s.path.read_bytes() for s in segments(folder))
    with Chain(folder, "processing", KEY, clock=lambda: NOON + 4 * MS_PER_DAY) as log:
        assert not log.recovered.gap, "what was wrong is said once"
        log.append([b'{"name":"once more"}'])
    assert check(folder).is_intact == found.is_intact
