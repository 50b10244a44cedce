# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Crowd messages as Amsterdam receives them, and hostile ones."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baken.connectors.crowd_camera.connector import CrowdCamera, connect
from baken.connectors.crowd_camera.settings import CameraSettings
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError, SkipLog
from baken.plugin.subject import Subject
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
SAMPLES = HERE.parents[4] / "shared" / "data" / "dutch_formats" / "crowd_ingress"
MINUTE = "2026-07-05T13:{:02}:00.000Z"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def camera(**rest: Any) -> CrowdCamera:
    return CrowdCamera(CameraSettings(**rest))


def read(document: object, connector: CrowdCamera | None = None, received: str = "") -> Reading:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    at = to_us(parse_instant(received)) if received else 0
    (reading,) = (connector or camera()).read(Delivery("messages", at, raw))
    return reading


def told(reading: Reading) -> dict[str, float]:
    rows = reading.rows
    return dict(zip([rows.provider_ids[i] for i in rows.series.tolist()], rows.result.tolist(), strict=True))


def skipped(reading: Reading) -> dict[str, int]:
    return {entry.reason: entry.count for entry in reading.skipped}


def version_2(*aggregate: dict[str, Any], minute: int = 0, number: int = 1, **rest: Any) -> dict[str, Any]:
    head = {"sensor": "A", "message": number, "message_type": "count", "interval": 60}
    return {"data": [{**head, "timestamp_start": MINUTE.format(minute), "aggregate": list(aggregate), **rest}]}


def line(into: object, out: object) -> dict[str, Any]:
    return {"type": "line", "id": "L", "count_in": into, "count_out": out}


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"the recorded sample {name} is not here (../shared/data)")
    return path.read_bytes()


REAL = {
    "telcameras_v2_ingress__test_post.json": {
        "GAVM-01-Vondelstraat/count/Line 0/in/60s": 15.0,
        "GAVM-01-Vondelstraat/count/Line 0/out/60s": 12.0,
        "GAVM-01-Vondelstraat/present/Zone 0/60s": 5.0,
    },
    "telcameras_v2_ingress__test_post_double_zone.json": {
        "GADM-01/present/GADM-01-total/60s": 2.0,
        "GADM-01/present/GADM-01-zone0/60s": 1.0,
    },
    "telcameras_v3_ingress__test_post.json": {
        "ABC-123/count/300/60s": 0.0,
        "ABC-123/speed/300/60s": math.nan,
        "ABC-123/count/226/60s": 1.0,
        "ABC-123/speed/226/60s": 13.5149 / 10.359,
        "ABC-123/count/38/60s": 4.0,
        "ABC-123/speed/38/60s": 57.5561 / 47.117,
    },
    "telcameras_v3_ingress__test_post_prorail.json": {
        "CMSA-GAWW-13/count/120/60s": 0.0,
        "CMSA-GAWW-13/count/300/60s": 0.0,
    },
    "centralerekenapplicatie_ingress__test_post_area.json": {
        "GABM-03/present/Zone 0/60s": 1.0,
        "GABM-03/speed/Zone 0/60s": 4.2758 / 3.1,
    },
    "centralerekenapplicatie_ingress__test_post_line.json": {
        "GACM-04/count/Line 0/50/60s": 1.0,
        "GACM-04/count/Line 0/230/60s": 0.0,
    },
    "centralerekenapplicatie_ingress__test_post_count.json": {"CMSA-WIFI-01/devices_present/60s": 3.0},
}


@pytest.mark.parametrize("name", REAL)
def test_every_recorded_sample_is_understood(name: str) -> None:
    connector = camera(totals={"CMSA-WIFI-01": Quantity.DEVICES_PRESENT})
    reading = read(sample(name), connector)
    assert told(reading) == pytest.approx(REAL[name], nan_ok=True)
    for field in reading.fields:
        told_offline = connector.field_of(field.provider_id)
        assert told_offline is not None
        assert told_offline == msgspec.structs.replace(field, name=field.provider_id, position=None)


