# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fireworks evening of the simulated city: how sure a number is, where it comes from, and that it is invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from chromium import different_pixels
from playwright.sync_api import expect
from signing_in import violations

from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from playwright.sync_api import Browser, Page

    from servers import BakenServer

    class Open(Protocol):
        """Opens a page of the server, in a window of a certain kind."""

        def __call__(self, path: str, **how: Any) -> Page: ...


BEFORE_THE_FIREWORKS: Final = "2026-08-14T22:10"
PATIENCE_MS: Final = 45_000
DRAWN: Final = "html[data-map-ready=true]"
TABLE_ROW: Final = "[data-testid=areas] tbody tr"
BAND: Final = re.compile(r"^[\d.,]+\u2013[\d.,]+$")
AREAS: Final = 20
SIDEWAYS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """The evening stands still five minutes before the fireworks."""
    home = tmp_path_factory.mktemp("evening")
    city = ROOT / "cities" / "scheveningen"
    with serving("replay", city, "--from", BEFORE_THE_FIREWORKS, "--speed", "1", home=home) as server:
        with server.client() as client:
            client.patch("/api/v1/replay", json={"paused": True}).raise_for_status()
        yield server


@pytest.fixture
def open_screen(browser: Browser, evening: BakenServer) -> Iterator[Open]:
    pages: list[Page] = []

    def opened(path: str, **how: Any) -> Page:
        page = browser.new_page(**({"viewport": {"width": 1600, "height": 900}} | how))
        page.set_default_timeout(PATIENCE_MS)
        pages.append(page)
        page.goto(f"{evening.address}/{path}")
        return page

    yield opened
    for page in pages:
        page.close()


def test_every_number_of_persons_has_its_band(open_screen: Open) -> None:
    page = open_screen("?map=off&lang=en")
    bands = page.locator(f"{TABLE_ROW} [data-band]")
    expect(bands).to_have_count(AREAS)
    assert [band for band in bands.all_inner_texts() if not BAND.match(band)] == []
    assert page.locator(f"{TABLE_ROW} [data-level-band]").count() == AREAS
    expect(page.locator("header dl [data-band]")).to_have_text(re.compile(r"\d\u2013\d"))
    page.locator(f"{TABLE_ROW} button").first.click()
    panel = page.get_by_test_id("area-panel")
    expect(panel).to_contain_text("Nine times in ten the true number lies between")
    expect(panel).to_contain_text("the 90 % band")


def test_it_is_told_where_a_number_comes_from_and_what_would_help(open_screen: Open) -> None:
    page = open_screen("?map=off&lang=en")
    page.locator("[data-area=strand-noord] button").click()
    origin = page.get_by_test_id("origin")
    shares = [int(share) for share in re.findall(r"(\d+)% (?:measured|calculated|assumed)", origin.inner_text())]
    assert len(shares) == 3
    assert 98 <= sum(shares) <= 102
    improvement = re.compile(r"would narrow the band from ± [\d,]+ to ± [\d,]+\.")
    expect(origin.get_by_test_id("improvement")).to_have_text(improvement)
    expect(page.get_by_test_id("area-panel")).to_contain_text(re.compile(r"carries \d+%"))
    expect(page.get_by_test_id("area-panel")).to_contain_text("Method: ")


