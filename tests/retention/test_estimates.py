# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Estimates per step are deleted when their own period is over, with proof, and go on after a crash."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from baken.governance.lists import Layer
from baken.governance.retention.model import Store
from baken.governance.retention.proofs import read
from baken.service.backup import Backups
from baken.service.backup_inventory import ESTIMATES
from baken.vocabulary.time import to_us
from keeping import NOW, opened, retention_of
from servers import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

ACTIVITY = "square-counting"
SERIES = ("area:square", "way:gate:square:outside")
STARTS = np.array([to_us(NOW - timedelta(days=age)) for age in (40, 29, 1)])


def city_that_keeps_estimates_for_a_month(tmp_path: Path) -> Path:
    city = tmp_path / "squares"
    shutil.copytree(FIXTURES / "cities" / "squares", city)
    file = city / "activities" / "square-counting.toml"
    text = file.read_text()
    place = text.index('layer = "estimates"')
    file.write_text(text[:place] + re.sub(r'period = "P\d+D"', 'period = "P30D"', text[place:], count=1))
    return city


def test_what_was_estimated_before_the_period_goes_and_the_rest_stays(tmp_path: Path) -> None:
    with opened(city_that_keeps_estimates_for_a_month(tmp_path), tmp_path / "data") as found:
        found.estimates.keep(ACTIVITY, SERIES, STARTS, 15, np.ones((3, 2)))
        retention_of(found).run()
        starts, _ = found.estimates.read(SERIES, 0, to_us(NOW), 15)
        assert starts.tolist() == STARTS[1:].tolist()
        assert found.estimates.deletions() == {}
    (proof,) = read(tmp_path / "data")
    stone = proof.tombstone
    assert (stone.store, stone.layer, stone.rows) == (Store.ESTIMATES, Layer.ESTIMATES, 1)


def test_estimates_are_in_a_back_up_and_come_back_with_it(tmp_path: Path) -> None:
    city = city_that_keeps_estimates_for_a_month(tmp_path)
    values = np.arange(6.0).reshape(3, 2)
    with opened(city, tmp_path / "data") as found:
        found.estimates.keep(ACTIVITY, SERIES, STARTS, 15, values)
        made = retention_of(found, NOW - timedelta(days=12)).back_up()
        assert [(one.activity, one.steps) for one in made.estimates] == [(ACTIVITY, 3)]
    restored = tmp_path / "restored"
    shutil.copytree(Backups(tmp_path / "data").path(made.name), restored)
    with opened(city, restored) as found:
        starts, told = found.estimates.read(SERIES, 0, to_us(NOW), 15)
    assert starts.tolist() == STARTS.tolist()
    assert np.array_equal(told, values)


def test_estimates_inside_a_back_up_are_deleted_and_its_inventory_tells_so(tmp_path: Path) -> None:
    with opened(city_that_keeps_estimates_for_a_month(tmp_path), tmp_path / "data") as found:
        found.estimates.keep(ACTIVITY, SERIES, STARTS, 15, np.ones((3, 2)))
        retention_of(found, NOW - timedelta(days=12)).back_up()
        later = retention_of(found)
        later.run()
        (backup,) = later.backups.all()
        assert [(one.activity, one.steps) for one in backup.estimates] == [(ACTIVITY, 2)]
        assert backup.changed_at == NOW
        copy = later.backups.opened_estimates(backup.name)
        assert copy.read(SERIES, 0, to_us(NOW), 15)[0].tolist() == STARTS[1:].tolist()
        copy.close()
        assert later.run().rows == 0, "nothing is due twice"
    stones = [proof.tombstone for proof in read(tmp_path / "data")]
    assert [(stone.store, stone.layer, stone.rows) for stone in stones] == [
        (Store.ESTIMATES, Layer.ESTIMATES, 1),
        (Store.BACKUP_ROWS, Layer.ESTIMATES, 1),
    ]


def test_a_back_up_whose_estimates_cannot_be_opened_goes_as_a_whole(tmp_path: Path) -> None:
    with opened(city_that_keeps_estimates_for_a_month(tmp_path), tmp_path / "data") as found:
        found.estimates.keep(ACTIVITY, SERIES, STARTS, 15, np.ones((3, 2)))
        retention = retention_of(found, NOW - timedelta(days=12))
        made = retention.back_up()
        (retention.backups.path(made.name) / ESTIMATES).write_bytes(b"not a database" * 100)
        retention_of(found).run()
        assert retention.backups.all() == ()


def test_a_deletion_that_was_cut_short_is_proved_at_the_next_start(tmp_path: Path) -> None:
    with opened(city_that_keeps_estimates_for_a_month(tmp_path), tmp_path / "data") as found:
        found.estimates.keep(ACTIVITY, SERIES, STARTS, 15, np.ones((3, 2)))
        found.estimates.delete_before(1, ACTIVITY, int(STARTS[0]) + 1)
        retention_of(found).run()
        assert found.estimates.deletions() == {}
    assert [proof.tombstone.rows for proof in read(tmp_path / "data")] == [1]
