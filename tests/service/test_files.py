# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files over HTTP: the front end and the map, and nothing beside them."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from servers import ROOT, exchange

if TYPE_CHECKING:
    import httpx

    from servers import BakenServer

MAP_FILE = "/basemap/buildings.geojson"
ON_DISK = (ROOT / "cities" / "auckland" / "basemap" / "buildings.geojson").read_bytes()


@pytest.fixture(scope="module")
def script(replay_client: httpx.Client) -> str:
    """The path of the front end's first script."""
    found = re.search(r'src="(?:\./|/)?(assets/[^"]+\.js)"', replay_client.get("/").text)
    assert found, "the front end was not built; run 'make setup'"
    return f"/{found[1]}"


def test_the_page_is_asked_for_again_and_what_it_names_is_kept(replay_client: httpx.Client, script: str) -> None:
    page, asset = replay_client.get("/"), replay_client.get(script)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-cache"
    assert asset.headers["content-type"].startswith("text/javascript")
    assert "immutable" in asset.headers["cache-control"]


def test_the_page_runs_nothing_from_elsewhere(replay_client: httpx.Client) -> None:
    page = replay_client.get("/")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", page.text), "no script in the page itself"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)


def test_an_unchanged_file_is_not_sent_again(replay_client: httpx.Client) -> None:
    first = replay_client.get(MAP_FILE)
    again = replay_client.get(MAP_FILE, headers={"if-none-match": first.headers["etag"]})
    among = replay_client.get(MAP_FILE, headers={"if-none-match": f'"another", W/{first.headers["etag"]}'})
    other = replay_client.get(MAP_FILE, headers={"if-none-match": '"another"'})
    assert first.content == other.content == ON_DISK
    assert again.status_code == among.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200


def test_text_is_compressed_for_who_takes_it(replay_server: BakenServer) -> None:
    ask = f"GET {MAP_FILE} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: %s\r\nConnection: close\r\n\r\n"
    zipped, plain = (exchange(replay_server, (ask % coding).encode()) for coding in ("br, gzip", "identity"))
    assert zipped.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in zipped.headers["vary"].lower()
    assert len(zipped.body) < len(plain.body) / 2
    assert gzip.decompress(zipped.body) == plain.body == ON_DISK


@pytest.mark.parametrize("refused", ["gzip;q=0", "br, gzip; q=0.0", "identity"])
def test_text_is_not_compressed_for_who_refuses_it(replay_server: BakenServer, refused: str) -> None:
    ask = f"GET {MAP_FILE} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {refused}\r\nConnection: close\r\n\r\n"
    answer = exchange(replay_server, ask.encode())
    assert "content-encoding" not in answer.headers
    assert answer.body == ON_DISK


def test_head_says_what_get_would(replay_client: httpx.Client) -> None:
    head, get = replay_client.head(MAP_FILE), replay_client.get(MAP_FILE)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-type", "content-length", "cache-control"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=10-10", slice(10, 11)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=0-99999999", slice(0, None)),
        ("bytes=-99999999", slice(0, None)),
    ],
)
def test_a_part_of_a_file_is_sent_when_asked(replay_client: httpx.Client, wanted: str, part: slice) -> None:
    answer = replay_client.get(MAP_FILE, headers={"range": wanted})
    assert answer.status_code == 206
    assert answer.content == ON_DISK[part]
    first, last, _ = part.indices(len(ON_DISK))
    assert answer.headers["content-range"] == f"bytes {first}-{last - 1}/{len(ON_DISK)}"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0", "bytes=9-3", "bytes=x-y", "lines=1-2", "bytes=²-"])
def test_a_part_that_is_not_there_is_refused(replay_client: httpx.Client, wanted: str) -> None:
    answer = replay_client.get(MAP_FILE, headers={b"range": wanted.encode()})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(ON_DISK)}"


OUTSIDE = (
    "/../city.toml",
    "/basemap/../city.toml",
    "/basemap/../../../pyproject.toml",
    "/basemap/%2e%2e/city.toml",
    "/basemap/%2e%2e%2fcity.toml",
    "/basemap/..%5ccity.toml",
    "/basemap/..\\city.toml",
    "/basemap/%252e%252e/city.toml",
    "/basemap/./../city.toml",
    "/basemap//etc/passwd",
    "/basemap/%00/../city.toml",
    "/basemap/land.geojson%00.txt",
    "/basemap/land.geojson/",
    "/basemap/",
    "/basemap",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/assets/../../../node.py",
    "/assets/..%2f..%2f..%2fnode.py",
    "/..%c0%af..%c0%afetc/passwd",
    "/%ff%fe",
    "/static/index.html",
    "/node.py",
    "/.writable",
    "/observations.duckdb",
    "/register.sqlite",
)


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("extra", ["", "Range: bytes=0-9\r\n"], ids=["whole", "part"])
def test_no_path_leads_out_of_the_folders(replay_server: BakenServer, path: str, extra: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\n{extra}Connection: close\r\n\r\n"
    answer = exchange(replay_server, request.encode("latin-1"))
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body
    assert b"[map]" not in answer.body


def test_nothing_that_lies_in_the_folders_is_left_out(replay_client: httpx.Client) -> None:
    for path in sorted((ROOT / "cities" / "auckland" / "basemap").glob("*.geojson")):
        assert replay_client.get(f"/basemap/{path.name}").content == path.read_bytes()
