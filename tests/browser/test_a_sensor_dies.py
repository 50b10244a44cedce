# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sensor dies and comes back, as a duty officer sees it: a real provider, a real node, a real browser."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Final

import pytest
from chromium import launch
from node_in_this_process import QuickClock, node_in_this_process
from playwright.sync_api import expect, sync_playwright
from signing_in import violations
from tests.sources.conftest import city_of, polled, quick
from tests.sources.provider import Answer, Provider, counts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

PATIENCE_MS: Final = 45_000
A_MINUTE_AND_MORE_MS: Final = 90_000
WELL_KNOWN: Final = 300
NORTH: Final = "[data-area=north]"
SOUTH: Final = "[data-area=south]"
WIDTH: Final = """(row) => {
    const { textContent } = document.querySelector(`${row} [data-band]`);
    const [lower, upper] = textContent.replaceAll(/[.,]/g, "").match(/\\d+/g);
    return Number(upper) - Number(lower);
}"""


@pytest.fixture
def clock() -> QuickClock:
    """Two minutes a second: an estimator believes no sensor at its first word, nor forgets it at once."""
    return QuickClock(speed=120)


@pytest.fixture
def provider(clock: QuickClock) -> Iterator[Provider]:
    running, asked = Provider(), itertools.count()

    def fresh(_headers: dict[str, str]) -> Answer:
        now, i = clock.now().isoformat(), next(asked)
        return counts(("north", now, 385 + i * 17 % 31), ("south", now, 84 + i * 5 % 13))  # no crowd stands still

    running.answer = fresh
    running.start()
    yield running
    running.die()


@pytest.fixture
def address(provider: Provider, clock: QuickClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The four squares, two of which a provider counts, estimated over their network."""
    city = city_of(tmp_path, polled(provider.url, interval_s=0.2))
    with (city / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[estimation]\nmethod = "fusion"\n')
    open_the_squares(city)
    streams = city / "streams.toml"
    streams.write_text(streams.read_text(encoding="utf-8").replace("stale_after_s = 5\n", "stale_after_s = 600\n"))
    with node_in_this_process(
        city, tmp_path / "data", clock=clock, pace=quick(longest_s=0.3), monkeypatch=monkeypatch
    ) as served:
        yield served


def open_the_squares(city: Path) -> None:
    """Let people come to a square and leave it, so that what was counted does not stay true."""
    areas, gates = (
        json.loads((city / name).read_text(encoding="utf-8")) for name in ("areas.geojson", "gates.geojson")
    )
    corners = {area["id"]: area["geometry"]["coordinates"][0] for area in areas["features"]}
    [promenade] = gates["features"]
    for square in ("north", "south"):
        properties = {**promenade["properties"], "area_ids": [square, "outside"]}
        side = {"type": "LineString", "coordinates": corners[square][:2]}
        gates["features"].append({**promenade, "id": f"{square}-gate", "properties": properties, "geometry": side})
    (city / "gates.geojson").write_text(json.dumps(gates), encoding="utf-8")


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        opened = browser.new_page(viewport={"width": 1600, "height": 900})
        opened.set_default_timeout(PATIENCE_MS)
        opened.goto(f"{address}/?map=off&lang=en")
        yield opened
        browser.close()


def band_becomes(page: Page, row: str, than: str, width: int) -> int:
    """Wait until the band in a row is wider or narrower than a width, and return how wide it then is."""
    sign = {"wider": ">", "narrower": "<"}[than]
    becomes = f"([row, width]) => ({WIDTH})(row) {sign} width"
    page.wait_for_function(becomes, arg=[row, width], timeout=A_MINUTE_AND_MORE_MS)
    return int(page.evaluate(WIDTH, row))


def test_a_sensor_that_dies_is_told_at_once_its_bands_widen_and_it_is_told_when_it_is_back(
    page: Page, provider: Provider
) -> None:
    lost, back = page.get_by_test_id("source-lost"), page.get_by_test_id("source-back")
    expect(page.locator(f"{NORTH} [data-band]")).to_be_visible()
    expect(page.locator(SOUTH)).not_to_contain_text("Source lost")
    expect(lost).to_have_count(0)
    expect(page.get_by_test_id("sources-figure")).to_contain_text("1 of 2 sources fresh", timeout=PATIENCE_MS)
    sure = band_becomes(page, NORTH, "narrower", WELL_KNOWN)

    provider.die()
    expect(lost).to_contain_text(re.compile(r"Source lost: .+ is lost since \d\d:\d\d"), timeout=PATIENCE_MS)
    unsure = band_becomes(page, NORTH, "wider", sure)
    expect(page.locator(SOUTH)).to_contain_text("Source lost", timeout=PATIENCE_MS)
    page.locator(f"{SOUTH} button").click()
    panel = page.get_by_test_id("area-panel")
    expect(panel.get_by_test_id("area-lost-source")).to_contain_text("This area lacks a source now: Live sensors")
    expect(panel).to_contain_text("Stale")
    assert violations(page) == []

    lost.get_by_role("button", name="Show the sources").click()
    source = page.locator("[data-source=live_sensors]")
    expect(source).to_have_attribute("data-state", "lost")
    expect(source).to_contain_text(re.compile(r"We know less of .*South"))
    expect(page.get_by_role("tab", name="Sources")).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    page.keyboard.press("l")
    expect(lost).to_contain_text(re.compile(r"Bron verloren: .+ is weg sinds \d\d:\d\d"))
    expect(source).to_contain_text("Verloren")
    assert violations(page) == []

    provider.start()
    expect(back).to_contain_text(re.compile(r"Live sensors levert weer sinds \d\d:\d\d"), timeout=PATIENCE_MS)
    expect(lost).to_have_count(0)
    expect(source).to_have_attribute("data-state", "fresh")
    assert violations(page) == []
    page.keyboard.press("/")
    band_becomes(page, NORTH, "narrower", unsure)
    expect(page.locator(SOUTH)).not_to_contain_text("Bron weg", timeout=PATIENCE_MS)
    expect(panel.get_by_test_id("area-lost-source")).to_have_count(0)
    back.get_by_role("button").click()
    expect(back).to_have_count(0)
