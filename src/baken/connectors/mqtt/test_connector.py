# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of a broker as senders write them, and hostile ones."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.mqtt.client import is_filter, matches
from baken.connectors.mqtt.connector import connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Reading
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

if TYPE_CHECKING:
    from baken.connectors.mqtt.connector import Mqtt

HERE = Path(__file__).parent
TOPIC = "counters/pier/5min"
RULE = """
[[topic]]
filter = "counters/+/5min"
property = "pedestrian_count"
unit = "{person}"
interval_s = 300
value = "/count"
time = "/start"
"""
START = "2026-07-05T13:00:00Z"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def broker(folder: Path, rules: str = RULE, top: str = "") -> Mqtt:
    (folder / "mqtt.toml").write_text(f'host = "broker.example.org"\n{top}\n{rules}', encoding="utf-8")
    return connect(Settings(folder=folder, file="mqtt.toml"))


def read(connector: Mqtt, body: object, topic: str = TOPIC, received: str = "") -> Reading:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    at = to_us(parse_instant(received)) if received else 0
    (reading,) = connector.read(Delivery("topic-1", at, raw, topic))
    return reading


def told(reading: Reading) -> list[tuple[str, str, float]]:
    rows = reading.rows
    return [
        (rows.provider_ids[s], format_us(t), v)
        for s, t, v in zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    ]


def skipped(reading: Reading) -> list[str]:
    return [entry.reason for entry in reading.skipped]


def test_value_stands_where_the_pointer_says(tmp_path: Path) -> None:
    connector = broker(tmp_path)
    reading = read(connector, {"start": START, "count": 12})
    assert told(reading) == [(f"{TOPIC}#/count", START, 12.0)]
    assert connector.field_of(f"{TOPIC}#/count") == reading.fields[0]


def test_bare_number_at_its_arrival(tmp_path: Path) -> None:
    rule = '[[topic]]\nfilter = "t/#"\nproperty = "air_temperature"\nunit = "K"\ninterval_s = 0\nvalue = ""'
    reading = read(broker(tmp_path, rule), 300.0, "t/roof/north", received=START)
    ((name, time, value),) = told(reading)
    assert (name, time) == ("t/roof/north#", START)
    assert value == pytest.approx(26.85)
    assert skipped(read(broker(tmp_path, rule), 300.0, "t/roof")) == ["the time cannot be read"]


@pytest.mark.parametrize(
    ("form", "time"), [("unix-s", 1783256400), ("unix-s", "1783256400"), ("unix-ms", 1783256400000)]
)
def test_seconds_since_1970_are_times_when_declared(tmp_path: Path, form: str, time: object) -> None:
    reading = read(broker(tmp_path, f'{RULE}time_form = "{form}"'), {"start": time, "count": 12})
    assert [t for _, t, _ in told(reading)] == [START]
    assert skipped(read(broker(tmp_path), {"start": time, "count": 12})) == ["the time cannot be read"]


def test_time_may_be_the_end_of_the_interval(tmp_path: Path) -> None:
    reading = read(broker(tmp_path, f'{RULE}stamp = "end"'), {"start": START, "count": 12})
    assert [t for _, t, _ in told(reading)] == ["2026-07-05T12:55:00Z"]


def test_list_of_records_in_one_message(tmp_path: Path) -> None:
    body = {"rows": [{"start": START, "count": 1}, {"start": "2026-07-05T13:05:00Z", "count": 2}]}
    connector = broker(tmp_path, f'{RULE}records = "/rows"')
    assert [v for _, _, v in told(read(connector, body))] == [1.0, 2.0]
    assert skipped(read(connector, {"rows": 3})) == ["a payload without the list of records"]


SENSORTHINGS = """
[[topic]]
filter = "v1.1/Datastreams(1)/Observations"
form = "sensorthings"
property = "pedestrian_count"
unit = "{person}"
interval_s = 300
"""


def test_observation_on_a_topic_of_sensorthings(tmp_path: Path) -> None:
    topic, five = "v1.1/Datastreams(1)/Observations", f"{START}/2026-07-05T13:05:00Z"
    body = {"phenomenonTime": five, "result": 12, "resultTime": "2026-07-05T13:07:00Z"}
    reading = read(broker(tmp_path, SENSORTHINGS), body, topic)
    assert told(reading) == [(f"{topic}#/result", START, 12.0)]
    assert [format_us(t) for t in reading.rows.available_at_us.tolist()] == ["2026-07-05T13:07:00Z"]
    other = body | {"phenomenonTime": f"{START}/2026-07-05T13:10:00Z"}
    assert skipped(read(broker(tmp_path, SENSORTHINGS), other, topic)) == ["another interval than the settings say"]


