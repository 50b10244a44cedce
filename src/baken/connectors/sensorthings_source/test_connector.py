# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of a SensorThings server as servers write them, and hostile ones."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.sensorthings_source.connector import connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

if TYPE_CHECKING:
    from baken.connectors.sensorthings_source.connector import SensorThingsSource

HERE = Path(__file__).parent
URL = 'url = "https://frost.example.org/v1.1"\n'
COUNT = {"name": "Pedestrian count", "definition": "https://baken.example/def/quantity/pedestrian_count"}
WIND = {"name": "Wind", "definition": "https://baken.example/def/quantity/wind_speed"}
PERSON = {"name": "person", "symbol": "persons", "definition": "{person}"}
FIVE = "2026-07-05T13:00:00Z/2026-07-05T13:05:00Z"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def source(folder: Path, rest: str = "") -> SensorThingsSource:
    (folder / "sensorthings_source.toml").write_text(URL + rest, encoding="utf-8")
    return connect(Settings(folder=folder, file="sensorthings_source.toml"))


def datastream(*observations: tuple[object, object], **rest: Any) -> dict[str, Any]:
    given = [{"phenomenonTime": t, "resultTime": None, "result": r} for t, r in observations]
    return {"@iot.id": 7, "name": "Gate", "unitOfMeasurement": PERSON, "ObservedProperty": COUNT} | {
        "Observations": given
    } | rest  # fmt: skip


def read(
    connector: SensorThingsSource, *records: object, endpoint: str = "page-1", received: str = "", **rest: Any
) -> Reading:
    raw = json.dumps({"value": list(records), **rest}).encode()
    at = to_us(parse_instant(received)) if received else 0
    (reading,) = connector.read(Delivery(endpoint, at, raw))
    return reading


def told(reading: Reading) -> list[tuple[str, str, float]]:
    rows = reading.rows
    return [
        (rows.provider_ids[s], format_us(t), v)
        for s, t, v in zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    ]


def skipped(reading: Reading) -> list[str]:
    return [entry.reason for entry in reading.skipped]


def test_observation_keeps_its_interval_and_when_it_was_published(tmp_path: Path) -> None:
    page = datastream((FIVE, 12))
    page["Observations"][0]["resultTime"] = "2026-07-05T13:07:00Z"
    reading = read(source(tmp_path), page)
    assert told(reading) == [("7/pedestrian_count/300s", "2026-07-05T13:00:00Z", 12.0)]
    assert [format_us(t) for t in reading.rows.available_at_us.tolist()] == ["2026-07-05T13:07:00Z"]
    assert reading.fields[0].name == "Gate"
    unnamed = msgspec.structs.replace(reading.fields[0], name="7/pedestrian_count/300s")
    assert source(tmp_path).field_of("7/pedestrian_count/300s") == unnamed


@pytest.mark.parametrize(
    ("shape", "position"),
    [
        ({"type": "Point", "coordinates": [4.28, 52.11]}, (4.28, 52.11)),
        ({"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53], [4, 52]]]}, None),
        ({"type": "Point", "coordinates": [400, 52.11]}, None),
        ({"type": "Point", "coordinates": "here"}, None),
        (None, None),
    ],
)
def test_point_that_is_observed_is_where_the_series_is(tmp_path: Path, shape: object, position: object) -> None:
    (field,) = read(source(tmp_path), datastream((FIVE, 12), observedArea=shape)).fields
    assert field.position == position


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ({"definition": "m/s"}, 18.0),
        ({"definition": "http://qudt.org/vocab/unit/KiloM-PER-HR", "symbol": "m/s"}, 5.0),
        ({"definition": "https://en.wikipedia.org/wiki/Kilometres_per_hour", "symbol": "km/h"}, 5.0),
        ({"name": "kn"}, 18 * 1852 / 3600),
    ],
)
def test_unit_is_converted_by_its_most_exact_name(tmp_path: Path, unit: dict[str, str], value: float) -> None:
    page = datastream(("2026-07-05T13:00:00Z", 18.0), unitOfMeasurement=unit, ObservedProperty=WIND)
    assert [v for _, _, v in told(read(source(tmp_path), page))] == [pytest.approx(value)]


