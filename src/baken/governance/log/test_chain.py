# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import msgspec
import pytest

from baken.governance.log.anchor import HEAD_FILE, read_head
from baken.governance.log.chain import Chain, Sync
from baken.governance.log.entry import NOTHING, EntryKind, expected, read_entry
from baken.governance.log.errors import LogError
from baken.governance.log.node_key import NodeKey
from baken.governance.log.segments import MS_PER_DAY, segments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.governance.log.entry import Entry

KEY = NodeKey.new()
NOON = 1_795_262_400_000
"""2026-11-21T12:00:00Z."""


class Clock:
    def __init__(self, ms: int = NOON) -> None:
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


def chain(folder: Path, clock: Callable[[], int] | None = None, *, shared: bool = False) -> Chain:
    return Chain(folder, "test", KEY, clock=clock or Clock(), shared=shared)


def bodies(*texts: str) -> list[bytes]:
    return [msgspec.json.encode({"text": text}) for text in texts]


def entries(folder: Path) -> list[Entry]:
    """Every entry, after checking that each is tied to the one before."""
    found: list[Entry] = []
    before = NOTHING
    for segment in segments(folder):
        for line in segment.path.read_bytes().splitlines(keepends=True):
            entry = read_entry(line)
            assert entry is not None
            assert entry.hash == expected(before, line)
            assert entry.sequence == len(found) + 1
            found.append(entry)
            before = entry.hash
    return found


def texts(folder: Path) -> list[str]:
    return [e.members()["text"] for e in entries(folder) if e.kind == EntryKind.RECORD]


def kinds(folder: Path) -> list[str]:
    return [e.kind for e in entries(folder)]


def test_entries_are_in_the_file_before_append_returns(tmp_path: Path) -> None:
    with chain(tmp_path) as log:
        assert log.append(bodies("a", "b")) == 3
        assert texts(tmp_path) == ["a", "b"]


def test_a_log_goes_on_where_it_was(tmp_path: Path) -> None:
    for text in "abc":
        with chain(tmp_path) as log:
            log.append(bodies(text))
    assert texts(tmp_path) == ["a", "b", "c"]
    assert kinds(tmp_path) == ["segment"] + ["record", "anchor"] * 3


def test_each_utc_day_has_a_file_that_begins_with_the_hash_of_the_one_before(tmp_path: Path) -> None:
    clock = Clock()
    with chain(tmp_path, clock) as log:
        log.append(bodies("a"))
        clock.ms += MS_PER_DAY // 2  # midnight itself belongs to the new day
        log.append(bodies("b"))
    assert [s.name for s in segments(tmp_path)] == ["2026-11-21.jsonl", "2026-11-22.jsonl"]
    old, new = (s.path.read_bytes().splitlines(keepends=True) for s in segments(tmp_path))
    header = msgspec.json.decode(new[0])
    assert header["entry"] == "segment"
    assert header["previous"] == msgspec.json.decode(old[-1])["hash"]
    assert texts(tmp_path) == ["a", "b"]


def test_a_clock_that_is_set_back_changes_no_file(tmp_path: Path) -> None:
    clock = Clock()
    with chain(tmp_path, clock) as log:
        clock.ms -= 3 * MS_PER_DAY
        log.append(bodies("a"))
    with chain(tmp_path, clock) as log:
        log.append(bodies("b"))
    assert [s.name for s in segments(tmp_path)] == ["2026-11-21.jsonl"]
    assert texts(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("cut", [1, 2, 70, 90])
def test_a_half_written_last_line_is_taken_out_and_the_log_says_so(tmp_path: Path, cut: int) -> None:
    log = abandoned(tmp_path)
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size - cut)
    with chain(tmp_path) as again:
        assert again.repaired
        again.append(bodies("c"))
    assert texts(tmp_path) == ["a", "c"]
    assert kinds(tmp_path) == ["segment", "record", "repair", "record", "anchor"]


def test_zeros_that_a_power_failure_left_are_taken_out(tmp_path: Path) -> None:
    with abandoned(tmp_path).open("ab") as file:
        file.write(bytes(4096))
    with chain(tmp_path) as log:
        assert "4096 bytes" in log.repaired[0]
    assert texts(tmp_path) == ["a", "b"]


