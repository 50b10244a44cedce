# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up city with a limit on one square, two playbooks that want the opposite, and a crowd room that is staffed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import httpx
from tests.responding.conftest import responding_city

from baken.governance.lists import Role
from baken.governance.log.pseudonyms import Pseudonyms
from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import security_folder
from baken.governance.model import PrincipalKind
from baken.service.identity import create_key
from limited import count, limit_persons
from people import Person, invited, signed_in
from servers import CONNECTIONS
from waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from servers import BakenServer

FULL: Final = 180
EMPTY: Final = 5


def warned_city(home: Path) -> Path:
    """Make the city in a folder; return its own folder."""
    city = responding_city(home)
    limit_persons(city, calm_min=0)
    return city


class CrowdRoom:
    """A running node, who works at it, and what its one sensor says."""

    def __init__(self, server: BakenServer) -> None:
        assert server.data is not None
        self.server, self._data = server, server.data
        self.client = httpx.Client(base_url=f"{server.address}/api/v1", timeout=20, limits=CONNECTIONS)
        self.officer = self.person(Role.DUTY_OFFICER)
        self.key = create_key(self._data, activity="square-counting", role=Role.ADMINISTRATOR, name="Tests")

    def person(self, *roles: Role, party: str = "") -> Person:
        """Return somebody who has just signed in."""
        return signed_in(self._data, self.server.city_folder, *roles, party=party)

    def invite(self, login: str, *roles: Role) -> tuple[str, str]:
        """Return the account of somebody who has not come in yet, and the link with which they do."""
        origin = f"http://localhost:{self.server.port}"
        return invited(self._data, self.server.city_folder, login, *roles, origin=origin)

    def signed_in_hours_ago(self, account: str) -> None:
        """Let it be four hours ago that somebody proved who they are."""
        with closing(sqlite3.connect(self._data / "register.sqlite", timeout=20)) as register:
            earlier = "authenticated_us - 14400000000"
            register.execute(f"UPDATE identity_session SET authenticated_us = {earlier} WHERE account = ?", [account])
            register.commit()

    def security_log(self, account: str, since_ms: int) -> list[str]:
        """Return what the security log tells of an account, or of what it did, since a moment."""
        name = Pseudonyms.of(self._data).of_id(PrincipalKind.PERSON, account)
        of_account = LogQuery(start=since_ms, contains=name.encode())
        return [record["event"] for record in oldest(security_folder(self._data), of_account)]

    def count(self, persons: int) -> None:
        """Let the sensor of the north square say how many people are there now."""
        headers = {"authorization": f"Bearer {self.key}"}
        with httpx.Client(base_url=self.server.address, timeout=20, headers=headers) as client:
            count(client, persons)

    def get(self, path: str, who: Person | None = None) -> Any:
        """Return what a route answers an officer."""
        return self.client.get(path, headers=(who or self.officer).headers).raise_for_status().json()

    def was_judged_to_be_empty(self) -> bool:
        """Tell whether the warner has seen the north square empty: before that it raises nothing that was closed."""
        picture = self.get("/picture")
        persons = picture["persons"][picture["areaIds"].index("north")] or 0.0
        judged = self.get("/warnings")["judgedAt"]
        return bool(persons < FULL / 2 and judged and judged >= picture["issuedAt"])

    def standing(self) -> list[dict[str, Any]]:
        """Return the warnings that are open."""
        found: list[dict[str, Any]] = self.get("/warnings")["warnings"]
        return [one for one in found if one["isOpen"]]

    def act(self, deed: str, who: Person, note: str = "") -> None:
        """Do something with the warning that stands; figures that change meanwhile are no matter."""

        def done() -> bool:
            [warning] = self.standing()
            headers = who.headers | {"if-match": f'"{warning["version"]}"'}
            path = f"/warnings/{warning['id']}/steps"
            return self.client.post(path, json={"deed": deed, "note": note}, headers=headers).status_code == 200

        until(done)

    def calm(self) -> None:
        """End everything: an empty square, nothing open, nothing in force."""
        self.count(EMPTY)
        until(self.was_judged_to_be_empty)
        for one in self.get("/warning-suppressions")["suppressions"]:
            self.client.delete(f"/warning-suppressions/{one['id']}", headers=self.officer.headers)
        for one in self.get("/responses")["responses"]:
            for deed in ("refuse", "withdraw"):
                if deed in one["mayDo"]:
                    headers = self.officer.headers | {"if-match": f'"{one["version"]}"'}
                    body = {"deed": deed, "because": "The test is over."}
                    self.client.post(f"/responses/{one['id']}/decisions", json=body, headers=headers)

        def is_calm() -> bool:
            for warning in self.standing():
                headers = self.officer.headers | {"if-match": f'"{warning["version"]}"'}
                body = {"deed": "close", "note": "The test is over."}
                self.client.post(f"/warnings/{warning['id']}/steps", json=body, headers=headers)
            return not self.standing()

        until(is_calm)

    def warn(self) -> dict[str, Any]:
        """Fill the square until there is one warning, with what is proposed about it."""
        self.calm()
        self.count(FULL)
        [warning] = until(self.standing)
        until(lambda: [r for r in self.get("/responses")["responses"] if r["state"] == "proposed"])
        return dict(warning)
