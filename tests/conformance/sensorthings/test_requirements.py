# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every requirement that the service claims has a request here that shows it, and nothing else is claimed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from baken.observation.catalogue import Catalogue
from baken.observation.methods.memory_store import MemoryStore
from baken.service.sensorthings.conformance import CONFORMANCE
from baken.service.sensorthings.specimen import SensorThingsSpecimen
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

ROOT = "http://city.example/sta/v1.1"
REQUIREMENT = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
FIRST = "Observations('1-1766534400000000')"
THING = {
    "name": "Mast",
    "description": "A lamp post",
    "properties": {"owner": "city"},
    "Locations": [
        {
            "name": "Corner",
            "description": "",
            "encodingType": "application/geo+json",
            "location": {"type": "Point", "coordinates": [4.3, 52.1]},
        }
    ],
    "Datastreams": [
        {
            "name": "Counts",
            "description": "",
            "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
            "unitOfMeasurement": {"name": "person", "symbol": "persons", "definition": "{person}"},
            "observedArea": {"type": "Point", "coordinates": [4.3, 52.1]},
            "Sensor": {"name": "Eye", "description": "", "encodingType": "text/plain", "metadata": "none"},
            "ObservedProperty": {"name": "pedestrian_count", "definition": "", "description": ""},
            "Observations": [
                {"phenomenonTime": f"2025-12-24T0{hour}:00:00Z", "resultTime": "2025-12-24T09:00:00Z", "result": hour}
                for hour in range(4)
            ],
        }
    ],
}