def test_a_new_file_without_a_whole_first_line_is_taken_away(tmp_path: Path) -> None:
    abandoned(tmp_path)
    (tmp_path / "2026-11-22.jsonl").write_bytes(b'{"sequence":4,"entry":"segm')
    with chain(tmp_path, Clock(NOON + MS_PER_DAY)) as log:
        log.append(bodies("c"))
    assert texts(tmp_path) == ["a", "b", "c"]
    assert "repair" in kinds(tmp_path)


def test_an_empty_new_file_is_gone_on_with(tmp_path: Path) -> None:
    abandoned(tmp_path)
    (tmp_path / "2026-11-22.jsonl").touch()
    with chain(tmp_path, Clock(NOON + MS_PER_DAY)) as log:
        log.append(bodies("c"))
    assert texts(tmp_path) == ["a", "b", "c"]


@pytest.mark.parametrize("harm", ["truncate", "change", "remove"])
def test_what_the_head_vouches_for_and_is_not_there_is_a_gap_and_no_repair(tmp_path: Path, harm: str) -> None:
    with chain(tmp_path) as log:
        log.append(bodies("a", "b"))
    file = segments(tmp_path)[0].path
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    if harm == "truncate":
        file.write_bytes(b"".join(lines[:2]))
    elif harm == "change":
        file.write_bytes(whole[:-10] + b"00000" + whole[-5:])
    else:
        file.unlink()
    with chain(tmp_path) as log:
        assert log.recovered.gap
        log.append(bodies("c"))
    newest = segments(tmp_path)[-1].path.read_bytes().splitlines()
    assert [msgspec.json.decode(line)["entry"] for line in newest] == ["segment", "gap", "record", "anchor"]


def test_a_missing_or_foreign_head_is_a_gap(tmp_path: Path) -> None:
    for name in ("gone", "foreign"):
        folder = tmp_path / name
        with chain(folder) as log:
            log.append(bodies("a"))
        if name == "gone":
            (folder / HEAD_FILE).unlink()
        else:
            with Chain(tmp_path / "other", "test", NodeKey.new(), clock=Clock()) as other:
                other.append(bodies("x"))
            (folder / HEAD_FILE).write_bytes((tmp_path / "other" / HEAD_FILE).read_bytes())
        with chain(folder) as log:
            assert "head" in log.recovered.gap
        assert kinds(folder)[-2:] == ["gap", "anchor"]


def test_a_start_that_was_broken_off_before_the_first_line_is_no_gap(tmp_path: Path) -> None:
    with chain(tmp_path):
        pass
    whole = segments(tmp_path)[0].path.read_bytes()
    with chain(tmp_path / "b", Clock(0)):
        pass
    from baken.governance.log.anchor import Anchored, signed_anchor, write_head

    folder = tmp_path / "c"
    folder.mkdir()
    write_head(folder, signed_anchor(KEY, Anchored("test", 0, NOTHING.hex(), 0, "", 0)))
    (folder / "2026-11-21.jsonl").write_bytes(whole[:50])
    with chain(folder) as log:
        assert not log.recovered.gap
        log.append(bodies("a"))
    assert texts(folder) == ["a"]


def test_only_one_process_has_a_log_that_is_not_shared(tmp_path: Path) -> None:
    with chain(tmp_path), pytest.raises(LogError, match="Another process"):
        chain(tmp_path)
    with chain(tmp_path):
        pass


def test_two_share_a_log_and_take_turns(tmp_path: Path) -> None:
    clock = Clock()
    with chain(tmp_path, clock, shared=True) as one, chain(tmp_path, clock, shared=True) as two:
        for number in range(50):
            (one if number % 3 else two).append(bodies(str(number)))
        clock.ms += MS_PER_DAY
        two.append(bodies("50"))
        one.append(bodies("51"))
    assert texts(tmp_path) == [str(n) for n in range(52)]
    head = read_head(tmp_path)
    assert head is not None
    assert head.anchored.sequence == len(entries(tmp_path)), "the last to close signs last"


