# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connectors that foretell: forecasts are read apart from observations, with when they could be known."""

from __future__ import annotations

import contextlib
import json
import math
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.connectors.edr_coverage.connector import EdrCoverage
from baken.connectors.open_meteo.connector import OpenMeteo, connect
from baken.forecast.wall_clock import wall_time
from baken.plugin.foretold import Foretold, foretells, places_of, rain_of, weather_of
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings
from baken.plugin.registry import ConnectorRegistry
from baken.plugin.spoiled import SPOILED
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = ConnectorRegistry()
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = to_us(datetime(2026, 7, 11, 10, 5, tzinfo=UTC))


def open_meteo(now: int = NOW, hours: int = 48) -> bytes:
    begin = from_us(now).replace(minute=0) - timedelta(hours=6)
    times = [begin + timedelta(hours=h) for h in range(hours + 6)]
    block = {
        "time": [f"{t:%Y-%m-%dT%H:%M}" for t in times],
        "temperature_2m": [15.0 + t.hour / 2 for t in times],
        "wind_speed_10m": [36.0 for _ in times],
        "precipitation": [float(t.hour % 3) for t in times],
    }
    units = {"temperature_2m": "°C", "wind_speed_10m": "km/h", "precipitation": "mm"}
    current = {"time": f"{from_us(now):%Y-%m-%dT%H:%M}"}
    head = {"latitude": 52.1, "longitude": 4.3, "utc_offset_seconds": 0, "current": current}
    return json.dumps({**head, "hourly_units": units, "hourly": block}).encode()


def coverage(now: int = NOW) -> bytes:
    times = [f"{from_us(now) + timedelta(hours=h):%Y-%m-%dT%H:00:00Z}" for h in range(-3, 12)]
    array = {"type": "NdArray", "axisNames": ["t"], "shape": [len(times)], "values": [20.0] * len(times)}
    return json.dumps(
        {
            "type": "Coverage",
            "id": "06330",
            "domain": {"axes": {"t": {"values": times}, "x": {"values": [4.1]}, "y": {"values": [51.9]}}},
            "parameters": {"ta": {"unit": {"symbol": "°C"}}},
            "ranges": {"ta": array},
        }
    ).encode()


def rain_text(now: int = NOW) -> bytes:
    local = from_us(now).astimezone(AMSTERDAM)
    lines = [f"{77 if m < 60 else 109:03d}|{local + timedelta(minutes=m):%H:%M}" for m in range(-5, 120, 5)]
    return "\r\n".join(lines).encode()


MADE = {
    "open_meteo": ("boulevard", open_meteo),
    "edr_coverage": ("coast", coverage),
    "buienradar": ("rain-boulevard", rain_text),
}


def delivery(name: str, body: bytes | None = None, now: int = NOW) -> Delivery:
    endpoint, make = MADE[name]
    return Delivery(endpoint, now, make(now) if body is None else body)


def connector(name: str) -> object:
    if name == "buienradar":
        return REGISTRY.connect(name, Settings(folder=REGISTRY.folder(name), file=None))
    return EdrCoverage() if name == "edr_coverage" else OpenMeteo()


def foretold(name: str, given: Delivery) -> list[Foretold]:
    source = connector(name)
    assert foretells(source)
    return list(source.read_forecast(given))


def survived(name: str, given: Delivery) -> list[Foretold]:
    """Return what is foretold; nothing when the delivery is refused in words, and nothing else may be raised."""
    with contextlib.suppress(ConnectorError):
        return foretold(name, given)
    return []


@pytest.mark.parametrize("name", MADE)
def test_what_is_foretold_lies_ahead_and_is_no_observation(name: str) -> None:
    given = delivery(name)
    (found,) = foretold(name, given)
    rows = found.reading.rows
    assert NOW - 15 * 60_000_000 <= found.issued_us <= NOW + 15 * 60_000_000
    assert len(rows)
    assert (rows.phenomenon_time_end_us > found.issued_us).all()
    observed = {
        (reading.rows.provider_ids[s], end)
        for reading in connector(name).read(given)  # type: ignore[attr-defined]
        for s, end in zip(reading.rows.series.tolist(), reading.rows.phenomenon_time_end_us.tolist(), strict=True)
    }
    ahead = {
        (rows.provider_ids[s], end)
        for s, end in zip(rows.series.tolist(), rows.phenomenon_time_end_us.tolist(), strict=True)
    }
    assert observed, "the delivery has both"
    assert not observed & ahead


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("way", SPOILED)
def test_a_spoiled_delivery_ends_in_words(name: str, way: str) -> None:
    given = delivery(name, SPOILED[way](delivery(name).read_bytes()))
    for one in survived(name, given):
        assert (one.reading.rows.phenomenon_time_end_us > one.issued_us).all()
        weather_of(one, AMSTERDAM)


