# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in on a real server in a real browser: the printed link, both second factors, and a session that ends."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect
from signing_in import (
    PASSWORD,
    add_authenticator,
    choose_password,
    enrol_app,
    enrol_passkey,
    first_link,
    origin_of,
    violations,
)

from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from servers import BakenServer

PATIENCE_MS: Final = 45_000
SIZE: Final = {"width": 1366, "height": 900}
ROWS: Final = "[data-testid=areas] tbody tr"
EVERY_AREA: Final = 21


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BakenServer]:
    """A server on which nobody has an account yet."""
    with serving("replay", ROOT / "cities" / "auckland", "--speed", "1", home=tmp_path) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZE, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()


def menu(page: Page) -> None:
    page.get_by_test_id("account-menu").locator("summary").click()


def sign_out(page: Page) -> None:
    menu(page)
    # Whoever leaves the page before the server has answered may not be signed out.
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Sign out").click()


def test_the_first_administrator_comes_in_by_the_printed_link_and_again_with_an_app(
    page: Page, server: BakenServer
) -> None:
    link = first_link(server)
    choose_password(page, link, name="Mara de Vries", login="mara")
    assert "#" not in page.url, "the token is still in the address"
    assert violations(page) == []
    app = enrol_app(page, time.time())
    assert page.get_by_test_id("recovery-codes").get_by_role("listitem").count() == 10
    assert violations(page) == []
    page.get_by_role("button", name="I have stored them").click()
    expect(page.locator(ROWS)).to_have_count(EVERY_AREA)
    sign_out(page)
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()

    page.goto(f"{origin_of(server)}/sign-in?lang=en")
    page.get_by_label("User name").fill("mara")
    page.locator("input[name=password]").fill("not this one at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").get_by_text("Reference for the log")).to_be_visible()
    assert violations(page) == []
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("second-step")).to_be_visible()
    assert violations(page) == []
    page.locator("input[name=code]").fill(app.code(time.time()))
    page.keyboard.press("Enter")
    expect(page.locator(ROWS)).to_have_count(EVERY_AREA)
    menu(page)
    expect(page.get_by_test_id("account-menu")).to_contain_text("Administrator")
    assert violations(page) == []

    page.goto(link)
    expect(page.get_by_test_id("link-unusable")).to_be_visible()
    assert violations(page) == []


def test_a_passkey_opens_the_door_without_a_password(page: Page, server: BakenServer) -> None:
    add_authenticator(page)
    choose_password(page, first_link(server), name="Mara de Vries", login="mara")
    enrol_passkey(page, "This test")
    page.get_by_role("button", name="I have stored them").click()
    expect(page.locator(ROWS)).to_have_count(EVERY_AREA)
    sign_out(page)
    page.goto(f"{origin_of(server)}/sign-in?returnTo=/account&lang=en")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    expect(page.get_by_text("This test")).to_be_visible()
    for theme in ("Dark theme", "Light theme"):
        assert violations(page) == []
        page.get_by_role("button", name=theme).click()


def test_signing_in_takes_no_mouse(page: Page, server: BakenServer) -> None:
    choose_password(page, first_link(server), name="Mara de Vries", login="mara")
    app = enrol_app(page, time.time())
    page.context.clear_cookies()
    page.goto(f"{origin_of(server)}/sign-in?lang=en")
    expect(page.get_by_label("User name")).to_be_visible()
    keys_until(page, "input[name=username]")
    page.keyboard.type("mara")
    keys_until(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    keys_until(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("second-step")).to_be_visible()
    keys_until(page, "input[name=code]")
    page.keyboard.type(app.code(time.time()))
    page.keyboard.press("Enter")
    expect(page.locator(ROWS)).to_have_count(EVERY_AREA)
    keys_until(page, "[data-testid=account-menu] summary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def keys_until(page: Page, selector: str) -> None:
    """Press Tab until something has the focus that can be seen to have it."""
    for _ in range(60):
        if page.evaluate(f"document.activeElement?.matches({selector!r}) ?? false"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} does not show that it has the focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def test_a_session_that_ends_leaves_the_screen_as_it_was(page: Page, server: BakenServer) -> None:
    add_authenticator(page)
    choose_password(page, first_link(server), name="Mara de Vries", login="mara")
    enrol_passkey(page, "This test")
    page.get_by_role("button", name="I have stored them").click()
    expect(page.locator(ROWS)).to_have_count(EVERY_AREA)
    page.locator(ROWS).nth(4).get_by_role("button").click()
    chosen = page.locator("#area-name").inner_text()

    page.context.clear_cookies()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    dialog = page.get_by_test_id("sign-in-dialog")
    expect(dialog).to_contain_text("Your session has ended")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("session-ended")).to_be_visible()
    expect(page.locator("#area-name")).to_have_text(chosen)
    page.get_by_role("button", name="Sign in again").click()
    dialog.get_by_role("button", name="Sign in with a passkey").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("session-ended")).to_have_count(0)
    expect(page.locator("#area-name")).to_have_text(chosen)
    expect(page.get_by_test_id("account-menu")).to_contain_text("Mara de Vries")


@pytest.mark.parametrize("size", [(390, 844), (640, 400)], ids=["telephone", "200 percent of 1280 by 800"])
def test_nothing_of_signing_in_falls_off_a_small_screen(page: Page, server: BakenServer, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{origin_of(server)}/sign-in?lang=nl")
    expect(page.get_by_test_id("first-needed")).to_contain_text(re.compile("eenmalige link"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert violations(page) == []
