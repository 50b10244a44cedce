# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages as a browser shows them: under the strict policy of content, without faults, to be read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from example import example_facts

from baken.registers.drafts.dpia import dpia
from baken.registers.drafts.iama import iama
from baken.registers.pages.draft_html import draft_html
from baken.registers.pages.page import STYLESHEET_PATH, stylesheet
from baken.registers.pages.processing_html import processing_html
from baken.registers.processing import processing_register
from baken.service.http.gateway import content_security_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

WCAG_2_2_AA: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SITE: Final = "http://baken.test"
FACTS: Final = example_facts()
CAMERA = next(a for a in FACTS.activities if a.id == "boulevard-cameras")
PIER = next(a for a in FACTS.activities if a.id == "pier-panel")
PAGES: Final = {
    "dpia": draft_html(dpia(CAMERA, FACTS)),
    "iama-of-what-has-stopped": draft_html(iama(PIER, FACTS)),
    "processing": processing_html(processing_register(FACTS)),
}


@pytest.fixture(params=list(PAGES))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page, answered as the gateway would; what the browser complains about fails the test."""
    said: list[str] = []
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        headers = {"content-security-policy": content_security_policy(), "x-content-type-options": "nosniff"}
        if route.request.url == SITE + STYLESHEET_PATH:
            route.fulfill(body=stylesheet(), headers=headers, content_type="text/css")
        else:
            route.fulfill(body=PAGES[request.param], headers=headers, content_type="text/html; charset=utf-8")

    shown = browser.new_page(viewport={"width": 1100, "height": 1400})
    shown.on("console", lambda message: said.append(message.text))
    shown.route("**/*", answer)
    shown.goto(f"{SITE}/page")
    yield shown
    shown.close()
    assert said == []
    assert set(asked) == {f"{SITE}/page", SITE + STYLESHEET_PATH}


def test_the_stylesheet_is_used_under_the_policy(page: Page) -> None:
    shown = page.evaluate("getComputedStyle(document.querySelector('.document')).backgroundColor")
    assert shown == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_narrow_screen_needs_no_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_is_accessible(browser: Browser) -> None:
    for document in PAGES.values():
        context = browser.new_context(bypass_csp=True)  # axe brings its own script
        shown = context.new_page()
        style = f"<style>{stylesheet().decode()}</style>"
        shown.set_content(document.decode().replace("</head>", style + "</head>"))
        found = Axe().run(shown, options={"runOnly": {"type": "tag", "values": WCAG_2_2_AA}})
        assert not found.response["violations"], found.generate_report()
        context.close()


def test_it_prints_on_paper_of_a4(page: Page) -> None:
    document = page.pdf(prefer_css_page_size=True)
    assert document.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594" in document or b"/MediaBox [0 0 595" in document
