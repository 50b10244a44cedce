# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings, responses and the log book as a shift uses them: a real node, real browsers, nothing but the keyboard."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final

import pytest
from cut_line import Line, line_to
from playwright.sync_api import expect
from signing_in import PASSWORD, choose_password, enrol_app, sign_in_as, violations
from warned_city import CrowdRoom, warned_city

from baken.governance.lists import Role
from servers import serving
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from people import Person

pytestmark = pytest.mark.browser

PATIENCE_MS: Final = 45_000
SIZE: Final = {"width": 1600, "height": 900}
TEN_MINUTES_MS: Final = 600_000
STEP_MS: Final = 5_000
OFFICER: Final = re.compile(r"person-\d+-duty-officer")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrowdRoom]:
    home = tmp_path_factory.mktemp("room")
    with serving("serve", warned_city(home), "--data", home / "data", home=home) as server:
        yield CrowdRoom(server)


class Desks:
    """Opens screens, each for somebody of their own."""

    def __init__(self, browser: Browser, room: CrowdRoom) -> None:
        self._browser, self._room = browser, room
        self.pages: list[Page] = []

    def open(self, who: Person | None = None, query: str = "lang=en", port: int = 0, **how: Any) -> Page:
        page = self.nobody(**how)
        sign_in_as(page, self._room.server, who or self._room.officer)
        self.show(page, query, port)
        return page

    def nobody(self, *, own_clock: bool = False, **how: Any) -> Page:
        """Return a browser in which nobody has signed in; with a clock of its own a test can let time pass for it."""
        context = self._browser.new_context(**({"viewport": SIZE} | how))
        page = context.new_page()
        if own_clock:
            page.clock.install()
        page.set_default_timeout(PATIENCE_MS)
        self.pages.append(page)
        return page

    def show(self, page: Page, query: str = "lang=en", port: int = 0) -> None:
        """Go to the screen, and wait until it says how things stand."""
        page.goto(f"http://localhost:{port or self._room.server.port}/?map=off&{query}")
        expect(page.get_by_test_id("standing")).to_be_visible(timeout=PATIENCE_MS)

    def close(self) -> None:
        for page in self.pages:
            page.context.close()


@pytest.fixture
def desks(browser: Browser, room: CrowdRoom) -> Iterator[Desks]:
    opened = Desks(browser, room)
    yield opened
    opened.close()


@pytest.fixture
def line(room: CrowdRoom) -> Iterator[Line]:
    with line_to(room.server.port) as laid:
        yield laid


def card(page: Page) -> Locator:
    return page.get_by_test_id("warnings").locator("[data-warning]").first


def state(page: Page) -> Locator:
    return card(page).get_by_test_id("warning-state")


def proposed(page: Page, title: str) -> Locator:
    return page.get_by_test_id("warnings").get_by_role("button", name=title)


def test_a_warning_is_the_first_thing_that_who_is_on_duty_sees(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open()
    tabs = page.get_by_role("tab")
    expect(tabs.first).to_have_text(re.compile("Warnings"))
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("open-warnings")).to_contain_text("1")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(state(page)).to_have_text("New")
    expect(card(page)).to_contain_text("Severe")
    expect(card(page)).to_contain_text(
        re.compile(r"Persons, limit 100 persons at .+\. Now 1[678]\d \(1[0-9]+\u20132\d+\) persons")
    )
    expect(card(page)).to_contain_text(re.compile(r"Already, (>99|9\d)% sure"))
    expect(card(page).get_by_test_id("warning-doubt")).to_contain_text("one sensor")
    expect(proposed(page, "Walk north only")).to_contain_text("ready in 5 minutes")
    expect(page.get_by_test_id("warned-figure")).to_contain_text("1 area above a limit")
    expect(page.get_by_test_id("area-warning")).to_contain_text("Warning for this area")
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("Permit of the made-up square, condition 3")
    assert violations(page) == []
    card(page).get_by_role("button", name="Text for the public").click()
    expect(page.get_by_test_id("draft")).to_contain_text("too crowded")
    assert violations(page) == []


