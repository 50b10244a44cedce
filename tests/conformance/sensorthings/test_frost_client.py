# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The independent client frost-sta-client (PyPI), unchanged, against a running server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import frost_sta_client as frost
import jsonpatch
import pytest
import requests
from frost_sta_client.model.ext.data_array_document import DataArrayDocument
from frost_sta_client.model.ext.data_array_value import DataArrayValue
from frost_sta_client.model.ext.unitofmeasurement import UnitOfMeasurement

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


@pytest.fixture
def service(sensorthings_url: str) -> Any:
    return frost.SensorThingsService(sensorthings_url)


def new_thing(name: str, datastreams: int = 1) -> Any:
    location = frost.Location(
        name=f"{name} place",
        description="Where it is",
        location={"type": "Point", "coordinates": [4.28, 52.11]},
        encoding_type="application/geo+json",
    )
    thing = frost.Thing(name=name, description="A mast", properties={"owner": "city"}, locations=[location])
    thing.datastreams = [new_datastream(f"{name} {i}") for i in range(datastreams)]
    return thing


def new_datastream(name: str) -> Any:
    return frost.Datastream(
        name=name,
        description="People that pass",
        observation_type=MEASUREMENT,
        unit_of_measurement=UnitOfMeasurement(name="person", symbol="persons", definition="{person}"),
        sensor=frost.Sensor(name="Eye", description="Camera", encoding_type="text/plain", metadata="none"),
        observed_property=frost.ObservedProperty(name="pedestrian_count", definition="x", description="Passers"),
    )


@pytest.fixture
def thing(service: frost.SensorThingsService, request: pytest.FixtureRequest) -> Any:
    """A new thing with one datastream, as the client made and read it."""
    made = new_thing(request.node.name)
    service.create(made)
    return service.things().find(made.id)


def first_datastream(thing: Any) -> Any:
    return thing.get_datastreams().query().list().get(0)


def test_a_deep_insert_is_found_again(service: frost.SensorThingsService) -> None:
    made = new_thing("deep", datastreams=2)
    service.create(made)
    assert isinstance(made.id, int)
    found = service.things().find(made.id)
    assert (found.name, found.properties) == ("deep", {"owner": "city"})
    expanded = service.things().query().filter(f"id eq {made.id}").expand("Datastreams,Locations").list()
    assert [d.name for d in expanded.get(0).datastreams] == ["deep 0", "deep 1"]
    assert expanded.get(0).locations.get(0).location["coordinates"] == [4.28, 52.11]


def test_observations_go_in_and_come_out(service: frost.SensorThingsService, thing: Any) -> None:
    datastream = first_datastream(thing)
    observation = frost.Observation(phenomenon_time="2025-01-01T10:00:00Z", result=12, datastream=datastream)
    service.create(observation)
    assert observation.id == f"{datastream.id}-1735725600000000"
    found = service.observations().find(observation.id)
    assert (found.result, found.phenomenon_time) == (12, "2025-01-01T10:00:00Z")
    assert [o.result for o in datastream.get_observations().query().list()] == [12]


def test_queries_filter_order_count_and_select(service: frost.SensorThingsService, thing: Any) -> None:
    datastream = first_datastream(thing)
    for hour in range(5):
        moment = datetime(2025, 1, 1, hour, tzinfo=UTC)
        service.create(frost.Observation(phenomenon_time=moment, result=hour, datastream=datastream))
    query = datastream.get_observations().query()
    newest = query.filter("result gt 1").orderby("phenomenonTime", "DESC").count().list()
    assert newest.count == 3
    assert [o.result for o in newest] == [4, 3, 2]
    things = service.things().query().filter(f"name eq '{thing.name}'").select("id", "name").list()
    assert [(t.id, t.name, t.description) for t in things] == [(thing.id, thing.name, None)]
    latest = "Observations($top=1;$orderby=phenomenonTime desc)"
    [shown] = list(service.datastreams().query().filter(f"id eq {datastream.id}").expand(latest).list())
    assert [o.result for o in shown.observations.entities] == [4]


def test_a_list_follows_the_pages(service: frost.SensorThingsService, thing: Any) -> None:
    datastream = first_datastream(thing)
    document = DataArrayDocument()
    document.add_data_array_value(data_array(datastream, 250))
    service.observations().create(document)
    found = list(datastream.get_observations().query().list())
    assert [o.result for o in found] == list(range(250))
    assert len(list(datastream.get_observations().query().filter("result mod 2 eq 0").top(40).list())) == 125


def data_array(datastream: Any, rows: int) -> Any:
    array = DataArrayValue()
    components = DataArrayValue.Property
    array.components = {components.PHENOMENON_TIME, components.RESULT}
    array.datastream = datastream
    for i in range(rows):
        moment = datetime(2025, 2, 1, i // 60, i % 60, tzinfo=UTC)
        array.add_observation(frost.Observation(phenomenon_time=moment, result=i, datastream=datastream))
    return array


def test_data_arrays_answer_with_links(service: frost.SensorThingsService, thing: Any) -> None:
    datastream = first_datastream(thing)
    document = DataArrayDocument()
    document.add_data_array_value(data_array(datastream, 3))
    created = service.observations().create(document)
    assert [o.self_link for o in created] == [
        f"{service.url.url}/Observations('{datastream.id}-{1738368000000000 + i * 60_000_000}')" for i in range(3)
    ]


def test_update_and_patch_change_an_entity(service: frost.SensorThingsService, thing: Any) -> None:
    thing.description = "Moved"
    service.update(thing)
    assert service.things().find(thing.id).description == "Moved"
    service.patch(thing, jsonpatch.JsonPatch([{"op": "add", "path": "/properties/colour", "value": "green"}]))
    assert service.things().find(thing.id).properties == {"owner": "city", "colour": "green"}


def test_update_corrects_an_observation(service: frost.SensorThingsService, thing: Any) -> None:
    datastream = first_datastream(thing)
    observation = frost.Observation(phenomenon_time="2025-01-01T10:00:00Z", result=12, datastream=datastream)
    service.create(observation)
    observation.result = 13
    service.update(observation)
    assert service.observations().find(observation.id).result == 13


def test_what_is_deleted_is_gone(service: frost.SensorThingsService, thing: Any) -> None:
    datastream = first_datastream(thing)
    service.create(frost.Observation(phenomenon_time="2025-01-01T10:00:00Z", result=1, datastream=datastream))
    service.delete(thing)
    with pytest.raises(requests.exceptions.HTTPError):
        service.things().find(thing.id)
    with pytest.raises(requests.exceptions.HTTPError):
        service.datastreams().find(datastream.id)


def test_errors_reach_the_client(service: frost.SensorThingsService, thing: Any) -> None:
    with pytest.raises(requests.exceptions.HTTPError) as caught:
        service.things().query().filter("name eq").list()
    assert caught.value.response.status_code == 400
    wrong = frost.Observation(phenomenon_time="2025-01-01T10:00:00", result=1, datastream=first_datastream(thing))
    with pytest.raises(requests.exceptions.HTTPError) as caught:
        service.create(wrong)
    assert "no time zone" in caught.value.response.json()["detail"]