def test_series_say_where_their_sensor_stands_and_what_it_is_called() -> None:
    zone = read(sample("telcameras_v2_ingress__test_post.json")).fields[2]
    assert (zone.name, zone.position) == ("GAVM-01-Vondelstraat, Zone 0", (4.873822, 52.361081))
    way = read(sample("telcameras_v3_ingress__test_post.json")).fields[0]
    assert (way.name, way.position) == ("ABC-123, towards 300°", (4.123456, 52.123456))


def test_tracks_of_single_persons_are_left_out_and_named() -> None:
    reading = read(sample("telcameras_v2_ingress__test_post.json"))
    assert skipped(reading) == {"records of single persons are not taken over": 2}
    assert "personId" not in repr(reading)
    signals = read(sample("telcameras_v3_ingress__test_post.json"))
    assert skipped(signals) == {"records of single persons are not taken over": 2}


def test_time_of_the_message_is_when_it_could_be_known() -> None:
    rows = read(sample("telcameras_v2_ingress__test_post.json")).rows
    assert {format_us(t) for t in rows.phenomenon_time_us.tolist()} == {"2020-06-12T15:05:00Z"}
    assert {format_us(t) for t in rows.phenomenon_time_end_us.tolist()} == {"2020-06-12T15:06:00Z"}
    assert {format_us(t) for t in rows.available_at_us.tolist()} == {"2020-06-12T15:39:39.701Z"}


def test_same_message_twice_counts_once() -> None:
    connector = camera()
    first, second = read(version_2(line(4, 5)), connector), read(version_2(line(4, 5)), connector)
    assert told(first) == {"A/count/L/in/60s": 4.0, "A/count/L/out/60s": 5.0}
    assert (told(second), skipped(second)) == ({}, {"a message that came before": 2})


def test_sensor_that_was_started_again_may_number_from_the_beginning() -> None:
    connector = camera()
    assert told(read(version_2(line(4, 5), minute=0, number=1), connector))
    assert told(read(version_2(line(6, 7), minute=1, number=1), connector)) == {
        "A/count/L/in/60s": 6.0, "A/count/L/out/60s": 7.0
    }  # fmt: skip


def test_negative_count_is_skipped_and_the_good_one_beside_it_kept() -> None:
    reading = read(version_2(line(-4, 5)))
    assert told(reading) == {"A/count/L/out/60s": 5.0}
    assert skipped(reading) == {"a value that is not possible": 1}


def test_sensor_that_says_it_does_not_work_has_no_value() -> None:
    reading = read(version_2(line(4, 5), sensor_state="calibration"))
    assert all(math.isnan(value) for value in told(reading).values())


@pytest.mark.parametrize("interval", ["60", -60, 0, 1e9, True, [60]])
def test_length_that_cannot_be_read_is_not_guessed(interval: object) -> None:
    reading = read(version_2(line(4, 5), interval=interval))
    assert (told(reading), list(skipped(reading))) == ({}, ["the length of the interval cannot be read"])


def test_null_is_missing_and_zero_is_zero() -> None:
    values = told(read(version_2(line(None, 0))))
    assert math.isnan(values["A/count/L/in/60s"])
    assert values["A/count/L/out/60s"] == 0.0


def test_clock_that_is_ahead_is_noticed_by_ours_and_by_its_own() -> None:
    ours = read(version_2(line(4, 5)), received="2026-07-05T12:50:00Z")
    own = read(version_2(line(4, 5), timestamp_message="2026-07-05T12:50:00Z"))
    assert skipped(ours) == skipped(own) == {"the clock of the sensor is ahead": 2}
    assert len(told(read(version_2(line(4, 5)), received="2026-07-05T13:00:30Z"))) == 2


