# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""NDW: the laws, what counts as missing, hostile documents, and real messages where they are there."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.connectors.ndw_traffic.connector import VALUES_PER_PART, NdwTraffic, connect, from_fixture
from baken.connectors.ndw_traffic.settings import NdwSettings
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Poll, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject, query_all
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import parse_instant, to_us

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
REAL = HERE.parents[3].parent / "shared" / "data" / "dutch_formats" / "ndw"
SITE = "SYN01_BOULEVARD_N"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def message(values: str, time: str = "2026-07-04T12:00:00Z", published: str = "2026-07-04T12:01:40Z") -> bytes:
    return f"""<d2LogicalModel xmlns="http://datex2.eu/schema/2/2_0"><payloadPublication>
    <publicationTime>{published}</publicationTime><siteMeasurements><measurementSiteReference id="{SITE}"/>
    <measurementTimeDefault>{time}</measurementTimeDefault>{values}</siteMeasurements></payloadPublication>
    </d2LogicalModel>""".encode()


def value(kind: str, attributes: str, number: str, *, error: str = "", index: int = 1) -> str:
    tag = {"flow": "vehicleFlow", "speed": "averageVehicleSpeed", "time": "travelTime"}[kind]
    name = {"flow": "vehicleFlowRate", "speed": "speed", "time": "duration"}[kind]
    return (
        f'<measuredValue index="{index}"><measuredValue><basicData><{tag} {attributes}>{error}<{name}>{number}</{name}>'
        f"</{tag}></basicData></measuredValue></measuredValue>"
    )


def read(
    body: bytes, *, endpoint: str = "speeds", settings: NdwSettings | None = None, of: NdwTraffic | None = None
) -> list[Reading]:
    connector = of or NdwTraffic(settings or NdwSettings())
    return list(connector.read(Delivery(endpoint, 0, body)))


def results(readings: Sequence[Reading]) -> list[float]:
    return [float(x) for reading in readings for x in reading.rows.result]


def reasons(readings: Sequence[Reading]) -> dict[str, int]:
    return {s.reason: s.count for reading in readings for s in reading.skipped}


def test_vehicles_per_hour_become_vehicles_in_the_minute() -> None:
    (reading,) = read(message(value("flow", "", "540")))
    assert reading.fields[0].provider_id == f"{SITE}/1/vehicle_count"
    assert reading.rows.result.tolist() == [9.0]
    start = to_us(parse_instant("2026-07-04T12:00:00Z"))
    assert reading.rows.phenomenon_time_us.tolist() == [start]
    assert reading.rows.phenomenon_time_end_us.tolist() == [start + 60_000_000]
    assert reading.rows.available_at_us.tolist() == [start + 100_000_000]


