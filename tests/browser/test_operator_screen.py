# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The operator screen in a real browser, on a real server that replays Auckland."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from chromium import different_pixels
from playwright.sync_api import expect
from signing_in import violations

from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx
    from playwright.sync_api import Browser, Page, Response, Route

    from servers import BakenServer

    Open = Callable[[str], Page]

BUSY_NOON: Final = "2025-12-23T23:30:00Z"  # half past twelve in Auckland, the day before Christmas
SIZE: Final = {"width": 1600, "height": 900}
DRAWN: Final = "html[data-map-ready=true]"
TABLE_ROW: Final = "[data-testid=areas] tbody tr"
SEEN_PINS: Final = "[data-pin]:not([data-size=hidden])"
PATIENCE_MS: Final = 45_000
AT_SPEED_ONE: Final = re.compile(r"^Replay 1\W$")


@pytest.fixture
def address(replay_server: BakenServer, replay_client: httpx.Client) -> str:
    """A replay that stands still at a busy moment."""
    replay_client.patch("/api/v1/replay", json={"now": BUSY_NOON, "paused": True, "speed": 1}).raise_for_status()
    return replay_server.address


@pytest.fixture
def open_screen(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the screen with a query; with a map it waits until that is drawn, without until the table is there."""
    pages: list[Page] = []

    def opened(query: str) -> Page:
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(PATIENCE_MS)
        pages.append(page)
        page.goto(f"{address}/?{query}")
        page.wait_for_selector(TABLE_ROW if "map=off" in query else DRAWN)
        return page

    yield opened
    for page in pages:
        page.close()


def picture_of_the_map(page: Page) -> bytes:
    """The canvas alone: what lies over it would differ for other reasons."""
    page.evaluate("document.querySelectorAll('[data-testid=map-canvas] ~ *').forEach(e => e.style.display = 'none')")
    return page.locator("[data-testid=map] canvas").first.screenshot()


def heights(page: Page) -> dict[str, float]:
    """How high the parts of the screen are that stand above each other."""
    return dict(
        page.evaluate("""() => Object.fromEntries(["header", "main", "[data-testid=time-bar]"].map(
            (part) => [part, document.querySelector(part).getBoundingClientRect().height]))""")
    )


def test_columns_stand_on_the_map_where_an_empty_map_has_none(browser: Browser, open_screen: Open) -> None:
    page = open_screen("map=3d&lang=en")
    full, again = picture_of_the_map(page), picture_of_the_map(page)
    empty = picture_of_the_map(open_screen("map=3d&lang=en&columns=off"))
    assert different_pixels(browser, full, empty) > 1500
    assert different_pixels(browser, full, again) < 200


def test_the_map_keeps_its_size_when_what_is_foreseen_comes_later(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZE)
    held: list[Route] = []
    page.route("**/api/v1/forecasts", lambda route: held.append(route))  # noqa: PLW0108  # it is marked by playwright
    page.goto(f"{address}/?map=off&lang=en")
    page.wait_for_selector(TABLE_ROW, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("replay-play")).to_be_visible()
    expect(page.get_by_test_id("clock")).to_have_text("12:30:00")
    before = heights(page)
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/forecasts")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_enabled(timeout=PATIENCE_MS)
    assert heights(page) == before
    page.close()


@pytest.mark.parametrize("size", [(1600, 900), (1366, 768), (1024, 768)], ids=lambda size: f"{size[0]} wide")
def test_the_main_street_and_the_whole_table_are_in_view_at_first(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{address}/?map=3d&columns=off&lang=nl")
    page.wait_for_selector(DRAWN, timeout=PATIENCE_MS)
    for end in ("queen-street-45", "queen-street-297"):
        expect(page.locator(f"{SEEN_PINS}[data-pin={end}]")).to_have_count(1)
    assert page.evaluate(f"""(() => {{
        const hits = [...document.querySelectorAll("{SEEN_PINS}")].map((pin) => {{
            const {{ left, top, width, height }} = pin.getBoundingClientRect();
            return pin.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }});
        return hits.every(Boolean);
    }})()"""), "a pin is behind something"
    assert page.evaluate("""(() => {
        const { scrollWidth, clientWidth } = document.querySelector("[data-testid=areas] table").parentElement;
        return scrollWidth <= clientWidth;
    })()"""), "the table's last column is cut off"
    page.close()


def test_table_and_pins_choose_the_same_areas_by_keyboard(open_screen: Open) -> None:
    page = open_screen("lang=en")
    names = page.locator("[data-testid=areas] tbody th button").all_inner_texts()
    assert len(names) == 21
    assert page.locator("[data-pin]").count() == len(names)
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    name = page.locator("[aria-current=true]").inner_text()
    expect(page.locator("#area-name")).to_have_text(name)
    expect(page.locator("[data-pin][aria-pressed=true]")).to_contain_text(name)
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    wanted = page.evaluate("document.activeElement.dataset.pin")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-area={wanted}] [aria-current=true]")).to_have_count(1)


def test_time_is_changed_by_keyboard_and_the_screen_says_so(open_screen: Open) -> None:
    page = open_screen("map=off&lang=en")
    expect(page.get_by_test_id("clock")).to_have_text("12:30:00")
    page.keyboard.press("t")
    slider = page.locator("#time-slider")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^now, "))
    summary = page.locator("header dl dd").first
    expect(summary).to_contain_text("between")
    persons = summary.text_content() or ""
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("clock")).to_have_text("08:00")
    expect(page.get_by_test_id("looking-back")).to_contain_text("08:00")
    expect(page.get_by_test_id("live-state")).to_have_text("Looking back")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"08:00: .+ persons, level \d"))
    expect(summary).not_to_have_text(persons)
    page.keyboard.press("n")
    expect(page.get_by_test_id("looking-back")).to_have_count(0)
    expect(summary).to_have_text(persons)


def test_both_languages_are_spoken(open_screen: Open) -> None:
    page = open_screen("map=off&lang=nl")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.get_by_role("heading", name="Gebieden")).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Areas")).to_be_visible()


def test_the_replay_is_played_and_paused_from_the_screen(open_screen: Open, replay_client: httpx.Client) -> None:
    page = open_screen("map=off&lang=en")
    page.get_by_test_id("replay-play").click()
    expect(page.get_by_test_id("live-state")).to_have_text(AT_SPEED_ONE)
    assert replay_client.get("/api/v1/replay").json()["paused"] is False
    page.keyboard.press("p")
    expect(page.get_by_test_id("live-state")).to_have_text("Replay paused")
    assert replay_client.get("/api/v1/replay").json()["paused"] is True


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_refused(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZE)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/?lang=en")
    page.wait_for_selector(DRAWN, timeout=PATIENCE_MS)
    page.close()
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []
    assert complaints == []


def test_no_rule_of_wcag_2_2_aa_is_broken_in_either_language(open_screen: Open) -> None:
    page = open_screen("lang=nl")
    assert violations(page) == []
    page.keyboard.press("l")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert violations(page) == []
    page.keyboard.press("t")
    page.keyboard.press("PageDown")
    expect(page.get_by_test_id("looking-back")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 800, "height": 1100})
    assert violations(page) == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def test_without_a_map_the_table_still_tells_everything(open_screen: Open) -> None:
    page = open_screen("map=off&lang=en")
    expect(page.get_by_test_id("map-lost")).to_be_visible()
    expect(page.locator(TABLE_ROW)).to_have_count(21)
    assert violations(page) == []


def test_a_screen_whose_server_is_killed_says_so_and_is_live_again_by_itself(browser: Browser, tmp_path: Path) -> None:
    city = ROOT / "cities" / "auckland"
    page = browser.new_page(viewport=SIZE)
    state, alarm = page.get_by_test_id("live-state"), page.get_by_role("alert")
    with serving("replay", city, "--speed", "1", home=tmp_path) as server:
        page.goto(f"{server.address}/?map=off&lang=en")
        expect(state).to_have_text(AT_SPEED_ONE, timeout=PATIENCE_MS)
        before = epoch_of(server)
        server.kill()
        expect(alarm.get_by_test_id("not-live")).to_contain_text(
            re.compile(r"not live since \d\d:\d\d:\d\d"), timeout=20_000
        )
        expect(state).to_have_text("NOT LIVE")
        assert violations(page) == []
    with serving("replay", city, "--speed", "1", home=tmp_path, port=server.port) as again:
        expect(state).to_have_text(AT_SPEED_ONE, timeout=PATIENCE_MS)
        expect(alarm.get_by_test_id("not-live")).to_have_count(0)
        expect(page.get_by_test_id("recovered")).to_contain_text("The server started anew")
        assert epoch_of(again) != before
        # A picture that was followed by the next one at once may be gone when the screen asks for it; it asks again.
        with page.expect_response(_is_picture) as fetched, again.client() as client:
            client.patch("/api/v1/replay", json={"now": BUSY_NOON}).raise_for_status()
        assert fetched.value.json()["epoch"] == epoch_of(again)
        expect(page.get_by_test_id("clock")).to_contain_text("12:30")
        assert violations(page) == []
    page.close()


def _is_picture(answer: Response) -> bool:
    return answer.ok and "/api/v1/picture" in answer.url


def epoch_of(server: BakenServer) -> str:
    with server.client() as client:
        return str(client.get("/api/v1/picture").raise_for_status().json()["epoch"])
