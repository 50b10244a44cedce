# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A node is not shown to a network by accident."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baken.service.http.proxy import ProxyError
from baken.service.listening import ExposureError, Listening

PAIR: dict[str, Any] = {"certificate": Path("node.pem"), "key": Path("node.key")}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_on_this_machine_nothing_more_is_needed(host: str) -> None:
    Listening(host=host).check()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "", "no.such.host.invalid"])
def test_for_others_a_node_needs_tls_or_a_proxy_or_a_plain_word(host: str) -> None:
    with pytest.raises(ExposureError) as caught:
        Listening(host=host).check()
    for option in ("--tls-certificate", "--tls-key", "--trusted-proxy", "--insecure-plain-http"):
        assert option in caught.value.remedy
    Listening(host=host, **PAIR).check()
    Listening(host=host, proxies=("192.0.2.7",)).check()
    Listening(host=host, is_insecure=True).check()


@pytest.mark.parametrize("half", PAIR)
def test_half_a_pair_is_refused(half: str) -> None:
    with pytest.raises(ExposureError, match="belong together"):
        Listening(**{half: PAIR[half]}).check()


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "proxy.example", "10.0.0.1/8", ""])
def test_a_proxy_is_an_address_and_not_everybody(network: str) -> None:
    with pytest.raises(ProxyError):
        Listening(proxies=(network,)).check()


def test_past_the_proxy_nobody_comes_without_encryption() -> None:
    assert Listening(proxies=("192.0.2.7",)).only_by_proxy
    assert not Listening(proxies=("192.0.2.7",), **PAIR).only_by_proxy
    assert not Listening(proxies=("192.0.2.7",), is_insecure=True).only_by_proxy
