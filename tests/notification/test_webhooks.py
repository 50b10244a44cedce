# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Webhooks against a real HTTP server: what it gets, and what becomes of it when it does not take it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.notification.conftest import (
    AT,
    SENDER,
    SOURCE,
    Bench,
    channel,
    notice,
    quick,
    settled,
    until,
    with_channels,
)
from tests.notification.receivers import Receiver, Says, Taken

from baken.city.channels import MessageFormat, Told
from baken.service.notification.notice import NoticeArea
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.notification.signature import NotificationKey, confirms
from baken.vocabulary.time import format_instant
from baken.warning.cap import MessageType, Status
from baken.warning.cap_reader import from_xml

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path

    from tests.certificates import Pair


def in_turn(*answers: Says) -> Callable[[Taken], Says]:
    """Return what gives one answer after the other, and then takes everything."""
    left = list(answers)
    return lambda _taken: left.pop(0) if left else Says()


def event(taken: Taken) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(taken.body)
    return found


async def test_a_receiver_gets_a_signed_event_of_the_nl_gov_profile(bench: Bench, receiver: Receiver) -> None:
    (bench.data / "secrets").mkdir()
    (bench.data / "secrets" / "token").write_text("abc\n")
    with_channels(bench, channel(url=receiver.url, token="${secret:token}"))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        taken = await receiver.soon()
        [delivery] = await settled(at_work)
    found = event(taken)
    assert {k: found[k] for k in ("specversion", "id", "source", "subject", "time", "sequence")} == {
        "specversion": "1.0",
        "id": "w.1",
        "source": SOURCE,
        "subject": "w",
        "time": format_instant(notice().at),
        "sequence": "0000000001",
    }
    assert found["type"] == "nl.example.drukte.warning-raised"
    assert taken.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert taken.headers["webhook-request-origin"] == SENDER
    assert taken.headers["authorization"] == "Bearer abc"
    assert confirms(NotificationKey.of(bench.data).public, taken.headers, "POST", receiver.url, taken.body)
    data = found["data"]
    assert (data["status"], data["probability"], data["certainty"]) == ("Actual", 0.71, "Likely")
    assert data["texts"]["nl"]["doubt"] == "Eén meter."
    assert data["areas"][0]["geometry"]["coordinates"][0][0] == [4.0, 52.0]
    assert (delivery.state, delivery.attempts, delivery.problem) == (DeliveryState.SENT, 1, "")
    assert [list(touched.rows) for touched in bench.logged] == [[("counting", "export", "warnings")]]


async def test_changes_of_one_warning_are_one_chain(bench: Bench, receiver: Receiver) -> None:
    with_channels(bench, channel(url=receiver.url, message_format=MessageFormat.CAP))
    async with bench.at_work() as at_work:
        for number, told in enumerate((Told.RAISED, Told.GREW, Told.CLOSED, Told.FALSE), 1):
            at_work.outbox.add(notice(number, told=told))
        messages = [from_xml(event(await receiver.soon())["data"].encode()) for _ in range(4)]
    kinds = [MessageType.ALERT, MessageType.UPDATE, MessageType.UPDATE, MessageType.CANCEL]
    assert [message.message_type for message in messages] == kinds
    assert [r.identifier for r in messages[3].references] == [f"{SENDER}:w.{n}" for n in (1, 2, 3)]
    assert [m.info[0].response_types[0].value for m in messages] == ["Prepare", "Prepare", "AllClear", "AllClear"]
    assert [m.info[0].urgency for m in messages] == ["Expected", "Expected", "Past", "Past"]
    assert [info.language for info in messages[0].info] == ["nl-NL", "en-GB"]
    assert messages[0].info[0].areas[0].geocodes == (("urn:baken:squares:area", "north"),)
    assert messages[0].status is Status.ACTUAL


