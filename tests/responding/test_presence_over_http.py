# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is at which screen: told to staff that acts on warnings, to nobody else, and written nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.limited import RETENTION, limit_persons
from tests.people import signed_in
from tests.servers import FIXTURES, serving

from baken.governance.lists import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import Person
    from tests.servers import BakenServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("present")
    city = Path(shutil.copytree(FIXTURES / "cities" / "squares", home / "squares"))
    limit_persons(city)
    activity = city / "activities" / "square-counting.toml"
    covers = RETENTION + 'warnings = ["limits"]\n'
    activity.write_text(activity.read_text(encoding="utf-8").replace("\n[covers]\n", covers), encoding="utf-8")
    with serving("serve", city, "--data", home / "data", home=home) as running:
        yield running


def person(server: BakenServer, role: Role, party: str = "") -> Person:
    assert server.data is not None
    return signed_in(server.data, server.city_folder, role, party=party)


def tell(server: BakenServer, who: Person | None, **told: Any) -> httpx.Response:
    headers = {} if who is None else who.headers
    return httpx.post(f"{server.address}/api/v1/presence", json={"screen": "1"} | told, headers=headers, timeout=20)


def test_two_officers_see_each_other_and_who_is_deciding_until_one_leaves(server: BakenServer) -> None:
    anna, boris = person(server, Role.DUTY_OFFICER), person(server, Role.DUTY_OFFICER)
    assert tell(server, anna, warningId="w1").json() == {"present": []}
    [seen] = tell(server, boris, warningId="w1", isActing=True).json()["present"]
    assert (seen["warningId"], seen["isActing"], seen["isSelf"]) == ("w1", False, False)
    assert seen["name"].startswith("person-")
    [seen] = tell(server, anna).json()["present"]
    assert seen["isActing"] is True
    tell(server, boris, isLeaving=True)
    assert tell(server, anna, isLeaving=True).json() == {"present": []}


def test_nobody_but_staff_that_acts_on_warnings_is_there_or_is_told(server: BakenServer) -> None:
    assert tell(server, None).status_code == 401
    assert tell(server, person(server, Role.ANALYST)).status_code == 403
    partner = person(server, Role.PARTNER, party="police")
    assert tell(server, partner).status_code == 403


def test_being_there_is_not_written_in_the_log(server: BakenServer) -> None:
    assert server.data is not None
    officer = person(server, Role.DUTY_OFFICER)
    tell(server, officer, screen="first")

    def written() -> int:
        folder = Path(str(server.data)) / "log" / "processing"
        return sum(path.read_bytes().count(b"respond") for path in folder.glob("*.jsonl"))

    before = written()
    for _ in range(3):
        assert tell(server, officer, screen="first", isLeaving=True).status_code == 200
    assert written() == before
    with httpx.Client(base_url=f"{server.address}/api/v1", headers=officer.headers, timeout=20) as client:
        client.get("/warnings/none/draft")
    assert written() > before, "another thing that is done to warnings is written"


def test_what_is_not_asked_for_is_refused(server: BakenServer) -> None:
    officer = person(server, Role.DUTY_OFFICER)
    assert tell(server, officer, screen="").status_code == 400
    assert tell(server, officer, position=[4.28, 52.11]).status_code == 400
