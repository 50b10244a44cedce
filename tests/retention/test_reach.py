# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far a deletion reaches: back-ups, exported files, pictures, activities that are gone and data of nobody."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast import synthetic
from baken.forecast.lifecycle.fielded import fitted
from baken.forecast.lifecycle.made_up import made_up
from baken.forecast.lifecycle.store import ModelStore
from baken.forecast.registry import forecaster
from baken.governance.lists import Layer
from baken.governance.log.node_key import public_key_of
from baken.governance.retention.model import Declared, Store
from baken.governance.retention.plan import UNKNOWN_PERIOD
from baken.governance.retention.proofs import read, verify
from baken.observation.columns import ObservationColumns
from baken.observation.protocol import ObservationQuery
from baken.service.backup import BackupError, Backups
from baken.service.backup_inventory import FORECASTS, OBSERVATIONS
from baken.service.erasing_event_records import EventRecordErasing
from baken.service.exports import ExportContent
from baken.service.forecasting.models import Models
from baken.service.places import models_folder
from baken.vocabulary.time import to_us
from keeping import NOW, an_issue, datastream_of_another_activity, opened, retention_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from baken.service.opened import Opened

ACTIVITY = "square-counting"


@pytest.fixture
def city(squares: Path) -> Path:
    """The squares, where observations are kept for thirty days."""
    file = squares / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace('"P36500D"', '"P30D"'))
    return squares


def observe(found: Opened, moment: datetime, value: float = 40.0, *, stream: int | None = None) -> int:
    stream = next(iter(found.datastream_ids.values())) if stream is None else stream
    found.store.append(ObservationColumns.of(stream, [to_us(moment)], [value], available_at_us=to_us(moment) + 1))
    return stream


def days_ago(n: float) -> datetime:
    return NOW - timedelta(days=n)