@pytest.mark.parametrize(("simulated", "replay"), [(True, False), (True, True)])
async def test_a_made_up_city_only_ever_sends_exercises(
    bench: Bench, receiver: Receiver, simulated: bool, replay: bool
) -> None:
    cap = channel(url=receiver.url, message_format=MessageFormat.CAP, id="cap")
    with_channels(bench, channel(url=receiver.url), cap, simulated=simulated)
    async with bench.at_work(is_replay=replay) as at_work:
        at_work.outbox.add(notice(is_simulated=False))
        bodies = [(await receiver.soon()).body for _ in range(2)]
    for body in bodies:
        assert b"Actual" not in body
        assert b"Exercise" in body
        assert b"OEFENING: " in body


async def test_nobody_is_warned_of_a_real_day_that_is_replayed(bench: Bench, receiver: Receiver) -> None:
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work(is_replay=True) as at_work:
        assert not at_work.sends
        at_work.outbox.add(notice())
        assert len(asyncio.all_tasks()) == 1  # nobody is there to send it
        assert not at_work.outbox.counts()
    assert receiver.taken.empty()


async def test_a_receiver_that_fails_is_tried_again_with_the_same_event(bench: Bench, receiver: Receiver) -> None:
    receiver.says = in_turn(Says(500), Says(503, {"retry-after": "0"}), Says(429))
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        bodies = {(await receiver.soon()).body for _ in range(4)}
        [delivery] = await settled(at_work)
    assert len(bodies) == 1
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 4)


async def test_retry_after_is_kept_to(bench: Bench, receiver: Receiver) -> None:
    came: list[float] = []

    def says(_taken: Taken) -> Says:
        came.append(time.monotonic())
        return Says(429, {"retry-after": "1"}) if len(came) == 1 else Says()

    receiver.says = says
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        await settled(at_work)
    assert came[1] - came[0] >= 1.0


@pytest.mark.parametrize(
    ("says", "said"),
    [
        (Says(400), "status 400"),
        (Says(404), "status 404"),
        (Says(410), "status 410"),
        (Says(301, {"location": "http://169.254.169.254/latest"}), "redirects"),
    ],
)
async def test_what_trying_again_would_not_mend_is_a_dead_letter_at_once(
    bench: Bench, receiver: Receiver, says: Says, said: str
) -> None:
    receiver.says = says
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
        assert (delivery.state, delivery.attempts) == (DeliveryState.DEAD, 1)
        assert said in delivery.problem
        assert delivery.problem_nl
        assert [d.number for d in at_work.outbox.dead()] == [delivery.number]
    assert receiver.taken.qsize() == 1


async def test_a_dead_letter_can_be_sent_again_once(bench: Bench, receiver: Receiver) -> None:
    receiver.says = Says(400)
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
        receiver.says = Says()
        assert at_work.send_again(delivery.number)
        first, second = await receiver.soon(), await receiver.soon()
        await until(at_work, lambda every: every[0].state is DeliveryState.SENT)
        assert not at_work.send_again(delivery.number)
        assert not at_work.send_again(999)
    assert first.body == second.body


async def test_a_receiver_that_hangs_keeps_nobody_waiting(bench: Bench, receiver: Receiver) -> None:
    hanging = Receiver().start()
    hanging.says = Says(hangs=True)
    with_channels(bench, channel(url=hanging.url, id="slow"), channel(url=receiver.url, id="quick"))
    try:
        async with bench.at_work(quick(whole_s=30.0)) as at_work:
            for number in range(1, 6):
                at_work.outbox.add(notice(warning=f"w{number}"))
            async with asyncio.timeout(10):
                for _ in range(5):
                    await receiver.soon()
            await settled(at_work, 5)
            assert at_work.outbox.counts()["slow"] == {DeliveryState.WAITING: 5}
    finally:
        hanging.stop()


async def test_a_receiver_that_hangs_is_cut_off_and_tried_again(bench: Bench, receiver: Receiver) -> None:
    receiver.says = in_turn(Says(hangs=True))
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work(quick(whole_s=1.0)) as at_work:
        at_work.outbox.add(notice())
        await receiver.soon()
        await receiver.soon()
        [delivery] = await settled(at_work)
    assert delivery.state is DeliveryState.SENT
    assert delivery.attempts >= 2


