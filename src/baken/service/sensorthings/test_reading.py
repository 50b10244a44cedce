# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from baken.service.sensorthings.conftest import ROOT, datastream_body, thing_body

if TYPE_CHECKING:
    from baken.service.sensorthings.conftest import Service


async def follow(service: Service, path: str, **parameters: Any) -> list[Any]:
    """Return the entities of all pages."""
    answer = await service.get(path, **parameters)
    found = answer["value"]
    while "@iot.nextLink" in answer:
        answer = (await service.client.get(answer["@iot.nextLink"])).json()
        assert answer["value"]
        found += answer["value"]
    return list(found)


async def test_the_root_lists_the_sets_and_what_is_conformed_to(service: Service) -> None:
    root = await service.get("")
    assert {"name": "Things", "url": f"{ROOT}/Things"} in root["value"]
    assert len(root["value"]) == 8
    for uri in root["serverSettings"]["conformance"]:
        assert uri.startswith("http://www.opengis.net/spec/iot_sensing/1.1/req/")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Things(1)", "Mast"),
        ("Things(1)/Datastreams(1)", "Counts"),
        ("Datastreams(1)/Thing", "Mast"),
        ("Datastreams(1)/Sensor", "Eye"),
        ("Datastreams(1)/ObservedProperty", "pedestrian_count"),
        ("Observations('1-1766534400000000')/Datastream/Thing", "Mast"),
        ("Observations('1-1766534400000000')/FeatureOfInterest", "Corner"),
        ("Things(1)/Datastreams(1)/Observations('1-1766534400000000')/Datastream", "Counts"),
        ("Things(1)/Locations(1)", "Corner"),
    ],
)
async def test_paths_lead_to_entities(mast: Service, path: str, name: str) -> None:
    assert (await mast.get(path))["name"] == name


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("Things", 1),
        ("Things(1)/Datastreams", 1),
        ("Things(1)/HistoricalLocations", 1),
        ("Locations(1)/Things", 1),
        ("HistoricalLocations(1)/Locations", 1),
        ("Sensors(1)/Datastreams", 1),
        ("ObservedProperties(1)/Datastreams", 1),
        ("ObservedProperties(2)/Datastreams", 0),
        ("Datastreams(1)/Observations", 5),
        ("FeaturesOfInterest(1)/Observations", 5),
        ("Observations", 5),
    ],
)
async def test_relations_go_both_ways(mast: Service, path: str, count: int) -> None:
    answer = await mast.get(path, count="true")
    assert len(answer["value"]) == answer["@iot.count"] == count


async def test_properties_are_reached_alone(mast: Service) -> None:
    assert await mast.get("Things(1)/name") == {"name": "Mast"}
    assert await mast.get("Things(1)/properties/owner") == {"owner": {"name": "city"}}
    answer = await mast.client.get("Things(1)/properties/owner/name/$value")
    assert (answer.text, answer.headers["content-type"]) == ("city", "text/plain; charset=utf-8")
    assert await mast.get("Observations('1-1766534400000000')/result") == {"result": 1}
    assert (await mast.client.get("Datastreams(1)/unitOfMeasurement/definition/$value")).text == "{person}"


async def test_page_after_the_last_is_empty_also_with_what_is_expanded(mast: Service) -> None:
    assert await mast.values("Datastreams", skip=9, expand="ObservedProperty,Observations($top=2)") == []
    assert await mast.values("Things", filter="name eq 'nobody'", expand="Datastreams/Observations") == []


async def test_references_are_links_only(mast: Service) -> None:
    assert await mast.values("Things(1)/Datastreams/$ref") == [{"@iot.selfLink": f"{ROOT}/Datastreams(1)"}]
    observations = await mast.values("Observations/$ref", top=1)
    assert observations == [{"@iot.selfLink": f"{ROOT}/Observations('1-1766534400000000')"}]


async def test_an_entity_has_its_control_information(mast: Service) -> None:
    thing = await mast.get("Things(1)")
    assert thing["@iot.id"] == 1
    assert thing["@iot.selfLink"] == f"{ROOT}/Things(1)"
    assert thing["Datastreams@iot.navigationLink"] == f"{ROOT}/Things(1)/Datastreams"
    datastream = await mast.get("Datastreams(1)")
    assert datastream["phenomenonTime"] == "2025-12-24T00:00:00Z/2025-12-24T04:00:00Z"


