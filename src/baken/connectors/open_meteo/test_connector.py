# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Open-Meteo: units, zones, and that no forecast becomes an observation."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from baken.connectors.open_meteo.connector import BROKEN_SERIES, NO_NOW, NO_UNIT, OpenMeteo, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import FORECAST
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, NOT_POSSIBLE
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def answer(
    block: str = "hourly", times: tuple[object, ...] = ("2026-07-11T10:00",), unit: str = "", **rest: Any
) -> dict[str, Any]:
    series = {key: value for key, value in rest.items() if isinstance(value, list)}
    document = {
        "longitude": 4.28,
        "latitude": 52.11,
        "utc_offset_seconds": 0,
        "current": {"time": "2026-07-11T10:00"},
        f"{block}_units": dict.fromkeys(series, unit),
        block: {"time": list(times), **series},
    }
    return document | {key: value for key, value in rest.items() if not isinstance(value, list)}


def outcome(document: object, received: str = "") -> tuple[dict[tuple[str, str], float], dict[str, int]]:
    """Return the values by series and end of interval, and what was skipped."""
    received_us = to_us(parse_instant(received)) if received else 0
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    (reading,) = OpenMeteo().read(Delivery("pier", received_us, raw))
    rows = reading.rows
    ends = zip(rows.series.tolist(), rows.phenomenon_time_end_us.tolist(), strict=True)
    keys = [(rows.provider_ids[i], format_us(t)) for i, t in ends]
    return dict(zip(keys, rows.result.tolist(), strict=True)), {s.reason: s.count for s in reading.skipped}


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [("m/s", 10.0, 10.0), ("km/h", 36.0, 10.0), ("kn", 10.0, 5.144444444), ("mp/h", 10.0, 4.4704)],
)
def test_speeds_are_converted_from_the_unit_that_the_answer_says(unit: str, value: float, expected: float) -> None:
    values, left = outcome(answer(unit=unit, wind_speed_10m=[value]))
    assert values == {("pier/hourly/wind_speed", "2026-07-11T10:00:00Z"): expected}
    assert left == {}


@pytest.mark.parametrize("unit", ["Bft", "", "furlong"])
def test_unit_that_is_not_known_is_not_guessed(unit: str) -> None:
    assert outcome(answer(unit=unit, wind_speed_10m=[3.0])) == ({}, {NO_UNIT: 1})


@pytest.mark.parametrize(
    ("block", "unit", "depth", "rate"),
    [("hourly", "mm", 1.2, 1.2), ("minutely_15", "mm", 0.3, 1.2), ("hourly", "inch", 0.1, 2.54)],
)
def test_depth_of_rain_becomes_a_rate_over_its_interval(block: str, unit: str, depth: float, rate: float) -> None:
    values, _ = outcome(answer(block, unit=unit, precipitation=[depth]))
    assert values == {(f"pier/{block}/precipitation_rate", "2026-07-11T10:00:00Z"): rate}


def test_what_lies_after_the_answer_is_a_forecast() -> None:
    times = ("2026-07-11T09:00", "2026-07-11T10:00", "2026-07-11T11:00", "2026-07-12T00:00")
    values, left = outcome(answer(times=times, unit="°C", temperature_2m=[1, 2, 3, 4]))
    assert list(values.values()) == [1.0, 2.0]
    assert left == {FORECAST: 2}


def test_our_clock_bounds_an_answer_whose_clock_is_ahead() -> None:
    document = answer(times=("2026-07-11T08:00", "2026-07-11T10:00"), unit="°C", temperature_2m=[1, 2])
    assert outcome(document, received="2026-07-11T09:00:00Z")[1] == {FORECAST: 1}


def test_answer_that_does_not_say_now_is_left_out() -> None:
    document = answer(unit="°C", temperature_2m=[1.0], current=None)
    assert outcome(document) == ({}, {NO_NOW: 1})
    assert len(outcome(document, received="2026-07-11T10:00:00Z")[0]) == 1


def test_answer_in_another_zone_is_converted_by_its_offset() -> None:
    document = answer(
        times=("2026-07-11T12:00",),
        unit="°C",
        temperature_2m=[1.0],
        utc_offset_seconds=7200,
        current={"time": "2026-07-11T12:00"},
    )
    assert list(outcome(document)[0]) == [("pier/hourly/air_temperature", "2026-07-11T10:00:00Z")]


def test_unix_times_are_utc_whatever_the_zone() -> None:
    document = answer(
        times=(1783764000,), unit="°C", temperature_2m=[1.0], utc_offset_seconds=7200, current={"time": 1783764000}
    )
    assert list(outcome(document)[0]) == [("pier/hourly/air_temperature", "2026-07-11T10:00:00Z")]


def test_null_is_missing_and_broken_values_are_skipped() -> None:
    times = (*(f"2026-07-11T0{h}:00" for h in range(4)), "noon")
    values, left = outcome(answer(times=times, unit="°C", temperature_2m=[None, "warm", 900, 0, 1]))
    assert [math.isnan(v) for v in values.values()] == [True, False]
    assert left == {NOT_A_NUMBER: 1, NOT_POSSIBLE: 1, NO_TIME: 1}


def test_series_of_another_length_than_its_times_is_skipped() -> None:
    assert outcome(answer(unit="°C", temperature_2m=[1.0, 2.0])) == ({}, {BROKEN_SERIES: 1})


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        [],
        {},
        {"error": True, "reason": "Parameter 'latitude' is wrong"},
        {"hourly": {"time": []}},
        {"utc_offset_seconds": 10**9, "hourly": {"time": []}},
        {"utc_offset_seconds": 0, "hourly": {"time": 3}},
        {"utc_offset_seconds": 0},
    ],
)
def test_what_is_no_answer_is_refused_in_words(document: object) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        outcome(document)


def test_question_asks_for_the_past_in_our_units(tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_text(
        '[[place]]\nid = "pier"\nlongitude = 4.28\nlatitude = 52.11\nresolution = "minutely_15"\n'
    )
    (poll,) = connect(Settings(folder=tmp_path, file="o.toml")).endpoints
    assert poll.name == "pier"
    for part in ("wind_speed_unit=ms", "timezone=GMT", "past_minutely_15=24", "forecast_minutely_15=1", "current="):
        assert part in poll.url


def test_faults_of_the_settings_have_their_line(tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_text('[[place]]\nid = "a/b"\nlongitude = 4.28\nlatitude = 152\nresolution = "daily"\n')
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="o.toml"))
    assert {fault.line for fault in caught.value.faults} == {2, 4, 5}


def test_name_of_a_series_says_all() -> None:
    known = OpenMeteo().field_of("pier/minutely_15/wind_gust_speed")
    assert known is not None
    assert known.interval_s == 900.0
    wrong = ("pier/wind_speed", "pier/daily/wind_speed", "a b/hourly/wind_speed", "pier/hourly/pressure")
    assert [OpenMeteo().field_of(name) for name in wrong] == [None] * 4
