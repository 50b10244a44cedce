# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mail, MQTT and web push against a real mail server, a real Mosquitto, and what a browser does."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiomqtt
import pytest
from tests.notification.conftest import (
    AT,
    OFFICER,
    SENDER,
    Bench,
    channel,
    notice,
    quick,
    settled,
    text,
    until,
    with_channels,
)
from tests.notification.receivers import Browser, MailServer, Receiver, Says
from tests.sources.broker import NAME, PASSWORD, Broker

from baken.city.channels import ChannelKind, MessageFormat, Told, TransportSecurity
from baken.governance.lists import Role
from baken.service.notification.notice import NoticeArea
from baken.service.notification.outbox_tables import DeliveryState
from baken.warning.cap import Status
from baken.warning.cap_reader import from_xml

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from tests.certificates import Pair

    from baken.city.channels import Channel

LETTERS = "room@police.example"


def mail(server: MailServer, **changes: object) -> Channel:
    values = {
        "host": "localhost",
        "port": server.port,
        "security": TransportSecurity.NONE,
        "sender": f"drukte@{SENDER}",
        "addresses": (LETTERS,),
    }
    return channel(ChannelKind.MAIL, **(values | changes))


async def test_a_letter_says_it_in_words_with_cap_beside_it(bench: Bench, mail_server: MailServer) -> None:
    with_channels(bench, mail(mail_server))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        at_work.outbox.add(notice(2, told=Told.CLOSED))
        first, second = await mail_server.soon(), await mail_server.soon()
        await settled(at_work, 2)
    address, letter = first
    assert address == LETTERS
    assert letter["Subject"] == "Het wordt te druk"
    assert letter["Auto-Submitted"] == "auto-generated"
    words = letter.get_body(("plain",))
    assert words is not None
    said = words.get_content()
    for part in (
        "Het wordt te druk 2",
        "Let op: Eén meter.",
        "Noordplein",
        "It is going to be too crowded",
        "Take care",
    ):
        assert part in said
    [attached] = letter.iter_attachments()
    assert attached.get_content_type() == "application/cap+xml"
    assert from_xml(attached.get_content()).identifier == f"{SENDER}:w.1"
    assert second[1]["In-Reply-To"] == letter["Message-ID"]
    assert letter["Message-ID"].endswith(f"@{SENDER}>")


async def test_a_letter_of_a_made_up_city_says_so_first(bench: Bench, mail_server: MailServer) -> None:
    with_channels(bench, mail(mail_server, languages=("en",)), simulated=True)
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        _, letter = await mail_server.soon()
    assert letter["Subject"].startswith("EXERCISE: ")
    assert letter["X-Baken-Status"] == "Exercise"
    words = letter.get_body(("plain",))
    assert words is not None
    assert "Nothing is the matter." in words.get_content()
    [attached] = letter.iter_attachments()
    assert from_xml(attached.get_content()).status is Status.EXERCISE


async def test_nobody_puts_a_header_into_a_letter(bench: Bench, mail_server: MailServer) -> None:
    hostile = "Druk\r\nBcc: everybody@evil.example\r\n\r\n<script>"
    with_channels(bench, mail(mail_server))
    async with bench.at_work() as at_work:
        area = NoticeArea(id="n", name=hostile, ring=())
        at_work.outbox.add(notice(texts=(text("nl", hostile),), areas=(area,)))
        _, letter = await mail_server.soon()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Druk Bcc: everybody@evil.example <script>"
    assert letter.get_content_type() == "multipart/mixed"
    assert {part.get_content_type() for part in letter.iter_parts()} == {"text/plain", "application/cap+xml"}


async def test_one_address_that_is_refused_keeps_no_other(bench: Bench, mail_server: MailServer) -> None:
    mail_server.refused = {"gone@police.example"}
    with_channels(bench, mail(mail_server, addresses=("gone@police.example", LETTERS)))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        address, letter = await mail_server.soon()
        first, second = await settled(at_work, 2)
    assert (address, letter["To"]) == (LETTERS, LETTERS)
    assert (first.target, first.state, second.state) == ("gone@police.example", DeliveryState.DEAD, DeliveryState.SENT)
    assert "550" in first.problem


async def test_a_mail_server_that_asks_to_wait_is_tried_again(bench: Bench, mail_server: MailServer) -> None:
    mail_server.answer = "451 Try later"
    with_channels(bench, mail(mail_server))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await until(at_work, lambda every: any(d.problem for d in every))
        assert "451" in delivery.problem
        mail_server.answer = "250 OK"
        await mail_server.soon()
        [delivery] = await settled(at_work)
    assert delivery.state is DeliveryState.SENT


async def test_a_mail_server_that_hangs_is_cut_off(bench: Bench, mail_server: MailServer) -> None:
    mail_server.hangs = True
    with_channels(bench, mail(mail_server))
    async with bench.at_work(quick(whole_s=0.3)) as at_work:
        at_work.outbox.add(notice())
        [delivery] = await until(at_work, lambda every: any(d.problem for d in every))
    assert "0.3 s" in delivery.problem


async def test_mail_goes_over_tls_with_a_name_and_a_password(
    bench: Bench, pair: Pair, trusting: ssl.SSLContext
) -> None:
    server = MailServer(pair, password="sesame").start()
    (bench.data / "secrets").mkdir()
    secret = bench.data / "secrets" / "mail"
    secret.write_text("wrong\n")
    bench.tls = trusting
    security = TransportSecurity.STARTTLS
    with_channels(bench, mail(server, security=security, username="us", password="${secret:mail}"))
    try:
        async with bench.at_work() as at_work:
            at_work.outbox.add(notice())
            [delivery] = await until(at_work, lambda every: any(d.problem for d in every))
            assert "name and password" in delivery.problem
            assert "wrong" not in delivery.problem
            secret.write_text("sesame\n")
            assert (await server.soon())[0] == LETTERS
    finally:
        server.stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    running = Broker(folder, with_password=True).start()
    yield running
    running.stop()


