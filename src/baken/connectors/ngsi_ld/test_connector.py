# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities of context brokers in every representation, and hostile ones."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.ngsi_ld.connector import NgsiLd, connect
from baken.connectors.ngsi_ld.settings import NgsiSettings
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Inbox, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
ID = "urn:ngsi-ld:CrowdFlowObserved:Pier"
SPAN = "2026-07-05T13:00:00Z/2026-07-05T13:05:00Z"
COUNTED = (f"{ID}/pedestrian_count/300s", "2026-07-05T13:00:00Z", 12.0)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def read(
    document: object, connector: NgsiLd | None = None, endpoint: str = "notifications", received: str = ""
) -> Reading:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    at = to_us(parse_instant(received)) if received else 0
    (reading,) = (connector or NgsiLd(NgsiSettings())).read(Delivery(endpoint, at, raw))
    return reading


def told(reading: Reading) -> list[tuple[str, str, float]]:
    rows = reading.rows
    return [
        (rows.provider_ids[s], format_us(t), v)
        for s, t, v in zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    ]


def skipped(reading: Reading) -> list[str]:
    return [entry.reason for entry in reading.skipped]


def entity(**rest: Any) -> dict[str, Any]:
    return {"id": ID, "type": "CrowdFlowObserved", "dateObserved": SPAN, "peopleCount": 12} | rest


def date(text: str) -> dict[str, Any]:
    return {"type": "Property", "value": {"@type": "DateTime", "@value": text}}


SAME = {
    "simplified": entity(),
    "list": [entity()],
    "notification": {"type": "Notification", "subscriptionId": "x", "data": [entity()]},
    "normalized": entity(
        dateObserved={"type": "Property", "value": SPAN},
        peopleCount={"type": "Property", "value": 12, "unitCode": "IE"},
    ),
    "concise": entity(dateObserved={"value": SPAN}, peopleCount={"value": 12, "unitCode": "C62"}),
    "version 2": entity(
        dateObserved={"type": "Text", "value": SPAN, "metadata": {}},
        peopleCount={"type": "Number", "value": 12, "metadata": {"unitCode": {"type": "Text", "value": "IE"}}},
    ),
    "expanded": {
        "@context": "https://example.org/context.jsonld",
        "@id": ID,
        "@type": ["https://smartdatamodels.org/dataModel.Transportation/CrowdFlowObserved"],
        "https://smartdatamodels.org/dateObserved": SPAN,
        "https://smartdatamodels.org/dataModel.Transportation/peopleCount": {"type": "Property", "value": 12},
    },
    "two ends": entity(
        dateObserved="2026-07-05T13:00:00/2026-07-05T13:05:00",
        dateObservedFrom=date("2026-07-05T13:00:00Z"),
        dateObservedTo=date("2026-07-05T15:05:00+02:00"),
    ),
    "no zone": entity(dateObserved="2026-07-05T13:00:00/2026-07-05T13:05:00"),
}


@pytest.mark.parametrize("name", SAME)
def test_every_representation_says_the_same(name: str) -> None:
    reading = read(SAME[name])
    assert told(reading) == [COUNTED]
    assert skipped(reading) == []
    told_offline = NgsiLd(NgsiSettings()).field_of(COUNTED[0])
    assert told_offline == msgspec.structs.replace(reading.fields[0], name=COUNTED[0])


def test_series_say_where_they_are_and_what_they_are_called() -> None:
    point = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [4.28, 52.11]}}
    (field,) = read(entity(location=point, name="Pier", direction="inbound")).fields
    assert (field.name, field.position) == ("Pier, inbound", (4.28, 52.11))
    (line,) = read(entity(location={"type": "LineString", "coordinates": [[4.2, 52.1], [4.3, 52.2]]})).fields
    assert (line.name, line.position) == (ID, (4.2, 52.1))
    for strange in (
        {"type": "Point", "coordinates": [[[]]]},
        {"type": "Polygon", "coordinates": [[[4, 52]]]},
        [1],
        "x",
    ):
        assert read(entity(location=strange)).fields[0].position is None


def test_count_at_a_moment_is_of_those_who_are_there() -> None:
    found = told(read(entity(dateObserved="2026-07-05T13:00:00Z")))
    assert found == [(f"{ID}/persons_present/0s", "2026-07-05T13:00:00Z", 12.0)]


def test_city_may_say_what_people_count_is() -> None:
    present = NgsiLd(NgsiSettings(people_count=Quantity.PERSONS_PRESENT))
    assert told(read(entity(), present))[0][0] == f"{ID}/persons_present/300s"
    passed = NgsiLd(NgsiSettings(people_count=Quantity.PEDESTRIAN_COUNT))
    assert told(read(entity(), passed))[0][0] == f"{ID}/pedestrian_count/300s"
    assert told(read(entity(dateObserved="2026-07-05T13:00:00Z"), passed)) == []


def test_directions_are_series_of_their_own() -> None:
    assert told(read(entity(direction="inbound")))[0][0] == f"{ID}/inbound/pedestrian_count/300s"
    both = told(read(entity(peopleCountTowards=5, peopleCountAway={"type": "Property", "value": 7})))
    assert [(name.split("/")[1], v) for name, _, v in both[1:]] == [("towards", 5.0), ("away", 7.0)]