def test_flows_are_arrows_a_table_and_what_comes_and_goes(browser: Browser, open_screen: Open) -> None:
    page = open_screen("?map=3d&lang=en", reduced_motion="reduce")
    page.wait_for_selector(DRAWN)
    toggle = page.get_by_role("button", name="Flows")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    with_arrows, still = canvas(page), canvas(page)
    toggle.click()
    expect(page.get_by_text("Arrow: flow")).to_have_count(0)
    without = canvas(page)
    assert different_pixels(browser, with_arrows, without) > 300
    assert different_pixels(browser, with_arrows, still) < 200
    page.keyboard.press("f")
    expect(page.get_by_role("tab", name="Flows")).to_be_focused()
    rows = page.locator("[data-testid=flows] tbody tr")
    expect(rows.first).to_contain_text(re.compile(r"\d+ ± \d"))
    page.keyboard.press("Tab")
    expect(rows.first.get_by_role("button")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_attribute("data-chosen", "true")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Sources")).to_be_focused()
    expect(page.get_by_test_id("sources")).to_be_visible()
    page.keyboard.press("/")
    page.locator("[data-area=boulevard-kurhaus] button").click()
    expect(page.get_by_test_id("come-and-go")).to_contain_text(re.compile(r"coming ± \d"))
    page.keyboard.press("t")
    page.keyboard.press("PageDown")
    expect(page.get_by_test_id("come-and-go")).to_have_count(0)


def canvas(page: Page) -> bytes:
    """The map alone, without what lies over it."""
    hide = "(how) => document.querySelectorAll('[data-testid=map-canvas] ~ *').forEach(e => e.style.visibility = how)"
    page.evaluate(hide, "hidden")
    taken = page.locator("[data-testid=map] canvas").first.screenshot()
    page.evaluate(hide, "")
    return taken


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_rule_of_wcag_2_2_aa_is_broken_in_any_view(open_screen: Open, language: str) -> None:
    page = open_screen(f"?map=off&lang={language}")
    expect(page.locator(TABLE_ROW)).to_have_count(AREAS)
    expect(page.get_by_test_id("origin")).to_be_visible()
    expect(page.get_by_test_id("come-and-go")).to_be_visible()
    assert violations(page) == []
    for key, view in (("f", "flows"), ("s", "sources")):
        page.keyboard.press(key)
        expect(page.get_by_test_id(view).get_by_role("heading").first).to_be_attached()
        assert violations(page) == []


@pytest.mark.parametrize("path", ["?map=off", "sign-in?", "governance?", "measures-here?", "registers?"])
def test_every_page_says_that_the_city_is_simulated_also_on_paper(open_screen: Open, path: str) -> None:
    page = open_screen(f"{path}&lang=nl")
    told = page.get_by_test_id("simulated")
    expect(told).to_contain_text("Verzonnen stad met bekende waarheid")
    expect(page).to_have_title(re.compile("^Simulatie · .*Scheveningen"))
    page.mouse.wheel(0, 4000)
    expect(told).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(told).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("size", [(1024, 768), (800, 450), (390, 844)], ids=["tablet", "twice as large", "telephone"])
def test_nothing_has_to_be_scrolled_sideways(open_screen: Open, size: tuple[int, int]) -> None:
    page = open_screen("?map=off&lang=nl", viewport={"width": size[0], "height": size[1]})
    expect(page.locator(TABLE_ROW)).to_have_count(AREAS)
    assert page.evaluate(SIDEWAYS) <= 0
    for view in ("sources", "flows"):
        page.locator(f"#tab-{view}").click()
        assert page.evaluate(SIDEWAYS) <= 0


def test_what_is_foreseen_is_drawn_and_says_that_it_learned_from_simulated_days(
    evening: BakenServer, open_screen: Open
) -> None:
    page = open_screen("?map=off&lang=en")
    page.locator("[data-area=boulevard-kurhaus] button").click()
    fan = page.get_by_test_id("fan")
    expect(fan).to_be_visible(timeout=4 * PATIENCE_MS)  # the weeks before this day are made first
    assert all(re.match(r"M[\d.]", band.get_attribute("d") or "") for band in fan.locator("path").all())
    expect(page.get_by_test_id("forecast-by")).to_contain_text("nowcast")
    with evening.client() as client:
        found = client.get("/api/v1/forecasts").json()
    own = {one["kind"] for one in found["series"] if one["status"] == "own"}
    assert own >= {"persons", "flow"}
    assert {one["status"] for one in found["series"]} <= {"own", "reference"}
    assert all("simulated days" in one["note"] for one in found["series"])
    way = next(one for one in found["series"] if one["kind"] == "flow")
    with evening.client() as client:
        assert client.get(way["link"]).json()["median"][0] >= 0.0
        assert client.get(f"{way['link']}x").status_code == 404
