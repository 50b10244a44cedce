# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A shift at the API: propose, approve with a fresh sign-in, conflict, tasks of partners, log book, hand-over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.people import Person, signed_in
from tests.responding.conftest import responding_city
from tests.servers import BakenServer, serving

from baken.governance.lists import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

REASON = {"because": "As agreed with the police."}


class Shift:
    """A running node and the people at it."""

    def __init__(self, server: BakenServer) -> None:
        assert server.data is not None
        self.client = httpx.Client(base_url=f"{server.address}/api/v1", timeout=20)
        self._data, self._city = server.data, server.city_folder
        self.anna = self.person(Role.DUTY_OFFICER)
        self.boris = self.person(Role.DUTY_OFFICER)
        self.planner = self.person(Role.PLANNER)
        self.analyst = self.person(Role.ANALYST)
        self.police = self.person(Role.PARTNER, party="police")

    def person(self, *roles: Role, party: str = "") -> Person:
        return signed_in(self._data, self._city, *roles, party=party)

    def person_who_signed_in_hours_ago(self, hours: int) -> Person:
        person = self.person(Role.DUTY_OFFICER)
        with closing(sqlite3.connect(self._data / "register.sqlite", timeout=20)) as register:
            earlier = f"authenticated_us - {hours * 3_600_000_000}"
            register.execute(
                f"UPDATE identity_session SET authenticated_us = {earlier} WHERE account = ?", [person.account]
            )
            register.commit()
        return person

    def get(self, path: str, who: Person) -> Any:
        answer = self.client.get(path, headers=who.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any], who: Person, version: int | None = None) -> httpx.Response:
        match = {} if version is None else {"if-match": f'"{version}"'}
        return self.client.post(path, json=body, headers=who.headers | match)

    def proposed(self, playbook: str) -> dict[str, Any]:
        answer = self.post("/responses", {"playbookId": playbook} | REASON, self.anna)
        assert answer.status_code == 201, answer.text
        assert answer.headers["etag"] == '"1"'
        return dict(answer.json())

    def decide(self, name: str, deed: str, version: int | None, who: Person | None = None) -> httpx.Response:
        return self.post(f"/responses/{name}/decisions", {"deed": deed} | REASON, who or self.anna, version)

    def end_everything(self) -> None:
        for one in self.get("/responses", self.anna)["responses"]:
            for deed in ("refuse", "withdraw"):
                if deed in one["mayDo"]:
                    assert self.decide(one["id"], deed, one["version"]).status_code == 200


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    home = tmp_path_factory.mktemp("responding")
    with serving("serve", responding_city(home), "--data", home / "data", home=home) as server:
        yield Shift(server)


@pytest.fixture
def shift(running: Shift) -> Shift:
    running.end_everything()
    return running


def test_a_proposal_is_approved_by_a_named_person_and_the_signs_switch(shift: Shift) -> None:
    made = shift.proposed("to-north")
    assert made["state"] == "proposed"
    assert made["playbook"]["interventions"][0]["effectSentence"] == "Not known yet."
    answer = shift.decide(made["id"], "approve", 1)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["state"], answer.headers["etag"]) == ("executing", '"3"')
    assert [step["deed"] for step in body["steps"]] == ["propose", "approve", "begin"]
    assert body["steps"][1]["byName"].startswith("person-")
    assert body["steps"][1]["because"] == REASON["because"]
    assert [command["preset"] for command in body["commands"]] == ["one-way"]


def test_a_change_that_does_not_say_what_it_is_about_or_comes_second_changes_nothing(shift: Shift) -> None:
    made = shift.proposed("to-south")
    assert shift.decide(made["id"], "approve", None).status_code == 428
    assert shift.decide(made["id"], "approve", 1, shift.boris).status_code == 200
    second = shift.decide(made["id"], "refuse", 1)
    assert second.status_code == 412
    assert "was first" in second.json()["detail"]


def test_the_second_of_two_officers_who_approve_opposites_gets_a_clear_conflict(shift: Shift) -> None:
    north, south = shift.proposed("to-north"), shift.proposed("to-south")
    assert shift.decide(north["id"], "approve", 1).status_code == 200
    seen = shift.get(f"/responses/{south['id']}", shift.boris)
    assert seen["conflicts"][0]["responseId"] == north["id"]
    answer = shift.decide(south["id"], "approve", 1, shift.boris)
    assert answer.status_code == 409
    assert "gate:middle-gate" in answer.json()["detail"]
    assert "Withdraw one of the two first." in answer.json()["detail"]


def test_nobody_else_decides(shift: Shift) -> None:
    made = shift.proposed("to-north")
    for who in (shift.analyst, shift.police):
        assert shift.decide(made["id"], "approve", 1, who).status_code == 403
    assert shift.decide(made["id"], "approve", 1, shift.planner).status_code == 403
    assert shift.client.get("/responses").status_code == 401
    assert shift.get(f"/responses/{made['id']}", shift.planner)["mayDo"] == []