def test_attribute_given_several_times_has_a_series_each() -> None:
    counts = [{"value": n, "datasetId": f"urn:x:{n}", "observedAt": "2026-07-05T13:00:00Z"} for n in (1, 2)]
    document = entity(peopleCount=counts)
    del document["dateObserved"]
    assert [(n, v) for n, _, v in told(read(document))] == [
        (f"{ID}/urn:x:1/persons_present/0s", 1.0),
        (f"{ID}/urn:x:2/persons_present/0s", 2.0),
    ]


@pytest.mark.parametrize(("given_speed", "speed"), [(5.4, 1.5), ({"value": 1.5, "unitCode": "MTS"}, 1.5)])
def test_speed_is_in_its_unit_or_in_that_of_the_data_model(given_speed: object, speed: float) -> None:
    name, _, value = told(read(entity(averageCrowdSpeed=given_speed)))[1]
    assert name == f"{ID}/walking_speed/300s"
    assert value == pytest.approx(speed)
    assert skipped(read(entity(averageCrowdSpeed={"value": 3, "unitCode": "CEL"}))) == [
        "a unit that cannot be converted"
    ]


def test_null_is_missing_and_nothing_is_no_value() -> None:
    ((_, _, value),) = told(read(entity(peopleCount=None)))
    assert math.isnan(value)
    document = entity()
    del document["peopleCount"]
    assert skipped(read(document)) == ["an entity without peopleCount and averageCrowdSpeed"]


def test_future_and_what_comes_twice_are_skipped() -> None:
    assert len(skipped(read(entity(), received="2026-07-05T12:00:00Z"))) == 1
    assert skipped(read([entity(), entity(peopleCount=13)])) == ["the same time twice for one entity"]


def test_other_types_are_named() -> None:
    reading = read([entity(), {"id": "urn:x:1", "type": "Room", "peopleCount": 3}])
    assert (told(reading), skipped(reading)) == ([COUNTED], ["an entity of another type"])


def test_list_without_entities_says_nothing() -> None:
    assert told(read([])) == []


def settings_of(folder: Path, text: str) -> NgsiLd:
    (folder / "ngsi_ld.toml").write_text(text, encoding="utf-8")
    return connect(Settings(folder=folder, file="ngsi_ld.toml"))


def test_broker_may_be_asked_page_by_page(tmp_path: Path) -> None:
    connector = settings_of(tmp_path, 'pages = 2\nper_page = 1\n[poll]\nurl = "https://b.example/ngsi-ld/v1/"')
    assert [(e.name, getattr(e, "url", "")) for e in connector.endpoints] == [
        ("page-1", "https://b.example/ngsi-ld/v1/entities?type=CrowdFlowObserved&limit=1&offset=0"),
        ("page-2", "https://b.example/ngsi-ld/v1/entities?type=CrowdFlowObserved&limit=1&offset=1"),
    ]
    assert skipped(read([entity()], connector, "page-1")) == []
    assert skipped(read([entity()], connector, "page-2")) == [
        "the last page is full: there may be more entities than the settings read"
    ]


def test_inbox_is_there_unless_only_fetching_was_asked_for(tmp_path: Path) -> None:
    assert connect(Settings(folder=tmp_path)).endpoints == (Inbox(name="notifications"),)
    both = settings_of(tmp_path, '[inbox]\n[poll]\nurl = "https://b.example/ngsi-ld/v1"')
    assert [endpoint.name for endpoint in both.endpoints] == ["notifications", "page-1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('people_count = "wind_speed"', "peopleCount is not wind_speed"),
        ('[poll]\nurl = "https://b.example/?x"', "root of the broker"),
        ("colour = 1", "'colour' is not a key"),
        ("[inbox]\nx = 1", "'x' is not a key"),
    ],
)
def test_faults_of_the_settings_are_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, text)
    assert any(message in fault.message for fault in caught.value.faults), caught.value


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"7", b"{}", b"[1]", b'{"data": [3]}', b"<html></html>", b"[" * 100_000, b"\xff\xfe",
     b'{"id": 3, "type": "CrowdFlowObserved"}', b'{"id": "' + b"x" * 1000 + b'"}'],
    ids=lambda raw: repr(raw[:24]),
)  # fmt: skip
def test_what_holds_no_entity_is_an_error_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["value", "@value", "unitCode", "datasetId", "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)
KEYS = (
    "id", "type", "location", "name", "dateObserved", "dateObservedFrom", "dateObservedTo", "peopleCount",
    "averageCrowdSpeed", "direction", "peopleCountAway",
)  # fmt: skip


@given(changes=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=4))
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_an_entity_only_values_and_reasons_come_out(changes: dict[str, Any]) -> None:
    connector = NgsiLd(NgsiSettings())
    try:
        reading = read([entity(**changes), entity()], connector)
    except ConnectorError:
        return
    assert all(math.isnan(v) or 0 <= v <= 1e7 for _, _, v in told(reading))
    assert all(connector.field_of(f.provider_id) is not None for f in reading.fields)
