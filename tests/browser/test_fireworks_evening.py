# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole loop on one evening: it is warned, an officer decides, signs switch, people act, it calms down, and then
it is told what that changed, beside what it truly changed. Everything is simulated, and nobody waits for a clock."""

from __future__ import annotations

import shutil
import time
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx
    from playwright.sync_api import Browser

    from servers import BakenServer

pytestmark = pytest.mark.browser

ZONE: Final = ZoneInfo("Europe/Amsterdam")
EVENT: Final = "fireworks-2026-08-14"
ONE_WAY: Final = "one-way-after-fireworks"
AGAINST: Final = "boulevard-midden-kurhaus-in"
"""Counts who passes the gate in the direction that is closed."""
SIGNS: Final = ("bord-boulevard-midden", "bord-boulevard-kurhaus")
LIKE_DAYS: Final = 9
"""As few as can tell anything: each takes a few seconds."""
PATIENCE_S: Final = 40.0


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

    def go_to(self, hour: int, minute: int) -> None:
        """Let everything happen until a moment, and stand still there."""
        body = {"now": at(hour, minute).isoformat(), "paused": True}
        answer = self.client.patch("/api/v1/replay", json=body, headers=self.administrator.headers)
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1/{path}", headers=self.officer.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def until(self, what: Callable[[], Any]) -> Any:
        """Return what comes true; the node judges and switches beside the requests."""
        late = time.monotonic() + PATIENCE_S
        while not (found := what()):
            assert time.monotonic() < late, "it did not come"
            time.sleep(0.05)
        return found

    def change(self, method: str, path: str, body: dict[str, Any], version: int) -> httpx.Response:
        headers = self.officer.headers | {"if-match": f'"{version}"'}
        return self.client.request(method, f"/api/v1/{path}", json=body, headers=headers)

    def response(self, response_id: str) -> Any:
        return self.get(f"responses/{response_id}")

    def decide(self, response_id: str, deed: str) -> Any:
        version = self.response(response_id)["version"]
        body = {"deed": deed, "because": "As agreed with the police."}
        answer = self.change("POST", f"responses/{response_id}/decisions", body, version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def warnings(self) -> list[Any]:
        found: list[Any] = self.get("warnings")["warnings"]
        return found

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
    where = ("--from", "2026-08-14T22:00", "--speed", "1", "--data", home / "data")
    with serving("replay", city, *where, home=home) as server:
        yield Evening(server)


def test_the_fireworks_evening_from_the_warning_to_what_is_learned(
    evening: Evening, browser: Browser, tmp_path: Path
) -> None:
    evening.go_to(22, 30)
    warning = evening.until(lambda: next((one for one in evening.warnings() if one["state"] == "raised"), None))
    assert "boulevard-kurhaus" in str(warning)

    proposal = evening.until(
        lambda: next(
            (r for r in evening.get("responses?state=proposed")["responses"] if r["playbook"]["id"] == ONE_WAY), None
        )
    )
    approved = evening.decide(proposal["id"], "approve")
    if approved["state"] == "approved":
        evening.decide(proposal["id"], "begin")
    evening.until(lambda: all(c["state"] == "confirmed" for c in evening.response(proposal["id"])["commands"]))
    shown = {one["id"]: one for one in evening.get("actuators")["actuators"]}
    assert {(shown[name]["told"], shown[name]["state"]) for name in SIGNS} == {("eenrichting", "confirmed")}

    evening.go_to(22, 44)
    for task in evening.response(proposal["id"])["tasks"]:
        answer = evening.change("PATCH", f"response-tasks/{task['id']}", {"state": "done"}, task["version"])
        assert answer.status_code == 200, answer.text
    evening.until(lambda: evening.response(proposal["id"])["state"] == "executed")
    handled = evening.until(lambda: next((one for one in evening.warnings() if one["state"] == "handled"), None))

    evening.go_to(23, 20)
    told, otherwise = evening.counted_against(), evening.counted_if_nobody_had_decided()
    acts = to_us(at(22, 46))
    before = [start for start in told if start + 300_000_000 <= acts]
    after = [start for start in told if start >= acts]
    assert before
    assert all(told[start] == otherwise[start] for start in before), "the same people until then"
    assert len(after) > 3
    assert sum(told[s] for s in after) < 0.5 * sum(otherwise[s] for s in after), "people keep to the direction"

    evening.go_to(23, 50)
    evening.decide(proposal["id"], "withdraw")
    for hour, minute in ((24, 4), (24, 18), (24, 32), (24, 46), (25, 0)):
        evening.go_to(hour, minute)
        now = evening.get(f"warnings/{handled['id']}")
        if now["state"] in ("closed", "expired"):
            break
    assert now["state"] in ("closed", "expired")
    evening.until(
        lambda: all(
            one["told"] == "leeg" and one["state"] == "confirmed"
            for one in evening.get("actuators")["actuators"]
            if one["id"] in SIGNS
        )
    )

    evening.go_to(25, 46)
    record = evening.data / "events" / f"{EVENT}.json"
    evening.until(record.exists)
    found = findings(msgspec.json.decode(record.read_bytes(), type=EventRecord))
    effect = next(one for one in found.effects if one.compared.place_id == "boulevard-kurhaus")
    true = effect.compared.true_change
    assert true is not None
    assert true < -50, "it is emptier because of it"
    assert effect.told.is_told
    assert effect.told.lower <= true <= effect.told.upper
    assert np.sign(effect.told.change) == np.sign(true)
    assert all(kpi.is_declared_before(found.record.start_us) for kpi in found.record.kpis)

    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=evening.server.address)
    sign_in_as(page, evening.server, evening.analyst)
    page.goto(f"http://localhost:{evening.server.port}/api/v1/event-reports/{EVENT}?language=en", timeout=60_000)
    effects = page.locator("#effects").inner_text()
    assert "One-way walking in front of the Kurhaus" in effects
    assert "The true change was" in effects
    assert "Simulation: nothing of this happened." in page.inner_text("header")
    assert not violations(page)
    page.close()

    again = run_baken(
        "evaluate", "--data", evening.data, "--language", "nl", "--report", tmp_path / "report.html", home=tmp_path
    )
    assert again.returncode == 0, again.stderr
    assert "Eenrichtingsverkeer" in again.stdout
    assert "echte verandering" in (tmp_path / "report.html").read_text(encoding="utf-8")
