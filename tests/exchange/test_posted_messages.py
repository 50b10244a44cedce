# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what a supplier posts to what the screen shows: cameras, panels and a context broker, on a running node.

The activities are the templates of the connectors as they are shipped, with nothing changed.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from baken.governance.lists import Role
from people import signed_in
from replaying import wire
from servers import FIXTURES, ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from servers import BakenServer

CONNECTORS = ROOT / "src" / "baken" / "connectors"
BEGIN = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=20)

STREAM = """
[[stream]]
id = "{id}"
name = "{id}"
connector = "{connector}"
provider_id = "{provider_id}"
observed_property = "{quantity}"
unit = "{unit}"
{place}
interval_s = {interval}
stale_after_s = 3600
relative_error = 0.05
error_source = "Made up"
"""
STREAMS = (
    ("camera-south", "crowd_camera", "CAM-1/present/Zone 0/60s", "persons_present", "{person}", 'area = "south"', 60),
    ("camera-line", "crowd_camera", "CAM-1/count/Line 0/in/60s", "pedestrian_count", "{person}",
     'gate = "promenade-gate"\ninto = "promenade"', 60),
    ("panel-all", "panel_counts", "Squares", "panel_visitors", "{person}",
     'catchment = ["north", "south"]\nper_person = 0.05\nper_person_error = 0.4', 900),
    ("wifi-south", "device_counts", "south", "devices_present", "{device}",
     'area = "south"\nper_person = 0.6\nper_person_error = 0.3', 300),
    ("broker-north", "ngsi_ld", "urn:ngsi-ld:CrowdFlowObserved:North/persons_present/0s", "persons_present",
     "{person}", 'area = "north"', 0),
)  # fmt: skip


