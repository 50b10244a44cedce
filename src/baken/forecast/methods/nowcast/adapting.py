# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Bands that hold what they say: errors against how large they are today, and what the estimate itself does not know.

With ``e`` the error of a forecast over its scale and usual size, of one series and lead,

    f      how large errors are today: weighted mean of |e| of the last hours (half-life an hour), of the series, drawn
           to that of all series of its kind, and to 1; of the first and the second half of the leads apart
    g      = f clip(f, 1, 2)^(growth * lead / horizon): on a day that is not as others errors grow faster with the lead
    score  = e / f

and the quantiles of the scores of past weeks, each with the ``f`` of its own hour, times ``g`` of now are the band.
This is conformal prediction with a score that is normalised by what was known at the origin (Lei et al. 2018), so that
it adapts within hours, area by area and horizon by horizon, where quantile tracking would take days.

What is foreseen so is what will be *estimated*. Persons who are truly there lie around the estimate with its standard
error ``s``; of it that part is new which is not already in the difference of two estimates:

    kappa^2(h) = max(0, 2 rho(h) - 1),  rho(h) = exp(-h / memory)

since ``var(T' - m) = var(E' - m) + s^2 - var(e' - e)`` and ``var(e' - e) = 2 s^2 (1 - rho)``. Errors of an estimate
have the variance that it states and the tails of Student's t with four degrees of freedom: filters take much for
granted.

Source: J. Lei, M. G'Sell, A. Rinaldo, R. J. Tibshirani, L. Wasserman (2018), Distribution-free predictive inference for
regression, *Journal of the American Statistical Association* 113(523), section 5.2 (locally weighted conformal bands).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.learned import FEWEST_ERRORS, KINDS, scale_of
from baken.forecast.model import MEDIAN, QUANTILES

if TYPE_CHECKING:
    from baken.forecast.methods.nowcast.settings import NowcastSettings
    from baken.forecast.model import Float64, Int64, Known, Panel

_LEVELS: Final = np.array(QUANTILES)
_ENDS: Final = (0, len(QUANTILES) - 1)
_DOUBTED_STEPS_MIN: Final = 60


