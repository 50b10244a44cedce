# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is written down with a change is told, in order, to whom it concerns and to nobody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import text as sql
from tests.notification.conftest import (
    AT,
    Bench,
    agreement,
    channel,
    governed,
    notice,
    quick,
    settled,
    until,
    with_channels,
)
from tests.notification.receivers import Says

from baken.city.channels import Told
from baken.governance.database import durable_engine
from baken.governance.lists import Layer, Purpose, Role
from baken.service.notification.outbox import Outbox
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.notification.wanting import wants
from baken.service.places import register_url
from baken.warning.kinds import LimitKind
from baken.warning.model import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notification.receivers import Receiver, Taken


def test_a_notice_is_there_exactly_when_the_change_is(tmp_path: Path) -> None:
    outbox, engine = Outbox(register_url(tmp_path)), durable_engine(register_url(tmp_path))
    with engine.begin() as connection:
        connection.execute(sql("create table warnings (id text)"))
    with engine.connect() as connection, connection.begin() as change:
        connection.execute(sql("insert into warnings values ('w')"))
        Outbox.put(connection, notice())
        change.rollback()
    assert outbox.spread(lambda _notice, _told: [("a", "")]) == 0
    with engine.begin() as connection:
        connection.execute(sql("insert into warnings values ('w')"))
        Outbox.put(connection, notice())
    assert outbox.spread(lambda _notice, _told: [("a", "")]) == 1
    assert outbox.due("a")[0][0].notice == notice()


def test_the_same_change_twice_is_told_once(tmp_path: Path) -> None:
    outbox = Outbox(register_url(tmp_path))
    for _ in range(2):
        outbox.add(notice())
        outbox.spread(lambda _notice, _told: [("a", ""), ("a", "")])
    assert outbox.counts() == {"a": {DeliveryState.WAITING: 1}}


def test_of_one_warning_only_the_oldest_is_due_and_others_go_past_it(tmp_path: Path) -> None:
    outbox = Outbox(register_url(tmp_path))
    for number, warning in ((1, "v"), (2, "v"), (1, "w")):
        outbox.add(notice(number, warning))
    outbox.spread(lambda _notice, _told: [("a", "x"), ("a", "y")])
    due, _ = outbox.due("a")
    assert [(d.notice.id, d.target) for d in due] == [("v.1", "x"), ("v.1", "y"), ("w.1", "x"), ("w.1", "y")]
    later = datetime(2090, 1, 1, tzinfo=UTC)
    outbox.postpone(due[0].number, later, problem="p", problem_nl="q")
    outbox.settle(due[1].number, DeliveryState.SENT)
    again, next_at = outbox.due("a")
    assert [(d.notice.id, d.target) for d in again] == [("v.2", "y"), ("w.1", "x"), ("w.1", "y")]
    assert next_at == later
    assert [e.id for e in outbox.earlier(again[0])] == ["v.1"]


async def test_order_holds_when_the_first_one_fails(bench: Bench, receiver: Receiver) -> None:
    failing = {"v.1"}

    def answer(taken: Taken) -> Says:
        name = json.loads(taken.body)["id"]
        if name in failing:
            failing.discard(name)
            return Says(500)
        return Says()

    receiver.says = answer
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        for number in (1, 2, 3):
            at_work.outbox.add(notice(number, "v"))
        await settled(at_work, 3)
    ids = [json.loads(receiver.next().body)["id"] for _ in range(4)]
    assert ids == ["v.1", "v.1", "v.2", "v.3"]