PROPERTIES = {
    "Things(1)": {"name", "description", "properties"},
    "Locations(1)": {"name", "description", "encodingType", "location", "properties"},
    "HistoricalLocations(1)": {"time"},
    "Datastreams(1)": {
        "name",
        "description",
        "unitOfMeasurement",
        "observationType",
        "properties",
        "observedArea",
        "phenomenonTime",
    },
    "Sensors(1)": {"name", "description", "encodingType", "metadata", "properties"},
    "ObservedProperties(1)": {"name", "definition", "description", "properties"},
    FIRST: {"phenomenonTime", "resultTime", "result", "resultQuality", "parameters"},
    "FeaturesOfInterest(1)": {"name", "description", "encodingType", "feature", "properties"},
}
RELATIONS = {
    "Things(1)": {"Locations", "HistoricalLocations", "Datastreams"},
    "Locations(1)": {"Things", "HistoricalLocations"},
    "HistoricalLocations(1)": {"Thing", "Locations"},
    "Datastreams(1)": {"Thing", "Sensor", "ObservedProperty", "Observations"},
    "Sensors(1)": {"Datastreams"},
    "ObservedProperties(1)": {"Datastreams"},
    FIRST: {"Datastream", "FeatureOfInterest"},
    "FeaturesOfInterest(1)": {"Observations"},
}
NAMES = dict(
    zip(
        PROPERTIES,
        (
            "thing",
            "location",
            "historical-location",
            "datastream",
            "sensor",
            "observed-property",
            "observation",
            "feature-of-interest",
        ),
        strict=True,
    )
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    store = MemoryStore()
    clock = FixedClock(datetime(2025, 12, 24, 12, tzinfo=UTC))
    app = SensorThingsSpecimen(Catalogue(), store, clock, ROOT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ROOT + "/") as client:
        assert (await client.post("Things", json=THING)).status_code == 201
        yield client
    await app.intake.close()


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", PROPERTIES)
async def test_entities_have_their_properties(client: httpx.AsyncClient, path: str) -> None:
    entity = await get(client, path)
    assert {name for name in entity if "@iot" not in name} == PROPERTIES[path]


@pytest.mark.parametrize("path", RELATIONS)
async def test_entities_have_their_relations(client: httpx.AsyncClient, path: str) -> None:
    entity = await get(client, path)
    links = {
        name.removesuffix("@iot.navigationLink"): link for name, link in entity.items() if "navigationLink" in name
    }
    assert set(links) == RELATIONS[path]
    for name, link in links.items():
        assert await get(client, link) == (await get(client, f"{path}/{name}"))
    expanded = await get(client, f"{path}?$expand={','.join(links)}")
    assert set(links) <= set(expanded)


async def results(client: httpx.AsyncClient, query: str) -> list[Any]:
    return [o["result"] for o in (await get(client, f"Observations?{query}"))["value"]]


async def control_information(client: httpx.AsyncClient) -> None:
    entity = await get(client, "Things(1)")
    assert {"@iot.id", "@iot.selfLink", "Datastreams@iot.navigationLink"} <= set(entity)


async def paths(client: httpx.AsyncClient) -> None:
    assert len((await get(client, "Things(1)/Datastreams"))["value"]) == 1
    assert await get(client, "Things(1)/name") == {"name": "Mast"}
    assert (await client.get("Things(1)/name/$value")).text == "Mast"
    assert (await get(client, "Things(1)/Datastreams/$ref"))["value"] == [{"@iot.selfLink": f"{ROOT}/Datastreams(1)"}]
    assert (await get(client, f"{FIRST}/Datastream/Thing"))["name"] == "Mast"


async def order(client: httpx.AsyncClient) -> None:
    """Filter, count, order, skip, top, and then expand and select."""
    query = "$filter=result gt 0&$count=true&$orderby=result desc&$skip=1&$top=1&$expand=Datastream&$select=result"
    answer = await get(client, f"Observations?{query}")
    assert answer["@iot.count"] == 3
    [only] = answer["value"]
    assert (only["result"], only["Datastream"]["name"]) == (2, "Counts")


async def expand(client: httpx.AsyncClient) -> None:
    answer = await get(client, "Things?$expand=Datastreams/ObservedProperty,Locations($select=name)")
    assert answer["value"][0]["Datastreams"][0]["ObservedProperty"]["name"] == "pedestrian_count"
    assert answer["value"][0]["Locations"] == [{"name": "Corner"}]


async def select(client: httpx.AsyncClient) -> None:
    assert (await get(client, "Things?$select=name"))["value"] == [{"name": "Mast"}]


async def status_codes(client: httpx.AsyncClient) -> None:
    assert (await client.get("Things(9)")).status_code == 404
    assert (await client.get("Nothings")).status_code == 404
    assert (await client.get("Things?$filter=name eq")).status_code == 400


async def orderby(client: httpx.AsyncClient) -> None:
    assert await results(client, "$orderby=result desc") == [3, 2, 1, 0]
    assert await results(client, "$orderby=Datastream/name,phenomenonTime asc") == [0, 1, 2, 3]


async def top_and_skip(client: httpx.AsyncClient) -> None:
    assert await results(client, "$top=1&$skip=2") == [2]


async def count(client: httpx.AsyncClient) -> None:
    assert (await get(client, "Observations?$count=true&$top=1"))["@iot.count"] == 4
    assert "@iot.count" not in await get(client, "Observations?$count=false")


async def filters(client: httpx.AsyncClient) -> None:
    assert await results(client, "$filter=result ge 1 and not (result eq 2)") == [1, 3]
    assert await results(client, "$filter=(result add 1) mul 2 sub 4 eq 0 or result div 3 eq 1") == [1, 3]
    assert await results(client, "$filter=Datastream/Thing/properties/owner eq 'city' and result mod 2 eq 0") == [0, 2]


async def functions(client: httpx.AsyncClient) -> None:
    """All of them are in the test of the predicate; here one of each kind."""
    area = "geography'POLYGON ((4 52, 5 52, 5 53, 4 53, 4 52))'"
    assert len((await get(client, f"Locations?$filter=st_within(location, {area})"))["value"]) == 1
    assert len((await get(client, "Things?$filter=startswith(tolower(name), 'm')"))["value"]) == 1
    assert await results(client, "$filter=hour(phenomenonTime) eq 2 and floor(result) eq 2") == [2]


async def pagination(client: httpx.AsyncClient) -> None:
    answer = await get(client, "Observations?$top=3")
    rest = await get(client, answer["@iot.nextLink"])
    assert [o["result"] for o in answer["value"] + rest["value"]] == [0, 1, 2, 3]
    assert "@iot.nextLink" not in rest


async def creates(client: httpx.AsyncClient) -> None:
    body = {"name": "B", "description": "", "Locations": [{"@iot.id": 1}]}
    answer = await client.post("Things", json=body)
    assert (answer.status_code, answer.headers["location"]) == (201, f"{ROOT}/Things(2)")
    assert (await get(client, "Things(2)/Locations"))["value"][0]["@iot.id"] == 1
    failed = await client.post("Things", json={**THING, "Datastreams": [{"name": "x"}]})
    assert failed.status_code == 400
    assert len((await get(client, "Things"))["value"]) == 2


async def updates(client: httpx.AsyncClient) -> None:
    assert (await client.patch("Things(1)", json={"description": "x"})).status_code == 200
    assert (await get(client, "Things(1)"))["name"] == "Mast"
    assert (await client.put("Things(1)", json={"name": "M", "description": "y"})).status_code == 200
    operations = b'[{"op": "add", "path": "/properties/a", "value": 1}]'
    headers = {"content-type": "application/json-patch+json"}
    assert (await client.patch("Things(1)", content=operations, headers=headers)).status_code == 200
    thing = await get(client, "Things(1)")
    assert (thing["name"], thing["properties"]) == ("M", {"a": 1})


async def deletes(client: httpx.AsyncClient) -> None:
    assert (await client.delete("Sensors(1)")).status_code == 200
    assert (await get(client, "Datastreams"))["value"] == (await get(client, "Observations"))["value"] == []
    assert (await client.get("Sensors(1)")).status_code == 404


async def history(client: httpx.AsyncClient) -> None:
    before = len((await get(client, "Things(1)/HistoricalLocations"))["value"])
    body = {"name": "B", "description": "", "encodingType": "application/geo+json"}
    point = {"type": "Point", "coordinates": [4, 52]}
    assert (await client.post("Things(1)/Locations", json={**body, "location": point})).status_code == 201
    assert len((await get(client, "Things(1)/HistoricalLocations"))["value"]) == before + 1


async def data_array(client: httpx.AsyncClient) -> None:
    rows = [["2025-12-24T05:00:00Z", 5], ["nonsense", 6]]
    group = {"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"], "dataArray": rows}
    answer = await client.post("CreateObservations", json=[group])
    assert answer.status_code == 201
    assert answer.json()[0].startswith(ROOT)
    assert answer.json()[1].startswith("error")
    [array] = (await get(client, "Observations?$resultFormat=dataArray"))["value"]
    assert len(array["dataArray"]) == 5