def test_several_values_of_one_topic_need_one_subscription(tmp_path: Path) -> None:
    both = RULE + RULE.replace("/count", "/back")
    connector = broker(
        tmp_path, both + RULE.replace("counters/+/5min", "other/#"), 'port = 9\npassword = "${secret:b}"'
    )
    assert [(s.name, s.topic, s.port, s.tls) for s in connector.endpoints] == [
        ("topic-1", "counters/+/5min", 9, True),
        ("topic-2", "other/#", 9, True),
    ]
    assert connector.endpoints[0].password == "${secret:b}"
    assert len(told(read(connector, {"start": START, "count": 1, "back": 2}))) == 2


def test_first_of_two_rules_for_one_value_counts(tmp_path: Path) -> None:
    connector = broker(tmp_path, RULE + RULE.replace("counters/+/5min", "counters/#").replace("300", "600"))
    reading = read(connector, {"start": START, "count": 1})
    assert [f.interval_s for f in reading.fields] == [300.0]
    assert connector.field_of(f"{TOPIC}#/count") == reading.fields[0]


def test_null_is_missing_and_nothing_is_a_fault(tmp_path: Path) -> None:
    ((_, _, value),) = told(read(broker(tmp_path), {"start": START, "count": None}))
    assert math.isnan(value)
    assert skipped(read(broker(tmp_path), {"start": START})) == ["a payload without the value"]


def test_clock_that_is_ahead_and_counts_below_zero_are_skipped(tmp_path: Path) -> None:
    ahead = read(broker(tmp_path), {"start": START, "count": 1}, received="2026-07-05T12:00:00Z")
    negative = read(broker(tmp_path), {"start": START, "count": -1})
    assert told(ahead) == told(negative) == []
    assert len(skipped(ahead)) == len(skipped(negative)) == 1


def test_topic_that_nobody_named_is_skipped(tmp_path: Path) -> None:
    for topic in ("counters/pier", "counters/pier/5min/x", "", "counters/+/5min", "x" * 70_000):
        assert skipped(read(broker(tmp_path), {"start": START, "count": 1}, topic)) == [
            "a topic that the settings do not name"
        ]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe\x00", b"<html></html>", b"[" * 100_000, b"12 13"])
def test_payload_that_is_no_json_is_an_error_in_words(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        read(broker(tmp_path), raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@given(body=JSON, count=JSON, start=JSON, topic=st.sampled_from([TOPIC, "v1.1/Datastreams(1)/Observations", "b/1"]))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_payload_only_values_and_reasons_come_out(
    tmp_path_factory: pytest.TempPathFactory, body: Any, count: Any, start: Any, topic: str
) -> None:
    batch = RULE.replace("counters/+/5min", "b/+") + 'records = "/rows"\ntime_form = "unix-ms"'
    connector = broker(tmp_path_factory.mktemp("mqtt"), RULE + SENSORTHINGS + batch)
    record = {"start": start, "count": count, "phenomenonTime": start, "result": count}
    for given_body in (body, record, {"rows": [body, record]}):
        reading = read(connector, given_body, topic, received=START)
        assert all(math.isnan(v) or 0 <= v <= 1e7 for _, _, v in told(reading))


@pytest.mark.parametrize(
    ("pattern", "topic", "is_met"),
    [("#", "a/b", True), ("+/+", "a/b", True), ("+", "a/b", False), ("a/+/#", "a/b", True), ("a/+/#", "a", False)],
)
def test_filters_are_met_as_the_standard_says(pattern: str, topic: str, is_met: bool) -> None:
    assert is_filter(pattern)
    assert matches(topic, pattern) is is_met


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"counters/+/5min"', '"counters/a+/5min"', "not a filter of topics"),
        ('"{person}"', '"m"', "cannot be converted"),
        ('"/count"', '"count"', "not a JSON pointer"),
        ('time = "/start"', "", "needs its time"),
        ('value = "/count"', "", "not said where the value stands"),
        ("[[topic]]", 'password = "hunter2"\n[[topic]]', "secret"),
        ("[[topic]]", "colour = 1\n[[topic]]", "'colour' is not a key"),
    ],
)
def test_faults_of_the_settings_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in RULE
    with pytest.raises(SettingsError) as caught:
        broker(tmp_path, RULE.replace(old, new, 1))
    assert any(message in fault.message for fault in caught.value.faults), caught.value
