# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What sensors tell changes from the minute in which people act, and nothing that they told before does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from baken.observation.columns import ObservationColumns
from baken.response.interventions import CloseRoad, ExtraTrams, OneWayWalking, Stewards
from baken.response.playbook import Intervention
from baken.response.reach import Reach, Road
from baken.response.specimen import playbook
from baken.response.test_desk import MINUTE, T0, Room
from baken.response.transitions import ResponseDeed
from baken.service.acting_crowd import ActingCrowd, decided_in, spliced
from baken.service.replay import ReplayClock
from baken.simulation.decided import Decided, acted_on_from
from baken.simulation.interventions import RoadClosed
from baken.simulation.model import SimulationError
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    import pytest

    from baken.response.interventions import Deed
    from baken.response.model import Response

FIRST = T0 - T0 % MINUTE - 60 * MINUTE
MINUTES = 240


def told(value: float, delay_us: int = 30_000_000) -> ObservationColumns:
    """A counter that tells the same number every minute, and a thermometer that no decision touches."""
    starts = FIRST + MINUTE * np.arange(MINUTES, dtype=np.int64)
    ends = starts + MINUTE
    return ObservationColumns.of(
        1, starts, np.full(MINUTES, value), phenomenon_time_end_us=ends, available_at_us=ends + delay_us
    )


class Street:
    """A room in which things are decided, and a crowd that acts on it."""

    def __init__(self, *deeds: Deed) -> None:
        book = playbook(
            interventions=tuple(
                Intervention(id=f"i{n}", title="T", title_nl="T", owner="municipality", preparation_min=1.0, deed=deed)
                for n, deed in enumerate(deeds)
            )
        )
        self.room = Room(book)
        self.clock = ReplayClock(from_us(FIRST), from_us(FIRST) + timedelta(hours=4), speed=60)
        self.asked: list[tuple[Decided, ...]] = []
        self.fails = False
        self.crowd = ActingCrowd(told(0.0), self.retell, self.room.book.copy, Reach(), self.clock)
        self.crowd.told_first()

    def retell(self, decided: tuple[Decided, ...]) -> ObservationColumns:
        self.asked.append(decided)
        if self.fails:
            raise SimulationError("It cannot be lived.")
        return told(float(len(self.asked)))

    def carried_out(self) -> Response:
        (response,) = self.room.warned()
        self.room.decide(response, ResponseDeed.APPROVE)
        return self.room.decide(response, ResponseDeed.COMPLETE)


ONE_WAY = OneWayWalking(gate="bridge", towards="north")


def values(rows: ObservationColumns) -> dict[float, tuple[int, int]]:
    """By value: the first and last minute of which it was told."""
    minutes = (rows.phenomenon_time_us - FIRST) // MINUTE
    return {
        float(v): (int(minutes[rows.result == v].min()), int(minutes[rows.result == v].max()))
        for v in np.unique(rows.result)
    }


async def test_from_the_minute_in_which_people_act_something_else_is_told() -> None:
    street = Street(ONE_WAY)
    assert await street.crowd.told_anew() is None
    street.carried_out()
    rows = await street.crowd.told_anew()
    assert rows is not None
    acts = (acted_on_from(T0) - FIRST) // MINUTE
    assert values(rows) == {0.0: (0, acts - 1), 1.0: (acts, MINUTES - 1)}
    assert (np.diff(rows.available_at_us) >= 0).all()
    assert await street.crowd.told_anew() is None, "once is enough"


async def test_withdrawing_it_ends_it_and_what_was_told_meanwhile_stays() -> None:
    street = Street(ONE_WAY)
    response = street.carried_out()
    await street.crowd.told_anew()
    street.room.now = T0 + 30 * MINUTE
    street.room.decide(response, ResponseDeed.WITHDRAW)
    rows = await street.crowd.told_anew()
    assert rows is not None
    acts, over = ((acted_on_from(t) - FIRST) // MINUTE for t in (T0, T0 + 30 * MINUTE))
    assert values(rows) == {0.0: (0, acts - 1), 1.0: (acts, over - 1), 2.0: (over, MINUTES - 1)}
    assert [len(one) for one in street.asked] == [1, 1], "what was lived is not lived again"
    again = ActingCrowd(told(0.0), street.retell, lambda: street.room.book, Reach(), street.clock)
    street.asked.clear()
    assert values(again.told_first()) == values(rows), "the same decisions give the same evening after a restart"


async def test_the_clock_stands_still_from_the_decision_until_it_is_known_how_people_act() -> None:
    street = Street(ONE_WAY)
    street.crowd.noticed()
    before = street.clock.now()
    street.carried_out()
    street.crowd.noticed()
    held = street.clock.now()
    assert street.clock.now() == held
    assert held >= before
    await street.crowd.told_anew()
    assert not street.clock.paused
    assert street.clock.now() < held + timedelta(minutes=5)


async def test_a_simulation_that_fails_leaves_the_recording_and_lets_the_clock_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    street = Street(ONE_WAY)
    street.fails = True
    street.carried_out()
    assert await street.crowd.told_anew() is None
    assert "cannot act" in caplog.text
    assert await street.crowd.told_anew() is None
    assert len(street.asked) == 1, "it is not tried without end"
    held = street.clock.now()
    street.clock.set(now=held + timedelta(minutes=1))
    assert street.clock.now() > held


def test_people_act_on_what_a_simulation_can_play_and_on_nothing_else() -> None:
    street = Street(
        ONE_WAY,
        ExtraTrams(line="9", extra_per_h=6.0),
        CloseRoad(road="strandweg"),
        CloseRoad(road="unknown"),
        Stewards(area_ids=("north",), persons=12),
    )
    street.carried_out()
    reach = Reach(roads=(Road(id="strandweg", name="Strandweg", car_parks=("garage",)),))
    found = [one.intervention for one in decided_in(street.room.book, reach)]
    assert [type(one).__name__ for one in found] == ["OneWayWalking", "ExtraTrams", "RoadClosed"]
    assert isinstance(found[2], RoadClosed)
    assert found[2].car_parks == ("garage",)


def test_streams_that_nobody_simulates_are_left_alone() -> None:
    other = ObservationColumns.of(2, [FIRST], [5.0], available_at_us=FIRST + 300 * MINUTE)
    both = spliced(spliced(told(0.0), told(1.0), FIRST + 10 * MINUTE), other, FIRST - MINUTE)
    again = spliced(both, told(2.0), FIRST)
    assert values(again) == {2.0: (0, MINUTES - 1), 5.0: (0, 0)}
    assert datetime.fromtimestamp(int(again.available_at_us[-1]) / 1e6, UTC) == from_us(FIRST + 300 * MINUTE)