def test_rows_inside_a_back_up_are_deleted_and_its_inventory_tells_so(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        for age in (40, 29, 1):
            observe(found, days_ago(age))
        retention = retention_of(found, days_ago(12))
        made = retention.back_up()
        assert made.rows == 3
        later = retention_of(found)
        later.run()
        (backup,) = later.backups.all()
        assert (backup.rows, backup.changed_at) == (2, NOW)
        assert backup.files[0].sha256 != made.files[0].sha256
        copy = later.backups.opened(backup.name)
        assert copy.count(ObservationQuery()) == 2
        copy.close()
    assert [p.tombstone.store for p in read(tmp_path / "data")] == [Store.OBSERVATIONS, Store.BACKUP_ROWS]


def test_a_back_up_that_cannot_be_opened_goes_as_a_whole(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        observe(found, days_ago(40))
        retention = retention_of(found, days_ago(12))
        made = retention.back_up()
        (retention.backups.path(made.name) / OBSERVATIONS).write_bytes(b"not a store")
        retention_of(found).run()
        assert retention.backups.all() == ()
        assert not retention.backups.path(made.name).exists()
    stones = {p.tombstone.store: p.tombstone for p in read(tmp_path / "data")}
    assert (stones[Store.BACKUPS].place, stones[Store.BACKUPS].rows) == (made.name, 1)


def test_a_back_up_is_refused_where_nobody_declares_how_long_it_is_kept(city: Path, tmp_path: Path) -> None:
    file = city / "activities" / "service-operation.toml"
    file.write_text(file.read_text().replace('layer = "backups"', 'layer = "forecasts"'))
    with opened(city, tmp_path / "data") as found, pytest.raises(BackupError, match="No processing activity declares"):
        retention_of(found).back_up()


def test_a_back_up_has_no_keys_and_no_logs(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        retention = retention_of(found)
        made = retention.back_up()
        names = {p.name for p in retention.backups.path(made.name).iterdir()}
    assert names == {"observations.duckdb", "register.sqlite", "forecasts.sqlite", "estimates.sqlite", "inventory.json"}


def test_forecasts_inside_a_back_up_are_deleted_and_its_inventory_tells_so(city: Path, tmp_path: Path) -> None:
    file = city / "activities" / "square-counting.toml"
    text = file.read_text()
    place = text.index('layer = "forecasts"')
    file.write_text(text[:place] + re.sub(r'period = "P\d+D"', 'period = "P30D"', text[place:], count=1))
    with opened(city, tmp_path / "data") as found:
        for age in (40, 29, 1):
            found.forecasts.append(an_issue(to_us(days_ago(age)), activity=ACTIVITY), ())
        retention = retention_of(found, days_ago(12))
        made = retention.back_up()
        assert [(one.activity, one.issues) for one in made.forecasts] == [(ACTIVITY, 3)]
        later = retention_of(found)
        later.run()
        assert len(found.forecasts.issues(to_us(NOW), most=9)) == 2
        (backup,) = later.backups.all()
        assert [(one.activity, one.issues) for one in backup.forecasts] == [(ACTIVITY, 2)]
        assert backup.changed_at == NOW
        copy = later.backups.opened_forecasts(backup.name)
        assert len(copy.issues(to_us(NOW), most=9)) == 2
        copy.close()
    stones = [p.tombstone for p in read(tmp_path / "data")]
    assert [(stone.store, stone.layer, stone.rows) for stone in stones] == [
        (Store.FORECASTS, Layer.FORECASTS, 1),
        (Store.BACKUP_ROWS, Layer.FORECASTS, 1),
    ]


def test_a_back_up_whose_forecasts_cannot_be_opened_goes_as_a_whole(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        found.forecasts.append(an_issue(to_us(NOW - timedelta(days=36_600)), activity=ACTIVITY), ())
        retention = retention_of(found, NOW)
        made = retention.back_up()
        (retention.backups.path(made.name) / FORECASTS).write_bytes(b"not a database" * 100)
        retention.run()
        assert retention.backups.all() == ()


def test_what_is_restored_from_a_back_up_is_what_was_issued_and_the_model_that_issued_it(
    city: Path, tmp_path: Path
) -> None:
    now_us = to_us(NOW)
    with opened(city, tmp_path / "data") as found:
        observe(found, days_ago(1))
        kept = found.forecasts.append(an_issue(now_us, activity=ACTIVITY), ())
        known = synthetic.known(synthetic.street(40, count=2))
        record, content, _ = fitted("climatology-conformal", known, city=found.city.id, now_us=now_us)
        models = ModelStore(models_folder(found.data))
        models.add(record, content, scores=(made_up(3, seed=1), made_up(3, seed=2)))
        models.promote(found.city.id, record.id, since_us=now_us, why="For the test.")
        made = retention_of(found).back_up()
        place = Backups(found.data).path(made.name)
    for file in made.files:
        assert hashlib.sha256((place / file.name).read_bytes()).hexdigest() == file.sha256
    restored = tmp_path / "restored"
    shutil.copytree(place, restored, ignore=shutil.ignore_patterns("inventory.json"))
    with opened(city, restored) as found:
        assert found.store.count(ObservationQuery()) == 1
        again = found.forecasts.latest(now_us)
        assert again is not None
        assert (again.number, again.method) == (kept.number, kept.method)
        champion = Models(models_folder(restored), found.city.id).champion(NOW)
        assert champion is not None
        assert champion.id == record.id
        assert Models(models_folder(restored), found.city.id).scores(record.id) is not None
        leads = np.arange(1, 25)
        before = forecaster("climatology-conformal")
        before.load(content)
        assert np.array_equal(champion.forecaster.forecast(known, leads).values, before.forecast(known, leads).values)


def test_an_exported_file_with_a_row_that_is_due_goes_as_a_whole(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        retention = retention_of(found)
        for name, age in (("old.csv", 31), ("new.csv", 3)):
            content = ExportContent(
                activity=ACTIVITY, layer=Layer.OBSERVATIONS, rows=9, first=days_ago(age), last=days_ago(1)
            )
            retention.exports.add(name, b"...", (content,), now=days_ago(1))
        retention.run()
        assert [export.name for export in retention.exports.all()] == ["new.csv"]
        assert not (retention.exports.folder / "old.csv").exists()
    (proof,) = read(tmp_path / "data")
    assert (proof.tombstone.place, proof.tombstone.rows, proof.tombstone.bytes) == ("old.csv", 9, 3)


def test_data_of_an_activity_that_is_gone_go_after_its_last_period(city: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(city, data) as found:
        stream = datastream_of_another_activity(found.catalogue, next(iter(found.datastream_ids.values())), "litter")
        shutil.copy(city / "activities" / "square-counting.toml", city / "activities" / "litter.toml")
    gone = city / "activities" / "litter.toml"
    text = gone.read_text().replace('id = "square-counting"', 'id = "litter"').replace('"P30D"', '"P5D"')
    gone.write_text(text[: text.index("[covers]")] + "[covers]\n")
    with opened(city, data) as found:
        assert "litter" in retention_of(found).declared()
        retention_of(found).run()
        observe(found, days_ago(6), stream=stream)
        observe(found, days_ago(4), stream=stream)
    gone.unlink()
    with opened(city, data) as found:
        retention_of(found).run()
        assert found.store.count(ObservationQuery(datastream_ids=(stream,))) == 1
    (proof,) = read(data)
    assert (proof.tombstone.activity, proof.tombstone.rule.state) == ("litter", Declared.GONE)
    assert proof.tombstone.rule.period == timedelta(days=5)


def test_data_that_nobody_declared_go_a_month_after_they_were_found(city: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with opened(city, data) as found:
        stream = datastream_of_another_activity(found.catalogue, next(iter(found.datastream_ids.values())), "secret")
        observe(found, days_ago(1), stream=stream)
        retention_of(found).run()
        retention_of(found, NOW + UNKNOWN_PERIOD - timedelta(seconds=1)).run()
        assert found.store.count(ObservationQuery(datastream_ids=(stream,))) == 1
        retention_of(found, NOW + UNKNOWN_PERIOD).run()
        assert found.store.count(ObservationQuery(datastream_ids=(stream,))) == 0
    (proof,) = read(data)
    assert (proof.tombstone.activity, proof.tombstone.rule.state) == ("secret", Declared.UNKNOWN)


def test_a_fault_in_one_layer_does_not_keep_the_others(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        observe(found, days_ago(40))
        retention = retention_of(found)
        retention.exports.folder.mkdir(parents=True)
        (retention.exports.folder / "a.csv.contents.json").write_text("{")
        report = retention.run()
        assert found.store.count(ObservationQuery()) == 0
    assert report.faults
    assert report.rows == 1


def test_a_back_up_of_which_nobody_can_say_what_is_in_it_goes(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        retention = retention_of(found)
        for name, inventory in (("2026-01-01T00-00-00Z", "{"), ("2026-01-02T00-00-00Z", None)):
            folder = retention.backups.path(name)
            folder.mkdir(parents=True)
            (folder / OBSERVATIONS).write_bytes(b"rows")
            if inventory is not None:
                (folder / "inventory.json").write_text(inventory)
        retention.run()
        assert retention.backups.unknown() == ()
    assert [p.tombstone.bytes for p in read(tmp_path / "data")] == [5, 4]


def test_every_run_leaves_proofs_that_hold(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        for age in range(60, 31, -5):
            observe(found, days_ago(age))
            retention_of(found).run()
    assert len(list(read(tmp_path / "data"))) == 6
    assert verify(tmp_path / "data", public_key_of(tmp_path / "data")) == ()


def test_a_tombstone_says_nothing_of_what_was_deleted(city: Path, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        observe(found, days_ago(40), 987_654.0)
        retention_of(found).run()
    text = (tmp_path / "data" / "retention" / "proofs.jsonl").read_text()
    assert "987654" not in text
    assert json.loads(text)["tombstone"]["rows"] == 1


def keep_estimates_thirty_days(city: Path) -> None:
    file = city / "activities" / "square-counting.toml"
    text = file.read_text()
    place = text.index('layer = "estimates"')
    file.write_text(text[:place] + re.sub(r'period = "P\d+D"', 'period = "P30D"', text[place:], count=1))


def write_records(data: Path, **ages: float) -> None:
    """Leave records of events that were written so many days ago."""
    (data / "events").mkdir()
    for name, age in ages.items():
        record = data / "events" / f"{name.replace('_', '-')}.json"
        record.write_text("{}")
        os.utime(record, (days_ago(age).timestamp(),) * 2)


def test_the_record_of_an_event_goes_with_the_first_of_what_is_in_it(city: Path, tmp_path: Path) -> None:
    keep_estimates_thirty_days(city)
    data = tmp_path / "data"
    with opened(city, data) as found:
        write_records(data, old_fair=31, new_fair=29, key_figures_first_read=31)
        retention_of(found).run()
        assert retention_of(found).run().tombstones == (), "nothing is due twice"
    assert {record.stem for record in (data / "events").iterdir()} == {"new-fair", "key-figures-first-read"}
    (stone,) = (proof.tombstone for proof in read(data))
    assert (stone.store, stone.place, stone.layer) == (Store.EVENT_RECORDS, "old-fair", Layer.ESTIMATES)


def test_the_record_of_an_event_goes_from_a_back_up_too_and_its_inventory_tells_so(city: Path, tmp_path: Path) -> None:
    keep_estimates_thirty_days(city)
    data = tmp_path / "data"
    with opened(city, data) as found:
        write_records(data, old_fair=31, new_fair=29, key_figures_first_read=31)
        made = retention_of(found, days_ago(12)).back_up()
        assert made.event_records == ("new-fair", "old-fair")
        assert {file.name for file in made.files} >= {"events/old-fair.json", "events/key-figures-first-read.json"}
        later = retention_of(found)
        later.run()
        (backup,) = later.backups.all()
        assert (backup.event_records, backup.changed_at) == (("new-fair",), NOW)
        assert "events/old-fair.json" not in {file.name for file in backup.files}
        assert later.run().tombstones == (), "nothing is due twice"
    copies = later.backups.path(made.name) / "events"
    assert {record.stem for record in copies.iterdir()} == {"new-fair", "key-figures-first-read"}
    assert {proof.tombstone.place for proof in read(data)} == {"old-fair", f"{made.name}/old-fair"}


def test_a_restored_record_of_an_event_is_as_old_as_it_was(city: Path, tmp_path: Path) -> None:
    keep_estimates_thirty_days(city)
    data, restored = tmp_path / "data", tmp_path / "restored"
    with opened(city, data) as found:
        write_records(data, old_fair=31, new_fair=29)
        made = retention_of(found, days_ago(12)).back_up()
    shutil.copytree(Backups(data).path(made.name), restored)
    with opened(city, restored) as found:
        retention_of(found).run()
    assert [record.stem for record in (restored / "events").iterdir()] == ["new-fair"]


@pytest.mark.parametrize("is_removed", [True, False], ids=["removed", "not yet removed"])
def test_a_record_whose_removal_from_a_back_up_was_interrupted_is_proved_once(
    city: Path, tmp_path: Path, is_removed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_estimates_thirty_days(city)
    data = tmp_path / "data"
    with opened(city, data) as found:
        write_records(data, old_fair=31)
        made = retention_of(found, days_ago(12)).back_up()
        (data / "events" / "old-fair.json").unlink()
        copy = Backups(data).path(made.name) / "events" / "old-fair.json"

        def killed(*_: object) -> None:
            if is_removed:
                copy.unlink()
            raise KeyboardInterrupt

        with monkeypatch.context() as node:
            node.setattr(EventRecordErasing, "remove", killed)
            with pytest.raises(KeyboardInterrupt):
                retention_of(found).run()
        retention_of(found).run()
        (backup,) = Backups(data).all()
    assert not copy.exists()
    assert backup.event_records == ()
    assert [proof.tombstone.place for proof in read(data)] == [f"{made.name}/old-fair"]


def test_a_back_up_in_which_a_record_is_due_and_that_cannot_be_opened_goes_as_a_whole(
    city: Path, tmp_path: Path
) -> None:
    keep_estimates_thirty_days(city)
    data = tmp_path / "data"
    with opened(city, data) as found:
        write_records(data, old_fair=31)
        made = retention_of(found, days_ago(12)).back_up()
        (Backups(data).path(made.name) / OBSERVATIONS).write_bytes(b"not a store")
        retention_of(found).run()
        assert Backups(data).all() == ()
    assert made.name in {proof.tombstone.place for proof in read(data)}
