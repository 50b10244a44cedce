# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody makes the node talk to a machine that it was not meant to talk to, whatever a name stands for."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.notification.conftest import Bench, channel, notice, settled, with_channels

from baken.city.channels import PUSH_SERVICES, ChannelKind, TransportSecurity
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.notification.subscriptions import is_of_service
from baken.service.outward.addresses import Reach, may_reach

if TYPE_CHECKING:
    from tests.notification.receivers import Receiver

INSIDE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "::1", "::",
    "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.2.1", "198.18.0.1",
]  # fmt: skip
NEVER = [
    "169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "224.0.0.1",
    "ff02::1",
    "::ffff:169.254.169.254",
    "0.0.0.0",
    "::",
]


@pytest.mark.parametrize("address", [*INSIDE, *NEVER, "nonsense", ""])
def test_what_is_not_the_public_internet_is_not_reached_by_default(address: str) -> None:
    assert not may_reach(address, Reach.PUBLIC)


@pytest.mark.parametrize("address", NEVER)
def test_the_link_and_everybody_at_once_are_never_reached(address: str) -> None:
    assert not may_reach(address, Reach.INTERNAL)


@given(st.ip_addresses())
def test_what_is_public_may_be_reached_from_inside_too(address: Any) -> None:
    if may_reach(str(address), Reach.PUBLIC):
        assert may_reach(str(address), Reach.INTERNAL)


async def test_a_public_channel_does_not_reach_inside(bench: Bench, receiver: Receiver) -> None:
    url = f"http://127.0.0.1:{receiver.port}/in"
    with_channels(
        bench,
        channel(url=url, is_internal=False),
        channel(ChannelKind.MAIL, id="m", host="127.0.0.1", port=receiver.port, is_internal=False,
                security=TransportSecurity.NONE, sender="a@b.example", addresses=("c@d.example",)),
        channel(ChannelKind.MQTT, id="q", host="127.0.0.1", port=receiver.port, is_internal=False, topic="w"),
    )  # fmt: skip
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        every = await settled(at_work, 3)
    assert {d.state for d in every} == {DeliveryState.DEAD}
    assert all("may not be reached" in d.problem for d in every)
    assert receiver.taken.empty()


async def test_a_name_cannot_change_its_mind_between_looking_and_connecting(
    bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["9.9.9.9", "127.0.0.1", "127.0.0.1"]
    asked: list[str] = []

    async def looked_up(_host: str, port: int, **_rest: Any) -> list[Any]:
        asked.append(answers[len(asked)])
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (asked[-1], port))]

    connected: list[str] = []
    import httpcore

    async def connect(_self: object, host: str, port: int, **_rest: Any) -> Any:
        connected.append(host)
        raise httpcore.ConnectError("nobody there")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with_channels(bench, channel(url="https://rebinding.example/in", is_internal=False))
    async with bench.at_work() as at_work:
        at_work.outbox.add(notice())
        [delivery] = await settled(at_work)
    assert connected == ["9.9.9.9"], "the address that was judged, and no other"
    assert asked == ["9.9.9.9", "127.0.0.1"]
    assert delivery.state is DeliveryState.DEAD
    assert receiver.taken.empty()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://evil.example/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com:8080/x",
        "https://169.254.169.254/x",
        "https://a.notify.windows.com.evil.example/",
        "https://fcm.googleapis.com\\@evil.example/",
        "https://[::1]/",
        "https://[/",
        "ftp://fcm.googleapis.com/",
        "https://fcm.googleapis.com/" + "a" * 2000,
        "",
    ],
)
def test_a_subscription_points_only_to_the_service_of_a_browser(endpoint: str) -> None:
    assert not is_of_service(endpoint, PUSH_SERVICES)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-am3p.notify.windows.com/w/?token=BQ",
        "https://web.push.apple.com/QGx",
    ],
)
def test_the_services_of_browsers_are_accepted(endpoint: str) -> None:
    assert is_of_service(endpoint, PUSH_SERVICES)