def size_today(errors: Float64, ages_min: Float64, kinds: Int64, settings: NowcastSettings) -> Float64:
    """Return how large errors are today against the usual, shape (steps, series).

    Parameters
    ----------
    errors
        Over scale and usual size, of origins of the last hours; NaN where not known yet. Shape (origins, steps,
        series).
    ages_min
        How long ago each origin was.
    kinds
        Of each series; those of one kind are drawn together.

    Examples
    --------
    >>> from baken.forecast.methods.nowcast.settings import NowcastSettings
    >>> usual = np.ones((4, 2, 1))
    >>> size_today(usual, np.arange(4.0), np.zeros(1, np.int64), NowcastSettings()).ravel().tolist()
    [1.0, 1.0]
    """
    weight = 0.5 ** (ages_min / settings.today_half_life_min)[:, None, None] * ~np.isnan(errors)
    large = weight * np.abs(np.nan_to_num(errors))
    half = max(1, errors.shape[1] // 2)
    found = np.ones(errors.shape[1:])
    for kind in np.unique(kinds).tolist():
        mine = kinds == kind
        one, many = large[:, :, mine], weight[:, :, mine]
        everyone = (one.sum() + settings.today_prior) / (many.sum() + settings.today_prior)
        own = (one.sum(axis=(0, 1)) + settings.today_own * everyone) / (many.sum(axis=(0, 1)) + settings.today_own)
        for part in (slice(0, half), slice(half, None)):
            top, bottom = one[:, part].sum(axis=(0, 1)), many[:, part].sum(axis=(0, 1))
            prior = settings.today_horizon
            level = (top.sum() + 20.0 * prior * everyone) / (bottom.sum() + 20.0 * prior) / everyone
            found[part, mine] = (top + prior * own * level) / (bottom + prior)
    return np.asarray(np.clip(found, *settings.today_range))


def scored(errors: Float64, origins_min: Int64, step_min: int, kinds: Int64, settings: NowcastSettings) -> Float64:
    """Return the scores of past forecasts: errors over how large they were at their origin, of the same shape.

    NaN of those before which there were too few. Nothing that was not known at an origin has an influence on its score.
    """
    found = np.full_like(errors, np.nan)
    window = settings.today_steps * 15 + settings.apart_min
    for number, origin in enumerate(origins_min.tolist()):
        first = int(np.searchsorted(origins_min, origin - window))
        if number - first < 2:
            continue
        ages = (origin - origins_min[first:number]).astype(np.float64)
        ended = step_min * np.arange(1, errors.shape[1] + 1)[None, :] <= ages[:, None]
        earlier = np.where(ended[:, :, None], errors[first:number], np.nan)
        found[number] = errors[number] / size_today(earlier, ages, kinds, settings)
    return found


def quantiles_of(scores: Float64, kinds: Int64) -> Float64:
    """Return the quantiles of scores less their median, shape (kinds, steps, quantiles)."""
    found = np.zeros((len(KINDS), scores.shape[1], len(QUANTILES)))
    for kind in np.unique(kinds).tolist():
        for step in range(scores.shape[1]):
            these = scores[:, step, kinds == kind]
            these = these[np.isfinite(these)]
            if len(these) >= FEWEST_ERRORS:
                found[kind, step] = np.quantile(these, QUANTILES)
    return found - found[:, :, MEDIAN : MEDIAN + 1]


def widened(shape: Float64, size: Float64, settings: NowcastSettings) -> Float64:
    """Return offsets in usual sizes: quantiles of scores times how large errors will be, (series, steps, quantiles).

    The ends of the 95 % band are moved further when errors are large, since how large they will be is then less known.

    Parameters
    ----------
    shape
        Of each series, shape (series, steps, quantiles).
    size
        Of :func:`size_today`, shape (steps, series).
    """
    factor = size.T
    share = np.arange(1, factor.shape[1] + 1) / factor.shape[1]
    odd = np.clip(factor, 1.0, settings.most_odd)
    found = shape * (factor * odd ** (settings.growth * share))[:, :, None]
    found[:, :, _ENDS] *= (1.0 + settings.tail * np.log(odd))[:, :, None]
    return np.asarray(found)


def with_doubts(offsets: Float64, middle: Float64, known: Known, settings: NowcastSettings) -> Float64:
    """Return offsets in persons with what the estimate does not know, shape (series, steps, quantiles).

    Parameters
    ----------
    middle
        The median, shape (series, steps).
    """
    if known.doubts is None:
        return offsets
    relative = _relative(known.panel, known.doubts)
    minutes = known.panel.step_min * (np.arange(middle.shape[1]) + 0.5)
    new = np.sqrt(np.maximum(2.0 * np.exp(-minutes / settings.doubt_memory_min) - 1.0, 0.0))
    spread = relative[:, None] * scale_of(middle) * new[None, :]
    return np.asarray(np.sign(offsets) * np.hypot(offsets, spread[:, :, None] * student4(_LEVELS)))


def student4(levels: Float64) -> Float64:
    """Return quantiles of Student's t with four degrees of freedom, scaled to a variance of 1.

    Source: W. T. Shaw (2006), Sampling Student's T distribution, *Journal of Computational Finance* 9(4), equation 36.

    Examples
    --------
    >>> student4(np.array([0.1, 0.5, 0.975])).round(3).tolist()
    [-1.084, 0.0, 1.963]
    """
    alpha = np.clip(4.0 * levels * (1.0 - levels), 1e-12, 1.0)
    root = np.cos(np.arccos(np.sqrt(alpha)) / 3.0) / np.sqrt(alpha)
    return np.asarray(np.sign(levels - 0.5) * 2.0 * np.sqrt(np.maximum(root - 1.0, 0.0)) / np.sqrt(2.0))


def _relative(panel: Panel, doubts: Panel) -> Float64:
    """Return the standard error of the last hour over the scale of the persons in it, per series; 0 of no estimate."""
    found = np.zeros(len(panel.series))
    place = {series.id: number for number, series in enumerate(doubts.series)}
    since = max(panel.end_min - _DOUBTED_STEPS_MIN, panel.start_min, doubts.start_min)
    recent, errors = panel.since(since).values, doubts.until(panel.end_min).since(since).values
    if not len(recent) or len(recent) != len(errors):
        return found
    for number, series in enumerate(panel.series):
        column = place.get(series.id)
        if column is None:
            continue
        both = np.isfinite(recent[:, number]) & np.isfinite(errors[:, column])
        if both.any():
            found[number] = errors[both, column].mean() / float(scale_of(recent[both, number].mean()))
    return found
