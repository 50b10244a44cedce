# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws of back-off: guessing gets slow, and nobody waits for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baken.identity.back_off import OF_ACCOUNT, OF_ADDRESS, Attempts, BackOff, Subject
from baken.identity.errors import TooManyAttemptsError
from baken.identity.tables import Tables
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LAWS = st.builds(BackOff, free=st.integers(0, 50), cap_s=st.floats(1.0, 86_400.0), leak_s=st.floats(1.0, 86_400.0))
FAILURES = st.floats(0.0, 1e9)
_SAME_TABLES = [HealthCheck.function_scoped_fixture]


@given(law=LAWS, failures=FAILURES, more=FAILURES)
def test_more_failures_never_wait_less(law: BackOff, failures: float, more: float) -> None:
    assert law.wait_s(failures) <= law.wait_s(failures + more)


@given(law=LAWS, failures=FAILURES)
def test_nobody_waits_longer_than_the_cap(law: BackOff, failures: float) -> None:
    assert 0.0 <= law.wait_s(failures) <= law.cap_s


@given(law=LAWS, failures=st.floats(0.0, 1e6))
def test_everything_is_forgotten_in_time(law: BackOff, failures: float) -> None:
    assert law.remaining(failures, failures * law.leak_s * 1.001) <= 1e-6 * failures
    assert law.remaining(failures, -1.0) == failures


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def attempts(tmp_path: Path, clock: FixedClock) -> Attempts:
    return Attempts(Tables(f"sqlite:///{tmp_path / 'register.sqlite'}"), clock)


def is_admitted(attempts: Attempts, *subjects: Subject) -> bool:
    try:
        attempts.admit(subjects)
    except TooManyAttemptsError:
        return False
    return True


@settings(max_examples=20, suppress_health_check=_SAME_TABLES)
@given(pauses=st.lists(st.floats(0.0, 1_200.0), min_size=40, max_size=120))
def test_guesses_in_a_day_are_few_whatever_the_rhythm(
    attempts: Attempts, clock: FixedClock, pauses: list[float]
) -> None:
    """Admitted are what is free, what leaks away, and the few whose waits grow up to the cap."""
    clock.set(clock.now() + timedelta(days=30))  # what an earlier example left is forgotten
    begin, admitted = clock.now(), 0
    for pause in pauses:
        admitted += is_admitted(attempts, Subject("account", OF_ACCOUNT))
        clock.set(clock.now() + timedelta(seconds=pause))
    elapsed_s = (clock.now() - begin).total_seconds()
    assert admitted <= OF_ACCOUNT.free + 11 + elapsed_s / OF_ACCOUNT.leak_s


@settings(max_examples=20, suppress_health_check=_SAME_TABLES)
@given(knocks=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30))
def test_knocking_while_waiting_makes_nobody_wait_longer(
    attempts: Attempts, clock: FixedClock, knocks: list[float]
) -> None:
    """Otherwise anybody could keep anybody out for ever."""
    clock.set(clock.now() + timedelta(days=30))
    subject = Subject("victim", OF_ACCOUNT)
    while is_admitted(attempts, subject):
        pass
    with pytest.raises(TooManyAttemptsError) as first:
        attempts.admit([subject])
    end = clock.now() + timedelta(seconds=first.value.retry_after_s)
    for share in sorted(knocks):
        clock.set(max(clock.now(), end - timedelta(seconds=first.value.retry_after_s * (1 - share * 0.5))))
        is_admitted(attempts, subject)
    clock.set(end)
    assert is_admitted(attempts, subject)


def test_attempts_at_once_are_each_counted_before_they_are_judged(attempts: Attempts) -> None:
    subject = Subject("account", OF_ACCOUNT)
    assert sum(is_admitted(attempts, subject) for _ in range(100)) == OF_ACCOUNT.free


def test_right_attempt_leaves_no_trace(attempts: Attempts) -> None:
    account, address = Subject("account", OF_ACCOUNT), Subject("address", OF_ADDRESS)
    for _ in range(200):
        attempts.admit([account, address])
        attempts.forgive([account, address], forget=[account])


def test_own_account_does_not_buy_guesses_at_others(attempts: Attempts) -> None:
    """Signing in to one's own account between guesses takes back only its own count."""
    address, guesses = Subject("address", OF_ADDRESS), 0
    for n in range(200):
        if not is_admitted(attempts, Subject(f"victim-{n}", OF_ACCOUNT), address):
            break
        guesses += 1
        if not is_admitted(attempts, Subject("own", OF_ACCOUNT), address):
            break
        attempts.forgive([Subject("own", OF_ACCOUNT), address], forget=[Subject("own", OF_ACCOUNT)])
    assert guesses <= OF_ADDRESS.free


def test_who_waits_is_not_counted_elsewhere(attempts: Attempts) -> None:
    account, address = Subject("account", OF_ACCOUNT), Subject("address", OF_ADDRESS)
    while is_admitted(attempts, account, address):
        pass
    for _ in range(100):
        assert not is_admitted(attempts, account, address)
    assert is_admitted(attempts, address)


def test_old_addresses_are_forgotten(attempts: Attempts, clock: FixedClock, tmp_path: Path) -> None:
    import sqlite3

    attempts.admit([Subject("address", OF_ADDRESS)])
    clock.set(NOW + timedelta(days=1, seconds=1))
    attempts.forget_old()
    assert not sqlite3.connect(tmp_path / "register.sqlite").execute("select * from identity_attempt").fetchall()