def test_threads_of_two_that_share_a_log_lose_nothing(tmp_path: Path) -> None:
    with chain(tmp_path, shared=True) as one, chain(tmp_path, shared=True) as two:

        def write(log: Chain, name: str) -> None:
            for number in range(100):
                log.append(bodies(f"{name}{number}"))

        threads = [threading.Thread(target=write, args=(log, n)) for log, n in ((one, "a"), (one, "b"), (two, "c"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(texts(tmp_path)) == sorted(f"{n}{i}" for n in "abc" for i in range(100))


def test_a_full_disk_refuses_and_leaves_nothing_half_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    with chain(tmp_path) as log:
        log.append(bodies("a"))
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda file, data: real(file, data[: len(data) // 2]))
            with pytest.raises(LogError, match="disk is full"):
                log.append(bodies("lost"))

            def no_room(*_: object) -> int:
                raise OSError(errno.ENOSPC, "No space left on device")

            patch.setattr(os, "write", no_room)
            with pytest.raises(LogError, match="No space left"):
                log.append(bodies("lost"))
        log.append(bodies("b"))
    assert texts(tmp_path) == ["a", "b"]


def test_a_disk_that_fails_ends_all_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Chain(tmp_path, "test", KEY, sync=Sync.ALWAYS, clock=Clock())
    with monkeypatch.context() as patch:

        def fails(_: int) -> None:
            raise OSError(errno.EIO, "Input/output error")

        patch.setattr(os, "fdatasync", fails)
        with pytest.raises(LogError, match="Input/output error"):
            log.append(bodies("a"))
    with pytest.raises(LogError, match="cannot be written"):
        log.append(bodies("b"))
    log.close()


def test_a_closed_log_refuses(tmp_path: Path) -> None:
    log = chain(tmp_path)
    log.close()
    log.close()
    with pytest.raises(LogError):
        log.append(bodies("a"))


def test_what_is_too_long_is_refused(tmp_path: Path) -> None:
    with chain(tmp_path) as log, pytest.raises(LogError, match="too long"):
        log.append(bodies("x" * 70_000))


def test_the_head_follows_soon(tmp_path: Path) -> None:
    with chain(tmp_path) as log:
        kept = threading.Event()
        keep = log._write_head

        def noticed(at: object = None) -> None:
            keep(at)  # type: ignore[arg-type]
            kept.set()

        log._write_head = noticed  # type: ignore[method-assign]
        log.append(bodies("a"))
        assert kept.wait(20)
        head = read_head(tmp_path)
        assert head is not None
        assert head.anchored.sequence == 2


def test_killed_in_the_midst_of_writing_it_has_all_that_append_returned_for(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from baken.governance.log.chain import Chain
from baken.governance.log.node_key import NodeKey
log = Chain(Path({str(tmp_path / "log")!r}), "test", NodeKey.of(Path({str(tmp_path)!r})))
while True:
    print(log.append([b'{{"text":"x"}}']), flush=True)
"""
    last = 0
    for _ in range(5):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(200):
            last = int(process.stdout.readline())
        process.kill()
        rest = process.communicate()[0].splitlines()
        last = max([last, *map(int, rest[:-1])])  # the very last line may be half printed
        assert len(entries(tmp_path / "log")) >= last
    assert set(kinds(tmp_path / "log")) == {"segment", "record"}


def test_retention_takes_whole_files_away_and_signs_for_it(tmp_path: Path) -> None:
    clock = Clock()
    with chain(tmp_path, clock) as log:
        for text in "abcd":
            log.append(bodies(text))
            clock.ms += MS_PER_DAY
        removed = log.remove_before("2026-11-23", "P2D is over")
        assert removed is not None
        assert (removed.segments, removed.entries, removed.until) == (2, 6, "2026-11-23")
        assert log.remove_before("2026-11-23", "again") is None
    assert [s.name for s in segments(tmp_path)] == ["2026-11-23.jsonl", "2026-11-24.jsonl", "2026-11-25.jsonl"]


def test_the_file_that_is_being_written_stays(tmp_path: Path) -> None:
    with chain(tmp_path) as log:
        log.append(bodies("a"))
        assert log.remove_before("2030-01-01", "x") is None
    assert texts(tmp_path) == ["a"]


def abandoned(folder: Path) -> Path:
    """A log as a killed process leaves it: "a" is signed for by the head, "b" is not."""
    program = f"""
import os
from pathlib import Path
from baken.governance.log import chain, keeper
from baken.governance.log.node_key import NodeKey
keeper.Keeper.tell = lambda self: None
key = NodeKey._from_pem({_pem()!r}, Path("key"))
log = chain.Chain(Path({str(folder)!r}), "test", key, clock=lambda: {NOON})
log.append([b'{{"text":"a"}}'])
log._write_head()
log.append([b'{{"text":"b"}}'])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    return segments(folder)[-1].path


def _pem() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return KEY._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
