# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What a rain radar would have foretold on a simulated day: late, out of place, too strong or too weak, and in vain.

Every five minutes a forecast of two hours in steps of five minutes. A spell of rain is seen from some time before it
comes (log-normal, median 75 min, between 35 and 150). Its arrival is then foreseen with an error in proportion to how
far off it is: it is taken to come nearer :math:`1 + e` times as slowly, with e of standard deviation 0.15; and its rate
is foreseen :math:`e^{a \sqrt{\ell}}` times too high, :math:`\ell` hours ahead, with a of standard deviation 0.35. Both
wander from issue to issue (autoregressive, half of it within twenty minutes).

Other showers are foreseen that never come: a number with a Poisson distribution, as many in the mean as one less the
mean of the sun between 10 and 20 h. Each is seen like a real one, and lost from sight five to sixty minutes before it
would have come.

Source: the kinds and sizes of error are those of extrapolation of radar images (Imhoff et al. 2020, *Spatial and
temporal evaluation of radar rainfall nowcasting techniques on 1,533 events*, Water Resources Research 56): heavy
showers are lost within an hour. They were not fitted to anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.simulation.weather import WeatherOfDay

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

STEP_MIN: Final = 5
STEPS: Final = 24
_HORIZON_MIN: Final = STEP_MIN * STEPS
_WET_MM_H: Final = 0.1
_GAP_MIN: Final = 30
_SLOWER, _STRONGER = 0.15, 0.35
_REMEMBERS: Final = 0.5 ** (STEP_MIN / 20.0)
_SEEN_MIN: Final = (35.0, 75.0, 150.0)
_LOST_MIN: Final = (5.0, 60.0)
_VAIN_H: Final = (9.0, 22.0)


@dataclass(frozen=True, slots=True)
class RadarOfDay:
    """Radar forecasts of a day.

    Attributes
    ----------
    issued_minute
        Minute of the day at which each was issued, shape (issues,); its first step begins then.
    rain_mm_h
        Shape (issues, steps).
    """

    issued_minute: Int64
    rain_mm_h: Float64


@dataclass(frozen=True, slots=True)
class _Shower:
    """Rain per minute from a minute on, from when it is seen, and from when it is no longer."""

    start: int
    rate: Float64
    seen_from: float
    lost_from: float


def radar_of(weather: WeatherOfDay, seed: int) -> RadarOfDay:
    """Return what a radar would have foretold.

    Invariants: where it does not rain and no shower passes by, it foretells nothing; the same seed, the same radar.
    """
    rng = np.random.default_rng([seed, 10])
    issued = np.arange(0, len(weather.hours), STEP_MIN, dtype=np.int64)
    minutes = np.zeros((len(issued), _HORIZON_MIN))
    for shower in (*_real(weather.rain_mm_h, rng), *_vain(weather, rng)):
        slower, stronger = (_wandering(len(issued), size, rng) for size in (_SLOWER, _STRONGER))
        for number, now in enumerate(issued.tolist()):
            if shower.seen_from <= now < shower.lost_from:
                minutes[number] += _foreseen(shower, now, float(slower[number]), float(stronger[number]))
    steps = minutes.reshape(len(issued), STEPS, STEP_MIN).mean(axis=2)
    return RadarOfDay(issued, np.where(steps >= _WET_MM_H, steps.round(1), 0.0))


def _foreseen(shower: _Shower, now: int, slower: float, stronger: float) -> Float64:
    """Return the rate in each of the minutes that come."""
    ahead = np.arange(_HORIZON_MIN) + 0.5
    off = max(0.0, shower.start - now)
    comes = off * (1.0 + slower)
    at = max(0, now - shower.start) + (ahead - comes) / (1.0 if off else 1.0 + slower)
    inside = (at >= 0) & (at < len(shower.rate))
    rate = np.where(inside, shower.rate[np.clip(at, 0, len(shower.rate) - 1).astype(np.int64)], 0.0)
    return np.asarray(rate * np.exp(stronger * np.sqrt(ahead / 60.0)))


def _real(rain_mm_h: Float64, rng: np.random.Generator) -> Iterator[_Shower]:
    wet = np.flatnonzero(rain_mm_h >= _WET_MM_H)
    for part in np.split(wet, np.flatnonzero(np.diff(wet) > _GAP_MIN) + 1):
        if len(part):
            first, last = int(part[0]), int(part[-1]) + 1
            yield _Shower(first, rain_mm_h[first:last], first - _seen(rng), np.inf)


def _vain(weather: WeatherOfDay, rng: np.random.Generator) -> Iterator[_Shower]:
    hours = weather.hours
    dull = 1.0 - float(weather.sun[(hours >= 10.0) & (hours < 20.0)].mean())
    for _ in range(rng.poisson(dull)):
        start = round(60.0 * (rng.uniform(*_VAIN_H) - float(hours[0])))
        strength, lasts = rng.gamma(2.0, 3.0), rng.integers(20, 60)
        seen, lost = start - _seen(rng), start - rng.uniform(*_LOST_MIN)
        yield _Shower(start, strength * np.sin(np.pi * (np.arange(lasts) + 0.5) / lasts), seen, lost)


def _seen(rng: np.random.Generator) -> float:
    least, middle, most = _SEEN_MIN
    return float(np.clip(middle * np.exp(0.35 * rng.normal()), least, most))


def _wandering(count: int, size: float, rng: np.random.Generator) -> Float64:
    """Return an autoregressive course of a standard deviation."""
    kicks = rng.normal(0.0, size, count)
    found = np.empty(count)
    found[0] = kicks[0]
    for i in range(1, count):
        found[i] = _REMEMBERS * found[i - 1] + np.sqrt(1.0 - _REMEMBERS**2) * kicks[i]
    return found
