# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Governance on the screen: an activity is stopped and resumed, questions are answered, keys are shown once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect
from signing_in import (
    add_authenticator,
    choose_password,
    enrol_passkey,
    first_link,
    origin_of,
    sign_in_as,
    violations,
)

from baken.governance.lists import Role
from people import signed_in
from servers import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from servers import BakenServer

    Open = Callable[..., Page]

PATIENCE_MS: Final = 45_000
ACTIVITY: Final = "open-pedestrian-counts"
NAME: Final = "Showing published pedestrian counts"
BECAUSE: Final = "The council decided so on Thursday."
NOON: Final = "2025-12-23T23:30:00Z"
ROWS: Final = "[data-testid=areas] tbody tr"
EVERY_AREA: Final = 21
LOOKS_AFTER: Final = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
SCREENS: Final = (
    "", "/activities", f"/activities/{ACTIVITY}", "/may?role=planner&activity=open-pedestrian-counts&purpose=research",
    "/retention", "/processing-log", "/security-log", "/drafts", f"/drafts/{ACTIVITY}/dpia", "/registers", "/accounts",
    "/keys",
)  # fmt: skip
PUBLIC: Final = (
    "/measures-here", "/registers", "/registers/sensors", "/registers/algorithms", "/registers/processing-activities",
    "/registers/data-sets",
)  # fmt: skip
MOST_BEFORE_THE_MAP: Final = 100_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("governance")
    city = ROOT / "cities" / "auckland"
    with serving("replay", city, "--speed", "1", "--data", home / "data", home=home) as started:
        with started.client() as client:
            client.patch("/api/v1/replay", json={"now": NOON, "paused": True}).raise_for_status()
        yield started