USE = """
[[use]]
activity = "{}"
layers = ["observations"]
reason = "It is what the picture is made from."
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("posted")
    city = Path(shutil.copytree(FIXTURES / "cities" / "squares", home / "squares"))
    keys = ("id", "connector", "provider_id", "quantity", "unit", "place", "interval")
    first = (city / "streams.toml").read_text(encoding="utf-8").split("[[stream]]")
    kept = [part for part in first if "north-persons" not in part and "south-persons" not in part]
    streams = "[[stream]]".join(kept) + "".join(STREAM.format(**dict(zip(keys, s, strict=True))) for s in STREAMS)
    (city / "streams.toml").write_text(streams, encoding="utf-8")
    (city / "connectors").mkdir(exist_ok=True)
    for name in ("panel_counts", "device_counts"):
        text = (CONNECTORS / name / "fixtures" / "full" / f"{name}.toml").read_text(encoding="utf-8")
        (city / "connectors" / f"{name}.toml").write_text(text.split("[poll]")[0], encoding="utf-8")
    for name in ("crowd_camera", "panel_counts", "device_counts", "ngsi_ld"):
        shutil.copy(CONNECTORS / name / "activity.toml", city / "activities" / f"{name}.toml")
    picture = city / "activities" / "square-counting.toml"
    used = "".join(map(USE.format, ("counting-cameras", "panel-counts", "device-counts", "ngsi-ld-entities")))
    picture.write_text(picture.read_text(encoding="utf-8") + used, encoding="utf-8")
    with serving("serve", city, "--data", home / "data", home=home) as running:
        yield running


@pytest.fixture(scope="module")
def node(server: BakenServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="module")
def analyst(server: BakenServer) -> Iterator[httpx.Client]:
    assert server.data is not None
    person = signed_in(server.data, server.city_folder, Role.ANALYST)
    with server.anonymous() as client:
        client.headers.update(person.headers)
        yield client


def post(
    node: httpx.Client, connector: str, endpoint: str, body: Any, kind: str = "application/json"
) -> httpx.Response:
    sent: dict[str, Any] = {"content": body} if isinstance(body, (str, bytes)) else {"json": body}
    return node.post(f"/api/v1/sources/{connector}/{endpoint}", headers={"content-type": kind}, **sent)


def persons(node: httpx.Client, area: str) -> float | None:
    picture = node.get("/api/v1/picture").raise_for_status().json()
    found: float | None = picture["persons"][picture["areaIds"].index(area)]
    return found


def camera(minute: int, present: object, number: int) -> dict[str, Any]:
    start = BEGIN + timedelta(minutes=minute)
    zone = {"type": "zone", "id": "Zone 0", "area": 99, "count": present}
    line = {"type": "line", "id": "Line 0", "azimuth": 10, "count_in": 7, "count_out": 3}
    track = {"personId": "made-up", "record": 1, "speed": 1.2}
    return {
        "data": [
            {
                "sensor": "CAM-1",
                "sensor_state": "operational",
                "message": number,
                "message_type": "count",
                "timestamp_start": wire(start),
                "timestamp_message": wire(start + timedelta(seconds=63)),
                "interval": 60,
                "aggregate": [zone, line, track],
            }
        ]
    }


def test_camera_of_a_supplier_is_on_the_screen_and_tracks_of_persons_are_nowhere(
    node: httpx.Client, analyst: httpx.Client
) -> None:
    answer = post(node, "crowd_camera", "messages", camera(0, 180, 1))
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert told["rowsTaken"] == 2
    assert told["unknownSeries"]["count"] == 1
    assert [entry["reason"] for entry in told["skipped"]] == ["records of single persons are not taken over"]
    assert persons(node, "south") == pytest.approx(180, rel=0.1)
    everything = node.get("/api/v1/sources").text + analyst.get("/sta/v1.1/Observations?$expand=Datastream").text
    assert "camera-south" in everything
    assert "made-up" not in everything


def test_context_broker_may_notify(node: httpx.Client) -> None:
    entity = {
        "id": "urn:ngsi-ld:CrowdFlowObserved:North",
        "type": "CrowdFlowObserved",
        "dateObserved": {"type": "Property", "value": {"@type": "DateTime", "@value": wire(BEGIN)}},
        "peopleCount": {"type": "Property", "value": 420, "unitCode": "IE"},
    }
    body = {"type": "Notification", "subscriptionId": "urn:x", "data": [entity]}
    answer = post(node, "ngsi_ld", "notifications", body, "application/ld+json")
    assert answer.status_code == 202, answer.text
    assert answer.json()["rowsTaken"] == 1
    assert persons(node, "north") == pytest.approx(420, rel=0.1)


def test_panel_is_taken_and_a_cell_below_the_smallest_is_not(node: httpx.Client) -> None:
    rows = [f"Squares;{wire(BEGIN - timedelta(minutes=15 * i))};{count};" for i, count in ((1, 40), (2, 7), (3, "<15"))]
    answer = post(node, "panel_counts", "counts", "\n".join(["zone;from;visitors;made_at", *rows]), "text/csv")
    assert answer.status_code == 202, answer.text
    assert answer.json()["rowsTaken"] == 2
    reasons = [entry["reason"] for entry in answer.json()["skipped"]]
    assert reasons == ["fewer than the smallest cell that the supplier states"]


def test_delivery_with_an_identifier_of_a_phone_is_refused_and_nowhere_to_be_found(node: httpx.Client) -> None:
    identifier = "00:1b:44:11:3a:b7"
    row = {"zone": "south", "period": {"end": wire(BEGIN)}, "devices": 60}
    answer = post(node, "device_counts", "counts", {"rows": [row, row | {"seen": [identifier]}]})
    assert answer.status_code == 400
    assert "whole delivery is refused" in answer.json()["detail"]
    assert identifier not in answer.text + node.get("/api/v1/sources").text
    assert post(node, "device_counts", "counts", {"rows": [row]}).json()["rowsTaken"] == 1


def test_zero_is_nobody_and_null_is_not_known(node: httpx.Client, analyst: httpx.Client) -> None:
    assert post(node, "crowd_camera", "messages", camera(2, 0, 3)).status_code == 202
    assert post(node, "crowd_camera", "messages", camera(3, None, 4)).status_code == 202
    found = analyst.get("/sta/v1.1/Datastreams?$filter=name eq 'camera-south'&$expand=Observations").json()["value"][0]
    results = {o["phenomenonTime"].split("/")[0]: o["result"] for o in found["Observations"]}
    assert results[wire(BEGIN + timedelta(minutes=2))] == 0
    assert results[wire(BEGIN + timedelta(minutes=3))] is None
