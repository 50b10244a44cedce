# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A deletion that is interrupted, wherever that is: it is finished after a restart, and the proof tells the truth."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from baken.governance.log.node_key import public_key_of
from baken.governance.retention.model import Store
from baken.governance.retention.proofs import read, verify
from baken.observation.columns import ObservationColumns
from baken.observation.protocol import ObservationQuery
from baken.vocabulary.time import to_us
from keeping import NOW, an_issue, opened, retention_of
from servers import FIXTURES, PLUGINS, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.service.opened import Opened
    from baken.service.retention import Retention

CITY = FIXTURES / "cities" / "squares"
OLD, YOUNG = 4_000, 500
LONG_AGO = NOW - timedelta(days=36_600)

_CHILD = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path[:0] = [sys.argv[3]]
from keeping import opened, retention_of

with opened(Path(sys.argv[1]), Path(sys.argv[2])) as found:
    store, whole = found.store, found.store.delete_before
    def in_small_batches(query):
        more = whole(replace(query, most_rows=200))
        print("batch", flush=True)
        return more
    store.delete_before = in_small_batches
    retention_of(found).run()
"""


def fill(found: Opened) -> None:
    """Store old values, two of them corrected, and young ones."""
    stream = next(iter(found.datastream_ids.values()))
    old = to_us(LONG_AGO) + np.arange(OLD) * 60_000_000
    young = to_us(NOW) - np.arange(1, YOUNG + 1) * 60_000_000
    for times in (old, young):
        found.store.append(ObservationColumns.of(stream, times, np.ones(len(times)), available_at_us=times + 1))
    found.store.append(ObservationColumns.of(stream, old[:2], np.zeros(2), available_at_us=to_us(NOW)))


def check_truth(data: Path) -> None:
    """Everything that was old is gone, everything else is there, and exactly that is proved."""
    with opened(CITY, data) as found:
        assert found.store.count(ObservationQuery()) == YOUNG
        assert found.store.deletions() == {}
        assert retention_of(found).notes.under_way() is None
    stones = [proof.tombstone for proof in read(data)]
    assert sum(stone.rows for stone in stones) == OLD
    assert sum(stone.corrections for stone in stones) == 2
    assert min(stone.first for stone in stones if stone.first) == LONG_AGO
    assert {stone.store for stone in stones} == {Store.OBSERVATIONS}
    assert verify(data, public_key_of(data)) == ()


@pytest.mark.parametrize("batches", [1, 3, 7])
def test_kill_in_the_middle_of_a_deletion(batches: int, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(CITY, data) as found:
        fill(found)
    script = [sys.executable, "-c", _CHILD, str(CITY), str(data), str(FIXTURES.parent)]
    with subprocess.Popen(
        script, stdout=subprocess.PIPE, env=environment(tmp_path) | {"PYTHONPATH": str(PLUGINS)}
    ) as child:
        assert child.stdout is not None
        for _ in range(batches):
            assert child.stdout.readline() == b"batch\n"
        child.send_signal(signal.SIGKILL)
    with opened(CITY, data) as found:
        left = found.store.count(ObservationQuery())
        assert YOUNG < left < OLD + YOUNG, "it was killed in the middle"
        assert list(read(data)) == [], "nothing is proved before it is done"
        retention_of(found).run()
    check_truth(data)


class PowerLossError(Exception):
    """Stands for a loss of power."""


def _crash(*_given: Any, **_named: Any) -> Any:
    raise PowerLossError


def _before_the_first_batch(found: Opened, _retention: Retention) -> None:
    found.store.delete_before = _crash  # type: ignore[method-assign]


def _before_the_proof(_found: Opened, retention: Retention) -> None:
    retention.proofs.append = _crash  # type: ignore[method-assign]


def _between_proof_and_settling(found: Opened, _retention: Retention) -> None:
    found.store.settle_deletion = _crash  # type: ignore[method-assign]


def _before_the_note_is_dropped(_found: Opened, retention: Retention) -> None:
    retention.notes.finish = _crash  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "crash",
    [_before_the_first_batch, _before_the_proof, _between_proof_and_settling, _before_the_note_is_dropped],
    ids=lambda f: f.__name__.strip("_"),
)
def test_a_crash_at_any_point_is_made_good_once(crash: Callable[[Opened, Retention], None], tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(CITY, data) as found:
        fill(found)
        retention = retention_of(found)
        crash(found, retention)
        with pytest.raises(PowerLossError):
            retention.run()
    with opened(CITY, data) as found:
        retention_of(found).run()
    check_truth(data)
    assert len(list(read(data))) == 1


def test_a_stop_is_obeyed_after_the_present_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    with opened(CITY, data) as found:
        fill(found)
        retention = retention_of(found)
        whole = found.store.delete_before

        def stop_after_one(query: Any) -> bool:
            retention._stopping.set()
            return whole(_smaller(query))

        monkeypatch.setattr(found.store, "delete_before", stop_after_one)
        report = retention.run()
        assert not report.finished
        assert found.store.count(ObservationQuery()) > YOUNG
    with opened(CITY, data) as found:
        assert retention_of(found).run().finished
    check_truth(data)


def _smaller(query: Any) -> Any:
    from dataclasses import replace

    return replace(query, most_rows=100)


def test_when_the_note_is_lost_the_count_is_still_proved(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(CITY, data) as found:
        fill(found)
        retention = retention_of(found)
        _before_the_proof(found, retention)
        with pytest.raises(PowerLossError):
            retention.run()
        retention.notes.finish()
    with opened(CITY, data) as found:
        retention_of(found).run()
    check_truth(data)
    (proof,) = read(data)
    assert "is lost" in proof.tombstone.rule.reason


def test_forecasts_that_went_before_a_crash_are_proved_after_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(CITY, data) as found:
        for k in range(3):
            found.forecasts.append(an_issue(to_us(LONG_AGO) + k, activity="square-counting"), ())
        found.forecasts.delete_before(7, "square-counting", to_us(LONG_AGO) + 2)
    with opened(CITY, data) as found:
        report = retention_of(found).run()
        assert not report.faults
        assert not found.forecasts.deletions()
    stones = [proof.tombstone for proof in read(data) if proof.tombstone.store is Store.FORECASTS]
    assert [stone.rows for stone in stones] == [2, 1]
    assert verify(data, public_key_of(data)) == ()