async def test_a_broker_gets_each_message_once(bench: Bench, broker: Broker) -> None:
    (bench.data / "secrets").mkdir()
    (bench.data / "secrets" / "broker").write_text(PASSWORD + "\n")
    values = {"host": "127.0.0.1", "port": broker.port, "tls": False, "username": NAME, "password": "${secret:broker}"}
    cap = channel(ChannelKind.MQTT, id="cap", topic="cap", message_format=MessageFormat.CAP, **values)
    with_channels(bench, channel(ChannelKind.MQTT, topic="warnings/squares", **values), cap)
    async with aiomqtt.Client("127.0.0.1", broker.port, username=NAME, password=PASSWORD) as listener:
        await listener.subscribe("#", qos=1)
        async with bench.at_work() as at_work:
            at_work.outbox.add(notice())
            async with asyncio.timeout(20):
                messages = [await anext(listener.messages) for _ in range(2)]
            await settled(at_work, 2)
    payloads = {str(m.topic): bytes(m.payload) for m in messages}  # type: ignore[arg-type]
    assert json.loads(payloads["warnings/squares"])["id"] == "w.1"
    assert from_xml(payloads["cap"]).identifier == f"{SENDER}:w.1"


async def test_what_a_broker_refuses_waits_until_it_is_mended(bench: Bench, broker: Broker) -> None:
    (bench.data / "secrets").mkdir()
    secret = bench.data / "secrets" / "broker"
    secret.write_text("wrong\n")
    mqtt = channel(
        ChannelKind.MQTT, topic="w", host="127.0.0.1", port=broker.port, tls=False, username=NAME,
        password="${secret:broker}",
    )  # fmt: skip
    with_channels(bench, mqtt)
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await until(at_work, lambda every: any(d.problem for d in every))
        assert "name and password" in delivery.problem
        secret.write_text(PASSWORD + "\n")
        [delivery] = await settled(at_work)
    assert delivery.state is DeliveryState.SENT


def push(server: Receiver, **changes: object) -> Channel:
    services = (f"localhost:{server.port}",)
    values = {"id": "room", "party": "", "role": Role.DUTY_OFFICER, "services": services}
    return channel(ChannelKind.PUSH, **(values | changes))


@pytest.fixture
def push_service(pair: Pair) -> Iterator[Receiver]:
    running = Receiver(pair).start()
    yield running
    running.stop()


async def test_only_the_browser_can_read_what_the_push_service_carries(
    bench: Bench, push_service: Receiver, trusting: ssl.SSLContext
) -> None:
    browser = Browser()
    bench.tls = trusting
    with_channels(bench, push(push_service))
    push_service.says = Says(201)
    async with bench.at_work() as at_work:
        at_work.subscriptions.add("room", OFFICER.id, push_service.url, browser.public, browser.secret, "en")
        at_work.outbox.add(notice(expires=datetime.now(UTC) + timedelta(hours=1)))
        taken = await push_service.soon()
        await settled(at_work)
    assert b"crowded" not in taken.body
    shown = json.loads(browser.read(taken.body))
    assert (shown["tag"], shown["title"], shown["status"]) == ("w", "It is going to be too crowded", "Actual")
    assert "Eén meter." in shown["body"]
    headers = taken.headers
    assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "normal")
    assert 3000 < int(headers["ttl"]) <= 3600
    assert len(headers["topic"]) <= 32
    assert headers["authorization"].startswith("vapid t=")


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    bench: Bench, push_service: Receiver, trusting: ssl.SSLContext, status: int
) -> None:
    browser = Browser()
    bench.tls = trusting
    with_channels(bench, push(push_service))
    push_service.says = Says(status)
    async with bench.at_work() as at_work:
        at_work.subscriptions.add("room", OFFICER.id, push_service.url, browser.public, browser.secret, "nl")
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
        assert delivery.state is DeliveryState.DEAD
        assert not at_work.subscriptions.of_channel("room")


async def test_whose_account_is_gone_gets_nothing_more(bench: Bench, push_service: Receiver) -> None:
    browser = Browser()
    with_channels(bench, push(push_service))
    bench.accounts.clear()
    async with bench.at_work() as at_work:
        at_work.subscriptions.add("room", OFFICER.id, push_service.url, browser.public, browser.secret, "nl")
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
        assert delivery.state is DeliveryState.DEAD
        assert not at_work.subscriptions.of_account(OFFICER.id)
    assert push_service.taken.empty()


async def test_a_long_message_is_cut_to_what_a_push_service_takes(
    bench: Bench, push_service: Receiver, trusting: ssl.SSLContext
) -> None:
    browser = Browser()
    bench.tls = trusting
    with_channels(bench, push(push_service))
    long = text("nl", "\N{FIREWORKS}" * 3000)
    async with bench.at_work() as at_work:
        at_work.subscriptions.add("room", OFFICER.id, push_service.url, browser.public, browser.secret, "nl")
        at_work.outbox.add(notice(texts=(long,), at=AT))
        taken = await push_service.soon()
    assert len(taken.body) <= 4096
    assert json.loads(browser.read(taken.body))["title"].startswith("\N{FIREWORKS}")
