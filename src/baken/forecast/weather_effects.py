# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Weather effects: by how much rain and warmth change how many there are, learned where it rained, else assumed.

Rain of :math:`r` mm/h is felt as :math:`g(r) = 1 - e^{-r/2}`: the first millimetres send most people home. The number
of persons is multiplied by :math:`e^{-\beta (g(r) - g(r_0))}`, with :math:`r_0` the rain that is foreseen anyway, so
that what a forecaster already took off is not taken off twice. :math:`\beta` is estimated per series from the hours
with rain as :math:`-\ln(\sum y / \sum b) / \bar g`, with :math:`b` what is usual at that step of the week, and shrunk
towards the assumption, which counts as much as five days with rain. After the rain the effect fades with a time of 45
minutes.

What is assumed depends on what the place is for: who lies on a beach leaves, who crosses a square does not. That
walking for leisure falls with rain, and walking to work hardly, is found everywhere (de Montigny et al. 2012,
*Environment and Behavior* 44(6); Böcker et al. 2013, *Transport Reviews* 33(1)); the figures are assumptions of this
project.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.usual import usual
from baken.forecast.weather import rain_at

if TYPE_CHECKING:
    from baken.forecast.model import Float64, Int64, Known, Panel

FADES_MIN: Final = 45.0
RAIN_SCALE_MM_H: Final = 2.0
WET_MM_H: Final = 0.3
"""From so much rain on, an hour is one with rain."""

ASSUMPTION_DAYS: Final = 5.0

RAIN: Final[dict[str, float]] = {
    "beach": 1.2,
    "walkway": 0.45,
    "square": 0.4,
    "stairs": 0.4,
    "platform": 0.1,
    "building": -0.1,
}
"""Assumed beta per kind of place (`Series.like`); others as a square."""

RAIN_DOUBT: Final = 0.6
"""Relative standard deviation of an assumed beta, on top of 0.1."""

WARMTH: Final[dict[str, float]] = {"beach": 0.08, "walkway": 0.02, "square": 0.02, "stairs": 0.02}
"""Assumed share more per °C; nothing elsewhere."""

WARMTH_DOUBT: Final = 0.7


@dataclass(frozen=True, slots=True)
class WeatherFactor:
    """By how much a change of weather multiplies what is foreseen.

    Attributes
    ----------
    factor, doubt
        And its standard deviation in logarithms, shape (series, leads).
    source, source_nl
        In one sentence, in English and Dutch.
    """

    factor: Float64
    doubt: Float64
    source: str
    source_nl: str
    is_learned: bool


def felt(rain_mm_h: Float64) -> Float64:
    """Return how much rain is felt, from 0 (dry) to 1.

    Examples
    --------
    >>> felt(np.array([0.0, 1.0, 5.0])).round(2).tolist()
    [0.0, 0.39, 0.92]
    """
    return np.asarray(1.0 - np.exp(-np.maximum(rain_mm_h, 0.0) / RAIN_SCALE_MM_H))


def rain_factor(
    known: Known, target: Int64, mm_h: float, period: tuple[int, int], rain: Panel | None = None
) -> WeatherFactor:
    """Return what rain during a period does at the steps that begin at ``target``.

    Parameters
    ----------
    rain
        Observed rain in mm/h, one column, on the clock of the known panel.
    """
    beta, doubt, days = rain_beta(known, rain)
    step = known.panel.step_min
    foreseen = np.zeros(len(target)) if known.weather is None else np.nan_to_num(rain_at(known.weather, target, step))
    more = (felt(np.array(mm_h)) - felt(foreseen)) * _presence_of_rain(target, step, period)
    learned = bool(np.median(days) > ASSUMPTION_DAYS)
    count = int(np.median(days))
    source = (
        f"Learned from {count} days with rain, with an assumption that counts as {ASSUMPTION_DAYS:.0f}."
        if count
        else "Assumed by the kind of place: no hours with rain were observed."
    )
    source_nl = (
        f"Geleerd van {count} dagen met regen, met een aanname die voor {ASSUMPTION_DAYS:.0f} telt."
        if count
        else "Aangenomen naar het soort plek: uren met regen zijn niet waargenomen."
    )
    return WeatherFactor(np.exp(-beta[:, None] * more), doubt[:, None] * np.abs(more), source, source_nl, learned)


def rain_beta(known: Known, rain: Panel | None) -> tuple[Float64, Float64, Float64]:
    """Return beta, its standard deviation and the days with rain it was learned from, per series."""
    panel = known.panel
    assumed = np.array([RAIN.get(one.like, RAIN["square"]) for one in panel.series])
    doubt = 0.1 + RAIN_DOUBT * np.abs(assumed)
    days = np.zeros(len(panel.series))
    if rain is None or rain.step_min != panel.step_min:
        return assumed, doubt, days
    row = (panel.start_of_steps_min - rain.start_min) // rain.step_min
    there = (row >= 0) & (row < len(rain))
    fell = np.where(there, rain.values[np.clip(row, 0, max(len(rain) - 1, 0)), 0], np.nan)
    wet = np.flatnonzero(fell >= WET_MM_H)[-2000:]
    if not len(wet):
        return assumed, doubt, days
    busy = [(e.start_min, e.end_min) for e in known.events]
    moments = panel.start_of_steps_min[wet]
    level, _ = usual(panel, moments, busy)
    seen = panel.values[wet].T
    is_of_use = np.isfinite(seen) & np.isfinite(level) & (level > 5.0)
    sums = [np.where(is_of_use, part, 0.0).sum(axis=1) for part in (seen, level, level * felt(fell[wet])[None, :])]
    ratio = (sums[0] + 1.0) / (sums[1] + 1.0)
    mean_felt = np.maximum(sums[2] / np.maximum(sums[1], 1e-9), 0.05)
    observed = np.clip(-np.log(ratio) / mean_felt, -1.0, 4.0)
    for i in range(len(panel.series)):
        days[i] = len(np.unique(moments[is_of_use[i]] // 1440))
    weight = days / (days + ASSUMPTION_DAYS)
    return weight * observed + (1.0 - weight) * assumed, doubt * np.sqrt(1.0 - weight), days


def warmth_factor(known: Known, target: Int64, degrees: float) -> WeatherFactor:
    """Return what so many degrees more do; assumed by the kind of place."""
    gain = np.array([WARMTH.get(one.like, 0.0) for one in known.panel.series]) * degrees
    factor = np.repeat(np.exp(gain)[:, None], len(target), axis=1)
    doubt = np.repeat((WARMTH_DOUBT * np.abs(gain))[:, None], len(target), axis=1)
    source = "Assumed by the kind of place: people seek the beach when it is warm."
    source_nl = "Aangenomen naar het soort plek: bij warmte gaan mensen naar het strand."
    return WeatherFactor(factor, doubt, source, source_nl, is_learned=False)


def _presence_of_rain(target: Int64, step: int, period: tuple[int, int]) -> Float64:
    """Return the share of each step during which it rains, and after it how much of its effect is left."""
    start, end = period
    during = np.clip(np.minimum(target + step, end) - np.maximum(target, start), 0, step) / step
    after = np.exp(-np.maximum(target + step / 2 - end, 0.0) / FADES_MIN)
    return np.asarray(np.where(target >= end, after, during) * (target + step > start), np.float64)