async def test_select_gives_what_is_asked(mast: Service) -> None:
    assert await mast.values("Things", select="name,@iot.id") == [{"@iot.id": 1, "name": "Mast"}]
    assert await mast.values("Observations", select="result", top=1) == [{"result": 1}]
    assert await mast.values("Observations", select="Datastream", top=1) == [
        {"Datastream@iot.navigationLink": f"{ROOT}/Observations('1-1766534400000000')/Datastream"}
    ]


async def test_expand_goes_through_several_levels_with_own_options(mast: Service) -> None:
    expand = (
        "Datastreams($select=name;$expand=Observations($top=2;$orderby=phenomenonTime desc;$select=result;"
        "$count=true),ObservedProperty($select=name)),Locations($select=name)"
    )
    [thing] = await mast.values("Things", expand=expand, select="name")
    [datastream] = thing["Datastreams"]
    assert datastream["Observations"] == [{"result": 5}, {"result": 4}]
    assert datastream["Observations@iot.count"] == 5
    assert datastream["ObservedProperty"] == {"name": "pedestrian_count"}
    assert thing["Locations"] == [{"name": "Corner"}]
    rest = (await mast.client.get(datastream["Observations@iot.nextLink"])).json()
    assert rest["value"] == [{"result": 3}, {"result": 2}]


async def test_expand_takes_paths_and_joins_them(mast: Service) -> None:
    [observation] = await mast.values("Observations", top=1, expand="Datastream,Datastream/Thing,FeatureOfInterest")
    assert observation["Datastream"]["Thing"]["name"] == "Mast"
    assert observation["FeatureOfInterest"]["name"] == "Corner"


async def test_the_latest_of_many_datastreams_comes_in_one_answer(mast: Service) -> None:
    for number in range(2, 6):
        await mast.send("POST", "Datastreams", datastream_body(f"D{number}", Thing={"@iot.id": 1}))
        rows = [[f"2025-12-24T0{hour}:30:00Z", hour * number] for hour in range(number)]
        await mast.batch(rows, datastream=number)
    await mast.send("POST", "Datastreams", datastream_body("empty", Thing={"@iot.id": 1}))
    expand = "Observations($top=1;$orderby=phenomenonTime desc;$select=result)"
    found = await mast.values("Datastreams", expand=expand, select="id")
    latest = {d["@iot.id"]: [o["result"] for o in d["Observations"]] for d in found}
    assert latest == {1: [5], 2: [2], 3: [6], 4: [12], 5: [20], 6: []}
    assert ["Observations@iot.nextLink" in d for d in found] == [True] * 5 + [False]


@pytest.mark.parametrize("options", ["$top=3", "$top=2;$orderby=phenomenonTime desc", "$top=4;$orderby=result desc"])
async def test_expansion_equals_asking_each_parent(mast: Service, options: str) -> None:
    for number in range(2, 5):
        await mast.send("POST", "Datastreams", datastream_body(f"D{number}", Thing={"@iot.id": 1}))
        rows = [[f"2025-12-{20 - number * hour:02}T00:30:00Z", hour * number % 5] for hour in range(number + 1)]
        await mast.batch(rows, datastream=number)
    for datastream in await mast.values("Datastreams", expand=f"Observations({options})"):
        path = f"Datastreams({datastream['@iot.id']})/Observations?{options.replace(';', '&')}"
        alone = (await mast.client.get(path)).json()
        assert datastream["Observations"] == alone["value"]
        assert ("Observations@iot.nextLink" in datastream) == ("@iot.nextLink" in alone)


async def test_expansion_with_a_time_range_equals_asking_each_parent(mast: Service) -> None:
    await mast.send("POST", "Datastreams", datastream_body("D2", Thing={"@iot.id": 1}))
    await mast.batch([["2025-12-24T02:30:00Z", 9]], datastream=2)
    condition = "phenomenonTime ge 2025-12-24T01:00:00Z and phenomenonTime lt 2025-12-24T03:00:00Z"
    found = await mast.values("Datastreams", expand=f"Observations($filter={condition};$select=result)")
    assert [[o["result"] for o in d["Observations"]] for d in found] == [[2, 3], [9]]


