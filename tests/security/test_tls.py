# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""TLS of a node: only good versions and ciphers, renewed while it runs, and no key that everybody can read."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from cryptography import x509

from baken.service.http.tls import Certificate, TlsError
from certificates import Pair, make_pair
from servers import BakenServer, NotServingError, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@asynccontextmanager
async def speaking(certificate: Certificate) -> AsyncIterator[int]:
    async def say_something(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b".")
        writer.close()

    server = await asyncio.start_server(say_something, "127.0.0.1", 0, ssl=certificate.context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def shake_hands(port: int, **settings: object) -> tuple[str, str, x509.Certificate]:
    """Return version, cipher and certificate that a client of these settings gets."""
    client = ssl.create_default_context()
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    for name, value in settings.items():
        client.set_ciphers(str(value)) if name == "ciphers" else setattr(client, name, value)
    with (
        socket.create_connection(("127.0.0.1", port), 20) as connection,
        client.wrap_socket(connection, server_hostname="localhost") as line,
    ):
        made = x509.load_der_x509_certificate(line.getpeercert(binary_form=True) or b"")
        return line.version() or "", (line.cipher() or ("",))[0], made


def common_name(made: x509.Certificate) -> str:
    return made.subject.rfc4514_string()


async def test_a_modern_client_gets_tls_1_3(tmp_path: Path) -> None:
    async with speaking(Certificate(*make_pair(tmp_path))) as port:
        version, _, _ = await asyncio.to_thread(shake_hands, port)
        assert version == "TLSv1.3"


async def test_a_sensor_with_tls_1_2_gets_forward_secrecy_and_authenticated_encryption(tmp_path: Path) -> None:
    async with speaking(Certificate(*make_pair(tmp_path))) as port:
        version, cipher, _ = await asyncio.to_thread(shake_hands, port, maximum_version=ssl.TLSVersion.TLSv1_2)
        assert version == "TLSv1.2"
        assert cipher.startswith("ECDHE-")
        assert "GCM" in cipher or "CHACHA20" in cipher


OLD = {
    "TLS 1.1": {"maximum_version": ssl.TLSVersion.TLSv1_1, "minimum_version": ssl.TLSVersion.TLSv1},
    "no forward secrecy": {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "AES128-GCM-SHA256"},
    "CBC": {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA"},
}


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("settings", OLD.values(), ids=OLD.keys())
async def test_what_is_not_good_is_refused(tmp_path: Path, settings: dict[str, object]) -> None:
    async with speaking(Certificate(*make_pair(tmp_path))) as port:
        with pytest.raises(OSError):  # noqa: PT011 - an alert or a closed line, by version of OpenSSL
            await asyncio.to_thread(shake_hands, port, **settings)


async def test_a_renewed_certificate_is_used_from_then_on(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "before", use_rsa=True)
    certificate = Certificate(*pair)
    async with speaking(certificate) as port:
        assert "before" in common_name((await asyncio.to_thread(shake_hands, port))[2])
        assert not certificate.refresh(), "nothing has changed"
        make_pair(tmp_path, "after")
        assert certificate.refresh()
        assert "after" in common_name((await asyncio.to_thread(shake_hands, port))[2])


async def test_a_half_renewed_certificate_is_not_used(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "before")
    certificate = Certificate(*pair)
    (other := tmp_path / "other").mkdir()
    newer = make_pair(other, "after")
    async with speaking(certificate) as port:
        shutil.copy(newer.certificate, pair.certificate)
        assert not certificate.refresh()
        assert "before" in common_name((await asyncio.to_thread(shake_hands, port))[2])
        shutil.copy(newer.key, pair.key)
        os.utime(pair.key, ns=(time.time_ns(), time.time_ns() + 1))
        assert certificate.refresh()
        assert "after" in common_name((await asyncio.to_thread(shake_hands, port))[2])
        pair.certificate.unlink()
        assert not certificate.refresh()
        assert "after" in common_name((await asyncio.to_thread(shake_hands, port))[2])


def test_a_key_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.key.chmod(0o644)
    with pytest.raises(TlsError, match="Everybody"):
        Certificate(*pair)
    pair.key.chmod(0o640)  # a group for certificates is usual
    Certificate(*pair)


def test_a_pair_that_cannot_be_used_is_refused_without_asking_or_telling(tmp_path: Path) -> None:
    good = make_pair(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "locked").mkdir()
    bad = [
        Pair(good.certificate, make_pair(tmp_path / "other").key),
        make_pair(tmp_path / "locked", pass_phrase=b"something"),
        Pair(good.key, good.key),
        Pair(tmp_path / "nothing.pem", good.key),
        Pair(good.certificate, tmp_path / "nothing.key"),
        Pair(tmp_path, good.key),
    ]
    for pair in bad:
        with pytest.raises(TlsError) as caught:
            Certificate(*pair)
        assert "BEGIN" not in str(caught.value)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("pair"))


def test_a_node_with_a_certificate_speaks_only_tls(squares: Path, tmp_path: Path, encrypted: Pair) -> None:
    options = ("--host", "0.0.0.0", "--tls-certificate", encrypted.certificate, "--tls-key", encrypted.key)
    with serving("serve", squares, "--data", tmp_path / "data", *options, home=tmp_path) as server:
        assert server.address.startswith("https://")
        trusting = ssl.create_default_context(cafile=str(encrypted.certificate))
        with httpx.Client(base_url=server.address, verify=trusting, timeout=20) as client:
            assert client.get("/api/v1/health").status_code == 200
            assert client.get("/sta/v1.1").json()["value"][0]["url"].startswith("https://")
        with pytest.raises(httpx.TransportError):
            httpx.get(server.address.replace("https", "http") + "/api/v1/health", timeout=20)


@pytest.mark.parametrize("options", [(), ("--tls-certificate", "node.pem"), ("--trusted-proxy", "0.0.0.0/0")], ids=str)
def test_a_node_is_not_shown_to_a_network_by_accident(squares: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(NotServingError, match=r"--tls-certificate|--tls-key|everybody"):
        BakenServer("serve", squares, "--data", tmp_path / "data", "--host", "0.0.0.0", *options, home=tmp_path)


def test_a_laboratory_may_say_that_it_is_one(squares: Path, tmp_path: Path) -> None:
    options = ("--host", "0.0.0.0", "--insecure-plain-http")
    with serving("serve", squares, "--data", tmp_path / "data", *options, home=tmp_path) as server:
        assert server.client().get("/api/v1/health").status_code == 200