@pytest.mark.parametrize("unit", [{"definition": "m"}, {"definition": "m", "symbol": "m/s"}, {}, None, {"name": "?"}])
def test_unit_of_another_kind_refuses_the_datastream(tmp_path: Path, unit: object) -> None:
    page = datastream(("2026-07-05T13:00:00Z", 18.0), unitOfMeasurement=unit, ObservedProperty=WIND)
    reading = read(source(tmp_path), page)
    assert (told(reading), skipped(reading)) == ([], ["a unit that cannot be converted"])


def test_property_is_what_the_city_says_it_is(tmp_path: Path) -> None:
    page = datastream(("2026-07-05T13:00:00Z", 18), ObservedProperty={"name": "Mensen", "definition": "http://x/y"})
    assert skipped(read(source(tmp_path), page)) == ["an observed property that the settings do not name"]
    for name in ("Mensen", "http://x/y"):
        connector = source(tmp_path, f'[properties]\n"{name}" = "persons_present"')
        assert [n for n, _, _ in told(read(connector, page))] == ["7/persons_present/0s"]


def test_count_at_a_moment_needs_its_length(tmp_path: Path) -> None:
    page = datastream(("2026-07-05T13:05:00Z", 12))
    assert skipped(read(source(tmp_path), page)) == ["a count at a moment, of which nobody says over how long"]
    connector = source(tmp_path, 'counts_over_s = 300\nstamp = "end"')
    assert told(read(connector, page)) == [("7/pedestrian_count/300s", "2026-07-05T13:00:00Z", 12.0)]


def test_null_is_missing_zero_is_zero_and_text_may_be_a_number(tmp_path: Path) -> None:
    times = [f"2026-07-05T13:{m:02}:00Z/2026-07-05T13:{m + 5:02}:00Z" for m in (0, 5, 10, 15, 20)]
    page = datastream(*zip(times, (None, 0, "7", "seven", True), strict=True))
    reading = read(source(tmp_path), page)
    values = [v for _, _, v in told(reading)]
    assert math.isnan(values[0])
    assert values[1:] == [0.0, 7.0]
    assert [(s.reason, s.count) for s in reading.skipped] == [("not a number", 2)]


def test_next_page_is_told_of_and_never_another_host(tmp_path: Path) -> None:
    near, far = "https://frost.example.org/v1.1/Datastreams?$skip=100", "https://evil.example/v1.1/Datastreams"
    two = source(tmp_path, "pages = 2")
    assert skipped(read(two, datastream((FIVE, 1)), **{"@iot.nextLink": near})) == []
    last = read(two, datastream((FIVE, 1)), endpoint="page-2", **{"@iot.nextLink": near})
    assert skipped(last) == ["there are more pages than the settings read"]
    for link in (
        far,
        "//evil.example/x",
        "http://frost.example.org/x",
        "https://frost.example.org:8443/x",
        "http://[x",
    ):
        found = skipped(read(two, datastream((FIVE, 1)), **{"@iot.nextLink": link}))
        assert found == ["the next page is on another host, and is not followed"], link


def test_pages_and_named_datastreams_are_asked_for_by_address(tmp_path: Path) -> None:
    rest = """
newest = 3
pages = 2
per_page = 50
filter = "name eq 'a b'"
[[datastream]]
id = "o'hara"
property = "water_level"
unit = "cm"
"""
    polls = source(tmp_path, rest).endpoints
    assert [poll.name for poll in polls] == ["page-1", "page-2", "datastream-1"]
    assert " " not in "".join(poll.url for poll in polls)
    asked = [parse_qs(urlsplit(poll.url).query) for poll in polls]
    assert asked[1]["$skip"] == ["50"]
    assert asked[0]["$filter"] == ["name eq 'a b'"]
    assert "$top=3" in asked[0]["$expand"][0]
    assert urlsplit(polls[2].url).path == "/v1.1/Datastreams('o%27%27hara')/Observations"