@pytest.fixture
def open_page(browser: Browser, server: BakenServer) -> Iterator[Open]:
    """Opens a page of its own browser, as somebody with these roles, or as anybody."""
    contexts = []

    def opened(path: str, *roles: Role, width: int = 1366, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin_of(server))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if roles:
            assert server.data is not None
            sign_in_as(page, server, signed_in(server.data, server.city_folder, *roles))
        page.goto(f"{origin_of(server)}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_activity_that_is_withdrawn_stops_on_every_open_screen_and_comes_back(open_page: Open) -> None:
    operator = open_page("/?map=off&lang=en")
    expect(operator.locator(ROWS)).to_have_count(EVERY_AREA)
    expect(operator.locator(ROWS).first).not_to_contain_text("Stopped")
    persons = operator.locator(ROWS).first.locator("td").nth(1)
    expect(persons).to_have_text(re.compile(r"\d"))
    foreseen = operator.get_by_test_id("fan")
    expect(foreseen).to_be_visible(timeout=PATIENCE_MS)

    officer = open_page(f"/governance/activities/{ACTIVITY}?lang=en", Role.PRIVACY_OFFICER)
    stop = officer.get_by_role("button", name="Stop this activity")
    stop.focus()
    officer.keyboard.press("Enter")
    dialog = officer.get_by_test_id("stop-dialog")
    expect(dialog.get_by_label("Why")).to_be_focused()
    assert violations(officer) == []
    officer.keyboard.type(BECAUSE)
    officer.keyboard.press("Tab")
    officer.keyboard.press("Enter")
    expect(officer.get_by_test_id("stopped")).to_contain_text(BECAUSE)
    assert violations(officer) == []

    banner = operator.get_by_test_id("stopped-activity")
    expect(banner).to_contain_text(f"{NAME} has been stopped.")
    expect(banner).to_contain_text(BECAUSE)
    expect(operator.locator(f"{ROWS}:has-text('Stopped')")).to_have_count(EVERY_AREA)
    expect(operator.get_by_test_id("area-stopped")).to_contain_text(BECAUSE)
    expect(foreseen).to_have_count(0)
    assert violations(operator) == []

    public = open_page("/measures-here?lang=en&map=off")
    expect(public.get_by_test_id("answer")).to_contain_text("21 sensors have been stopped")
    expect(public.locator(f"[data-activity={ACTIVITY}]")).to_contain_text(BECAUSE)
    assert violations(public) == []

    officer.get_by_role("button", name="Resume this activity").click()
    officer.get_by_role("button", name="Resume now").click()
    expect(officer.get_by_test_id("changed")).to_contain_text("has been resumed")
    # A screen that is refused asks again every three seconds, and fetches the picture after that.
    expect(banner).to_have_count(0, timeout=PATIENCE_MS)
    expect(operator.locator(f"{ROWS}:has-text('Stopped')")).to_have_count(0)
    expect(persons).to_have_text(re.compile(r"\d"))
    expect(foreseen).to_be_visible(timeout=PATIENCE_MS)
    public.reload()
    expect(public.get_by_test_id("answer")).not_to_contain_text("stopped")


def test_the_logs_tell_who_withdrew_and_that_they_are_whole(open_page: Open) -> None:
    officer = open_page(f"/governance/activities/{ACTIVITY}?lang=en", Role.PRIVACY_OFFICER)
    officer.get_by_role("button", name="Stop this activity").click()
    officer.get_by_label("Why").fill("To see it in the log.")
    officer.get_by_role("button", name="Stop now").click()
    officer.get_by_role("button", name="Resume this activity").click()
    officer.get_by_role("button", name="Resume now").click()
    expect(officer.get_by_test_id("changed")).to_contain_text("has been resumed")
    officer.get_by_role("link", name="Security log").click()
    officer.get_by_label("Kind").select_option("activity-withdrawn")
    officer.get_by_role("button", name="Filter").click()
    newest = officer.locator("tbody tr").first
    expect(newest).to_contain_text("To see it in the log.")
    expect(newest).to_contain_text("Privacy officer")
    expect(officer.get_by_test_id("chain-state")).to_have_text(re.compile("intact|checked"))
    assert "kind=activity-withdrawn" in officer.url
    officer.get_by_role("link", name="Processing log").click()
    expect(officer.locator("tbody tr").first).to_be_visible()


def test_an_approval_asks_again_who_somebody_is_when_that_is_long_ago(browser: Browser, tmp_path: object) -> None:
    with serving("replay", ROOT / "cities" / "auckland", "--speed", "1", home=tmp_path) as own:  # type: ignore[arg-type]
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        add_authenticator(page)
        choose_password(page, first_link(own), name="Mara de Vries", login="mara")
        enrol_passkey(page, "This test")
        page.route("**/api/v1/sessions/current", long_ago)
        page.goto(f"{origin_of(own)}/governance/accounts?lang=en")
        page.get_by_role("button", name="Add an account").click()
        page.get_by_label("Name", exact=True).fill("Sam Privacy")
        page.get_by_label("User name").fill("sam")
        page.get_by_label("Privacy officer").check()
        page.get_by_role("button", name="Invite").click()
        again = page.get_by_test_id("reauthenticate")
        expect(again).to_contain_text("Is it still you?")
        assert violations(page) == []
        again.get_by_role("button", name="Use a passkey").click()
        link = page.get_by_test_id("one-time-link").inner_text()
        assert violations(page) == []

        guest = browser.new_context(locale="en-GB").new_page()
        guest.goto(link)
        expect(guest.get_by_test_id("first-sign-in")).to_contain_text("Sam Privacy")
        guest.context.close()
        context.close()


def long_ago(route: object) -> None:
    """Let the browser believe that who is signed in proved it an hour ago."""
    answer = route.fetch()  # type: ignore[attr-defined]
    body = answer.json()
    if body["authenticatedAt"]:
        body["authenticatedAt"] = "2020-01-01T00:00:00Z"
    route.fulfill(response=answer, json=body)  # type: ignore[attr-defined]


def test_a_question_is_answered_with_the_rule_that_decides(open_page: Open) -> None:
    page = open_page("/governance/may?lang=en")
    page.get_by_label("In which role").select_option("planner")
    page.get_by_label("For which purpose").select_option("street-cleaning")
    page.get_by_role("button", name="Ask").click()
    answer = page.get_by_test_id("answer")
    expect(answer).to_have_attribute("data-allowed", "false")
    expect(answer.get_by_role("heading", name="What would change the answer")).to_be_visible()
    expect(answer.locator("pre").first).to_contain_text("forbid")
    page.get_by_label("For which purpose").select_option("")
    page.get_by_role("button", name="Ask").click()
    expect(answer).to_have_attribute("data-allowed", "true")
    expect(answer.locator("pre").first).to_contain_text("permit")


def test_a_key_is_shown_once_and_can_be_revoked(open_page: Open) -> None:
    page = open_page("/governance/keys?lang=en", *LOOKS_AFTER)
    page.get_by_role("button", name="Make a key").click()
    page.get_by_label("Name").fill("Counter at the quay")
    assert violations(page) == []
    page.get_by_role("button", name="Make", exact=True).click()
    secret = page.get_by_test_id("secret").inner_text()
    assert secret.startswith("bk_")
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("^Copy")).click()
    expect(page.get_by_test_id("secret-dialog").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("button", name="I have stored the key").click()
    expect(page.locator("[data-key='Counter at the quay']")).to_contain_text("Valid")
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke the key of Counter at the quay").click()
    page.get_by_test_id("key-change").get_by_role("button", name="Revoke").click()
    expect(page.locator("[data-key='Counter at the quay']")).to_contain_text("Revoked")


def test_nobody_is_offered_what_they_may_not_do(open_page: Open) -> None:
    page = open_page("/governance?lang=en")
    settled(page)
    links = page.get_by_role("navigation").get_by_role("link").all_inner_texts()
    assert "Processing activities" in links
    assert not {"Processing log", "Security log", "Accounts", "Keys of sensors"} & set(links)
    page.goto(page.url.replace("/governance", "/governance/security-log"))
    expect(page.get_by_test_id("not-allowed")).to_be_visible()
    analyst = open_page(f"/governance/activities/{ACTIVITY}?lang=en", Role.ANALYST)
    expect(analyst.get_by_test_id("standing").first).to_be_visible()
    expect(analyst.get_by_role("button", name="Stop this activity")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_governance_screen_breaks_a_rule_of_wcag_2_2_aa(open_page: Open, theme: str) -> None:
    page = open_page("/governance", *LOOKS_AFTER)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    language = {"light": "nl", "dark": "en"}[theme]
    origin = page.url.split("/governance")[0]
    for screen in SCREENS:
        query = "&" if "?" in screen else "?"
        page.goto(f"{origin}/governance{screen}{query}theme={theme}&lang={language}")
        settled(page)
        expect(page.get_by_test_id("fault")).to_have_count(0)
        assert violations(page) == [], screen
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_public_page_breaks_a_rule_of_wcag_2_2_aa(open_page: Open, theme: str) -> None:
    page = open_page("/measures-here")
    origin = page.url.split("/measures-here")[0]
    language = {"light": "en", "dark": "nl"}[theme]
    for path in PUBLIC:
        page.goto(f"{origin}{path}?theme={theme}&lang={language}")
        settled(page)
        page.locator("details").first.locator("summary").click() if path != "/registers" else None
        assert violations(page) == [], path


@pytest.mark.parametrize("width", [390, 640], ids=["telephone", "200 percent of 1280"])
def test_every_page_fits_a_small_screen(open_page: Open, width: int) -> None:
    page = open_page("/governance", *LOOKS_AFTER, width=width, height=800)
    origin = page.url.split("/governance")[0]
    for path in (*(f"/governance{screen}" for screen in SCREENS), *PUBLIC):
        page.goto(f"{origin}{path}")
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"


def test_the_public_list_is_light_and_there_before_the_map(open_page: Open) -> None:
    page = open_page("/measures-here?map=off&lang=nl", width=390, height=844)
    expect(page.get_by_role("heading", name="Wat meet de gemeente hier?")).to_be_visible()
    expect(page.locator("[data-sensor]")).to_have_count(EVERY_AREA)
    settled(page)
    size = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
    )
    assert 10_000 < size < MOST_BEFORE_THE_MAP


def test_a_sensor_tells_what_it_is_for_and_is_found_on_the_map(open_page: Open) -> None:
    page = open_page("/measures-here?lang=en")
    page.wait_for_selector("html[data-map-ready=true]")
    pins = page.locator("[data-testid=sensor-map] [data-pin]")
    expect(pins).to_have_count(EVERY_AREA)
    assert violations(page) == []
    pins.first.focus()
    page.keyboard.press("ArrowRight")
    chosen = page.evaluate("document.activeElement.dataset.pin")
    page.keyboard.press("Enter")
    item = page.locator(f"[data-sensor='{chosen}']")
    for answer in ("What for", "By what right", "How long it is kept", "Personal data", "Standing"):
        expect(item.get_by_text(answer, exact=True)).to_be_visible()
    expect(page.locator(f"[data-pin='{chosen}']")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Do you object?")).to_be_visible()


def test_an_area_can_be_chosen_before_the_first_picture_has_come(open_page: Open) -> None:
    page = open_page("/measures-here?map=off")
    for path in ("picture", "ticks", "replay"):
        page.route(f"**/api/v1/{path}*", lambda route: route.abort())
    page.goto(page.url.replace("/measures-here?", "/?lang=en&"))
    name = page.locator(ROWS).nth(4).get_by_role("button")
    name.click()
    expect(page.locator("#area-name")).to_have_text(name.inner_text())
