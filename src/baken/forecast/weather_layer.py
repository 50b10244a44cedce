# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Weather layer: lets any forecast follow the weather that is foretold, by what weather did here before.

A forecaster that knows no weather foresees the weather of the weeks that it learned from. What is foretold differs
from that by :math:`\Delta T` degrees and :math:`\Delta g` of felt rain (:mod:`baken.forecast.weather_effects`),
against the mean of the same step of the week in the last six weeks as it was observed. The forecast is multiplied by
:math:`e^{\gamma \Delta T - \beta \Delta g}`.

:math:`\gamma` is estimated per series from days: the logarithm of what came over what is usual, regressed on how much
warmer the afternoon was than usual, with the assumption as prior (a normal regression through the origin with a
conjugate prior: Gelman et al., *Bayesian Data Analysis*, 3rd ed., 14.8). Days of events are left out. Where nothing
was observed of the weather there is no layer: how the foretold weather differs from the usual is then not known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.event_effects import student_quantiles
from baken.forecast.usual import usual
from baken.forecast.wall_clock import DAY_MIN
from baken.forecast.weather import rain_at, temperature_at
from baken.forecast.weather_effects import WARMTH, WARMTH_DOUBT, felt, rain_beta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from baken.forecast.model import Float64, Int64, Known, Panel, QuantileForecast

FROM_H, UNTIL_H = 10, 20
"""Hours of the day of which it matters how warm they are."""

LONGEST_DAYS: Final = 2 * 365
LEAST_DOUBT: Final = 0.01
"""Standard deviation of what is assumed per °C, at least."""

LEAST_SCATTER: Final = 0.1
"""Days scatter at least so much, in logarithms, for reasons other than the weather."""

LARGEST: Final = 1.5
"""The weather changes the logarithm by no more than this: a factor of 4.5."""