async def test_an_answer_without_end_counts_by_its_status(bench: Bench, receiver: Receiver) -> None:
    receiver.says = Says(200, drips=True)
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)


async def test_a_receiver_that_is_down_is_left_alone_and_gets_everything_later(
    bench: Bench, receiver: Receiver
) -> None:
    receiver.says = Says(500)
    with_channels(bench, channel(url=receiver.url))
    patience = quick()
    async with bench.at_work(patience) as at_work:
        for number in (1, 2, 3):
            at_work.outbox.add(notice(number))
        for _ in range(patience.pace.failures_until_lost):
            await receiver.soon()
        await until(at_work, lambda _every: at_work.is_lost("police"))
        receiver.says = Says()
        every = await settled(at_work, 3)
        assert not at_work.is_lost("police")
    assert [d.state for d in every] == [DeliveryState.SENT] * 3
    ids = []
    while not receiver.taken.empty():
        ids.append(event(receiver.next())["id"])
    assert set(ids[:-2]) == {"w.1"}
    assert ids[-3:] == ["w.1", "w.2", "w.3"]


async def test_what_cannot_be_delivered_for_long_is_given_up(bench: Bench, receiver: Receiver) -> None:
    receiver.says = Says(500)
    with_channels(bench, channel(url=receiver.url, keep_trying_min=0))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
    assert delivery.state is DeliveryState.DEAD
    assert "500" in delivery.problem


async def test_a_warning_that_expired_is_not_sent_but_its_end_is(bench: Bench, receiver: Receiver) -> None:
    with_channels(bench, channel(url=receiver.url))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice(1, expires=AT.replace(year=2020)))
        at_work.outbox.add(notice(2, told=Told.CLOSED, expires=AT.replace(year=2020)))
        taken = await receiver.soon()
        first, second = await settled(at_work, 2)
    assert event(taken)["id"] == "w.2"
    assert (first.state, second.state) == (DeliveryState.OUTDATED, DeliveryState.SENT)


async def test_shapes_are_left_out_of_an_event_that_would_be_too_large(bench: Bench, receiver: Receiver) -> None:
    ring = tuple((4.0 + n / 1e5, 52.0 + n / 1e5) for n in range(3000))
    with_channels(bench, channel(url=receiver.url), channel(url=receiver.url, id="c", message_format=MessageFormat.CAP))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice(areas=(NoticeArea(id="n", name="N", ring=(*ring, ring[0])),)))
        bodies = [(await receiver.soon()).body for _ in range(2)]
    assert all(len(body) < 64 * 1024 for body in bodies)
    assert all(b'"N"' in body or b">N<" in body for body in bodies)


async def test_tls_asks_for_the_name_and_a_stranger_gets_nothing(
    bench: Bench, pair: Pair, trusting: ssl.SSLContext, tmp_path: Path
) -> None:
    with_tls = Receiver(pair).start()
    try:
        with_channels(bench, channel(url=with_tls.url))
        bench.tls = trusting
        async with bench.at_work() as at_work:
            at_work.outbox.add(notice())
            assert event(await with_tls.soon())["id"] == "w.1"
        bench.tls, bench.data = None, tmp_path / "other"
        bench.data.mkdir()
        async with bench.at_work() as at_work:
            at_work.outbox.add(notice())
            found = await until(at_work, lambda every: any(d.problem for d in every))
            assert "certificate" in found[0].problem
        assert with_tls.taken.empty()
    finally:
        with_tls.stop()


async def test_a_secret_that_is_not_there_is_waited_for(bench: Bench, receiver: Receiver) -> None:
    with_channels(bench, channel(url=receiver.url, token="${secret:later}"))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        found = await until(at_work, lambda every: any(d.problem for d in every))
        assert "later" in found[0].problem
        (bench.data / "secrets").mkdir()
        (bench.data / "secrets" / "later").write_text("here\n")
        assert (await receiver.soon()).headers["authorization"] == "Bearer here"