def test_named_datastream_is_what_the_city_says_it_is(tmp_path: Path) -> None:
    connector = source(tmp_path, '[[datastream]]\nid = 9\nproperty = "water_level"\nunit = "cm"')
    assert [poll.name for poll in connector.endpoints] == ["datastream-1"]
    reading = read(connector, {"phenomenonTime": "2026-07-05T13:00:00+02:00", "result": -35}, endpoint="datastream-1")
    assert told(reading) == [("9/water_level/0s", "2026-07-05T11:00:00Z", -0.35)]


def test_observations_that_were_missed_are_told_of(tmp_path: Path) -> None:
    connector = source(tmp_path)
    more = {"Observations@iot.nextLink": "https://frost.example.org/next"}
    later = "2026-07-05T15:00:00Z/2026-07-05T15:05:00Z"
    assert skipped(read(connector, datastream((FIVE, 1), **more))) == []
    assert skipped(read(connector, datastream((FIVE, 1), **more))) == []
    found = skipped(read(connector, datastream((later, 1), **more)))
    assert found == ["more observations came since the last time than were asked for"]


def test_duplicates_and_the_future_are_skipped_and_going_back_is_not(tmp_path: Path) -> None:
    earlier = "2026-07-05T12:00:00Z/2026-07-05T12:05:00Z"
    page = datastream((FIVE, 1), (FIVE, 2), (earlier, 3), ("2027-01-01T00:00:00Z/2027-01-01T00:05:00Z", 4))
    reading = read(source(tmp_path), page, received="2026-07-05T13:06:00Z")
    assert [v for _, _, v in told(reading)] == [1.0, 3.0]
    assert len(skipped(reading)) == 2


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"{}", b'{"value": {}}', b'{"value": [1]}', b'{"value": [{"name": "x"}]}', b"<html></html>",
     b"[" * 100_000, b'{"value": ' + b"[" * 100_000, b"\xff\xfe", b'{"code": 404, "message": "Not found"}'],
    ids=lambda raw: repr(raw[:24]),
)  # fmt: skip
def test_what_is_no_page_is_an_error_in_words(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        list(source(tmp_path).read(Delivery("page-1", 0, raw)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
KEYS = ("@iot.id", "name", "unitOfMeasurement", "ObservedProperty", "Observations", "Observations@iot.nextLink")


@given(key=st.sampled_from(KEYS), value=JSON, time=JSON, result=JSON, link=JSON)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_on_a_page_only_values_and_reasons_come_out(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: Any, time: Any, result: Any, link: Any
) -> None:
    connector = source(tmp_path_factory.mktemp("sta"))
    good = datastream((FIVE, 1), (time, 3), (FIVE, result))
    try:
        reading = read(connector, good | {key: value}, good, **{"@iot.nextLink": link})
    except ConnectorError:
        return
    assert all(math.isnan(v) or 0 <= v <= 1e7 for _, _, v in told(reading))
    assert all(connector.field_of(f.provider_id) is not None for f in reading.fields)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[properties]\n"x" = "geese"', "'geese' is not a quantity"),
        ('[[datastream]]\nid = 1\nproperty = "water_level"\nunit = "km/h"', "cannot be converted"),
        ('[[datastream]]\nid = 1.5\nproperty = "water_level"\nunit = "m"', "needs the id"),
        ("pages = 0", "Nothing would be read"),
        ("page = 2", "'page' is not a key"),
    ],
)
def test_faults_of_the_settings_are_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        source(tmp_path, text)
    assert any(message in fault.message for fault in caught.value.faults), caught.value


@pytest.mark.parametrize("name", ["", "7", "7/geese/300s", "/wind_speed/0s", "7/wind_speed/0", "7/wind_speed/9999999s"])
def test_name_that_no_series_has_is_no_series(tmp_path: Path, name: str) -> None:
    assert source(tmp_path).field_of(name) is None