async def test_pages_hold_every_entity_once(service: Service) -> None:
    for number in range(7):
        await service.send("POST", "Things", {"name": f"T{number}", "description": ""})
    things = await follow(service, "Things", top=3, orderby="name desc")
    assert [t["name"] for t in things] == [f"T{n}" for n in reversed(range(7))]


async def test_pages_of_observations_hold_every_one_once(mast: Service) -> None:
    await mast.send("POST", "Datastreams", datastream_body("D2", Thing={"@iot.id": 1}))
    await mast.batch([[f"2025-12-24T0{hour}:00:00Z", -hour] for hour in range(5)], datastream=2)
    everything = [o["@iot.id"] for o in await mast.values("Observations")]
    assert len(everything) == 10
    for top in (1, 2, 3, 7):
        for order in ("phenomenonTime", "phenomenonTime desc", "result"):
            pages = await follow(mast, "Observations", top=top, orderby=order)
            assert sorted(o["@iot.id"] for o in pages) == sorted(everything), (top, order)
        filtered = await follow(mast, "Observations", top=top, filter="result gt 1 or result le -2")
        assert len(filtered) == 7, top


async def test_a_page_has_a_hundred_entities_when_nobody_says(mast: Service) -> None:
    await mast.batch([[f"2025-12-23T{i // 60:02}:{i % 60:02}:00Z", i] for i in range(250)])
    answer = await mast.get("Observations", count="true")
    assert (len(answer["value"]), answer["@iot.count"]) == (100, 255)
    assert len(await follow(mast, "Observations")) == 255
    assert len(await mast.values("Observations", top=200)) == 200
    assert await mast.values("Observations", top=0) == []


async def test_skip_leaves_out_the_first(mast: Service) -> None:
    assert [o["result"] for o in await mast.values("Observations", skip=3)] == [4, 5]
    assert [o["result"] for o in await mast.values("Observations", skip=1, filter="result gt 2")] == [4, 5]


@pytest.mark.parametrize("order", [("result desc", [5, 4, 3, 2, 1]), ("result mod 2,result desc", [4, 2, 5, 3, 1])])
async def test_orderby_takes_expressions(mast: Service, order: tuple[str, list[int]]) -> None:
    found = await mast.values("Observations", orderby=order[0])
    assert [o["result"] for o in found] == order[1]


async def test_data_arrays_have_rows_by_datastream(mast: Service) -> None:
    [array] = await mast.values("Datastreams(1)/Observations", resultFormat="dataArray", select="phenomenonTime,result")
    assert array["components"] == ["phenomenonTime", "result"]
    assert array["dataArray@iot.count"] == 5
    assert array["dataArray"][0] == ["2025-12-24T00:00:00Z", 1]
    assert array["Datastream@iot.navigationLink"] == f"{ROOT}/Datastreams(1)"