def test_counter_that_only_goes_up_is_counted_by_differences() -> None:
    connector = camera(cumulative=frozenset({"A"}))
    counts = [(0, 100), (1, 107), (2, 3), (3, 8), (5, 20), (4, 9), (6, 26)]
    found = [read(version_2(line(n, None), minute=m, number=m), connector) for m, n in counts]
    assert [told(reading).get("A/count/L/in/60s") for reading in found] == [None, 7.0, None, 5.0, None, None, 6.0]
    reasons = [list(skipped(reading)) for reading in found]
    assert [r[0].split(",")[0] if r else "" for r in reasons] == [
        "the first message of a counter that only goes up",
        "",
        "the counter was set back",
        "",
        "a message is missing before this one",
        "time goes backwards",
        "",
    ]


def test_number_of_which_nobody_said_what_it_counts_is_not_taken() -> None:
    source = {"sensor": "WIFI", "timestamp": MINUTE.format(0), "interval": 60}
    reading = read({"id": "1-count", "count": 3, "source": source, "type": "countMetrics"})
    assert told(reading) == {}
    assert list(skipped(reading)) == ["a number of which the settings do not say what it counts"]


def test_names_with_a_slash_stay_one_name() -> None:
    reading = read(version_2({"type": "zone", "id": "a/b", "count": 1}))
    (name,) = told(reading)
    assert name == "A/present/a%2Fb/60s"
    assert camera().field_of(name) is not None


@pytest.mark.parametrize(
    "name",
    ["", "A", "A/density/L/60s", "A/count/L/in/0s", "A/count/L/in/60", "A/count/L/in/6..0s", "A/count/L/in/060s"],
)
def test_name_that_no_series_has_is_no_series(name: str) -> None:
    assert camera().field_of(name) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"data": []}',
        b'{"data": [1, 2]}',
        b"<html><body>502 Bad Gateway</body></html>",
        b'{"error": "not found"}',
        b"[" * 100_000,
        b'{"data": [{"sensor": "A", "aggregate": ' + b"[" * 100_000,
        b"\xff\xfe\x00\x80",
        b'{"n": ' + b"9" * 10_000 + b"}",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_crowd_message_is_an_error_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="no crowd message"):
        read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("sensor", "timestamp_start", "timestamp_message", "interval", "message", "aggregate", "sensor_state")


@given(key=st.sampled_from(KEYS), value=JSON, part=st.sampled_from(("id", "type", "count_in", "count_out")), inner=JSON)
@example(key="interval", value=1e-108, part="count_in", inner=None)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_message_only_values_and_reasons_come_out(
    key: str, value: Any, part: str, inner: Any
) -> None:
    message = version_2(line(1, 2) | {part: inner})
    message["data"][0][key] = value
    try:
        reading = read(message)
    except ConnectorError:
        return
    assert all(math.isnan(v) or 0 <= v <= 1e7 for v in told(reading).values())
    assert all(camera().field_of(f.provider_id) is not None for f in reading.fields)


@pytest.mark.parametrize(
    ("text", "line_number", "message"),
    [
        ("interval_s = -1", 1, "not possible"),
        ("clock_ahead = 5", 1, "'clock_ahead' is not a key"),
        ('[totals]\nX = "wind_speed"', 2, "not what such a message counts"),
        ('[totals]\nX = "geese"', 2, "'geese'"),
    ],
)
def test_faults_of_the_settings_have_their_line(tmp_path: Path, text: str, line_number: int, message: str) -> None:
    (tmp_path / "crowd_camera.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="crowd_camera.toml"))
    assert any(f.line == line_number and message in f.message for f in caught.value.faults), caught.value


def test_summer_time_does_not_matter_to_times_with_a_zone() -> None:
    log = SkipLog()
    times = ["2026-10-25T02:59:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:01:00"]
    for number, time in enumerate(times):
        reading = read(version_2(line(1, 1), number=number, timestamp_start=time))
        log.merge(reading.skipped)
        assert len(reading.rows) == (2 if number < 2 else 0)
    assert [entry.reason for entry in log.skipped()] == ["the time cannot be read"]