@pytest.mark.parametrize("name", MADE)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_scrambled_bytes_end_in_words(name: str, seed: int) -> None:
    random_, raw = random.Random(seed), bytearray(delivery(name).read_bytes())
    for _ in range(random_.randint(1, 12)):
        raw[random_.randrange(len(raw))] = random_.randrange(256)
    for one in survived(name, delivery(name, bytes(raw))):
        weather_of(one, AMSTERDAM)


def test_hours_of_a_model_are_hours_of_the_city() -> None:
    (found,) = foretold("open_meteo", delivery("open_meteo"))
    assert places_of(found) == ("boulevard/hourly",)
    weather = weather_of(found, AMSTERDAM)
    assert weather is not None
    assert wall_time(weather.issued_min).isoformat() == "2026-07-11T12:05:00"
    # rain counts for the hour before its time, so the hour from 12:00 on is the first of which something is said
    assert wall_time(weather.start_min).isoformat() == "2026-07-11T12:00:00"
    assert math.isnan(weather.temperature_c[0])
    assert weather.temperature_c[1] == 15 + 11 / 2
    assert weather.wind_m_s[1] == pytest.approx(10.0)
    assert weather.rain_mm[:3].tolist() == [2.0, 0.0, 1.0]
    assert np.isnan(weather.cloud_share).all()


def test_the_radar_tells_two_hours_of_rain_and_nothing_else() -> None:
    (found,) = foretold("buienradar", delivery("buienradar"))
    weather = weather_of(found, AMSTERDAM)
    assert weather is not None
    assert wall_time(weather.start_min).isoformat() == "2026-07-11T12:00:00"
    assert weather.rain_mm[0] == pytest.approx(0.1)
    assert weather.rain_mm[1] == pytest.approx(0.925, abs=0.01)
    assert np.isnan(weather.temperature_c).all()


def test_the_radar_is_read_in_the_steps_in_which_it_speaks() -> None:
    (found,) = foretold("buienradar", delivery("buienradar"))
    rain = rain_of(found, AMSTERDAM)
    assert rain is not None
    assert (f"{wall_time(rain.issued_min):%H:%M}", f"{wall_time(rain.start_min):%H:%M}") == ("12:05", "12:10")
    assert (rain.step_min, len(rain.rain_mm_h)) == (5, 23)
    assert rain.rain_mm_h[[0, 9, 11, 22]] == pytest.approx([0.1, 0.1, 1.0, 1.0], abs=0.01)
    assert rain.is_wet


def test_what_foretells_in_hours_is_no_radar() -> None:
    (found,) = foretold("open_meteo", delivery("open_meteo"))
    assert rain_of(found, AMSTERDAM) is None
    assert rain_of(found, AMSTERDAM, "elsewhere/hourly") is None


def test_a_step_of_the_radar_that_is_not_told_is_missing_and_not_dry() -> None:
    lines = rain_text().split(b"\r\n")
    (found,) = foretold("buienradar", delivery("buienradar", b"\r\n".join([*lines[:6], *lines[7:]])))
    rain = rain_of(found, AMSTERDAM)
    assert rain is not None
    assert np.flatnonzero(np.isnan(rain.rain_mm_h)).tolist() == [4]


@pytest.mark.parametrize(
    ("now", "missing"), [("2026-03-29T00:05", ["02:00"]), ("2026-10-25T00:05", [])], ids=["spring", "autumn"]
)
def test_in_the_nights_that_the_clock_changes_hours_stay_hours(now: str, missing: list[str]) -> None:
    moment = to_us(datetime.fromisoformat(now).replace(tzinfo=UTC))
    weather = weather_of(foretold("open_meteo", delivery("open_meteo", now=moment))[0], AMSTERDAM)
    assert weather is not None
    hours = [f"{wall_time(weather.start_min + 60 * h):%H:%M}" for h in range(1, 20)]
    absent = [hour for hour, value in zip(hours, weather.temperature_c[1:20], strict=True) if math.isnan(value)]
    assert absent == missing


def test_without_an_arrival_a_forecast_has_no_time_of_issue_and_is_none() -> None:
    for name in ("edr_coverage", "buienradar"):
        endpoint, make = MADE[name]
        assert foretold(name, Delivery(endpoint, 0, make(NOW))) == []


def test_a_place_that_nobody_speaks_of_has_no_weather() -> None:
    (found,) = foretold("open_meteo", delivery("open_meteo"))
    assert weather_of(found, AMSTERDAM, "elsewhere/hourly") is None


@pytest.mark.parametrize(
    ("resolution", "asked"), [("hourly", "forecast_hours=168"), ("minutely_15", "forecast_minutely_15=672")]
)
def test_a_city_says_how_far_ahead_it_asks(tmp_path: Path, resolution: str, asked: str) -> None:
    (tmp_path / "o.toml").write_text(
        '[[place]]\nid = "pier"\nlongitude = 4.28\nlatitude = 52.11\nforecast_hours = 168\n'
        f'resolution = "{resolution}"\n'
    )
    (poll,) = connect(Settings(folder=tmp_path, file="o.toml")).endpoints
    assert f"&{asked}" in poll.url
