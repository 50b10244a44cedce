# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Balance: counts in and out of an area that is counted all around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from baken.observation.stream import Stream
from baken.situation.plausibility.balance import Account, Balance
from baken.situation.topology import Topology
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

NAN = float("nan")
MINUTE = 60_000_000


def account(*, most: float = 1000.0, error: float = 0.05, empty_at_h: float | None = None) -> Account:
    return Account(frozenset({0}), frozenset({1}), {0: error, 1: error}, most, empty_at_h)


def tell(account: Account, counts: Sequence[tuple[float, float]], *, first: int = 0, swap: bool = False) -> list[int]:
    """Tell in and out per minute; return the minutes in which it showed."""
    found = []
    for minute, (inward, outward) in enumerate(counts, first):
        both = [(0, inward), (1, outward)]
        for stream, count in reversed(both) if swap else both:
            account.say(stream, minute * MINUTE, MINUTE, count)
        if account.imbalance is not None and account.imbalance.until_us == (minute + 1) * MINUTE:
            found.append(minute)
    return found


@pytest.mark.parametrize("swap", [False, True])
def test_more_out_than_fit_inside_is_impossible(*, swap: bool) -> None:
    kept = account()
    assert tell(kept, [(0.0, 100.0)] * 30, swap=swap)[0] in range(10, 25)
    assert kept.imbalance is not None
    assert kept.imbalance.inside < 0


def test_after_the_hour_at_which_it_is_empty_little_is_enough() -> None:
    kept = account(empty_at_h=0.5)
    assert tell(kept, [(0.0, 1.0)] * 30) == []
    assert tell(kept, [(0.0, 20.0)] * 30, first=30)[0] < 34


def test_a_lost_gate_breaks_the_account() -> None:
    kept = account()
    assert tell(kept, [(100.0, 0.0)] * 9 + [(NAN, 0.0)] + [(100.0, 0.0)] * 9) == []
    kept = account()
    tell(kept, [(100.0, 0.0)] * 9)
    assert tell(kept, [(100.0, 0.0)] * 9, first=20) == []


def test_what_waits_for_a_gate_that_is_silent_stays_bounded() -> None:
    kept = account()
    for minute in range(10_000):
        kept.say(0, minute * MINUTE, MINUTE, 5.0)
    assert len(kept._pending) <= 48


def test_honest_counters_keep_their_balance() -> None:
    """False alarms of 200 squares over a day, each gate wrong by a share that it keeps, as declared."""
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(200):
        kept, inside, bias = account(most=710.0), 0.0, rng.normal(1.0, 0.05, 2)
        said = []
        for minute in range(1440):
            wish = 20 + 15 * np.sin(minute / 200)
            come = rng.poisson(max(wish, 1.0))
            go = min(rng.poisson(max(wish, 1.0) if inside > 100 else 5), inside + come)
            come = min(come, 700 - inside + go)
            inside += come - go
            said.append((round(come * bias[0]), round(go * bias[1])))
        wrong += bool(tell(kept, said))
    assert wrong <= 2


def test_only_areas_counted_all_around_have_an_account() -> None:
    hall = Area(id="hall", name="", kind=AreaKind.BUILDING, usable_area_m2=100.0, polygon=(), counted_all_around=True)
    square = Area(id="square", name="", kind=AreaKind.SQUARE, usable_area_m2=100.0, polygon=())

    def door(name: str, **way: Any) -> Stream:
        return Stream(
            id=name,
            name="",
            connector="c",
            provider_id=name,
            quantity=Quantity.PEDESTRIAN_COUNT,
            gate_id="g",
            interval_s=60,
            stale_after_s=300,
            **way,
        )

    streams = [door("a", into="hall", out_of="square"), door("b", into="square", out_of="hall")]
    balance = Balance([square, hall], streams)
    assert list(balance.accounts) == [1]
    balance.take([(s, m * MINUTE, c) for m in range(20) for s, c in ((0, 100.0), (1, 0.0))])
    found = balance.accounts[1].imbalance
    assert found is not None
    assert found.most == pytest.approx(710.0)
    assert Balance([square], streams).is_empty
    topology = Topology.of(
        [square, hall], [Gate(id="g", name="", line=(), effective_width_m=2.0, area_ids=("square",))], streams
    )
    assert len(topology.links) == 0  # one way only tells of no flow