SHOWN: dict[str, Callable[[httpx.AsyncClient], Awaitable[None]]] = {
    "datamodel/entity-control-information/common-control-information": control_information,
    "resource-path/resource-path-to-entities": paths,
    "request-data/order": order,
    "request-data/expand": expand,
    "request-data/select": select,
    "request-data/status-code": status_codes,
    "request-data/query-status-code": status_codes,
    "request-data/orderby": orderby,
    "request-data/top": top_and_skip,
    "request-data/skip": top_and_skip,
    "request-data/count": count,
    "request-data/filter": filters,
    "request-data/built-in-filter-operations": filters,
    "request-data/built-in-query-functions": functions,
    "request-data/pagination": pagination,
    "create-update-delete/create-entity": creates,
    "create-update-delete/link-to-existing-entities": creates,
    "create-update-delete/deep-insert": creates,
    "create-update-delete/deep-insert-status-code": creates,
    "create-update-delete/update-entity": updates,
    "create-update-delete/update-entity-put": updates,
    "create-update-delete/update-entity-jsonpatch": updates,
    "create-update-delete/delete-entity": deletes,
    "create-update-delete/historical-location-auto-creation": history,
    "data-array/data-array": data_array,
}


@pytest.mark.parametrize("requirement", SHOWN)
async def test_a_claimed_requirement_is_met(client: httpx.AsyncClient, requirement: str) -> None:
    await SHOWN[requirement](client)


def test_exactly_what_is_shown_is_claimed() -> None:
    shown = {*SHOWN, *(f"datamodel/{name}/{part}" for name in NAMES.values() for part in ("properties", "relations"))}
    assert {uri.removeprefix(REQUIREMENT) for uri in CONFORMANCE} == shown