def test_what_a_playbook_marks_as_grave_takes_a_fresh_sign_in_and_the_rest_does_not(shift: Shift) -> None:
    north, south = shift.proposed("to-north"), shift.proposed("to-south")
    since_this_morning = shift.person_who_signed_in_hours_ago(5)
    answer = shift.decide(north["id"], "approve", 1, since_this_morning)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:baken:problem:re-authentication-needed"
    assert shift.get(f"/responses/{north['id']}", shift.anna)["state"] == "proposed"
    assert shift.decide(south["id"], "approve", 1, since_this_morning).status_code == 200


def test_an_impossible_deed_says_what_is_possible(shift: Shift) -> None:
    made = shift.proposed("to-north")
    answer = shift.decide(made["id"], "withdraw", 1)
    assert answer.status_code == 409
    assert "Possible: approve, refuse." in answer.json()["detail"]
    assert shift.decide(made["id"], "expire", 1).status_code == 400
    assert shift.decide("nothing", "approve", 1).status_code == 404


def test_a_partner_acknowledges_its_own_task_and_sees_no_others(shift: Shift) -> None:
    made = shift.proposed("to-south")
    shift.decide(made["id"], "approve", 1)
    (task,) = [
        t for t in shift.get("/response-tasks?state=open", shift.police)["tasks"] if t["responseId"] == made["id"]
    ]
    assert task["party"] == "police"
    headers = shift.police.headers | {"if-match": '"1"'}
    done = shift.client.patch(f"/response-tasks/{task['id']}", json={"state": "acknowledged"}, headers=headers)
    assert done.status_code == 200, done.text
    headers["if-match"] = done.headers["etag"]
    done = shift.client.patch(f"/response-tasks/{task['id']}", json={"state": "done"}, headers=headers)
    assert done.json()["state"] == "done"
    assert shift.get(f"/responses/{made['id']}", shift.anna)["state"] == "executed"
    assert {t["party"] for t in shift.get("/response-tasks", shift.police)["tasks"]} == {"police"}


def test_the_log_book_keeps_a_note_once_and_corrects_it_by_another(shift: Shift) -> None:
    note = {"text": "Quiet at the north square.", "areaIds": ["north"], "key": "my-note"}
    first = shift.post("/log-book-entries", note, shift.anna).json()
    assert shift.post("/log-book-entries", note, shift.anna).json()["id"] == first["id"]
    better = shift.post("/log-book-entries", {"text": "At the south.", "corrects": first["id"]}, shift.boris).json()
    entries = {e["id"]: e for e in shift.get("/log-book-entries", shift.planner)["entries"]}
    assert entries[first["id"]]["text"] == note["text"]
    assert entries[first["id"]]["correctedBy"] == [better["id"]]
    assert shift.post("/log-book-entries", {"text": "x", "areaIds": ["moon"]}, shift.anna).status_code == 400
    assert shift.post("/log-book-entries", {"text": " "}, shift.anna).status_code == 400


def test_a_shift_hands_over_and_another_person_accepts(shift: Shift) -> None:
    made = shift.proposed("to-north")
    told = shift.post("/hand-overs", {"text": "One proposal waits."}, shift.anna).json()
    assert told["responseIds"] == [made["id"]]
    assert shift.post(f"/hand-overs/{told['id']}/acceptances", {}, shift.anna).status_code == 403
    taken = shift.post(f"/hand-overs/{told['id']}/acceptances", {}, shift.boris)
    assert taken.status_code == 200
    assert taken.json()["acceptedByName"].startswith("person-")
    assert shift.post(f"/hand-overs/{told['id']}/acceptances", {}, shift.boris).status_code == 412


def test_playbooks_and_actuators_can_be_looked_at(shift: Shift) -> None:
    playbooks = shift.get("/playbooks", shift.analyst)
    assert playbooks["isDeclared"]
    assert {p["id"]: p["reAuthenticate"] for p in playbooks["playbooks"]} == {"to-north": True, "to-south": False}
    (sign,) = shift.get("/actuators", shift.police)["actuators"]
    assert (sign["id"], sign["byHand"]) == ("sign-1", "Turn the key.")


def test_the_situation_report_is_a_page_in_two_languages_that_prints_what_stands(shift: Shift) -> None:
    made = shift.proposed("to-south")
    shift.decide(made["id"], "approve", 1)
    shift.post("/log-book-entries", {"text": "<script>alert(1)</script> seen at the square"}, shift.anna)
    for language, says in (("nl", "Maatregelen die van kracht zijn"), ("en", "Responses in force")):
        answer = shift.client.get(f"/situation-report?language={language}", headers=shift.anna.headers)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/html")
        assert f'<html lang="{language}">' in answer.text
        assert says in answer.text
        assert "&lt;script&gt;" in answer.text
        assert "<script" not in answer.text
    assert "Walk outside only" in answer.text
    assert shift.client.get("/situation-report", headers=shift.police.headers).status_code == 403
    assert shift.client.get("/situation-report?language=fr", headers=shift.anna.headers).status_code == 400
