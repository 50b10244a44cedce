# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the calibration assumes. Each number with its reason; none of it is fitted to one city."""

from __future__ import annotations

from dataclasses import dataclass

from baken.forecast.backcast import HELD_OUT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformalSettings:
    """How the calibration learns.

    Attributes
    ----------
    horizon_h
        Leads up to so many hours are followed; further ones are corrected as the last that are.
    memory_days
        Half-life of an error in the distribution of errors: long enough for tails (of two targets a day in the shortest
        bucket 1 in 40 lies beyond an end of the 95 % band), short enough to follow a season.
    fast_days
        Half-life of the present size of errors against the usual one: a few days, so that bands widen within days.
    fast_targets
        So many usual errors stand against the present ones: a single odd hour widens little.
    fast_range
        Between which factors the present size of errors moves the bands.
    shrinkage_targets
        So many errors of all series together stand beside those of one series and bucket.
    prior_targets
        So many errors that follow the raw forecast exactly stand beside those of all series.
    hour_targets
        So many errors of all hours of a series stand beside those of one hour of the day.
    gain_per_day
        Step of quantile tracking, in normal scores per day for a quantile that is always wrong. With a delay of a week
        the loop gain 7 x 0.05 x 0.4 (density at the median) stays far below pi/2, above which a delayed loop
        oscillates.
    most_shift
        A tracked quantile is shifted by at most so many normal scores.
    held_out_days
        So long before the end of what is known a first fit ends, so that the errors of the back-casts are of new
        values.
    backcasts, short_backcasts
        At most so many origins are back-cast with all leads, and with leads up to six hours.
    full_apart_min, short_apart_min
        A forecast is followed when the last followed one was so long ago: with all leads, and with leads up to six
        hours.
    """

    horizon_h: int = 168
    memory_days: float = 40.0
    fast_days: float = 3.0
    fast_targets: float = 24.0
    fast_range: tuple[float, float] = (0.7, 4.0)
    shrinkage_targets: float = 60.0
    prior_targets: float = 20.0
    hour_targets: float = 5.0
    gain_per_day: float = 0.05
    most_shift: float = 3.0
    held_out_days: int = HELD_OUT_DAYS
    backcasts: int = 56
    short_backcasts: int = 112
    full_apart_min: int = 360
    short_apart_min: int = 15