async def test_a_corrected_value_stays_readable(mast: Service) -> None:
    await mast.send("PATCH", "Observations('1-1766534400000000')", {"result": 77}, status=200)
    assert (await mast.get("Observations('1-1766534400000000')"))["result"] == 77
    assert (await mast.get("Observations('1-1766534400000000-1')"))["result"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "Nope",
        "things",
        "Things(99)",
        "Things(99999999999999)",
        "Things('1')/name/x",
        "Things(1)/nope",
        "Things(1)/Datastreams(9)",
        "Things(1)(2)",
        "Things(1)/name/nope",
        "Things/name",
        "Things/Datastreams",
        "Things(1)/$value",
        "Things(1)/name/$ref",
        "Things(1)/$ref/name",
        "Things(-1)",
        "Things(1",
        "Things(1)/%2E%2E/Things(1)",
        "Things/%20/",
        "Observations(1)",
        "Observations('1-1')",
        "Observations('x')",
        "Observations('99-1766534400000000')",
        "Observations('1-999999999999999999')",
        "Observations('1-1766534400000000-7')",
        "Datastreams(1)/Thing(1)",
        "%00",
        "Things%281%29%2Fname%2F..",
        "/".join(["Things(1)"] + ["Datastreams(1)/Thing"] * 30),
    ],
)
async def test_what_is_not_there_is_404(mast: Service, path: str) -> None:
    answer = await mast.client.get(path)
    assert answer.status_code == 404, answer.text
    assert answer.json()["title"] == "Not Found"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("Things?$top=-1", "whole number"),
        ("Things?$top=x", "whole number"),
        ("Things?$top=1&$top=2", "twice"),
        ("Things?$skip=99999999999999999999", "whole number"),
        ("Things?$count=yes", "true or false"),
        ("Things?$select=nope", "no property 'nope'"),
        ("Things?$expand=Nope", "no relation"),
        ("Things?$expand=Datastreams(", "not closed"),
        ("Things?$expand=Datastreams($top)", "no option"),
        ("Things?$expand=Datastreams($nope=1)", "no query option"),
        ("Things?$nope=1", "no query option"),
        ("Things?foo=1", "no query option"),
        ("Things?$filter=", "ends where a value"),
        ("Things?$filter=nope eq 1", "no property 'nope'"),
        ("Things?$filter=name eq", "character 8"),
        ("Things?$filter=name gt 5", "cannot be compared"),
        ("Things?$filter=Datastreams/Observations/nope gt 5", "no property 'nope'"),
        ("Things?$orderby=nope", "no property 'nope'"),
        ("Things?$orderby=name up", "not expected"),
        ("Things?$resultFormat=dataArray", "no query option"),
        ("Observations?$resultFormat=csv", "dataArray"),
        ("Observations?$skiptoken=x", "skiptoken"),
        ("Observations?$skiptoken=999999999999999999.1", "skiptoken"),
        ("Observations?$filter=phenomenonTime gt 2025-01-01T00:00:00", "time zone"),
        ("Observations?$filter=phenomenonTime gt 5", "cannot be compared"),
        ("Observations('1-1766534400000000')?$top=1", "only $select"),
        ("Things(1)/name?$top=1", "no query options"),
        ("Things?$filter=%FF", "UTF-8"),
        ("Things?$expand=" + "Datastreams($expand=Thing($expand=" * 4 + "Datastreams" + "))" * 4, "deeper"),
        ("Things?$expand=" + ",".join(["Datastreams"] * 50), "More than"),
    ],
)
async def test_a_wrong_query_is_400_and_says_why(mast: Service, path: str, reason: str) -> None:
    answer = await mast.client.get(path)
    assert answer.status_code == 400, answer.text
    assert reason in answer.json()["detail"]


async def test_methods_that_do_not_fit_are_405_and_name_those_that_do(mast: Service) -> None:
    for method, path, allowed in (
        ("PUT", "Things", "GET, HEAD, OPTIONS, POST"),
        ("POST", "Things(1)", "GET, HEAD, OPTIONS, PATCH, PUT, DELETE"),
        ("DELETE", "Things(1)/name", "GET, HEAD, OPTIONS"),
        ("DELETE", "", "GET, HEAD, OPTIONS"),
        ("POST", "", "GET, HEAD, OPTIONS"),
        ("GET", "CreateObservations", "POST, OPTIONS"),
        ("BREW", "Things", "GET, HEAD, OPTIONS, POST"),
    ):
        answer = await mast.send(method, path, {}, status=405)
        assert answer.headers["allow"] == allowed
    answer = await mast.send("OPTIONS", "Things(1)", status=204)
    assert "PATCH" in answer.headers["allow"]


async def test_head_is_get_without_body(mast: Service) -> None:
    head, get = [await mast.client.request(m, "Things(1)") for m in ("HEAD", "GET")]
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_links_never_repeat_a_host_that_is_none(mast: Service) -> None:
    answer = await mast.client.get("Things(1)", headers={"host": 'x"><script>'})
    assert "<script>" not in answer.text


async def test_many_things_are_expanded_without_mixing_them_up(service: Service) -> None:
    for number in range(3):
        await service.send("POST", "Things", thing_body(f"T{number}", Datastreams=[datastream_body(f"D{number}")]))
    for thing in await service.values("Things", expand="Datastreams/Thing,Locations"):
        assert thing["Datastreams"][0]["name"][1] == thing["name"][1]
        assert thing["Datastreams"][0]["Thing"]["@iot.id"] == thing["@iot.id"]