@pytest.mark.parametrize(
    "without",
    [
        agreement(may_export=False),
        agreement(layers=(Layer.ESTIMATES,)),
        agreement(purposes=(Purpose.ENVIRONMENT,)),
        agreement(valid_until=datetime(2021, 1, 1, tzinfo=UTC)),
        agreement(activities=("parking",)),
        agreement(party="tram"),
    ],
    ids=["reading only", "another layer", "another purpose", "ended", "another activity", "another party"],
)
async def test_nothing_goes_out_without_an_agreement_and_that_is_logged(
    bench: Bench, receiver: Receiver, without: object
) -> None:
    bench.governance = governed(without)  # type: ignore[arg-type]
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
    assert delivery.state is DeliveryState.REFUSED
    assert delivery.problem_nl
    assert receiver.taken.empty()
    assert not bench.logged
    [question] = bench.refused
    assert (question.action, question.layer, question.activity) == ("export", "warnings", "counting")
    assert question.principal.party == "police"


async def test_what_was_refused_can_be_sent_when_there_is_an_agreement(bench: Bench, receiver: Receiver) -> None:
    bench.governance = governed(agreement(may_export=False))
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
    bench.governance = governed()
    async with bench.at_work() as at_work:
        assert at_work.send_again(delivery.number)
        await until(at_work, lambda every: every[0].state is DeliveryState.SENT)
    assert not receiver.taken.empty()


async def test_nothing_leaves_that_cannot_be_written_into_the_log(bench: Bench, receiver: Receiver) -> None:
    from baken.governance.log.errors import LogError

    def broken(_name: str) -> object:
        raise LogError("The disk is full.")

    with_channels(bench, channel(url=receiver.url))
    found = bench.made()
    found._logged = broken  # type: ignore[assignment]
    found.start(quick())
    try:
        found.outbox.add(notice())
        [delivery] = await until(found, lambda every: any(d.problem for d in every))
        assert (delivery.state, delivery.problem) == (DeliveryState.WAITING, "The disk is full.")
    finally:
        await found.close()
    assert receiver.taken.empty()


def test_who_asks_for_little_is_told_little_but_always_of_the_end() -> None:
    severe = channel(minimum_severity=Severity.SEVERE, minimum_probability=0.6, kinds=(LimitKind.DENSITY,))
    changed = msgspec.structs.replace
    assert wants(severe, notice(), is_known=False)
    assert not wants(severe, notice(probability=0.5), is_known=False)
    assert wants(severe, notice(probability=None), is_known=False)
    assert not wants(severe, notice(severity=Severity.MODERATE), is_known=False)
    assert not wants(severe, notice(kinds=(LimitKind.SOUND,)), is_known=False)
    assert wants(severe, notice(2, probability=0.5), is_known=True)
    assert not wants(severe, notice(2, told=Told.SEEN), is_known=True)
    assert wants(changed(severe, told=(Told.SEEN,)), notice(2, told=Told.SEEN), is_known=True)
    for end in (Told.CLOSED, Told.EXPIRED, Told.FALSE):
        assert wants(changed(severe, told=(Told.RAISED,)), notice(3, told=end, probability=0.0), is_known=True)
        assert not wants(severe, notice(3, told=end), is_known=False)


def test_what_is_old_is_deleted_with_its_messages(tmp_path: Path) -> None:
    outbox = Outbox(register_url(tmp_path))
    outbox.add(notice(1, "old", at=datetime(2020, 1, 1, tzinfo=UTC)))
    outbox.add(notice(1, "other", at=datetime(2020, 1, 1, tzinfo=UTC), activity="parking"))
    outbox.add(notice(1, "new"))
    outbox.spread(lambda _notice, _told: [("a", "")])
    assert outbox.remove_before("counting", AT) == 1
    assert [d.notice.warning for d in outbox.of_channel("a")] == ["new", "other"]


async def test_people_of_the_room_are_told_by_their_role(bench: Bench, receiver: Receiver) -> None:
    with_channels(
        bench,
        channel(url=receiver.url, id="room", party="", role=Role.DUTY_OFFICER),
        channel(url=receiver.url, id="desk", party="", role=Role.PLANNER),
    )
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        states = {d.channel: d.state for d in await settled(at_work, 2)}
    assert states == {"room": DeliveryState.SENT, "desk": DeliveryState.REFUSED}
