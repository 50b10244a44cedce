# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The callers of the matrix of access, with real sessions and keys, at a running municipality."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
from tests.people import signed_in

from baken.governance.lists import Role
from baken.governance.model import PrincipalKind
from baken.service.identity import create_key

if TYPE_CHECKING:
    from tests.servers import BakenServer

    from baken.service.http.access_matrix import Caller, Row

MOMENT = "2026-01-01T12:{:02d}:{:02d}Z"
_VALUES = {
    "area_id": "north",
    "feature_id": "north",
    "kind": "dpia",
    "version": "1",
    "thing_id": "1",
    "number": "1",
}


class Town:
    """A served city, whoever calls it, and what it holds.

    Attributes
    ----------
    datastreams
        Of the city, by activity.
    """

    def __init__(self, server: BakenServer) -> None:
        assert server.data is not None
        self._server, self._data = server, server.data
        self._headers: dict[str, dict[str, str]] = {}
        self._second = 0
        key = create_key(self._data, activity="square-counting", role=Role.ADMINISTRATOR)
        self.owner = {"authorization": f"Bearer {key}"}
        self.client = httpx.Client(base_url=server.address, timeout=20)
        answer = self.client.get("/sta/v1.1/Datastreams", headers=self.owner)
        assert answer.status_code == 200, answer.text
        found = answer.json()["value"]
        self.datastreams = {d["properties"]["processingActivity"]: d["@iot.id"] for d in found}
        self.things = {
            activity: self.get(f"/sta/v1.1/Datastreams({number})/Thing")["@iot.id"]
            for activity, number in self.datastreams.items()
        }

    def close(self) -> None:
        self.client.close()

    def get(self, path: str) -> Any:
        answer = self.client.get(path, headers=self.owner)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def headers(self, caller: Caller, *, fresh: bool = False) -> dict[str, str]:
        """Return what a caller sends; ``fresh`` gives an account and a session of its own."""
        if caller.name in self._headers and not fresh:
            return self._headers[caller.name]
        made = self._made(caller)
        if not fresh:
            self._headers[caller.name] = made
        return made

    def _made(self, caller: Caller) -> dict[str, str]:
        principal = caller.principal
        if principal.kind is PrincipalKind.ANONYMOUS:
            return {}
        if principal.kind is PrincipalKind.SENSOR:
            (role,) = principal.roles & {Role.SENSOR, Role.ADMINISTRATOR}
            return {"authorization": f"Bearer {create_key(self._data, activity=principal.activity, role=role)}"}
        return signed_in(self._data, self._server.city_folder, *principal.roles, party=principal.party).headers

    def ask(self, row: Row, caller: Caller, *, fresh: bool = False) -> int:
        """Send the request of a row for a caller and return the status of the answer."""
        path = self._path(row)
        headers = self.headers(caller, fresh=fresh)
        body = None if row.method in ("GET", "DELETE") else self._body(row)
        with self.client.stream(row.method, path, headers=headers, json=body) as answer:
            return answer.status_code

    def _path(self, row: Row) -> str:
        names: dict[str, str] = {**_VALUES, "activity_id": row.activity or "square-counting"}
        if row.path.startswith("/sta/"):
            names["n"] = str(self._datastream(row) if "{n}" in row.path else "")
            names["k"] = f"'{self._observation(row.activity)}'" if "{k}" in row.path else ""
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: names.get(found[1], "unknown"), row.path)

    def _datastream(self, row: Row) -> int:
        if row.method != "DELETE":
            return int(self.datastreams[row.activity])
        return self._throwaway(row.activity)

    def _throwaway(self, activity: str) -> int:
        """Make a datastream like the one of the city, to be deleted."""
        like = self.get(f"/sta/v1.1/Datastreams({self.datastreams[activity]})?$expand=Sensor,ObservedProperty")
        body = {
            "name": "Throwaway",
            "description": "Made to be deleted.",
            "observationType": like["observationType"],
            "unitOfMeasurement": like["unitOfMeasurement"],
            "properties": {"processingActivity": activity},
            "Thing": {"@iot.id": self.things[activity]},
            "Sensor": {"@iot.id": like["Sensor"]["@iot.id"]},
            "ObservedProperty": {"@iot.id": like["ObservedProperty"]["@iot.id"]},
        }
        key = create_key(self._data, activity=activity, role=Role.ADMINISTRATOR)
        answer = self.client.post("/sta/v1.1/Datastreams", json=body, headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 201, answer.text
        return int(re.findall(r"\((\d+)\)", answer.headers["location"])[-1])

    def _observation(self, activity: str) -> str:
        """Put a new observation into the datastream of an activity and return its id."""
        path = f"/sta/v1.1/Datastreams({self.datastreams[activity]})/Observations"
        answer = self.client.post(path, json=self._new_observation(), headers=self.owner)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["@iot.id"])

    def _new_observation(self) -> dict[str, Any]:
        self._second += 1
        return {"phenomenonTime": MOMENT.format(*divmod(self._second, 60)), "result": 100 + self._second % 50}

    def _body(self, row: Row) -> dict[str, Any]:
        if row.path.endswith("/Observations"):
            body = self._new_observation()
            inside = {} if "{n}" in row.path else {"Datastream": {"@iot.id": self.datastreams[row.activity]}}
            return body | inside
        if row.path.endswith("/Things"):
            return {"name": "Mast", "description": "A mast for a test."}
        if row.path.startswith("/sta/"):
            return {"description": "Described anew."}
        return {"because": ""} if row.path.endswith("/withdrawal") else {}
