# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simulated radar sees showers come, errs the more the further they are, and foresees some that never come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from baken.simulation.model import Weather
from baken.simulation.radar import STEP_MIN, STEPS, radar_of
from baken.simulation.weather import WeatherOfDay

BEGINS = 14 * 60
HOURS = 4.0 + np.arange(1440) / 60.0


def weather(sun: float = 1.0) -> WeatherOfDay:
    """Return a day with an hour of rain from ten hours after its beginning."""
    dry = WeatherOfDay.of(Weather(temperature_c=((4.0, 20.0),)), HOURS, np.random.default_rng(0))
    rain = np.zeros(1440)
    rain[BEGINS : BEGINS + 60] = 6.0
    return replace(dry, rain_mm_h=rain, sun=np.full(1440, sun))


def onset_errors(ahead_min: int) -> np.ndarray:
    """Return by how many minutes the rain of some days is foreseen too late, so long ahead."""
    found = []
    for seed in range(60):
        radar = radar_of(weather(), seed)
        rates = radar.rain_mm_h[(BEGINS - ahead_min) // STEP_MIN]
        if (rates > 1.0).any():
            found.append(STEP_MIN * int(np.argmax(rates > 1.0)) - ahead_min)
    return np.array(found)


def test_a_radar_foretells_two_hours_every_five_minutes() -> None:
    radar = radar_of(weather(), 1)
    assert np.diff(radar.issued_minute).tolist() == [STEP_MIN] * 287
    assert radar.rain_mm_h.shape == (288, STEPS)


def test_the_same_seed_is_the_same_radar() -> None:
    one, again, other = (radar_of(weather(), seed).rain_mm_h for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_rain_is_seen_before_it_comes_and_not_hours_before() -> None:
    assert len(onset_errors(120)) < 10
    assert len(onset_errors(30)) == 60


def test_the_further_off_rain_is_the_less_is_known_of_when() -> None:
    near, far = (np.std(onset_errors(ahead)) for ahead in (15, 60))
    assert far > 2.0 * near
    assert abs(float(np.mean(onset_errors(60)))) < 5.0


def test_what_is_seen_when_it_rains_is_about_what_falls() -> None:
    radar = radar_of(weather(), 3)
    falling = radar.rain_mm_h[BEGINS // STEP_MIN + 1 : BEGINS // STEP_MIN + 11, 0]
    assert falling == pytest.approx(6.0, rel=0.4)


def test_under_a_clear_sky_nothing_is_foretold_that_does_not_come() -> None:
    clear = replace(weather(), rain_mm_h=np.zeros(1440))
    assert not any(radar_of(clear, seed).rain_mm_h.any() for seed in range(20))


def test_on_dull_days_showers_are_foretold_in_vain_and_none_of_them_comes() -> None:
    dull = replace(weather(0.0), rain_mm_h=np.zeros(1440))
    radars = [radar_of(dull, seed).rain_mm_h for seed in range(40)]
    assert 15 < sum(bool(one.any()) for one in radars) < 40
    assert not any(one[:, 0].any() for one in radars)
