# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of sensors: valid when they should be, and not a moment longer."""

from __future__ import annotations

import re
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from baken.governance.lists import Role
from baken.identity.errors import IdentityError, UnauthenticatedError, UnknownError
from baken.identity.key_text import new_key_text, read_key_text
from baken.identity.keys import Keys
from baken.identity.tables import Tables
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


@pytest.fixture
def keys(url: str, clock: FixedClock) -> Keys:
    return Keys(Tables(url), clock, party="municipality")


def is_valid(keys: Keys, text: str) -> bool:
    try:
        keys.check(text)
    except UnauthenticatedError:
        return False
    return True


def test_key_says_which_sensor_it_is_and_what_it_may_write(keys: Keys) -> None:
    key, text = keys.create(name="North mast", activity="counting", datastreams={3, 4})
    principal, checked = keys.check(text)
    assert (principal.id, principal.roles, principal.party) == (key.id, frozenset({Role.SENSOR}), "municipality")
    assert (principal.activity, principal.datastreams) == ("counting", frozenset({3, 4}))
    assert checked.name == "North mast"


def test_secret_is_in_no_file(keys: Keys, tmp_path: Path) -> None:
    _, text = keys.create(name="North mast", activity="counting")
    assert is_valid(keys, text)
    secret = text.rsplit("_", 1)[1]
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()


def test_key_can_be_found_by_those_who_look_for_leaks(keys: Keys) -> None:
    _, text = keys.create(name="North mast", activity="counting")
    assert re.fullmatch(r"bk_k[0-9a-f]{16}_[0-9A-Za-z]{49}", text)


def test_mistyped_key_is_no_key() -> None:
    text = str(new_key_text())
    for at in range(len(text)):
        other = "x" if text[at] != "x" else "y"
        assert read_key_text(text[:at] + other + text[at + 1 :]) is None


@pytest.mark.parametrize("text", ["", "bk_", "bk__", "bk_k_", "bk_" + "é" * 67, "x" * 100_000, "\0"])
def test_what_is_no_key_is_refused(keys: Keys, text: str) -> None:
    assert not is_valid(keys, text)


def test_key_of_one_sensor_with_the_id_of_another_is_refused(keys: Keys) -> None:
    (_, one), (other, _) = (keys.create(name=name, activity="counting") for name in ("a", "b"))
    assert is_valid(keys, one)
    assert not is_valid(keys, str(new_key_text(other.id)))


def test_revoked_key_is_refused_at_once(keys: Keys) -> None:
    key, text = keys.create(name="a", activity="counting")
    assert is_valid(keys, text)
    keys.revoke(key.id)
    assert not is_valid(keys, text)
    keys.revoke(key.id)
    with pytest.raises(UnknownError):
        keys.rotate(key.id)


def test_rotated_key_stays_valid_for_the_grace_period(keys: Keys, clock: FixedClock) -> None:
    key, old = keys.create(name="a", activity="counting")
    _, new = keys.rotate(key.id, grace=timedelta(hours=1))
    assert is_valid(keys, old)
    assert is_valid(keys, new)
    clock.set(NOW + timedelta(hours=1))
    assert not is_valid(keys, old)
    assert is_valid(keys, new)


def test_two_rotations_leave_two_valid_keys(keys: Keys) -> None:
    key, first = keys.create(name="a", activity="counting")
    _, second = keys.rotate(key.id)
    _, third = keys.rotate(key.id)
    assert [is_valid(keys, text) for text in (first, second, third)] == [False, True, True]


def test_expired_key_is_refused_also_when_it_was_right_just_before(keys: Keys, clock: FixedClock) -> None:
    _, text = keys.create(name="a", activity="counting", expires_at=NOW + timedelta(days=1))
    assert is_valid(keys, text)
    clock.set(NOW + timedelta(days=1))
    assert not is_valid(keys, text)


def test_what_another_process_revokes_is_refused_within_a_second(
    keys: Keys, url: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, text = keys.create(name="a", activity="counting")
    assert is_valid(keys, text)
    Keys(Tables(url), clock, party="municipality").revoke(key.id)
    later = time.monotonic() + 1.0
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert not is_valid(keys, text)


def test_what_another_process_creates_is_known_at_once(keys: Keys, url: str, clock: FixedClock) -> None:
    _, text = Keys(Tables(url), clock, party="municipality").create(name="a", activity="counting")
    assert is_valid(keys, text)


def test_use_is_noted(keys: Keys, clock: FixedClock) -> None:
    key, text = keys.create(name="a", activity="counting")
    assert keys.get(key.id).last_used_at is None
    clock.set(NOW + timedelta(minutes=5))
    keys.check(text)
    keys.write_uses()
    assert keys.get(key.id).last_used_at == NOW + timedelta(minutes=5)


IMPOSSIBLE = [
    {"name": " "}, {"name": "a\nb"}, {"activity": ""}, {"role": Role.PUBLIC}, {"rate_per_s": 0.0}, {"expires_at": NOW},
]  # fmt: skip


@pytest.mark.parametrize("wishes", IMPOSSIBLE, ids=str)
def test_impossible_key_is_not_made(keys: Keys, wishes: dict[str, object]) -> None:
    with pytest.raises(IdentityError):
        keys.create(**{"name": "a", "activity": "counting"} | wishes)  # type: ignore[arg-type]
    assert not keys.all()


def test_known_key_is_checked_in_microseconds(keys: Keys) -> None:
    """The limit is 10 µs; the best of many rounds, since the machine may be busy with other things."""
    _, text = keys.create(name="a", activity="counting")
    keys.check(text)
    rounds = []
    for _ in range(50):
        begin = time.perf_counter()
        for _ in range(100):
            keys.check(text)
        rounds.append((time.perf_counter() - begin) / 100)
    assert min(rounds) < 10e-6


def test_database_holds_hashes_only(keys: Keys, tmp_path: Path) -> None:
    keys.create(name="a", activity="counting")
    [row] = sqlite3.connect(tmp_path / "register.sqlite").execute("select secret_hash from identity_key").fetchall()
    assert len(row[0]) == 32
