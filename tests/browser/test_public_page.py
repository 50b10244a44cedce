# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public page on a telephone: read, chosen in, kept without a network, embedded where the city allows it."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect
from signing_in import origin_of, violations

from servers import ROOT, serving
from telling import telling_city
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from servers import BakenServer

    Open = Callable[..., Page]

PATIENCE_MS: Final = 60_000
AFTERNOON: Final = "2025-12-23T02:05:00Z"
"""15:05 in Auckland on the day before Christmas Eve."""
PLACES: Final = 21
MOST_BEFORE_THE_MAP: Final = 100_000
HOST: Final = "http://localhost:4999"
STRANGER: Final = "http://localhost:4998"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """Auckland, standing still on an afternoon, with what is foreseen; one page elsewhere may show the widget."""
    home = tmp_path_factory.mktemp("public")
    city = shutil.copytree(ROOT / "cities" / "auckland", home / "auckland")
    declared = (city / "public.toml").read_text(encoding="utf-8")
    (city / "public.toml").write_text(f'embed_on = ["{HOST}"]\n{declared}', encoding="utf-8")
    with serving(
        "replay", city, "--from", "2025-12-23T15:05", "--speed", "1", "--data", home / "data", home=home
    ) as one:
        with one.client() as client:
            until(
                lambda: client.get("/api/v1/public/busyness").json()["forecastIssuedAt"],
                PATIENCE_MS / 1000,
                "no forecast was published",
            )
            client.patch("/api/v1/replay", json={"paused": True}).raise_for_status()
        yield one