def test_a_value_published_before_its_minute_was_over_is_available_at_its_end() -> None:
    (reading,) = read(message(value("time", "", "288.4"), published="2026-07-04T12:00:42Z"))
    assert reading.rows.available_at_us.tolist() == reading.rows.phenomenon_time_end_us.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (value("flow", "", "0"), 0.0),
        (value("flow", 'numberOfInputValuesUsed="0"', "0"), 0.0),
        (value("flow", 'numberOfIncompleteInputs="0"', "60"), 1.0),
        (value("flow", 'numberOfIncompleteInputs="1" numberOfInputValuesUsed="9"', "60"), 1.0),
        (value("flow", 'numberOfIncompleteInputs="1" numberOfInputValuesUsed="0"', "0"), math.nan),
        (value("flow", 'numberOfIncompleteInputs="4" numberOfInputValuesUsed="4"', "60"), math.nan),
        (value("flow", 'numberOfIncompleteInputs="1"', "0"), math.nan),
        (value("flow", 'supplierCalculatedDataQuality="0.0"', "60"), math.nan),
        (value("flow", 'supplierCalculatedDataQuality="49.9"', "60"), math.nan),
        (value("flow", 'supplierCalculatedDataQuality="50"', "60"), 1.0),
        (value("flow", 'supplierCalculatedDataQuality="good"', "60"), 1.0),
        (value("flow", "", "-1"), math.nan),
        (value("flow", "", "60", error="<dataError>true</dataError>"), math.nan),
        (value("flow", "", "60", error="<dataError>false</dataError>"), 1.0),
        (value("speed", "", "-1"), math.nan),
        (value("speed", 'numberOfInputValuesUsed="0"', "0"), math.nan),
        (value("speed", 'numberOfInputValuesUsed="4"', "0"), 0.0),
        (value("time", "", "-1.0"), math.nan),
        (value("time", 'numberOfInputValuesUsed="0"', "120"), math.nan),
    ],
)
def test_what_ndw_does_not_know_is_missing_and_what_it_counts_as_none_is_zero(text: str, expected: float) -> None:
    readings = read(message(text), settings=NdwSettings(lowest_quality=50.0))
    assert str(results(readings)) == str([expected])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (message(value("flow", "", "-7")), "a value that is not possible"),
        (message(value("flow", "", "9e25")), "a value that is not possible"),
        (message(value("speed", "", "900")), "a value that is not possible"),
        (message(value("flow", "", "inf")), "a value that is not possible"),
        (message(value("flow", "", "nan")), "a value that is not possible"),
        (message(value("flow", "", "1,5")), "not a number"),
        (message(value("flow", "", "")), "not a number"),
        (message(value("flow", "", "1").replace("vehicleFlowRate", "flowRate")), "the value has no number"),
        (message(value("flow", "", "1").replace(' index="1"', "")), "the value has no index"),
        (message(value("flow", "", "1"), time="gisteren"), "the time cannot be read"),
        (message(value("flow", "", "1"), time="2026-07-04T12:00:00"), "the time cannot be read"),
        (message(value("flow", "", "1"), time="9999-12-31T23:59:59Z"), "the time cannot be read"),
        (message(value("flow", "", "1"), time=""), "the measurement has no time"),
        (message(value("flow", "", "1"), time="2026-07-04T15:00:00Z"), "the measurement lies after its publication"),
        (message(value("flow", "", "1")).replace(SITE.encode(), b""), "the measurement names no site"),
    ],
)
def test_what_cannot_be_understood_is_skipped_with_its_reason(body: bytes, reason: str) -> None:
    readings = read(body)
    assert not results(readings)
    assert reasons(readings) == {reason: 1}


def test_an_index_is_never_inherited_from_the_value_before() -> None:
    other = (
        '<measuredValue index="4"><measuredValue><basicData><occupancy/></basicData></measuredValue></measuredValue>'
    )
    readings = read(message(other + value("flow", "", "60").replace(' index="1"', "")))
    assert (results(readings), reasons(readings)) == ([], {"the value has no index": 1})


def test_reference_values_of_travel_times_are_not_taken_for_measurements() -> None:
    reference = (
        "<basicDataReferenceValue><travelTimeData><travelTime><duration>9</duration></travelTime></travelTimeData>"
    )
    text = value("time", "", "288").replace("</basicData>", f"</basicData>{reference}</basicDataReferenceValue>")
    assert results(read(message(text))) == [288.0]
    only = (
        f'<measuredValue index="1"><measuredValue>{reference}</basicDataReferenceValue></measuredValue></measuredValue>'
    )
    assert results(read(message(only))) == []


def test_values_that_stand_where_they_do_not_belong_are_no_values() -> None:
    inside = (
        f'<measurementSiteReference id="{SITE}"/><measurementTimeDefault>2026-07-04T12:00:00Z</measurementTimeDefault>'
    )
    body = f"<payload><siteMeasurements>{inside}<speed>1</speed><travelTime><duration>5</duration></travelTime>"
    assert results(read(f"{body}</siteMeasurements></payload>".encode())) == []


def test_only_the_sites_that_are_named_are_decoded() -> None:
    body = message(value("flow", "", "60"))
    assert results(read(body, settings=NdwSettings(sites=frozenset({"ANOTHER"})))) == []
    assert results(read(body, settings=NdwSettings(sites=frozenset({SITE})))) == [1.0]


