# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody can take the simulated city for a real one: every screen says so, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chromium import launch
from playwright.sync_api import expect, sync_playwright

from servers import BakenServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("simulated city")]

PHONE = {"width": 390, "height": 844}
ROOM = {"width": 1600, "height": 900}
PATIENCE_MS = 15_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration as it comes."""
    server = BakenServer("demo", "scheveningen", "--no-browser", home=tmp_path_factory.mktemp("demo"))
    yield server.address
    server.stop()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One page for all."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize(
    ("path", "size"),
    [("/", ROOM), ("/measures-here", PHONE), ("/registers", ROOM), ("/account", PHONE), ("/governance", ROOM)],
    ids=["operator", "public page on a phone", "registers", "account", "governance"],
)
def test_every_screen_says_that_the_city_is_simulated(
    page: Page, address: str, path: str, size: dict[str, int]
) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.goto(f"{address}{path}")
    said = page.get_by_test_id("simulated")
    expect(said).to_be_visible(timeout=PATIENCE_MS)
    expect(said).to_be_in_viewport()


@pytest.mark.parametrize(("language", "word"), [("nl", "Verzonnen stad"), ("en", "invented city")])
def test_it_is_said_in_the_language_of_the_reader(page: Page, address: str, language: str, word: str) -> None:
    page.goto(f"{address}/measures-here?lang={language}")
    expect(page.get_by_test_id("simulated")).to_contain_text(word, timeout=PATIENCE_MS)