ERROR_C: Final = 1.5
"""Standard error of a foretold temperature, in °C."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherEffect:
    """By how much the weather that is foretold multiplies a forecast.

    Attributes
    ----------
    factor, doubt
        And its standard deviation in logarithms, shape (series, leads); 1 and 0 where nothing is foretold.
    warmer_c
        How much warmer than usual it is foretold to be, shape (leads,); NaN where that is not known.
    days
        From how many days the answer to warmth was learned, per series.
    """

    factor: Float64
    doubt: Float64
    warmer_c: Float64
    days: Int64

    @property
    def source(self) -> str:
        """Return in one sentence where it comes from."""
        days = int(np.median(self.days)) if len(self.days) else 0
        return f"Learned from {days} days." if days else "Assumed by the kind of place."

    @property
    def source_nl(self) -> str:
        """Return the same in Dutch."""
        days = int(np.median(self.days)) if len(self.days) else 0
        return f"Geleerd van {days} dagen." if days else "Aangenomen naar het soort plek."


def weather_effect(
    known: Known, lead_steps: Int64, *, temperature: Panel | None = None, rain: Panel | None = None
) -> WeatherEffect | None:
    """Return by how much the foretold weather multiplies; None when none is foretold or none was observed.

    Parameters
    ----------
    temperature, rain
        As observed, °C and mm/h, one column each, on the clock of the known panel and not beyond the origin.

    Invariants: follows from what was known at the origin; where the foretold weather is the usual one the factor is 1.
    """
    if known.weather is None or (temperature is None and rain is None):
        return None
    step = known.panel.step_min
    target = known.origin_min + (np.asarray(lead_steps, np.int64) - 1) * step
    gamma, gamma_doubt, days = warmth_gamma(known, temperature)
    beta, beta_doubt, _ = rain_beta(known, rain)
    warmer = _above_usual(temperature, known, target, temperature_at(known.weather, target, step))
    wetter = _above_usual(
        None if rain is None else replace(rain, values=felt(rain.values)),
        known,
        target,
        felt(rain_at(known.weather, target, step)),
    )
    warm, wet = np.nan_to_num(warmer)[None, :], np.nan_to_num(wetter)[None, :]
    change = np.clip(gamma[:, None] * warm - beta[:, None] * wet, -LARGEST, LARGEST)
    told = np.isfinite(warmer)[None, :]
    doubt = np.sqrt(
        (gamma_doubt[:, None] * warm) ** 2 + (beta_doubt[:, None] * wet) ** 2 + (gamma[:, None] * ERROR_C * told) ** 2
    )
    return WeatherEffect(factor=np.exp(change), doubt=doubt, warmer_c=warmer, days=days)


def with_weather(forecast: QuantileForecast, effect: WeatherEffect | None) -> QuantileForecast:
    """Return a forecast that follows the weather that is foretold.

    Invariants: without an effect nothing changes; the median is multiplied by the factor; quantiles do not cross and
    are not below zero; bands do not become narrower in proportion to the median.
    """
    if effect is None:
        return forecast
    levels = np.array(forecast.quantiles)
    median = (forecast.median * effect.factor)[:, :, None]
    own = (forecast.values - forecast.median[:, :, None]) * effect.factor[:, :, None]
    more = median * np.expm1(effect.doubt[:, :, None] * student_quantiles(levels, np.array(np.inf)))
    values = median + np.sign(levels - 0.5) * np.sqrt(own**2 + more**2)
    is_touched = ((effect.factor != 1.0) | (effect.doubt > 0))[:, :, None]
    values = np.where(is_touched, np.maximum(np.sort(values, axis=2), 0.0), forecast.values)
    return replace(forecast, values=values, method=f"{forecast.method}+weather/1")


def warmth_gamma(known: Known, temperature: Panel | None) -> tuple[Float64, Float64, Int64]:
    """Return the change per °C in logarithms, its standard deviation, and the days that it was learned from."""
    series = known.panel.series
    assumed = np.array([WARMTH.get(one.like, 0.0) for one in series])
    doubt = np.maximum(WARMTH_DOUBT * np.abs(assumed), LEAST_DOUBT)
    none = np.zeros(len(series), np.int64)
    if temperature is None:
        return assumed, doubt, none
    busy = [(e.start_min - DAY_MIN // 4, e.end_min + DAY_MIN // 4) for e in known.events]
    first = known.origin_min - LONGEST_DAYS * DAY_MIN
    days = _Days(max(first, known.panel.start_min) // DAY_MIN, known.origin_min // DAY_MIN + 1)
    came, expected = _means(known.panel.since(first), busy, days)
    warm, usually = _means(_on_clock(temperature, known).since(first), (), days)
    both = np.flatnonzero(np.isfinite(warm[:, 0]))
    if not len(both):
        return assumed, doubt, none
    ratio = np.log((came[both] + 1.0) / (expected[both] + 1.0))
    warmer = (warm - usually)[both, :1]
    good = np.isfinite(ratio) & np.isfinite(warmer) & (expected[both] > 20.0)
    answer, cause = np.where(good, ratio, 0.0), np.where(good, warmer, 0.0)
    scatter = _scatter(answer, good)
    power = (cause**2).sum(axis=0) / scatter**2
    found = ((cause * answer).sum(axis=0) / scatter**2 + assumed / doubt**2) / (power + 1.0 / doubt**2)
    return found, 1.0 / np.sqrt(power + 1.0 / doubt**2), good.sum(axis=0).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Days:
    """Days by their number, from the first up to the last."""

    first: int
    last: int


def _means(panel: Panel, busy: Sequence[tuple[int, int]], days: _Days) -> tuple[Float64, Float64]:
    """Return means over the warm hours of each day, as they were and as is usual, shape (days, series)."""
    begins = panel.start_of_steps_min
    hour = begins % DAY_MIN // 60
    chosen = np.flatnonzero((hour >= FROM_H) & (hour < UNTIL_H))
    for start, end in busy:
        moments = begins[chosen]
        chosen = chosen[(moments + panel.step_min <= start) | (moments >= end)]
    size = (days.last - days.first, len(panel.series))
    chosen = chosen[(begins[chosen] // DAY_MIN >= days.first) & (begins[chosen] // DAY_MIN < days.last)]
    if not len(chosen):
        return np.full(size, np.nan), np.full(size, np.nan)
    # an hour says as much as its quarters
    if panel.step_min < 60:
        chosen = chosen[begins[chosen] % 60 == 0]
    level, _ = usual(panel, begins[chosen], busy)
    seen, level = panel.values[chosen], level.T
    there = np.isfinite(seen) & np.isfinite(level)
    number = begins[chosen] // DAY_MIN - days.first
    count, came, expected = np.zeros(size), np.zeros(size), np.zeros(size)
    np.add.at(count, number, there)
    np.add.at(came, number, np.where(there, seen, 0.0))
    np.add.at(expected, number, np.where(there, level, 0.0))
    enough = count >= 3
    few = np.maximum(count, 1.0)
    return np.where(enough, came / few, np.nan), np.where(enough, expected / few, np.nan)


def _scatter(answer: Float64, good: NDArray[np.bool_]) -> Float64:
    """Return by how much days scatter, robustly: 1.4826 times the median absolute answer, per series."""
    found = np.full(answer.shape[1], LEAST_SCATTER)
    for i in range(answer.shape[1]):
        if good[:, i].any():
            found[i] = max(LEAST_SCATTER, 1.4826 * float(np.median(np.abs(answer[good[:, i], i]))))
    return found


def _on_clock(observed: Panel, known: Known) -> Panel:
    """Return observed weather no further than the origin."""
    return observed.until(known.origin_min)


def _above_usual(observed: Panel | None, known: Known, target: Int64, foretold: Float64) -> Float64:
    """Return what is foretold less what is usual at that step; NaN where either is not known."""
    if observed is None:
        return np.full(len(target), np.nan)
    level, _ = usual(_on_clock(observed, known), target, behind_only=True)
    return np.asarray(foretold - level[0])