def test_a_large_message_comes_in_parts() -> None:
    site = message(value("flow", "", "60")).decode()
    head, _, rest = site.partition("<siteMeasurements>")
    one, _, tail = rest.partition("</siteMeasurements>")
    body = head + f"<siteMeasurements>{one}</siteMeasurements>" * (VALUES_PER_PART + 5) + tail
    assert [len(r.rows) for r in read(body.encode())] == [VALUES_PER_PART, 5]


def test_the_site_table_gives_names_and_places_and_checks() -> None:
    connector = NdwTraffic(NdwSettings(sites=frozenset({SITE})))
    table = (HERE / "fixtures" / "full" / "1-site-table.xml").read_bytes()
    assert read(table, endpoint="site-table", of=connector) == []
    field = connector.field_of(f"{SITE}/1/vehicle_count")
    assert field is not None
    assert (field.name, field.position) == ("Boulevard noord, lane1, anyVehicle: vehicle count", (4.28, 52.11))
    wrong = read(message(value("speed", "", "50")), of=connector)
    assert (results(wrong), reasons(wrong)) == ([], {"of another kind than the site table says": 1})
    longer = table.replace(b"<period>60</period>", b"<period>300</period>")
    read(longer, endpoint="site-table", of=connector)
    assert reasons(read(message(value("flow", "", "60")), of=connector)) == {
        "measured over another period than period_s": 1
    }


LANE = b"""<measurementSpecificCharacteristics index="%d"><measurementSpecificCharacteristics><period>60</period>
<specificMeasurementValueType>trafficFlow</specificMeasurementValueType><specificVehicleCharacteristics><vehicleType>%s
</vehicleType></specificVehicleCharacteristics></measurementSpecificCharacteristics></measurementSpecificCharacteristics>"""


@pytest.mark.parametrize(
    ("numbers", "total"),
    [
        ({1: "540", 3: "60", 4: "60"}, 10.0),
        ({1: "540", 3: "0"}, 9.0),
        ({1: "540"}, math.nan),
        ({1: "540", 3: "-1"}, math.nan),
    ],
)
def test_all_lanes_together_are_a_series_and_a_missing_lane_makes_it_missing(
    numbers: dict[int, str], total: float
) -> None:
    table = (HERE / "fixtures" / "full" / "1-site-table.xml").read_bytes()
    more = LANE % (3, b"anyVehicle") + LANE % (4, b"lorry")
    connector = NdwTraffic(NdwSettings(sites=frozenset({SITE})))
    read(
        table.replace(b"<measurementSiteLocation", more + b"<measurementSiteLocation"),
        endpoint="site-table",
        of=connector,
    )
    (reading,) = read(message("".join(value("flow", "", n, index=i) for i, n in numbers.items())), of=connector)
    name = f"{SITE}/all/vehicle_count"
    field = connector.field_of(name)
    assert field in reading.fields
    assert field is not None
    assert field.name == "Boulevard noord, all lanes: vehicle count"
    at = reading.rows.provider_ids.index(name)
    assert str(reading.rows.result[reading.rows.series == at].tolist()) == str([total])


@pytest.mark.parametrize("kind", ["v2", "v3"])
def test_a_site_table_of_both_versions_is_understood(kind: str) -> None:
    table = (HERE / "fixtures" / "full" / "1-site-table.xml").read_bytes()
    if kind == "v3":
        table = table.replace(b"measurementSiteRecord", b"measurementSite")
    connector = NdwTraffic(NdwSettings(sites=frozenset({SITE})))
    read(table, endpoint="site-table", of=connector)
    field = connector.field_of(f"{SITE}/2/vehicle_speed")
    assert field is not None
    assert field.position == (4.28, 52.11)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "a/1",
        "a/1/",
        "/1/vehicle_count",
        "a/x/vehicle_count",
        "a/all/vehicle_speed",
        "a/1/parking",
        "a/1/Vehicle_count",
        "\x00/1/travel_time",
    ],
)
def test_a_name_that_no_series_can_have_is_none(name: str) -> None:
    assert NdwTraffic(NdwSettings()).field_of(name) is None


