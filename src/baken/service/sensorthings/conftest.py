# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A SensorThings service in memory, and a client of it, for the tests beside the code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from baken.observation.catalogue import Catalogue
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.methods.memory_store import MemoryStore
from baken.service.sensorthings.specimen import SensorThingsSpecimen
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from baken.observation.protocol import ObservationStore

NOW = datetime(2025, 12, 24, 12, tzinfo=UTC)
ROOT = "http://city.example/sta/v1.1"


class Service:
    """The parts of a service, and short ways to ask it."""

    def __init__(self, store: ObservationStore) -> None:
        self.catalogue = Catalogue()
        self.store = store
        self.app = SensorThingsSpecimen(self.catalogue, store, FixedClock(NOW), "/sta/v1.1")
        self.intake = self.app.intake
        transport = httpx.ASGITransport(self.app)
        self.client = httpx.AsyncClient(transport=transport, base_url=ROOT + "/")

    async def get(self, path: str, status: int = 200, **parameters: Any) -> Any:
        answer = await self.client.get(path, params={f"${k}": v for k, v in parameters.items()} or None)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def values(self, path: str, **parameters: Any) -> list[Any]:
        found: list[Any] = (await self.get(path, **parameters))["value"]
        return found

    async def send(self, method: str, path: str, body: Any = None, status: int = 201, **options: Any) -> httpx.Response:
        answer = await self.client.request(method, path, json=body, **options)
        assert answer.status_code == status, answer.text
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == status
        return answer

    async def batch(self, rows: list[Any], components: list[str] | None = None, datastream: Any = 1) -> Any:
        group = {
            "Datastream": {"@iot.id": datastream},
            "components": components or ["phenomenonTime", "result"],
            "dataArray": rows,
        }
        answer = await self.send("POST", "CreateObservations", [group])
        return answer.json()


def datastream_body(name: str = "Counts", **other: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "People that pass",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": "person", "symbol": "persons", "definition": "{person}"},
        "Sensor": {"name": "Eye", "description": "", "encodingType": "text/plain", "metadata": "none"},
        "ObservedProperty": {"name": "pedestrian_count", "definition": "", "description": ""},
        **other,
    }


def thing_body(name: str = "Mast", **other: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "A lamp post",
        "properties": {"owner": {"name": "city"}, "tags": ["a", "b"]},
        "Locations": [
            {
                "name": "Corner",
                "description": "",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [4.3, 52.1]},
            }
        ],
        "Datastreams": [datastream_body()],
        **other,
    }


@pytest.fixture(params=[MemoryStore, lambda: DuckDBStore(None)], ids=["memory", "duckdb"])
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """An empty service, once with each store."""
    store = request.param()
    service = Service(store)
    yield service
    await service.intake.close()
    store.close()


@pytest.fixture
async def mast(service: Service) -> Service:
    """A service with one thing, one datastream and five hourly values, oldest first: 1, 2, 3, 4, 5."""
    await service.send("POST", "Things", thing_body())
    await service.batch([[f"2025-12-24T0{hour}:00:00Z", hour + 1] for hour in range(5)])
    return service
