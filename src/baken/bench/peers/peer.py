# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A running SensorThings server, whoever made it: where it is, and what its datastreams are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any, Final, Self

from baken.bench.registry import BenchError
from baken.service.http.gateway import SENSORTHINGS_PATH

BAKEN_ROOT: Final = SENSORTHINGS_PATH


@dataclass(frozen=True, slots=True)
class Peer:
    """A server under load.

    Attributes
    ----------
    root
        Path of its service root.
    ids
        Its datastreams, as JSON has them.
    newest_first
        How one asks it for the newest observation first.
    key
        The key of a sensor that writes there; empty when the server asks for none.
    """

    name: str
    port: int
    root: str
    ids: tuple[int | str, ...]
    newest_first: str = "phenomenonTime desc"
    key: str = ""

    def observe_once(self) -> None:
        """Store one observation in each datastream."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            for key in self.ids:
                first = {"phenomenonTime": "2020-01-01T00:00:00Z", "result": 1, "Datastream": {"@iot.id": key}}
                _ask(connection, "POST", f"{self.root}/Observations", first, self.key)
        finally:
            connection.close()

    @classmethod
    def listed(
        cls,
        name: str,
        port: int,
        root: str,
        streams: int,
        newest_first: str = "phenomenonTime desc",
        *,
        key: str = "",
    ) -> Self:
        """Return a server with the datastreams that it has, in the order of their names."""
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            answer = _ask(connection, "GET", f"{root}/Datastreams?$top={streams}")
        finally:
            connection.close()
        by_name = sorted(json.loads(answer)["value"], key=lambda one: one["name"])
        if len(by_name) != streams:
            raise BenchError(f"{name} has {len(by_name)} datastreams in place of {streams}.")
        return cls(name, port, root, tuple(one["@iot.id"] for one in by_name), newest_first, key)

    def entity(self, number: int) -> str:
        """Return the address of a datastream by its place in ``ids``.

        Examples
        --------
        >>> Peer("a", 80, "/v1.1", (7,)).entity(0), Peer("b", 80, "/v1.1", ("x",)).entity(0)
        ('/v1.1/Datastreams(7)', "/v1.1/Datastreams('x')")
        """
        key = self.ids[number]
        return f"{self.root}/Datastreams({key if isinstance(key, int) else repr(key)})"


def deep_insert(port: int, root: str, streams: int) -> None:
    """Make things on a server, each with a place and a datastream."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for number in range(streams):
            _ask(connection, "POST", f"{root}/Things", _thing(number))
    finally:
        connection.close()


def _ask(connection: HTTPConnection, method: str, path: str, body: Any = None, key: str = "") -> bytes:
    content = None if body is None else json.dumps(body)
    shown = {"Authorization": f"Bearer {key}"} if key else {}
    connection.request(method, path, content, {"Content-Type": "application/json"} | shown)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status not in (200, 201):
        raise BenchError(f"{method} {path} was answered with {answer.status}: {text[:300].decode()}")
    return text


def _thing(number: int) -> dict[str, Any]:
    """Return a thing with one place and one datastream, which any SensorThings server takes."""
    east, north = 4.0 + number % 10 * 0.001, 52.0 + number // 10 * 0.001
    return {
        "name": f"Counter {number:03}",
        "description": "Made up for a bench.",
        "Locations": [
            {
                "name": f"Pole {number:03}",
                "description": "Made up for a bench.",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [east, north]},
            }
        ],
        "Datastreams": [
            {
                "name": f"Pedestrians {number:03}",
                "description": "Made up for a bench.",
                "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                "unitOfMeasurement": {"name": "person", "symbol": "persons", "definition": "{person}"},
                "Sensor": {
                    "name": f"Sensor {number:03}",
                    "description": "Made up for a bench.",
                    "encodingType": "text/html",
                    "metadata": "https://example.org",
                },
                "ObservedProperty": {
                    "name": "pedestrian_count",
                    "definition": "https://baken.example/def/quantity/pedestrian_count",
                    "description": "Persons that crossed a gate.",
                },
            }
        ],
    }