def test_it_is_told_in_dutch_too_and_on_a_tablet(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open(query="lang=nl")
    expect(state(page)).to_have_text("Nieuw")
    expect(card(page)).to_contain_text(re.compile(r"Personen, grens 100 personen bij"))
    page.keyboard.press("w")
    page.keyboard.press("r")
    expect(page.get_by_test_id("response-panel")).to_contain_text("Alleen naar")
    assert violations(page) == []
    page.set_viewport_size({"width": 800, "height": 1100})
    assert violations(page) == []


def test_an_officer_acts_on_it_by_keyboard_alone(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open()
    expect(state(page)).to_have_text("New")
    page.keyboard.press("w")
    page.keyboard.press("1")
    expect(state(page)).to_have_text("Seen")
    expect(page).not_to_have_title(re.compile(r"^\("))
    page.keyboard.press("3")
    expect(card(page).get_by_label("Why can this be closed?")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(card(page)).to_contain_text("Write why, in a few words.")
    assert violations(page) == []
    page.keyboard.type("Stewards lead people away.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("standing")).to_contain_text("No warnings are open")
    page.get_by_text("Over (").click()
    over = page.locator("[data-state=closed]").first
    over.locator("[data-card]").click()
    expect(over).to_contain_text("“Stewards lead people away.”")
    expect(over).to_contain_text(OFFICER)


def test_two_officers_see_each_other_and_who_was_second_loses_nothing(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    boris = room.person(Role.DUTY_OFFICER)
    first, second = desks.open(), desks.open(boris)
    for page in (first, second):
        expect(state(page)).to_have_text("New")
        page.keyboard.press("w")
    for page in (first, second):
        expect(card(page).get_by_test_id("beside")).to_contain_text("looks at this too")
        expect(page.get_by_test_id("others").first).to_contain_text("Also here: person-")
    second.keyboard.press("4")
    second.keyboard.type("The camera counts a queue twice.")
    first.keyboard.press("2")
    expect(state(first)).to_have_text("In hand")
    second.keyboard.press("Control+Enter")
    told = second.get_by_test_id("somebody-was-first")
    expect(told).to_contain_text(re.compile(r"person-\d+-duty-officer was first: took this in hand at \d\d:\d\d"))
    expect(second.get_by_label("Why is this a false alarm?")).to_have_value("The camera counts a queue twice.")
    expect(state(second)).to_have_text("In hand")
    assert violations(second) == []
    second.keyboard.press("Control+Enter")
    expect(first.get_by_test_id("standing")).to_contain_text("No warnings are open")


def test_a_response_is_weighed_decided_and_carried_out(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open()
    proposed(page, "Walk outside only").click()
    panel = page.get_by_test_id("response-panel")
    expect(page.locator("#response-name")).to_be_focused()
    expect(panel).to_contain_text("It takes 5 minutes to prepare")
    expect(panel).to_contain_text("Police of the region · ready in 5 minutes")
    expect(panel).to_contain_text("The effect of this is not known yet.")
    assert violations(page) == []
    panel.get_by_role("button", name="Approve").click()
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_test_id("response-state")).to_have_text("Under way")
    expect(state(page)).to_have_text("In hand")
    task = panel.locator("[data-task]").first
    task.get_by_role("button", name="Understood").click()
    expect(task).to_contain_text(re.compile(r"understood by person-\d+"))
    task.get_by_role("button", name="Done").click()
    expect(task).to_have_attribute("data-task-state", "done")
    proposed(page, "Walk north only").click()
    expect(panel.get_by_test_id("conflict")).to_contain_text("opposite")
    expect(panel.get_by_role("button", name="Approve")).to_be_disabled()
    assert violations(page) == []
    panel.get_by_role("button", name="Show the other response").click()
    panel.get_by_role("button", name="Withdraw").click()
    page.keyboard.type("The square is empty.")
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_test_id("response-state")).to_have_text("Withdrawn")
    expect(panel).to_contain_text("“The square is empty.”")
    page.locator("#response-name").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("area-panel")).to_be_visible()


def test_the_words_of_a_decision_stay_while_something_else_is_looked_at(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open()
    proposed(page, "Walk outside only").click()
    panel = page.get_by_test_id("response-panel")
    panel.get_by_role("button", name="Refuse").click()
    page.keyboard.type("The street is ")
    card(page).locator("dl").get_by_role("button").first.click()
    expect(page.get_by_test_id("area-panel")).to_be_visible()
    proposed(page, "Walk outside only").click()
    expect(panel.get_by_label("Why not?")).to_have_value("The street is ")
    expect(page.locator("#response-name")).to_be_focused()
    panel.get_by_label("Why not?").press("Escape")
    expect(panel.get_by_role("button", name="Refuse")).to_be_visible()
    page.keyboard.press("w")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("area-panel")).to_be_visible()
    page.keyboard.press("w")
    page.keyboard.press("4")
    page.keyboard.type("The camera is ")
    page.get_by_role("tab", name="Areas").click()
    page.get_by_role("tab", name="Warnings").click()
    expect(page.get_by_role("tab", name="Warnings")).to_be_focused()
    expect(card(page).get_by_label("Why is this a false alarm?")).to_have_value("The camera is ")


def test_signs_switch_and_their_state_is_shown(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open(room.person(Role.DUTY_OFFICER))
    proposed(page, "Walk north only").click()
    panel = page.get_by_test_id("response-panel")
    panel.get_by_role("button", name="Approve").click()
    page.keyboard.press("Control+Enter")
    sign = panel.locator("[data-command=sign-1]").first
    expect(sign).to_have_attribute("data-state", "confirmed")
    expect(sign).to_contain_text("Sign one: walk this way only")
    assert violations(page) == []


def test_who_signed_in_long_ago_proves_it_again_before_a_playbook_that_asks_that(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    tired = room.person(Role.DUTY_OFFICER)
    room.signed_in_hours_ago(tired.account)
    page = desks.open(tired)
    proposed(page, "Walk north only").click()
    panel = page.get_by_test_id("response-panel")
    panel.get_by_role("button", name="Approve").click()
    page.keyboard.type("Agreed with the police.")
    page.keyboard.press("Control+Enter")
    again = page.get_by_test_id("reauthenticate")
    expect(again).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(again).to_have_count(0)
    expect(panel.get_by_test_id("response-state")).to_have_text("Proposed")
    expect(panel.get_by_label("Remark")).to_have_value("Agreed with the police.")


def test_a_wrong_password_approves_nothing_and_the_right_one_what_was_being_approved(
    room: CrowdRoom, desks: Desks
) -> None:
    room.warn()
    since_ms = time.time_ns() // 1_000_000
    account, link = room.invite("nadia", Role.DUTY_OFFICER)
    page = desks.nobody()
    choose_password(page, link)
    app = enrol_app(page, time.time())
    room.signed_in_hours_ago(account)
    desks.show(page)
    proposed(page, "Walk north only").click()
    panel = page.get_by_test_id("response-panel")
    panel.get_by_role("button", name="Approve").click()
    page.keyboard.type("Agreed with the police.")
    page.keyboard.press("Control+Enter")
    again = page.get_by_test_id("reauthenticate")
    expect(again).to_contain_text("Signed in as nadia")
    page.keyboard.type("not this one at all")
    again.locator("input[name=code]").fill("000000")
    page.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_contain_text("Reference for the log")
    assert violations(page) == []
    assert state_of(room, "to-north") == "proposed"
    again.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_contain_text("This code is not right")
    assert state_of(room, "to-north") == "proposed"
    again.locator("input[name=code]").fill(app.code(time.time()))
    page.keyboard.press("Enter")
    expect(again).to_have_count(0, timeout=PATIENCE_MS)
    expect(panel.get_by_test_id("response-state")).to_have_text("Under way")
    expect(panel).to_contain_text("“Agreed with the police.”")
    events = room.security_log(account, since_ms)
    assert events.count("sign-in-failed") == 2
    assert events[-1] == "signed-in", "the last thing before the approval"
    response = newest_response(room, "to-north")
    [step] = [one for one in response["steps"] if one["because"] == "Agreed with the police."]
    assert step["byName"] == "nadia"


def newest_response(room: CrowdRoom, playbook: str) -> dict[str, Any]:
    """Return the newest response by a playbook; those of tests before may stand beside it."""
    return next(one for one in room.get("/responses")["responses"] if one["playbook"]["id"] == playbook)


def state_of(room: CrowdRoom, playbook: str) -> str:
    """Return how the newest response by a playbook stands with the server."""
    return str(newest_response(room, playbook)["state"])


def test_a_playbook_is_proposed_by_hand_and_an_area_is_silenced_for_a_while(room: CrowdRoom, desks: Desks) -> None:
    room.calm()
    page = desks.open()
    page.get_by_role("button", name="Propose a playbook").click()
    dialog = page.get_by_test_id("playbook")
    dialog.get_by_label("Playbook").select_option("to-south")
    dialog.get_by_role("button", name="Propose", exact=True).click()
    expect(dialog).to_contain_text("Write why, in a few words.")
    assert violations(page) == []
    dialog.get_by_label("Why now").fill("The police asks for it.")
    dialog.get_by_role("button", name="Propose", exact=True).click()
    expect(page.get_by_test_id("response-panel")).to_contain_text("“The police asks for it.”")
    page.get_by_role("button", name="Suppress for a while").click()
    form = page.get_by_test_id("suppress")
    form.get_by_role("button", name="Suppress", exact=True).click()
    expect(form).to_contain_text("Choose areas, a kind, or both.")
    assert violations(page) == []
    form.get_by_label("Why").fill("A march that was announced.")
    form.get_by_role("checkbox").first.check()
    form.get_by_role("button", name="Suppress", exact=True).click()
    silenced = page.get_by_test_id("suppressions")
    expect(silenced).to_contain_text("“A march that was announced.”")
    silenced.get_by_role("button", name="Warn again").click()
    expect(silenced).to_have_count(0)


def test_the_log_book_takes_notes_and_a_shift_hands_over(room: CrowdRoom, desks: Desks) -> None:
    room.calm()
    page = desks.open()
    page.keyboard.press("b")
    expect(page.get_by_label("New note")).to_be_focused()
    page.keyboard.type("Stewards stand at both ends.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("entries")).to_contain_text("Stewards stand at both ends.")
    expect(page.get_by_label("New note")).to_have_value("")
    page.get_by_role("button", name="Hand over the shift").click()
    page.keyboard.type("Quiet; the signs are back to normal.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("hand-over")).to_contain_text("Not taken over yet.")
    assert violations(page) == []
    report = page.get_by_role("link", name="Situation report")
    answer = page.request.get(f"http://localhost:{room.server.port}{report.get_attribute('href')}")
    assert answer.ok
    assert "Stewards stand at both ends." in answer.text()
    relief = desks.open(room.person(Role.DUTY_OFFICER))
    relief.keyboard.press("b")
    relief.get_by_role("button", name="Take over the shift").click()
    expect(relief.get_by_test_id("hand-over")).to_contain_text(re.compile(r"Taken over by person-\d+"))


def test_a_note_that_was_refused_can_be_sent_again(room: CrowdRoom, desks: Desks) -> None:
    room.calm()
    page = desks.open()
    problem = {"status": 403, "json": {"title": "Forbidden", "detail": "The log book is closed for now."}}
    page.route("**/api/v1/log-book-entries", lambda route: route.fulfill(**problem) if route.request.method == "POST"
               else route.continue_())  # fmt: skip
    page.keyboard.press("b")
    page.keyboard.type("Gate three is open.")
    page.keyboard.press("Control+Enter")
    waiting = page.get_by_test_id("waiting-notes")
    expect(waiting).to_contain_text("Not accepted: The log book is closed for now.")
    assert violations(page) == []
    page.unroute("**/api/v1/log-book-entries")
    waiting.get_by_role("button", name="Try again").click()
    expect(waiting).to_have_count(0)
    expect(page.get_by_test_id("entries")).to_contain_text("Gate three is open.")


def test_ten_minutes_without_a_network_lose_no_note_and_approve_nothing(
    room: CrowdRoom, desks: Desks, line: Line
) -> None:
    room.warn()
    page = desks.open(port=line.port, own_clock=True)
    boris = room.person(Role.DUTY_OFFICER)
    proposed(page, "Walk outside only").click()
    panel = page.get_by_test_id("response-panel")
    page.keyboard.press("b")
    expect(page.get_by_test_id("hand-over")).to_be_visible()
    page.get_by_role("tab", name="Warnings").click()
    panel.get_by_role("button", name="Approve").click()
    line.cut()
    expect(page.get_by_role("alert").get_by_test_id("not-live")).to_be_visible(timeout=PATIENCE_MS)
    expect(panel.get_by_test_id("no-decisions")).to_contain_text("nothing is decided")
    expect(panel.get_by_role("button", name="Approve")).to_be_disabled()
    expect(card(page)).to_contain_text("Severe")
    assert violations(page) == []
    page.locator("#response-name").focus()
    page.keyboard.press("b")
    page.keyboard.type("The line is down; we work by radio.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("waiting-notes")).to_contain_text("Not with the server yet.")
    expect(page.get_by_test_id("log-is-old")).to_contain_text("the last moment that there was a connection")
    room.act("handle", boris, "Stewards were sent.")
    for _ in range(TEN_MINUTES_MS // STEP_MS):  # as they pass for the screen: it tries again all the time
        page.clock.run_for(STEP_MS)
    expect(page.get_by_role("alert").get_by_test_id("not-live")).to_be_visible()
    expect(page.get_by_test_id("waiting-notes")).to_contain_text("Not with the server yet.")
    line.mend()
    expect(page.get_by_text(re.compile(r"Live again after 1\d minutes"))).to_be_visible(timeout=PATIENCE_MS)
    missed = page.get_by_test_id("missed")
    between = re.compile(r"Missed between \d\d:\d\d and \d\d:\d\d")
    expect(missed).to_contain_text(between, timeout=PATIENCE_MS)
    expect(missed).to_contain_text(re.compile(r"In hand \(person-\d+-duty-officer\)"))
    expect(page.get_by_test_id("waiting-notes")).to_have_count(0)
    expect(page.get_by_test_id("log-is-old")).to_have_count(0)
    expect(page.get_by_test_id("entries")).to_contain_text("we work by radio")
    assert violations(page) == []
    notes = [one["text"] for one in room.get("/log-book-entries")["entries"]]
    assert len([text for text in notes if "we work by radio" in text]) == 1
    states = {one["state"] for one in room.get("/responses")["responses"] if one["evidence"]}
    assert "approved" not in states
    assert "executing" not in states


def test_a_new_warning_sounds_once_it_may_and_the_choice_is_remembered(room: CrowdRoom, desks: Desks) -> None:
    room.calm()
    page = desks.open()
    page.get_by_test_id("sound-ask").get_by_role("button", name="Yes, let me hear").click()
    expect(page.get_by_test_id("sound-ask")).to_have_count(0)
    page.evaluate("delete document.documentElement.dataset.sounded")
    room.warn()
    expect(page.locator("html")).to_have_attribute("data-sounded", "Severe")
    expect(card(page)).to_have_attribute("data-new", "true")
    assert violations(page) == []
    page.keyboard.press("w")
    expect(card(page)).to_have_attribute("data-new", "false")
    page.reload()
    expect(page.get_by_test_id("sound")).to_contain_text("Sound on")
    expect(page.get_by_test_id("sound-ask")).to_have_count(0)
    page.keyboard.press("w")
    expect(page.get_by_test_id("sound")).to_have_text("Sound on")
    page.get_by_test_id("sound").click()
    expect(page.get_by_test_id("sound")).to_have_text("Sound off")


def test_event_mode_is_larger_and_leaves_out_what_is_not_needed(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    page = desks.open()
    before = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    expect(page.get_by_role("tab", name="Sources")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_test_id("event-mode")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("tab", name="Sources")).to_have_count(0)
    expect(page.get_by_role("tab", name="Warnings")).to_be_visible()
    assert float(page.evaluate("getComputedStyle(document.documentElement).fontSize")[:-2]) > float(before[:-2])
    assert violations(page) == []
    page.keyboard.press("e")
    expect(page.get_by_role("tab", name="Sources")).to_be_visible()


def test_a_partner_sees_what_its_agreement_covers_and_its_own_tasks(room: CrowdRoom, desks: Desks) -> None:
    room.warn()
    [proposal] = [r for r in room.get("/responses")["responses"]
                  if r["state"] == "proposed" and r["playbook"]["id"] == "to-south"]  # fmt: skip
    headers = room.officer.headers | {"if-match": f'"{proposal["version"]}"'}
    path = f"/responses/{proposal['id']}/decisions"
    assert room.client.post(path, json={"deed": "approve", "because": ""}, headers=headers).status_code == 200
    page = desks.open(room.person(Role.PARTNER, party="police"))
    tasks = page.get_by_test_id("own-tasks")
    tasks.get_by_role("button", name="Understood").first.click()
    expect(tasks.locator("[data-task-state=acknowledged]").first).to_be_visible()
    expect(card(page).get_by_role("button", name="Take in hand")).to_have_count(0)
    expect(page.get_by_role("button", name="Propose a playbook")).to_have_count(0)
    assert violations(page) == []
    done = tasks.get_by_role("button", name="Done").first
    done.click()
    until(lambda: any(t["state"] == "done" for r in room.get("/responses")["responses"] for t in r["tasks"]))