@pytest.fixture
def open_page(browser: Browser, server: BakenServer) -> Iterator[Open]:
    contexts = []

    def opened(path: str, *, width: int = 390, script: bool = True, wait: bool = True, kept: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            locale="nl-NL",
            java_script_enabled=script,
            service_workers="allow" if kept else "block",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{origin_of(server)}{path}")
        if wait:
            expect(page.get_by_test_id("answer")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def of_every_level(page: Page, path: str) -> None:
    """Let the page come with an edition in which each level occurs, one place is old and one is in doubt."""

    def changed(route: Route) -> None:
        answer = route.fetch()
        head, start, rest = answer.text().partition('id="edition">')
        data, end, tail = rest.partition("</script>")
        edition = json.loads(data)
        for i, place in enumerate(edition["places"]):
            place["level"][0], place["upTo"][0] = 1 + i % 5, min(5, 2 + i % 5)
        edition["places"][3] |= {"state": "stale"}
        edition["places"][4] |= {"state": "in-doubt", "betterPlace": [0, *edition["places"][4]["betterPlace"][1:]]}
        edition["places"][5] |= {"level": [None] * len(edition["times"]), "state": "unknown"}
        edition["overall"]["level"][0] = 4
        route.fulfill(response=answer, body=f"{head}{start}{json.dumps(edition)}{end}{tail}")

    page.context.route(f"**{path}", changed)
    page.reload()


KEPT_PARTS: Final = """async () => (await (await caches.open("baken-visit-1")).keys())
    .map((request) => new URL(request.url).pathname).filter((path) => path.startsWith("/assets/"))"""


def kept(page: Page) -> None:
    """Wait until the service worker has kept the page and what it is made of."""
    page.wait_for_function(
        """async () => {
            const cache = await caches.open("baken-visit-1");
            const paths = (await cache.keys()).map((request) => new URL(request.url).pathname);
            return paths.some((path) => path.endsWith(".js")) && paths.includes("/api/v1/public/busyness")
                && paths.includes(location.pathname);
        }"""
    )


@pytest.mark.parametrize(("path", "theme"), [("/druk", "light"), ("/busy", "dark")])
def test_no_rule_of_wcag_2_2_aa_is_broken_on_a_telephone(open_page: Open, path: str, theme: str) -> None:
    page = open_page(f"{path}?theme={theme}", wait=False, kept=False)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    of_every_level(page, f"{path}?theme={theme}")
    expect(page.locator("li[data-level='5']").first).to_be_visible()
    page.get_by_test_id("map").scroll_into_view_if_needed()
    page.wait_for_selector("html[data-map-ready=true]")
    page.locator("details summary").click()
    assert violations(page) == []
    assert complaints == []


@pytest.mark.parametrize("width", [320, 390, 640])
def test_the_page_fits_small_screens(open_page: Open, width: int) -> None:
    page = open_page("/druk", width=width)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_the_page_is_light_and_there_before_the_map(open_page: Open) -> None:
    page = open_page("/druk")
    expect(page.locator("li[data-place]")).to_have_count(PLACES)
    size = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
    )
    assert 3_000 < size < MOST_BEFORE_THE_MAP
    assert page.locator(".map svg").count() == 0


def test_another_hour_is_chosen_by_keyboard_and_told_everywhere(open_page: Open) -> None:
    page = open_page("/busy")
    answer = page.get_by_test_id("answer")
    expect(answer).to_contain_text("So it was at 15:0")
    bars = page.locator(".bar")
    assert bars.count() > 20
    expect(bars.nth(1)).to_have_attribute("aria-label", re.compile(r"16:00: .+\(level [1-5] of 5\)"))
    bars.nth(1).focus()
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("Forecast for Tue 23 Dec 16:00")
    expect(page.locator(".bar").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bar").nth(1)).to_be_focused()
    tomorrow = page.get_by_role("group", name="Choose a time").get_by_role("button", name="Wed 14:00")
    tomorrow.click()
    expect(answer).to_contain_text("Forecast for Wed 24 Dec 14:00")


def test_the_list_begins_where_it_is_busiest_or_quietest(open_page: Open) -> None:
    page = open_page("/busy", kept=False)
    of_every_level(page, "/busy")
    expect(page.locator("li[data-level='5']").first).to_be_visible()
    levels = [int(card.get_attribute("data-level") or 0) for card in page.locator("li[data-place]").all()]
    assert levels == sorted(levels, reverse=True)
    page.get_by_role("button", name="Quietest first").click()
    levels = [int(card.get_attribute("data-level") or 0) or 9 for card in page.locator("li[data-place]").all()]
    assert levels == sorted(levels)


def test_the_map_says_the_same_as_the_list(open_page: Open) -> None:
    page = open_page("/busy")
    page.get_by_test_id("map").scroll_into_view_if_needed()
    page.wait_for_selector("html[data-map-ready=true]")
    drawn = page.evaluate("[...document.querySelectorAll('path.area')].map(p => [p.dataset.place, p.dataset.level])")
    told = page.evaluate(
        "[...document.querySelectorAll('li[data-place]')].map(p => [p.dataset.place, p.dataset.level])"
    )
    assert dict(drawn) == dict(told)
    assert page.locator(".numbers text").count() > 3


def test_the_page_is_readable_when_the_server_is_gone_and_says_of_when_it_is(browser: Browser, tmp_path: Path) -> None:
    city = telling_city(tmp_path)
    with contextlib.closing(browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL")) as context:
        with serving("serve", city, "--data", tmp_path / "data", home=tmp_path) as first:
            port = first.port
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{origin_of(first)}/druk")
            expect(page.locator("li[data-place]")).to_have_count(4)
            kept(page)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Hoe druk is het in Four squares?")
        expect(page.locator("li[data-place]")).to_have_count(4)
        expect(page.get_by_test_id("notice")).to_contain_text(
            "Geen verbinding. U ziet hoe het was", timeout=PATIENCE_MS
        )
        assert violations(page) == []
        with serving("serve", city, "--data", tmp_path / "data", home=tmp_path, port=port):
            page.evaluate("window.dispatchEvent(new Event('online'))")
            expect(page.get_by_test_id("notice")).to_be_empty(timeout=PATIENCE_MS)


def test_what_the_page_was_made_of_before_is_not_kept_for_ever(open_page: Open) -> None:
    page = open_page("/busy")
    kept(page)
    parts = page.evaluate(KEPT_PARTS)
    keep = """async ([path, at]) => (await caches.open("baken-visit-1"))
        .put(location.origin + path, new Response("", { headers: { "x-kept-at": at } }))"""
    now = page.evaluate("new Date().toISOString()")
    page.evaluate(keep, ["/assets/visit-of-last-year.js", "2025-01-01T00:00:00Z"])
    page.evaluate(keep, ["/assets/map-of-now.js", now])
    page.reload()
    page.wait_for_function(f"async () => !(await ({KEPT_PARTS})()).includes('/assets/visit-of-last-year.js')")
    assert {*parts, "/assets/map-of-now.js"} <= set(page.evaluate(KEPT_PARTS))


def test_the_page_can_be_installed(open_page: Open) -> None:
    page = open_page("/busy")
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((found) => found.json())")
    assert manifest["name"] == "How busy is Auckland city centre?"
    assert manifest["start_url"] == "/busy"
    for icon in manifest["icons"]:
        assert page.evaluate("(src) => fetch(src).then((found) => found.status)", icon["src"]) == 200


def test_the_page_is_readable_without_any_script(open_page: Open) -> None:
    page = open_page("/busy", script=False, wait=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("How busy is Auckland city centre?")
    expect(page.get_by_role("listitem")).to_have_count(PLACES)
    expect(page.get_by_role("listitem").first).to_contain_text("level")


def test_the_widget_stands_on_the_page_that_the_city_named_and_on_no_other(
    open_page: Open, server: BakenServer
) -> None:
    page = open_page("/busy")
    frame = (
        '<!doctype html><html lang="en"><title>Beach club</title><main><h1>Beach club</h1>'
        f'<iframe title="How busy" width="340" height="420" src="{origin_of(server)}/busy/widget"></iframe></main>'
    )
    for host in (HOST, STRANGER):
        page.context.route(f"{host}/", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{HOST}/")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("How busy is Auckland city centre?")
    expect(inside.get_by_role("link", name="See all")).to_have_attribute("href", "/busy")
    assert violations(page) == []
    page.goto(f"{STRANGER}/")
    page.wait_for_load_state("networkidle")
    assert page.frame_locator("iframe").get_by_role("heading", level=1).count() == 0


def test_a_widget_of_one_place_tells_of_that_place(open_page: Open) -> None:
    page = open_page("/busy/widget?place=high-street-2", wait=False)
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("Auckland city centre")
    expect(page.locator(".badge")).to_be_visible()
