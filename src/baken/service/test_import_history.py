# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Importing the real counts into a real store, also when it is interrupted."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from msgspec.structs import replace

from baken.city.load import load
from baken.governance.model import Covers
from baken.governance.specimen import activity, governance
from baken.observation.columns import columns_of
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import ObservationQuery, ObservationStore
from baken.observation.quality_control import QualityControl
from baken.observation.specimen import GovernedSpecimen
from baken.plugin.registry import ConnectorRegistry
from baken.service.import_history import ImportHistory, ImportReport, import_city
from baken.service.places import observations_file
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from collections.abc import Callable

AUCKLAND = Path(__file__).parents[3] / "cities" / "auckland"
ALL = 1_288_434
THREE = 3 * (61_367 - 13)

# A process that imports and says after each batch how far it is, so that it can be hit in the middle.
CHILD = """
import sys
from pathlib import Path
from baken.observation.specimen import GovernedSpecimen
from baken.service.import_history import import_city

def tell(done, total):
    print(done, flush=True)
    sys.stdin.readline()

report = import_city(Path(sys.argv[1]), Path(sys.argv[2]), progress=tell, batch_rows=50_000)
print("finished" if report.finished else "stopped", flush=True)
"""


class Bench:
    """A city, an empty store and a folder for the state."""

    def __init__(self, folder: Path) -> None:
        city = load(AUCKLAND)
        # Three streams are enough, and limits so tight that many flags depend on the value before.
        streams = [replace(s, frozen_after=2, frozen_above=0.0) for s in city.streams[5:8]]
        self.city = replace(city, streams=tuple(streams))
        self.ids = {stream.id: i for i, stream in enumerate(self.city.streams, 1)}
        self.store: ObservationStore = MemoryStore()
        covers = Covers(connectors=("auckland_counts",), indicators=("persons", "density", "flow", "level"))
        self.some = GovernedSpecimen(self.store, governance([activity("counting", covers=covers)]))
        self.folder = folder

    def work(self, progress: Callable[[int, int | None], None] = lambda *_: None) -> ImportHistory:
        control = QualityControl({self.ids[stream.id]: stream for stream in self.city.streams})
        return ImportHistory(
            self.city,
            self.some.store,
            self.some.governance,
            control,
            self.ids,
            self.folder,
            registry=ConnectorRegistry(),
            progress=progress,
            batch_rows=30_001,
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "state")


def stop_after(bench: Bench, batches: int) -> ImportReport:
    calls: list[int] = []

    def progress(done: int, _total: int | None) -> None:
        calls.append(done)
        if len(calls) == batches + 1:
            work.stop()

    work = bench.work(progress)
    return work.run()


def stored(data: Path) -> int:
    store = DuckDBStore(observations_file(data))
    try:
        return store.count(ObservationQuery())
    finally:
        store.close()


def test_everything_is_stored_once_and_what_was_skipped_is_told(bench: Bench) -> None:
    report = bench.work().run()
    assert report.finished
    assert bench.store.count(ObservationQuery()) == THREE
    text = str(report)
    assert "auckland_counts: 184,062 values stored" in text
    assert "skipped 21: the hour is ambiguous" in text
    assert "for example line 2302 (2019-04-07T02:00 local)" in text


def test_progress_goes_from_nothing_to_all(bench: Bench) -> None:
    calls: list[tuple[int, int | None]] = []
    bench.work(lambda done, total: calls.append((done, total))).run()
    assert calls[0] == (0, 3 * 61_367)
    assert calls[-1] == (3 * 61_367, 3 * 61_367)
    assert calls == sorted(calls)


def test_import_that_was_stopped_goes_on_and_ends_as_if_it_had_not_been(bench: Bench, tmp_path: Path) -> None:
    first = stop_after(bench, 2)
    assert not first.finished
    assert "Run the same command again" in str(first)
    second = bench.work().run()
    whole = Bench(tmp_path / "other")
    uninterrupted = whole.work().run()
    assert (second.finished, second.connectors[0].resumed, second.connectors[0].repeated) == (True, True, 0)
    assert second.connectors[0].stored == uninterrupted.connectors[0].stored
    assert second.connectors[0].skipped == uninterrupted.connectors[0].skipped
    a = columns_of(bench.store.read(ObservationQuery()))
    b = columns_of(whole.store.read(ObservationQuery()))
    assert np.array_equal(a.result, b.result, equal_nan=True)
    # Also the flags that depend on the values before the place where it was stopped.
    assert np.array_equal(a.quality, b.quality)
    assert (a.quality == QualityFlag.FROZEN).any()


def test_second_import_of_the_same_adds_nothing(bench: Bench) -> None:
    bench.work().run()
    again = bench.work().run()
    assert again.finished
    assert bench.store.count(ObservationQuery()) == THREE


def test_without_its_state_everything_counts_as_repeated(bench: Bench) -> None:
    bench.work().run()
    shutil.rmtree(bench.folder)
    report = bench.work().run()
    assert (report.connectors[0].stored, report.connectors[0].repeated) == (0, THREE)
    assert bench.store.count(ObservationQuery()) == THREE


def test_with_its_state_but_another_store_everything_is_stored_again(bench: Bench) -> None:
    bench.work().run()
    bench.store = MemoryStore()
    assert bench.work().run().connectors[0].stored == THREE


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"query": "x", "position": 3}', b"[]"])
def test_state_that_cannot_be_read_begins_anew(bench: Bench, content: bytes) -> None:
    bench.folder.mkdir()
    (bench.folder / "auckland_counts.json").write_bytes(content)
    assert stop_after(bench, 1).connectors[0].resumed is False


def child(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(AUCKLAND), str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def let_run(process: subprocess.Popen[str], batches: int) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(batches + 1):
        assert process.stdout.readline()
        process.stdin.write("\n")


def test_import_that_was_killed_goes_on_and_loses_and_doubles_nothing(tmp_path: Path) -> None:
    process = child(tmp_path)
    let_run(process, 4)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    report = import_city(AUCKLAND, tmp_path)
    assert report.finished
    assert report.connectors[0].resumed
    assert stored(tmp_path) == ALL


def test_interrupt_commits_the_batch_under_way_and_ends_in_order(tmp_path: Path) -> None:
    process = child(tmp_path)
    let_run(process, 2)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate("\n" * 5)
    assert output.split()[-1] == "stopped"
    assert process.returncode == 0
    assert import_city(AUCKLAND, tmp_path).finished
    assert stored(tmp_path) == ALL
