# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole loop on one evening: it is warned, an officer decides, signs switch, people act, it calms down, and then
it is told what that changed, beside what it truly changed. Everything is simulated, and nobody waits for a clock."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from playwright.sync_api import expect
from signing_in import sign_in_as, violations

from baken.connectors.simulated_city.connector import connect
from baken.evaluation.record import EventRecord
from baken.governance.lists import Role
from baken.plugin.protocol import HistoryQuery, Settings
from baken.service.evaluating.findings import findings
from baken.service.recording import series_of
from baken.vocabulary.time import to_us
from people import Person, signed_in
from servers import ROOT, run_baken, serving
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

    from servers import BakenServer

pytestmark = pytest.mark.browser

ZONE: Final = ZoneInfo("Europe/Amsterdam")
EVENT: Final = "fireworks-2026-08-14"
PLAYBOOK: Final = "One-way walking in front of the Kurhaus"
AGAINST: Final = "boulevard-midden-kurhaus-in"
"""Counts who passes the gate in the direction that is closed."""
SIGNS: Final = ("bord-boulevard-midden", "bord-boulevard-kurhaus")
LIKE_DAYS: Final = 9
"""As few as can tell anything: each takes a few seconds."""
PATIENCE_S: Final = 40.0
PATIENCE_MS: Final = 1000 * PATIENCE_S
LONG_S: Final = 8 * PATIENCE_S


def at(hour: int, minute: int) -> datetime:
    """A moment of the evening; hours after midnight are those of the next day."""
    return datetime(2026, 8, 14 + hour // 24, hour % 24, minute, tzinfo=ZONE)


class Evening:
    """The evening as it is played, and who plays in it."""

    def __init__(self, server: BakenServer) -> None:
        assert server.data is not None
        self.server, self.data = server, server.data
        self.client = server.anonymous(timeout_s=120)
        self.administrator = self.person(Role.ADMINISTRATOR)
        self.officer = self.person(Role.DUTY_OFFICER)
        self.analyst = self.person(Role.ANALYST)

    def person(self, role: Role) -> Person:
        return signed_in(self.data, self.server.city_folder, role)

    def stand_still(self) -> None:
        self._replay(paused=True)

    def go_to(self, hour: int, minute: int) -> None:
        """Let everything happen until a moment, and stand still there."""
        self._replay(now=at(hour, minute).isoformat(), paused=True)

    def _replay(self, **body: Any) -> None:
        answer = self.client.patch("/api/v1/replay", json=body, headers=self.administrator.headers)
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1/{path}", headers=self.officer.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def signs(self) -> list[Any]:
        return [one for one in self.get("actuators")["actuators"] if one["id"] in SIGNS]

    def who_signed_in_hours_ago(self) -> Person:
        person = self.person(Role.DUTY_OFFICER)
        earlier = "authenticated_us - 14400000000"
        with closing(sqlite3.connect(self.data / "register.sqlite", timeout=20)) as register:
            statement = f"UPDATE identity_session SET authenticated_us = {earlier} WHERE account = ?"
            register.execute(statement, [person.account])
            register.commit()
        return person

    def counted_against(self) -> dict[int, float]:
        """Return what the node stored of those who walk against the direction, by the beginning of the interval."""
        found = self.sensorthings("/sta/v1.1/Datastreams", **{"$filter": f"name eq '{self.name_of(AGAINST)}'"})
        link = found["value"][0]["Observations@iot.navigationLink"]
        rows = self.sensorthings(link, **{"$top": "1000", "$orderby": "phenomenonTime desc"})
        return {
            to_us(datetime.fromisoformat(row["phenomenonTime"].split("/")[0])): float(row["result"])
            for row in rows["value"]
            if row["result"] is not None
        }

    def sensorthings(self, link: str, **query: str) -> Any:
        answer = self.client.get(link, params=query, headers=self.analyst.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def name_of(self, stream_id: str) -> str:
        return next(one.name for one in self._streams if one.id == stream_id)

    @cached_property
    def _streams(self) -> Any:
        from baken.city.load import load

        return load(self.server.city_folder).streams

    def counted_if_nobody_had_decided(self) -> dict[int, float]:
        """Return the same of the evening on which nobody decides anything."""
        stream = next(one for one in self._streams if one.id == AGAINST)
        source = connect(Settings(folder=self.server.city_folder, file="connectors/simulated_city.toml"))
        found: dict[int, float] = {}
        for batch in source.history(HistoryQuery(series=(series_of(stream),))):
            rows = batch.rows
            found |= dict(zip(rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True))
        return {start: value for start, value in found.items() if value == value}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    home = tmp_path_factory.mktemp("evening")
    city = shutil.copytree(ROOT / "cities" / "scheveningen", home / "scheveningen")
    settings = city / "city.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[replay]\n", f"[replay]\nlike_days = {LIKE_DAYS}\n"), encoding="utf-8")
    where = ("--from", "2026-08-14T22:10", "--speed", "1", "--data", home / "data")
    with serving("replay", city, *where, home=home) as server:
        played = Evening(server)
        played.stand_still()
        yield played


