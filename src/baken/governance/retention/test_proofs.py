# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.log.node_key import NodeKey
from baken.governance.retention.model import RetentionRule, Store, Tombstone
from baken.governance.retention.proofs import FILE, FOLDER, Proofs, read, totals, verify

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 6, 1, tzinfo=UTC)
RULE = RetentionRule(
    activity="counting",
    layer=Layer.OBSERVATIONS,
    period=timedelta(days=30),
    trigger=RetentionTrigger.PHENOMENON_TIME,
    reason="",
    version=1,
)


def tombstone(run: int) -> Tombstone:
    return Tombstone(
        run=run,
        at=AT,
        store=Store.OBSERVATIONS,
        activity="counting",
        layer=Layer.OBSERVATIONS,
        rows=10 * run,
        rule=RULE,
        until=AT - timedelta(days=30),
        by="node",
    )


@pytest.fixture
def key() -> NodeKey:
    return NodeKey.new()


def written(data: Path, key: NodeKey, n: int = 4) -> Path:
    proofs = Proofs(data, key)
    for run in range(1, n + 1):
        proofs.append(tombstone(run))
    return data / FOLDER / FILE


def sentences(data: Path, key: NodeKey) -> str:
    return " ".join(f.sentence for f in verify(data, key.public))


def test_proofs_that_nobody_touched_are_in_order(tmp_path: Path, key: NodeKey) -> None:
    written(tmp_path, key)
    assert verify(tmp_path, key.public) == ()
    assert [p.tombstone.rows for p in read(tmp_path)] == [10, 20, 30, 40]
    assert totals(tmp_path).rows == 100


def test_proofs_go_on_after_a_restart(tmp_path: Path, key: NodeKey) -> None:
    written(tmp_path, key, 2)
    again = Proofs(tmp_path, key)
    assert again.runs == {1, 2}
    assert again.append(tombstone(3)).sequence == 3
    assert verify(tmp_path, key.public) == ()


def test_a_line_whose_writing_was_interrupted_is_dropped(tmp_path: Path, key: NodeKey) -> None:
    path = written(tmp_path, key, 2)
    with path.open("ab") as file:
        file.write(b'{"sequence":3,"prev')
    assert Proofs(tmp_path, key).append(tombstone(3)).sequence == 3
    assert verify(tmp_path, key.public) == ()


def test_a_changed_number_shows(tmp_path: Path, key: NodeKey) -> None:
    path = written(tmp_path, key)
    path.write_bytes(path.read_bytes().replace(b'"rows":20', b'"rows":21'))
    assert "changed" in sentences(tmp_path, key)


@pytest.mark.parametrize(
    ("kept", "said"), [([0, 2, 3], "removed"), ([0, 2, 1, 3], "exchanged"), ([0, 1, 2], "cut off"), ([], "cut off")]
)
def test_lines_that_were_taken_out_or_moved_show(tmp_path: Path, key: NodeKey, kept: list[int], said: str) -> None:
    path = written(tmp_path, key)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[i] for i in kept))
    assert said in sentences(tmp_path, key)


def test_proofs_made_anew_with_another_key_show(tmp_path: Path, key: NodeKey) -> None:
    written(tmp_path, NodeKey.new())
    assert "not with that of this node" in sentences(tmp_path, key)


def test_proofs_that_were_thrown_away_show_by_their_head(tmp_path: Path, key: NodeKey) -> None:
    written(tmp_path, key).unlink()
    assert "cut off" in sentences(tmp_path, key)
