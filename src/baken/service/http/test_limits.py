# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks too much is told when to come back, and stops nobody else."""

from __future__ import annotations

import timeit
from typing import Any

import pytest

from baken.governance.lists import Role
from baken.governance.model import ANYBODY, Principal, PrincipalKind
from baken.service.http.limits import Admission, Limits, TooManyRequestsError, address_class, limits_without
from baken.service.http.rate_limit import Budget

OFFICER = Principal(id="p-1", kind=PrincipalKind.PERSON, roles=frozenset({Role.DUTY_OFFICER}))
SENSOR = Principal(id="s-1", kind=PrincipalKind.SENSOR, roles=frozenset({Role.SENSOR}))
FEW = Limits(
    anonymous_reads=Budget(1.0, 3), reads=Budget(1.0, 5), writes=Budget(1.0, 2), sensor=Budget(1.0, 4),
    sign_ins=Budget(0.1, 2), at_once=3,
)  # fmt: skip


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asking(method: str = "GET", path: str = "/api/v1/picture", address: str = "203.0.113.7", **state: Any) -> Any:
    return {"method": method, "path": path, "client": (address, 5), "state": state}


def through(admission: Admission, scope: Any, principal: Principal = ANYBODY, tries: int = 20) -> int:
    """Return how many of so many requests are let in, each answered before the next."""
    passed = 0
    for _ in range(tries):
        identity = admission.identity_of(principal, scope)
        try:
            admission.enter(identity, scope, principal)
        except TooManyRequestsError:
            continue
        passed += 1
        admission.leave(identity)
    return passed


def test_reads_writes_and_sign_ins_have_budgets_of_their_own() -> None:
    admission = Admission(FEW, Clock())
    assert through(admission, asking("POST", "/api/v1/sessions")) == 2
    assert through(admission, asking("POST", "/sta/v1.1/Observations")) == 2
    assert through(admission, asking()) == 3


def test_a_person_is_counted_apart_from_the_address() -> None:
    admission = Admission(FEW, Clock())
    assert through(admission, asking()) == 3
    assert through(admission, asking(), OFFICER) == 5
    assert through(admission, asking(address="198.51.100.1")) == 3


def test_attempts_to_sign_in_are_counted_by_address_whoever_one_says_to_be() -> None:
    admission = Admission(FEW, Clock())
    assert through(admission, asking("POST", "/api/v1/sessions"), OFFICER) == 2
    with pytest.raises(TooManyRequestsError):
        admission.failed(asking())


def test_a_sensor_has_the_limit_of_its_key_or_the_common_one() -> None:
    admission = Admission(FEW, Clock())
    write = ("POST", "/sta/v1.1/Observations")
    assert through(admission, asking(*write), SENSOR) == 4
    other = Principal(id="s-2", kind=PrincipalKind.SENSOR, roles=frozenset({Role.SENSOR}))
    assert through(admission, asking(*write, requests_per_s=0.7), other) == 7


def test_the_wait_that_is_told_is_long_enough() -> None:
    clock = Clock()
    admission = Admission(FEW, clock)
    through(admission, asking())
    with pytest.raises(TooManyRequestsError) as caught:
        admission.enter("203.0.113.7", asking(), ANYBODY)
    assert caught.value.headers == {"Retry-After": "1"}
    assert "1 s" in str(caught.value)
    clock.now += caught.value.retry_after_s
    assert through(admission, asking(), tries=1) == 1


def test_no_more_are_under_way_than_allowed_and_each_one_answered_makes_room() -> None:
    admission = Admission(limits := Limits(at_once=3), Clock())
    assert limits.reads.per_s
    for _ in range(3):
        admission.enter("p-1", asking(), OFFICER)
    with pytest.raises(TooManyRequestsError, match="same time"):
        admission.enter("p-1", asking(), OFFICER)
    admission.enter("another", asking(), OFFICER)
    admission.leave("p-1")
    admission.enter("p-1", asking(), OFFICER)


def test_who_is_refused_is_not_counted_as_under_way() -> None:
    clock = Clock()
    admission = Admission(Limits(reads=Budget(1.0, 1), at_once=1), clock)
    assert through(admission, asking(), OFFICER) == 1
    clock.now = 10.0
    assert through(admission, asking(), OFFICER) == 1


def test_without_rates_everybody_may_ask_as_often_as_they_like() -> None:
    admission = Admission(limits_without(rates=True), Clock())
    assert through(admission, asking("POST", "/api/v1/sessions"), tries=5000) == 5000


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address", "unknown"),
    ],
)
def test_addresses_of_one_subscriber_are_one(address: str, counted_as: str) -> None:
    assert address_class({"client": (address, 1)}) == counted_as


def test_a_caller_without_an_address_is_counted_too() -> None:
    assert address_class({}) == address_class({"client": None}) == "unknown"


def test_being_let_in_takes_microseconds() -> None:
    admission = Admission(Limits(sensor=Budget(1e9, 1e9)))
    scope = asking("POST", "/sta/v1.1/Observations")

    def once() -> None:
        identity = admission.identity_of(SENSOR, scope)
        admission.enter(identity, scope, SENSOR)
        admission.leave(identity)

    best = min(timeit.repeat(once, number=2_000, repeat=20)) / 2_000
    assert best < 10e-6, f"{best * 1e6:.1f} µs"  # measured 0.7; the rest is room for slow machines