def test_a_name_says_all_that_the_field_needs() -> None:
    field = NdwTraffic(NdwSettings()).field_of("RWS01_MONIBAS_0021hrl0414ra/1/vehicle_count")
    assert field is not None
    assert (field.quantity, field.unit, field.interval_s) == (Quantity.VEHICLE_COUNT, "{vehicle}", 60.0)
    (reading,) = read(message(value("flow", "", "1")))
    assert NdwTraffic(NdwSettings()).field_of(reading.fields[0].provider_id) == reading.fields[0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>503</body></html>",
        b'{"error": 429}',
        message(value("flow", "", "1"))[:-40],
        gzip.compress(message(value("flow", "", "1")))[:-20],
        b'<!DOCTYPE d2LogicalModel [<!ENTITY x "y">]>' + message("&x;"),
        message(value("flow", "", "1")).decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-8"?>' + message(value("flow", "", "1")).replace(b"SYN", b"\xe9\xff"),
        b"<rss/>",
    ],
)
@pytest.mark.parametrize("endpoint", ["speeds", "travel-times", "site-table"])
def test_a_hostile_document_ends_in_words(body: bytes, endpoint: str) -> None:
    with pytest.raises(ConnectorError):
        read(body, endpoint=endpoint)


def test_what_was_complete_before_a_document_broke_off_is_kept() -> None:
    site = message(value("flow", "", "60")).decode()
    head, _, rest = site.partition("<siteMeasurements>")
    one = rest.partition("</siteMeasurements>")[0]
    body = (head + f"<siteMeasurements>{one}</siteMeasurements>" * (VALUES_PER_PART * 2)).encode()
    readings = NdwTraffic(NdwSettings()).read(Delivery("speeds", 0, body))
    assert len(next(readings).rows) == VALUES_PER_PART
    with pytest.raises(ConnectorError):
        list(readings)


def test_gzip_and_plain_say_the_same() -> None:
    body = message(value("flow", "", "60"))
    assert results(read(gzip.compress(body))) == results(read(body))


def test_settings_say_what_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "ndw.toml").write_text(
        f'sites = ["{SITE}"]\n[speeds]\n[travel_times]\nurl = "https://a.example/t.xml"\n[site_table]\n'
    )
    endpoints = connect(Settings(folder=tmp_path, file="ndw.toml")).endpoints
    polls = [e for e in endpoints if isinstance(e, Poll)]
    assert [(p.name, p.url, p.interval_s) for p in polls] == [
        ("speeds", "https://opendata.ndw.nu/trafficspeed.xml.gz", 60.0),
        ("travel-times", "https://a.example/t.xml", 60.0),
        ("site-table", "https://opendata.ndw.nu/measurement_current.xml.gz", 86_400.0),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Nothing is to be fetched"),
        ("[speeds]\n[site_table]", "only kept of sites"),
        ("[speeds]\ninterval_s = 1", "ndw.toml:2"),
        ("site = []\n[speeds]", "Did you mean 'sites'"),
        ("lowest_quality = 101\n[speeds]", "lowest_quality = 101"),
    ],
)
def test_settings_with_faults_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ndw.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="ndw.toml"))
    assert message in str(caught.value)


@pytest.mark.skipif(not REAL.is_dir(), reason="the recorded NDW messages are not there (../shared/data)")
@pytest.mark.parametrize(
    ("file", "series", "expected"),
    [
        ("trafficspeed.xml.gz", "PZH01_MST_0690_00/1/vehicle_count", 9.0),
        ("traveltime.xml.gz", "RWS09_017/1/travel_time", 288.403),
    ],
)
def test_a_recorded_message_of_ndw_is_understood(file: str, series: str, expected: float) -> None:
    connector = from_fixture(REAL / file)
    (batch,) = connector.history(query_all(connector))
    assert batch.rows.provider_ids == (series,)
    assert np.allclose(batch.rows.result, [expected])
    assert not batch.skipped
