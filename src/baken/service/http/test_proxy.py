# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Only a trusted proxy can say who calls; what a caller writes into those headers changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.service.http.proxy import BehindProxy, Hop, ProxyError, TrustedProxies, caller, parse_forwarded

PROXY, INNER, CALLER, LIAR = "10.0.0.1", "10.0.0.2", "203.0.113.7", "198.51.100.9"
TRUSTED = TrustedProxies(["10.0.0.0/24", "2001:db8:1::/48"])

NAMES = st.sampled_from([b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"])

Headers = list[tuple[bytes, bytes]]


async def received(headers: Headers, *, client: str = PROXY, only: bool = False) -> dict[str, Any]:
    """Return the scope that the application gets, or the answer when it gets none."""
    outcome: dict[str, Any] = {}

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        outcome.update(scope)

    async def send(message: Any) -> None:
        outcome.update(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "client": (client, 5), "scheme": "http", "headers": [(b"host", b"inside"), *headers]}
    await BehindProxy(application, TRUSTED, only=only)(scope, receive, send)
    return outcome


async def test_a_trusted_proxy_says_who_calls_and_how() -> None:
    headers = [(b"x-forwarded-for", CALLER.encode()), (b"x-forwarded-proto", b"https"), (b"x-forwarded-host", b"a.nl")]
    scope = await received(headers)
    assert (scope["client"][0], scope["scheme"]) == (CALLER, "https")
    assert scope["headers"] == [(b"host", b"a.nl")]
    scope = await received([(b"forwarded", f"for={CALLER};proto=https;host=a.nl".encode())])
    assert (scope["client"][0], scope["scheme"], scope["headers"]) == (CALLER, "https", [(b"host", b"a.nl")])


@pytest.mark.parametrize("name", [b"forwarded", b"x-forwarded-for", b"x-real-ip", b"x-forwarded-proto"])
async def test_nobody_else_is_believed(name: bytes) -> None:
    value = b"for=127.0.0.1;proto=https" if name == b"forwarded" else b"127.0.0.1"
    scope = await received([(name, value)], client=LIAR)
    assert (scope["client"][0], scope["scheme"]) == (LIAR, "http")
    assert scope["headers"] == [(b"host", b"inside")], "and what was written is not handed on"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (CALLER, CALLER),
        (f"127.0.0.1, {CALLER}", CALLER),
        (f"127.0.0.1, {PROXY}, {CALLER}", CALLER),
        (f"{LIAR}, {CALLER}, {INNER}", CALLER),
        (f"{CALLER}, {INNER}, {PROXY}", CALLER),
        (f"<script>, {CALLER}", CALLER),
        ("2001:db8:9::1", "2001:db8:9::1"),
        (f"{CALLER}:4711", CALLER),
        (f"::ffff:{INNER}, {INNER}", f"::ffff:{INNER}"),
    ],
)
async def test_the_nearest_that_is_no_proxy_is_the_caller(line: str, found: str) -> None:
    assert (await received([(b"x-forwarded-for", line.encode())]))["client"][0] == found
    scope = await received([(b"x-forwarded-for", part.strip().encode()) for part in line.split(",")])
    assert scope["client"][0] == found, "several lines are one list"


async def test_what_cannot_be_read_stays_as_the_proxy_itself() -> None:
    for line in (b"unknown", b"", b"_hidden", b"1.2.3.4.5", b"\xff"):
        assert (await received([(b"x-forwarded-for", line)]))["client"][0] == PROXY


@pytest.mark.parametrize(
    "standard",
    [b"for=198.51.100.9", b"for=10.0.0.1", b"for=unknown", b'for="', b"for=1.2.3.4;for=5.6.7.8", b"\xff", b"=", b"for"],
)
async def test_a_caller_cannot_add_the_other_kind_of_header(standard: bytes) -> None:
    answer = await received([(b"x-forwarded-for", CALLER.encode()), (b"forwarded", standard)])
    assert answer.get("status") == 400
    assert "client" not in answer


async def test_both_kinds_may_say_the_same() -> None:
    both = [(b"x-forwarded-for", CALLER.encode()), (b"forwarded", f"for={CALLER};proto=https".encode())]
    scope = await received(both)
    assert (scope["client"][0], scope["scheme"]) == (CALLER, "https")


@pytest.mark.parametrize("host", [b'"><script>', b"a b", b"a/b", b"a\r\nX: y", b"a" * 300, b"a:999999"])
async def test_a_host_that_is_none_is_not_taken(host: bytes) -> None:
    scope = await received([(b"x-forwarded-for", CALLER.encode()), (b"x-forwarded-host", host)])
    assert (b"host", b"inside") in scope["headers"]


@pytest.mark.parametrize("scheme", [b"ftp", b"javascript", b"HTTPS ", b"https, http"])
async def test_a_scheme_that_is_none_is_not_taken(scheme: bytes) -> None:
    scope = await received([(b"x-forwarded-for", CALLER.encode()), (b"x-forwarded-proto", scheme)])
    assert scope["scheme"] == ("https" if scheme == b"HTTPS " else "http")


async def test_past_the_proxy_only_this_machine_comes() -> None:
    refused = await received([], client=LIAR, only=True)
    assert refused["status"] == 403
    assert (await received([], client="127.0.0.1", only=True))["client"][0] == "127.0.0.1"
    assert (await received([], client=PROXY, only=True))["client"][0] == PROXY


def test_a_list_without_end_is_refused() -> None:
    for name, one in ((b"forwarded", b"for=1.2.3.4,"), (b"x-forwarded-for", b"1.2.3.4,")):
        with pytest.raises(ProxyError):
            caller([(name, one * 1000)], TRUSTED)


@given(st.text(max_size=200))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        hops = parse_forwarded(text)
    except ProxyError:
        return
    assert all(isinstance(hop, Hop) for hop in hops)


@given(
    st.lists(
        st.tuples(st.sampled_from([b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"]), st.binary(max_size=60))
    )
)
def test_whatever_is_written_before_it_the_proxy_has_the_last_word(written: Headers) -> None:
    ours = [*written, (b"x-forwarded-for", CALLER.encode())]
    try:
        found = caller(ours, TRUSTED)
    except ProxyError:
        return
    assert found is not None
    assert found.address == CALLER
