# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is foreseen, as a planner sees it: a real node that issues forecasts of made-up counts, a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from foreseen_city import foreseen_city
from playwright.sync_api import expect
from signing_in import violations

from servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PATIENCE_MS: Final = 60_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The made-up city on a Friday at noon; its node issues a forecast soon after it began."""
    home = tmp_path_factory.mktemp("foreseen")
    with serving("replay", foreseen_city(home), home=home) as server:
        yield server.address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1600, "height": 900})
    opened.set_default_timeout(PATIENCE_MS)
    opened.goto(f"{address}/?map=off&lang=en")
    expect(opened.get_by_test_id("fan")).to_be_visible(timeout=PATIENCE_MS)
    yield opened
    opened.close()


def test_the_fan_is_drawn_and_read_by_keyboard_and_as_a_table(page: Page) -> None:
    for band in page.get_by_test_id("fan").locator("path").all():
        assert re.match(r"M[\d.]", band.get_attribute("d") or ""), "a band or a line of the fan is empty"
    expect(page.get_by_test_id("forecast-by")).to_contain_text("Forecast of Fri 1 Aug")
    chart = page.get_by_test_id("course-chart")
    chart.focus()
    page.keyboard.press("End")
    expect(chart).to_have_attribute(
        "aria-valuetext", re.compile(r"expected [\d,]+, 80 % between [\d,]+ and [\d,]+, 95 % between")
    )
    page.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("measured"))
    page.get_by_role("button", name="As a table").click()
    table = page.get_by_role("table", name="Forecast, step by step")
    assert table.get_by_role("row").count() > 20
    expect(table.get_by_role("columnheader", name="95 %")).to_be_visible()
    assert violations(page) == []


def test_enter_on_the_chart_shows_that_moment_and_the_screen_says_that_it_is_foreseen(page: Page) -> None:
    page.get_by_test_id("course-chart").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("looking-ahead")).to_contain_text("this was not measured")
    expect(page.get_by_test_id("forecast-reason")).to_contain_text("expected at")
    page.keyboard.press("n")
    expect(page.get_by_test_id("looking-ahead")).to_have_count(0)


def test_the_slider_goes_on_after_now_and_a_key_leads_back(page: Page) -> None:
    page.keyboard.press("t")
    slider = page.locator("#time-slider")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^now, "))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r": [\d,]+ persons expected, level \d"))
    expect(page.get_by_test_id("live-state")).to_have_text("Forecast")
    ahead = page.get_by_test_id("looking-ahead")
    expect(ahead).to_contain_text(re.compile(r"Issued Fri 1 Aug, 12:\d\d by climatology/1"))
    expect(page.get_by_test_id("area-persons")).to_contain_text("between")
    assert violations(page) == []
    page.keyboard.press("n")
    expect(ahead).to_have_count(0)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^now, "))


def test_tomorrow_is_shown_at_its_busiest_and_the_plan_tells_risk_stewards_and_events(page: Page) -> None:
    page.get_by_role("button", name="Tomorrow").click()
    expect(page.get_by_test_id("clock")).to_have_text(re.compile(r"^1[3-8]:00$"))
    page.keyboard.press("v")
    plan = page.get_by_test_id("plan")
    expect(plan.get_by_role("button", name="Sat 2")).to_have_attribute("aria-pressed", "true")
    expect(plan).to_contain_text("Summer fair")
    expect(plan.get_by_test_id("staffing")).to_contain_text("one per 25 persons")
    row = plan.locator("[data-plan-area=main-street]")
    expect(row.get_by_role("cell").nth(3)).to_have_text(re.compile(r"^(>99|[1-9]\d?)%$"))
    expect(row.get_by_role("cell").nth(4)).to_have_text(re.compile(r"^\d+\s*\d+\u2013\d+$"))
    assert violations(page) == []


def test_what_if_tells_what_each_change_does_and_how_that_is_known(page: Page) -> None:
    page.keyboard.press("v")
    form = page.get_by_test_id("what-if")
    form.get_by_role("button", name="Add and work out").click()
    expect(form).to_contain_text("Assumed", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("plan").locator("[data-plan-area=main-street]")).to_contain_text("was")
    form.get_by_label("What", exact=True).select_option("cancelled")
    form.get_by_role("button", name="Add and work out").click()
    expect(form.get_by_role("listitem").nth(1)).to_contain_text("Summer fair called off")
    assert violations(page) == []
    form.get_by_role("button", name="Take all away").click()
    expect(form.get_by_role("listitem")).to_have_count(0)


def test_all_of_it_is_told_in_dutch_too(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?map=off&lang=nl")
    expect(page.get_by_test_id("forecast-by")).to_contain_text("Verwachting van vr 1 aug", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Morgen").click()
    expect(page.get_by_test_id("looking-ahead")).to_contain_text("dit is niet gemeten")
    expect(page.get_by_test_id("forecast-reason")).to_contain_text("verwacht om")
    page.keyboard.press("v")
    expect(page.get_by_test_id("plan")).to_contain_text("één toezichthouder per 25 verwachte personen")
    assert violations(page) == []
    page.set_viewport_size({"width": 800, "height": 1100})
    assert violations(page) == []
    page.close()
