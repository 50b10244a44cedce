# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Other maps than the schematic one, in a real browser under the real content security policy."""

from __future__ import annotations

import json
import shutil
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from chromium import share_of_colour
from playwright.sync_api import expect
from small_tiles import sea_with_a_road, tile_at, write_archive

from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SCHEMATIC: Final = 'basemap = { kind = "schematic" }'
DRAWN: Final = "html[data-map-ready=true]"
PATIENCE_MS: Final = 60_000
CENTRE: Final = tile_at(174.7655, -36.8482, 11)
WATER: Final = (11, 35, 64)
ROAD: Final = (61, 78, 100)
FOREIGN_SEA: Final = (0, 96, 144)


class Seen(NamedTuple):
    """What the screen fetched, what it complained about, and its map."""

    answers: list[tuple[str, int]]
    complaints: list[str]
    canvas: bytes
    ground_lost: bool
    rows: int


def auckland_on(basemap: str, folder: Path) -> Path:
    """Return a copy of the city with another map underneath."""
    city = shutil.copytree(ROOT / "cities" / "auckland", folder / "auckland")
    settings = (city / "city.toml").read_text(encoding="utf-8")
    assert SCHEMATIC in settings
    (city / "city.toml").write_text(settings.replace(SCHEMATIC, f"basemap = {{ {basemap} }}"), encoding="utf-8")
    return city


def look(browser: Browser, address: str) -> Seen:
    """Open the screen flat and without columns, so that the canvas shows areas and the map underneath."""
    page: Page = browser.new_page(viewport={"width": 1400, "height": 900})
    answers: list[tuple[str, int]] = []
    complaints: list[str] = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"{address}/?map=flat&columns=off&lang=en")
        page.wait_for_selector(DRAWN, timeout=PATIENCE_MS)
        expect(page.locator("[data-pin]")).to_have_count(21)
        canvas = page.locator("[data-testid=map] canvas").first.screenshot()
        lost = page.get_by_test_id("ground-lost").count() == 1
        return Seen(answers, complaints, canvas, lost, page.locator("[data-testid=areas] tbody tr").count())
    finally:
        page.close()


def elsewhere(seen: Seen, *allowed: str) -> list[str]:
    return [url for url, _ in seen.answers if not url.startswith((*allowed, "blob:", "data:"))]


def test_a_pmtiles_archive_in_the_folder_is_drawn_from_parts_of_one_file(browser: Browser, tmp_path: Path) -> None:
    city = auckland_on('kind = "pmtiles", url = "basemap/x.pmtiles"', tmp_path)
    write_archive(city / "basemap" / "x.pmtiles", CENTRE, sea_with_a_road(CENTRE))
    with serving("replay", city, "--speed", "1", home=tmp_path) as server:
        seen = look(browser, server.address)
    parts = {status for url, status in seen.answers if url.endswith("/basemap/x.pmtiles")}
    assert parts == {206}
    assert elsewhere(seen, server.address) == []
    assert seen.complaints == []
    assert not seen.ground_lost
    assert share_of_colour(browser, seen.canvas, WATER) > 0.6
    assert share_of_colour(browser, seen.canvas, ROAD) > 0.002


def test_a_schematic_map_is_not_mistaken_for_that_archive(browser: Browser, tmp_path: Path) -> None:
    with serving("replay", ROOT / "cities" / "auckland", "--speed", "1", home=tmp_path) as server:
        seen = look(browser, server.address)
    assert share_of_colour(browser, seen.canvas, WATER) < 0.5


def test_without_the_archive_areas_are_drawn_on_plain_ground_and_the_screen_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    city = auckland_on('kind = "pmtiles", url = "basemap/x.pmtiles"', tmp_path)
    (city / "basemap" / "x.pmtiles").write_bytes(b"not an archive")
    with serving("replay", city, "--speed", "1", home=tmp_path) as server:
        seen = look(browser, server.address)
    assert seen.ground_lost
    assert seen.rows == 21


def foreign_style(tiles: str) -> dict[str, Any]:
    source = {"type": "vector", "tiles": [f"{tiles}/{{z}}/{{x}}/{{y}}.mvt"], "maxzoom": CENTRE.z}
    colour = f"#{bytes(FOREIGN_SEA).hex()}"
    water = {"id": "w", "type": "fill", "source": "t", "source-layer": "water", "paint": {"fill-color": colour}}
    return {"version": 8, "sources": {"t": source}, "layers": [water]}


@contextmanager
def tile_server(style_of: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Serve styles by name and one tile for every address, to any origin; as a municipality's tile server does."""
    tile = sea_with_a_road(CENTRE)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            style = style_of.get(self.path)
            here = self.path.endswith(f"/{CENTRE.x}/{CENTRE.y}.mvt")
            body = json.dumps(style).encode() if style else tile if here else b""
            self.send_response(200 if body else 204)
            self.send_header("access-control-allow-origin", "*")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_style_elsewhere_is_drawn_and_only_its_own_host_is_asked(browser: Browser, tmp_path: Path) -> None:
    styles: dict[str, dict[str, Any]] = {}
    with tile_server(styles) as tiles:
        styles["/style.json"] = foreign_style(tiles)
        city = auckland_on(f'kind = "tiles", style = "{tiles}/style.json"', tmp_path)
        with serving("replay", city, "--speed", "1", home=tmp_path) as server:
            seen = look(browser, server.address)
    assert elsewhere(seen, server.address, tiles) == []
    assert seen.complaints == []
    assert not seen.ground_lost
    assert share_of_colour(browser, seen.canvas, FOREIGN_SEA) > 0.6


def test_a_style_that_sends_the_reader_to_a_third_host_is_not_followed(browser: Browser, tmp_path: Path) -> None:
    styles: dict[str, dict[str, Any]] = {}
    with tile_server({}) as third, tile_server(styles) as tiles:
        styles["/style.json"] = foreign_style(third)
        city = auckland_on(f'kind = "tiles", style = "{tiles}/style.json"', tmp_path)
        with serving("replay", city, "--speed", "1", home=tmp_path) as server:
            seen = look(browser, server.address)
    assert elsewhere(seen, server.address, tiles) == []
    assert share_of_colour(browser, seen.canvas, FOREIGN_SEA) == 0
    assert seen.ground_lost
    assert seen.rows == 21


def test_a_style_that_cannot_be_fetched_leaves_the_areas(browser: Browser, tmp_path: Path) -> None:
    with tile_server({}) as gone:
        pass
    city = auckland_on(f'kind = "tiles", style = "{gone}/style.json"', tmp_path)
    with serving("replay", city, "--speed", "1", home=tmp_path) as server:
        seen = look(browser, server.address)
    assert seen.ground_lost
    assert seen.rows == 21