class Desk:
    """The screen of the duty officer."""

    def __init__(self, browser: Browser, evening: Evening, who: Person) -> None:
        self._context = browser.new_context(viewport={"width": 1600, "height": 900})
        self.page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        sign_in_as(self.page, evening.server, who)
        self.page.goto(f"http://localhost:{evening.server.port}/?map=off&lang=en")
        self.panel = self.page.get_by_test_id("response-panel")

    def shows(self, what: Locator, attribute: str, value: str) -> None:
        expect(what).to_have_attribute(attribute, value, timeout=PATIENCE_MS)

    def proposal(self) -> Locator:
        return self.page.get_by_test_id("warnings").get_by_role("button", name=PLAYBOOK).first

    def stands(self, state: str) -> None:
        expect(self.panel.get_by_test_id("response-state")).to_have_text(state, timeout=PATIENCE_MS)

    def decide(self, deed: str, because: str) -> None:
        """Press a button of the response, say why, and mean it."""
        self.panel.get_by_role("button", name=deed, exact=True).click()
        self.page.keyboard.type(because)
        self.page.keyboard.press("Control+Enter")

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def desk(browser: Browser, evening: Evening) -> Iterator[Desk]:
    opened = Desk(browser, evening, evening.officer)
    yield opened
    opened.close()


def test_a_playbook_that_asks_for_it_is_not_approved_by_who_signed_in_hours_ago(
    evening: Evening, browser: Browser
) -> None:
    tired = Desk(browser, evening, evening.who_signed_in_hours_ago())
    tired.proposal().click()
    tired.decide("Approve", "As agreed with the police.")
    expect(tired.page.get_by_test_id("reauthenticate")).to_be_visible(timeout=PATIENCE_MS)
    tired.page.keyboard.press("Escape")
    tired.stands("Proposed")
    tired.close()


def test_the_fireworks_evening_from_the_warning_to_what_is_learned(
    evening: Evening, desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    page, panel = desk.page, desk.panel
    evening.go_to(22, 30)
    card = page.get_by_test_id("warnings").locator("[data-warning]", has_text="Boulevard Kurhaus").first
    expect(card.get_by_test_id("warning-state")).to_have_text("New", timeout=PATIENCE_MS)
    warned = page.locator(f"[data-warning='{card.get_attribute('data-warning')}']")
    desk.proposal().click()
    desk.decide("Approve", "As agreed with the police.")
    desk.stands("Under way")
    for sign in SIGNS:
        desk.shows(panel.locator(f"[data-command={sign}]").first, "data-state", "confirmed")
    assert {one["told"] for one in evening.signs()} == {"eenrichting"}

    evening.go_to(22, 44)
    tasks = panel.locator("[data-task]")
    for number in range(tasks.count()):
        tasks.nth(number).get_by_role("button", name="Done").click()
        desk.shows(tasks.nth(number), "data-task-state", "done")
    desk.stands("Carried out")

    evening.go_to(23, 20)
    told, otherwise = evening.counted_against(), evening.counted_if_nobody_had_decided()
    acts = to_us(at(22, 46))
    before = [start for start in told if start + 300_000_000 <= acts]
    after = [start for start in told if start >= acts]
    assert before
    assert all(told[start] == otherwise[start] for start in before), "the same people until then"
    assert len(after) > 3
    assert sum(told[s] for s in after) < 0.5 * sum(otherwise[s] for s in after), "people keep to the direction"

    evening.go_to(24, 0)
    desk.decide("Withdraw", "The boulevard is calm.")
    desk.stands("Withdrawn")
    warned.locator("[data-card]").focus()
    page.keyboard.press("3")
    page.keyboard.type("Everybody is on the way home.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Over (").click()
    desk.shows(warned, "data-state", "closed")
    until(lambda: {one["told"] for one in evening.signs()} == {"leeg"}, LONG_S)  # not more often than they allow

    evening.go_to(25, 46)
    record = evening.data / "events" / f"{EVENT}.json"
    until(record.exists, LONG_S)  # the node lives like days beside the requests, and gives way to everything
    found = findings(msgspec.json.decode(record.read_bytes(), type=EventRecord))
    effect = next(one for one in found.effects if one.compared.place_id == "boulevard-kurhaus")
    true = effect.compared.true_change
    assert true is not None
    assert true < -50, "it is emptier because of it"
    assert effect.told.is_told
    assert effect.told.lower <= true <= effect.told.upper
    assert np.sign(effect.told.change) == np.sign(true)
    assert all(kpi.is_declared_before(found.record.start_us) for kpi in found.record.kpis)

    report = browser.new_page(viewport={"width": 1280, "height": 900})
    sign_in_as(report, evening.server, evening.analyst)
    address = f"http://localhost:{evening.server.port}/api/v1/event-reports/{EVENT}?language=en"
    report.goto(address, timeout=2 * PATIENCE_MS)
    effects = report.locator("#effects").inner_text()
    assert PLAYBOOK in effects
    assert "The true change was" in effects
    assert "Simulation: nothing of this happened." in report.inner_text("header")
    assert not violations(report)
    report.close()

    again = run_baken(
        "evaluate", "--data", evening.data, "--language", "nl", "--report", tmp_path / "report.html", home=tmp_path
    )
    assert again.returncode == 0, again.stderr
    assert "Eenrichtingsverkeer" in again.stdout
    assert "echte verandering" in (tmp_path / "report.html").read_text(encoding="utf-8")
