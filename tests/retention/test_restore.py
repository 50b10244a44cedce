# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A back-up that is put back: as a whole or not at all, and what was ended since it was made stays ended."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from baken.governance.lists import Role
from baken.governance.log.node_key import public_key_of
from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.retention.model import Store
from baken.governance.retention.proofs import read, verify
from baken.identity.accounts import AccountError
from baken.identity.model import AccountStatus
from baken.identity.security_events import tell
from baken.observation.protocol import ObservationQuery
from baken.service.backup import BackupError, Backups
from baken.service.backup_check import DamagedBackupError, checked
from baken.service.backup_inventory import FORECASTS, INVENTORY, OBSERVATIONS, REGISTER
from baken.service.cli.of_city import AT_THE_CONSOLE
from baken.service.forecasting.database import ForecastStoreError
from baken.service.notification.outbox_tables import DeliveryState
from baken.vocabulary.time import to_us
from keeping import NOW, an_issue, opened, retention_of
from restoring import ACTIVITY, MADE, back_up, days_ago, elsewhere, observe, put_back, told, values, written
from servers import FIXTURES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.service.backup_inventory import Backup


def test_what_comes_back_is_what_there_was_and_what_came_since_is_gone(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        observe(found, 14, 13, value=7.0)
        found.forecasts.append(an_issue(to_us(MADE), activity=ACTIVITY), ())
        (data / "events").mkdir()
        (data / "events" / "fair.json").write_text("{}")
        os.utime(data / "events" / "fair.json", (days_ago(13).timestamp(),) * 2)
        made = back_up(found)
        observe(found, 14, 2, 1, value=9.0)
        found.forecasts.append(an_issue(to_us(NOW), activity=ACTIVITY), ())
        (data / "events" / "later.json").write_text("{}")
        (data / "import").mkdir()
        (data / "import" / "supplier.json").write_text("{}")
    key = public_key_of(data).id
    done = put_back(city, data, made.name)
    assert (done.backup, done.made_at, done.observations, done.erased) == (made.name, MADE, 2, 0)
    assert values(city, data) == [7.0, 7.0]
    with opened(city, data) as found:
        assert len(found.forecasts.issues(to_us(NOW), most=9)) == 1
    (record,) = (data / "events").iterdir()
    assert (record.name, record.stat().st_mtime) == ("fair.json", days_ago(13).timestamp())
    assert not (data / "import").exists(), "an import begins anew: the store does not have what it had brought"
    assert not (data / "restore").exists()
    assert public_key_of(data).id == key, "the keys of the node stay"
    (event,) = told(data, SecurityEventKind.BACKUP_RESTORED)
    assert event["about"] == made.name


def test_what_is_restored_is_for_its_owner_only(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        observe(found, 1)
        made = back_up(found)
    put_back(city, data, made.name)
    assert {(data / name).stat().st_mode & 0o077 for name in (OBSERVATIONS, REGISTER, FORECASTS)} == {0}


def test_data_that_are_there_go_only_when_that_is_said(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        made = back_up(found)
        observe(found, 1)
    before = written(data)
    with pytest.raises(BackupError, match="has data already: estimates"):
        put_back(city, data, made.name, may_replace=False)
    assert written(data) == before


def test_data_that_are_in_use_are_left_alone(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        made = back_up(found)
        observe(found, 1)
        with pytest.raises(BackupError, match="are in use"):
            put_back(city, data, made.name)
        assert found.store.count(ObservationQuery()) == 1
    assert len(values(city, data)) == 1
    assert not (data / "restore").exists()


def _changed_byte(place: Path) -> None:
    content = bytearray((place / REGISTER).read_bytes())
    content[len(content) // 2] ^= 1
    (place / REGISTER).write_bytes(bytes(content))


def _cut_off(place: Path) -> None:
    os.truncate(place / OBSERVATIONS, (place / OBSERVATIONS).stat().st_size // 2)


def _longer(place: Path) -> None:
    with (place / OBSERVATIONS).open("ab") as file:
        file.write(b"more")


def _missing(place: Path) -> None:
    (place / FORECASTS).unlink()


def _one_more(place: Path) -> None:
    (place / "keys").mkdir()
    (place / "keys" / "node.key").write_text("mine")


def _a_link(place: Path) -> None:
    (place / REGISTER).rename(place.parent / "register")
    (place / REGISTER).symlink_to(place.parent / "register")


def _a_link_to_a_folder(place: Path) -> None:
    (place / "models").symlink_to("/etc")


def _a_pipe(place: Path) -> None:
    (place / REGISTER).unlink()
    os.mkfifo(place / REGISTER)


def _no_inventory(place: Path) -> None:
    (place / INVENTORY).unlink()


def _half_an_inventory(place: Path) -> None:
    os.truncate(place / INVENTORY, 100)


def _naming(name: str) -> Callable[[Path], None]:
    def name_it(place: Path) -> None:
        content = b"mine"
        (place.parent / "outside").write_bytes(content)
        inventory = json.loads((place / INVENTORY).read_text())
        sha256 = hashlib.sha256(content).hexdigest()
        inventory["files"].append({"name": name, "bytes": len(content), "sha256": sha256})
        (place / INVENTORY).write_text(json.dumps(inventory))

    name_it.__name__ = f"naming {name}"
    return name_it


HOSTILE = [
    "../outside", "/etc/passwd", "models/../../outside", "models/a/models/../../../../outside", "node.secret",
    "keys/node.key", "log/security/head.json", "events/../outside.json", "events/.json", "models/a/b/c/d",
    "inventory.json", "register.sqlite-wal", "observations.duckdb", "events/a\u0000.json", "events/\u202eb.json", "",
]  # fmt: skip


@pytest.mark.parametrize(
    "harm",
    [
        *(_changed_byte, _cut_off, _longer, _missing, _one_more, _a_link, _a_link_to_a_folder, _a_pipe),
        *(_no_inventory, _half_an_inventory),
        *(_naming(name) for name in HOSTILE),
    ],
    ids=lambda harm: harm.__name__.strip("_"),
)
def test_a_back_up_that_is_not_whole_or_reaches_outside_touches_nothing(
    harm: Callable[[Path], None], whole: tuple[Path, Path, Backup], tmp_path: Path
) -> None:
    city, data, made = whole
    place = tmp_path / "copy" / made.name
    shutil.copytree(Backups(data).path(made.name), place)
    assert checked(place).name == made.name
    harm(place)
    with pytest.raises(DamagedBackupError):
        put_back(city, tmp_path / "new", place)
    assert not (tmp_path / "new").exists()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Backup]:
    """A city, its data folder and a back-up in it, which no test changes."""
    city, data = FIXTURES / "cities" / "squares", tmp_path_factory.mktemp("whole") / "data"
    with opened(city, data) as found:
        observe(found, 1)
        return city, data, back_up(found)


def test_a_back_up_of_another_city_is_refused(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        made = back_up(found)
    file = city / "city.toml"
    file.write_text(file.read_text().replace(f'name = "{made.city}"', 'name = "Elsewhere"'))
    with pytest.raises(BackupError, match=r"a back-up of .*not of 'Elsewhere'"):
        put_back(city, data, made.name)


def test_a_back_up_of_an_older_version_is_brought_up_to_date(city: Path, data: Path, tmp_path: Path) -> None:
    """Of before there were forecasts, estimates, responses, warnings, messages and accounts."""
    with opened(city, data) as found:
        observe(found, 3)
        place = elsewhere(data, back_up(found))
    with contextlib.closing(sqlite3.connect(place / REGISTER)) as register:
        tables = [row[0] for row in register.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table.startswith(("identity_", "notification_", "response_", "warning_")):
                register.execute(f"DROP TABLE {table}")
        register.commit()
    inventory = json.loads((place / INVENTORY).read_text())
    for name in ("forecasts.sqlite", "estimates.sqlite"):
        (place / name).unlink()
    kept = [file for file in inventory["files"] if (place / file["name"]).exists()]
    for file in kept:
        content = (place / file["name"]).read_bytes()
        file |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    older = {name: inventory[name] for name in ("name", "made_at", "city", "observations", "accounts")}
    (place / INVENTORY).write_text(json.dumps(older | {"files": kept}))
    new = tmp_path / "new"
    assert put_back(city, new, place).observations == 1
    assert values(city, new) == [40.0]


def test_a_back_up_of_a_newer_version_is_refused_and_what_was_there_stays(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        made = back_up(found)
        observe(found, 1)
    place = Backups(data).path(made.name)
    with contextlib.closing(sqlite3.connect(place / FORECASTS)) as forecasts:
        forecasts.execute("PRAGMA user_version = 99")
    inventory = json.loads((place / INVENTORY).read_text())
    for file in inventory["files"]:
        if file["name"] == FORECASTS:
            file["sha256"] = hashlib.sha256((place / FORECASTS).read_bytes()).hexdigest()
    (place / INVENTORY).write_text(json.dumps(inventory))
    with pytest.raises(ForecastStoreError):
        put_back(city, data, made.name)
    assert len(values(city, data)) == 1
    assert not (data / "restore").exists()


def test_what_was_erased_since_is_erased_again_although_it_may_be_kept_longer_now(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        observe(found, 40, 35, 29, 1)
        made = back_up(found)
        place = elsewhere(data, made)  # a copy of which retention does not know
        retention_of(found).run()
        assert found.store.count(ObservationQuery()) == 2
    file = city / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace('"P30D"', '"P36500D"'))
    done = put_back(city, data, place)
    assert (done.observations, done.erased, done.logs_reach_back) == (2, 2, False)
    assert len(values(city, data)) == 2
    stones = [proof.tombstone for proof in read(data) if proof.tombstone.store is Store.OBSERVATIONS]
    assert [stone.rows for stone in stones] == [2, 2]
    assert verify(data, public_key_of(data)) == ()


def test_what_became_due_meanwhile_goes_before_anybody_can_see_it(city: Path, data: Path, tmp_path: Path) -> None:
    with opened(city, data) as found:
        observe(found, 31, 1)
        place = elsewhere(data, back_up(found))
    new = tmp_path / "new"
    assert put_back(city, new, place).erased == 1
    assert len(values(city, new)) == 1


def test_who_left_stays_away_and_who_changed_has_to_be_let_in_again(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        accounts = found.identity.accounts
        party = found.city.parties[0].id
        left, changed, same = (
            accounts.create(login=login, name=login, party=party, roles={Role.ANALYST})
            for login in ("left", "changed", "same")
        )
        for account in (left, changed, same):
            accounts.set_password_hash(account.id, "hash")
        made = back_up(found, datetime.now(NOW.tzinfo))
        accounts.remove(left.id)
        tell(found.identity.events, SecurityEventKind.ACCOUNT_REMOVED, "", by=AT_THE_CONSOLE, account=left.id)
        accounts.change(changed.id, roles={Role.PLANNER})
        tell(found.identity.events, SecurityEventKind.ROLES_CHANGED, "", by=AT_THE_CONSOLE, account=changed.id)
    done = put_back(city, data, made.name)
    assert (done.accounts_removed, done.accounts_disabled, done.accounts) == (1, ("changed",), 2)
    with opened(city, data) as found:
        held = {account.login: account.status for account in found.identity.accounts.all()}
    assert held == {"changed": AccountStatus.DISABLED, "same": AccountStatus.ACTIVE}


def test_the_last_administrator_can_come_in_whatever_happened_since(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        accounts, party = found.identity.accounts, found.city.parties[0].id
        chief = accounts.create(login="chief", name="Chief", party=party, roles={Role.ADMINISTRATOR})
        accounts.set_password_hash(chief.id, "hash")
        made = back_up(found, datetime.now(NOW.tzinfo))
        tell(found.identity.events, SecurityEventKind.ACCOUNT_REMOVED, "", by=AT_THE_CONSOLE, account=chief.id)
        with pytest.raises(AccountError):
            accounts.remove(chief.id)
    assert put_back(city, data, made.name).accounts_removed == 0
    with opened(city, data) as found:
        assert found.identity.accounts.has_administrator()


def test_keys_that_were_revoked_or_replaced_let_nobody_in_again(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        keys = found.identity.keys
        revoked, replaced, same = (keys.create(name=name, activity=ACTIVITY, datastreams=None) for name in "abc")
        made = back_up(found, datetime.now(NOW.tzinfo))
        for kind, key in ((SecurityEventKind.KEY_REVOKED, revoked), (SecurityEventKind.KEY_ROTATED, replaced)):
            tell(found.security_log, kind, "", by=AT_THE_CONSOLE, about=key[0].id)
    done = put_back(city, data, made.name)
    assert set(done.keys_revoked) == {revoked[0].id, replaced[0].id}
    with opened(city, data) as found:
        assert [found.identity.keys.is_valid(key[0].id) for key in (revoked, replaced, same)] == [False, False, True]


def test_an_activity_that_was_withdrawn_stays_withdrawn(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        made = back_up(found, datetime.now(NOW.tzinfo))
        found.governance.withdraw(ACTIVITY, by="a1", because="The council decided so.")
        found.security_log.write(
            SecurityEvent(kind=SecurityEventKind.ACTIVITY_WITHDRAWN, principal=AT_THE_CONSOLE, activity=ACTIVITY)
        )
    assert put_back(city, data, made.name).activities_withdrawn == (ACTIVITY,)
    with opened(city, data) as found:
        assert not found.governance.standing(ACTIVITY).is_active


def test_sessions_and_links_of_then_are_over(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        account = found.identity.accounts.create(
            login="anna", name="Anna", party=found.city.parties[0].id, roles={Role.ANALYST}
        )
        found.identity.make_link(account.id, "http://localhost", by=AT_THE_CONSOLE)
        place = elsewhere(data, back_up(found))
    put_back(city, data, place)
    with contextlib.closing(sqlite3.connect(data / REGISTER)) as register:
        left = [register.execute(f"SELECT count(*) FROM identity_{name}").fetchone()[0] for name in ("session", "link")]
    assert left == [0, 0]


def test_messages_that_waited_then_are_not_sent_now(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        observe(found, 1)
        made = back_up(found)
    place = Backups(data).path(made.name)
    with contextlib.closing(sqlite3.connect(place / REGISTER)) as register:
        from sqlalchemy import create_engine

        from baken.service.notification.outbox_tables import METADATA

        METADATA.create_all(create_engine(f"sqlite:///{place / REGISTER}"))
        register.execute(
            "INSERT INTO notification_deliveries (notice, warning, channel, target, state, attempts, made_us, next_us,"
            " problem, problem_nl) VALUES ('n', 'w', 'mail', 'a@example.org', 'waiting', 0, 1, 1, '', '')"
        )
        register.execute(
            "INSERT INTO notification_notices (id, warning, at_us, activity, body) VALUES ('n', 'w', 1, 'a', x'7b7d')"
        )
        register.commit()
    backup = checked_again(place)
    assert put_back(city, data, backup).messages_kept_back == 2
    with contextlib.closing(sqlite3.connect(data / REGISTER)) as register:
        (state,) = register.execute("SELECT state FROM notification_deliveries").fetchone()
        assert register.execute("SELECT count(*) FROM notification_notices WHERE spread_us IS NULL").fetchone() == (0,)
    assert state == DeliveryState.OUTDATED


def checked_again(place: Path) -> Path:
    """Weigh the register of a back-up anew after a test changed it."""
    inventory = json.loads((place / INVENTORY).read_text())
    for file in inventory["files"]:
        content = (place / file["name"]).read_bytes()
        file |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (place / INVENTORY).write_text(json.dumps(inventory))
    return place


def test_on_a_new_machine_it_says_that_nobody_can_tell_what_was_decided_since(
    city: Path, data: Path, tmp_path: Path
) -> None:
    with opened(city, data) as found:
        place = elsewhere(data, back_up(found))
    assert not put_back(city, tmp_path / "new", place).logs_reach_back


def test_a_back_up_that_retention_looked_into_is_still_whole(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        party = found.city.parties[0].id
        found.identity.accounts.create(login="anna", name="Anna", party=party, roles={Role.ANALYST})
        observe(found, 1)
        made = back_up(found)
        retention_of(found).run()
        assert checked(Backups(data).path(made.name)).accounts == 1


def test_the_processing_log_tells_of_it(city: Path, data: Path) -> None:
    with opened(city, data) as found:
        observe(found, 1)
        made = back_up(found)
    put_back(city, data, made.name)
    records = list(oldest(data / "log" / "processing", LogQuery(contains=b"restore back-up")))
    assert [record["attributes"]["dpl.core.processing_activity_id"] for record in records]
