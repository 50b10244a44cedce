# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a source foretells reaches the forecasters, and never the observations."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from tests.sources.conftest import city_of, polled, quick, source_of, until
from tests.sources.provider import Answer, Provider

from baken.connectors.open_meteo.connector import OpenMeteo
from baken.forecast.rain import LEARNED_DAYS, RainForecast
from baken.forecast.wall_clock import DAY_MIN
from baken.forecast.weather import as_of
from baken.plugin.live import Delivery
from baken.service.node import live_node
from baken.service.sources.weather_kept import MOST_KEPT, WeatherKept
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from pathlib import Path

    from baken.plugin.foretold import Foretold

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STREAM = """
[[stream]]
id = "temperature"
name = "Temperature (model)"
connector = "open_meteo"
provider_id = "pier/hourly/air_temperature"
observed_property = "air_temperature"
unit = "Cel"
interval_s = 0
stale_after_s = 7200
relative_error = 0.05
error_source = "Made up"
"""


def answer(now: datetime, degrees: float = 20.0) -> bytes:
    times = [now.replace(minute=0) + timedelta(hours=h) for h in range(-3, 48)]
    block = {"time": [f"{t:%Y-%m-%dT%H:%M}" for t in times], "temperature_2m": [degrees] * len(times)}
    head = {"latitude": 52.1, "longitude": 4.3, "utc_offset_seconds": 0}
    current = {"time": f"{now:%Y-%m-%dT%H:%M}"}
    return json.dumps({**head, "current": current, "hourly_units": {"temperature_2m": "°C"}, "hourly": block}).encode()


def foretold(now: datetime, degrees: float = 20.0) -> Foretold:
    (found,) = OpenMeteo().read_forecast(Delivery("pier", to_us(now), answer(now, degrees)))
    return found


async def test_a_source_that_foretells_is_read_both_ways(provider: Provider, tmp_path: Path) -> None:
    city = city_of(tmp_path, polled(provider.url))
    with (city / "streams.toml").open("a") as streams:
        streams.write(STREAM)
    activity = city / "activities" / "square-counting.toml"
    activity.write_text(activity.read_text().replace('"live_sensors"]', '"live_sensors", "open_meteo"]'))
    (city / "connectors" / "open_meteo.toml").write_text(
        f'api = "{provider.url}"\n[[place]]\nid = "pier"\nlongitude = 4.28\nlatitude = 52.11\nforecast_hours = 48\n'
    )
    provider.answer = lambda _: Answer(body=answer(datetime.now(UTC)))
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        await until(node, lambda _: bool(node.sources.weather.forecasts and source_of(node, "open_meteo").rows_taken))
        (weather,) = node.sources.weather.forecasts[-1:]
        assert np.isfinite(weather.temperature_c).sum() > 40
        assert 0 < source_of(node, "open_meteo").rows_taken <= 5, "only what has happened is an observation"
        kept = node.forecasting.store.weather.known_at(weather.issued_min)
        assert kept[0].issued_min <= weather.issued_min
        assert np.array_equal(kept[-1].temperature_c, weather.temperature_c, equal_nan=True)
    provider.answer = lambda _: Answer(status=503)
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        assert node.sources.weather.forecasts, "after a restart it does not know what was foretold before"


def test_only_a_place_that_the_city_declares_is_kept() -> None:
    kept = WeatherKept(AMSTERDAM)
    found = foretold(datetime(2026, 7, 11, 10, 5, tzinfo=UTC))
    assert kept.take(found, {"boulevard/hourly/air_temperature"}) == 0
    assert kept.forecasts == ()
    assert kept.take(found, {"pier/hourly/air_temperature"}) == 1


def test_forecasts_of_more_than_two_days_ago_go() -> None:
    kept = WeatherKept(AMSTERDAM)
    first = datetime(2026, 7, 11, 10, 5, tzinfo=UTC)
    for days in (0, 1, 2.1, 2.5):
        kept.take(foretold(first + timedelta(days=days), 10 + days), {"pier/hourly/air_temperature"})
    assert len(kept.forecasts) == 3
    newest = as_of(kept.forecasts, kept.forecasts[-1].issued_min)
    assert newest is not None
    assert newest.temperature_c[-1] == 12.5


def test_a_provider_that_never_stops_does_not_fill_the_memory() -> None:
    kept = WeatherKept(AMSTERDAM)
    found = foretold(datetime(2026, 7, 11, 10, 5, tzinfo=UTC))
    for _ in range(MOST_KEPT + 5):
        kept.take(found, {"pier/hourly/air_temperature"})
    assert len(kept.forecasts) == MOST_KEPT


RAIN_STREAM = """
[[stream]]
id = "rain"
name = "Rain (radar)"
connector = "buienradar"
provider_id = "pier/precipitation_rate"
observed_property = "precipitation_rate"
unit = "mm/h"
interval_s = 0
stale_after_s = 7200
relative_error = 0.2
error_source = "Made up"
"""


def rain_text(now: datetime) -> bytes:
    local = now.astimezone(AMSTERDAM)
    first = local.replace(minute=local.minute // 5 * 5)
    return "\r\n".join(f"141|{first + timedelta(minutes=m):%H:%M}" for m in range(-5, 120, 5)).encode()


async def test_what_a_radar_foretells_is_kept_and_known_after_a_restart(provider: Provider, tmp_path: Path) -> None:
    city = city_of(tmp_path, polled(provider.url))
    with (city / "streams.toml").open("a") as streams:
        streams.write(RAIN_STREAM)
    activity = city / "activities" / "square-counting.toml"
    activity.write_text(activity.read_text().replace('"live_sensors"]', '"live_sensors", "buienradar"]'))
    (city / "connectors" / "buienradar.toml").write_text(
        f'feed = false\n[[rain]]\nid = "pier"\nlongitude = 4.28\nlatitude = 52.11\nurl = "{provider.url}"\n'
    )
    provider.answer = lambda _: Answer(body=rain_text(datetime.now(UTC)))
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        await until(node, lambda _: bool(node.sources.weather.rain))
        newest = node.sources.weather.rain[-1]
        assert newest.is_wet
        assert newest.step_min == 5
    provider.answer = lambda _: Answer(status=503)
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        recalled = {one.issued_min: one.rain_mm_h.tolist() for one in node.sources.weather.rain}
    assert recalled[newest.issued_min] == newest.rain_mm_h.tolist()


def radar(issued_min: int, rate: float) -> RainForecast:
    return RainForecast(issued_min, issued_min, 5, np.full(24, rate))


def test_of_the_last_hour_all_radar_is_at_hand_and_of_longer_ago_what_told_of_rain() -> None:
    kept, now = WeatherKept(AMSTERDAM), (LEARNED_DAYS + 10) * DAY_MIN
    issues = [radar(now - 2 * DAY_MIN + at, rate) for at in range(0, 600, 5) for rate in (0.0, 4.0)]
    kept.recall_rain([radar(0, 4.0), *issues, radar(now - 70, 0.0), radar(now - 50, 0.0), radar(now, 0.0)])
    found = [(one.issued_min, one.is_wet) for one in kept.rain]
    assert sum(wet for _, wet in found) == 120
    assert [at for at, wet in found if not wet] == [now - 50, now]
    assert found[0][0] == now - 2 * DAY_MIN, "what is more than a year ago is gone"
