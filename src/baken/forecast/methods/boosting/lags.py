# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What the second kind of trees is shown: what came, in units of the level, and little else.

The first kind sees ratios to what is usual (:mod:`.features`). These see what a person would look up:

    hours      the last three hours, the fourth and the sixth
    days       the same hour of the last four days that are known, and the hours beside it
    weeks      the same hour of the last four weeks that are known, and the hours beside it
    years      the same hour of the same weekday 52 and 104 weeks before
    usual      what is usual at the target, in the last hours and over the last day
    means      of the last day, week and twelve weeks
    calendar   hour, weekday, day of the year, holiday (the day before, itself, the day after), school holiday,
               hour of origin, lead

Two views of the same past err differently, so that their mean errs less than either. More columns made these trees
worse: with the day of the year, whatever tells one date from another lets them learn dates by heart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.days import NAMES as DAY_NAMES
from baken.forecast.methods.boosting.profile import LEAST

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.days import Days
    from baken.forecast.methods.boosting.features import Cases, Scene
    from baken.forecast.methods.boosting.profile import Clock, Float32
    from baken.forecast.model import Float64, Int64

_HOURS_AGO: Final = (1, 2, 3, 4, 6)
_USUAL_AGO: Final = (1, 2, 3)
_REPEATS: Final = 4
_YEAR_WEEKS: Final = 52
_MEANS_H: Final = (24, 168, 2016)
_DAY_H: Final = 24
_MOST: Final = 50.0

CALENDAR: Final = (
    "hour",
    "weekday",
    "day_of_year",
    "holiday_before",
    "holiday",
    "holiday_after",
    "school",
    "hour_of_origin",
    "lead_h",
)
"""The last columns; all before them are in units of the level."""


def show_lags(scene: Scene, cases: Cases) -> tuple[Float32, Float64]:
    """Return columns, shape (n, lags), and the level that they are units of, shape (n,).

    Invariants: nothing comes from a case's origin or later; NaN where not known.
    """
    look = scene.look
    end = np.minimum(cases.origin, len(look.level) - 1)
    level = np.maximum(look.level[end, cases.series], LEAST).astype(np.float64)
    found = [*_came(scene, cases), *_usual(scene, cases)]
    columns = np.empty((len(level), len(found) + len(CALENDAR)), dtype=np.float32)
    for i, column in enumerate(found):
        columns[:, i] = np.minimum(column / level, _MOST)
    for i, column in enumerate(_calendar(scene, cases)):
        columns[:, len(found) + i] = column
    return columns, level


def _came(scene: Scene, cases: Cases) -> list[Float64]:
    look, clock = scene.look, scene.look.clock
    o, s, target = cases.origin, cases.series, cases.target
    hour = clock.hour

    def mean(begin: Int64, end: Int64) -> Float64:
        return look.mean(begin, np.minimum(end, o), s)

    found = [mean(o - h * hour, o - (h - 1) * hour) for h in _HOURS_AGO]
    for period in (clock.day, clock.week):
        newest = target - -(-cases.lead // period) * period
        found += [mean(newest - k * period, newest - k * period + hour) for k in range(_REPEATS)]
        found += [mean(newest + side * hour, newest + (side + 1) * hour) for side in (-1, 1)]
    for years in (1, 2):
        row = target - years * _YEAR_WEEKS * clock.week
        found.append(mean(row, row + hour))
    return [*found, *(mean(o - clock.steps(h), o) for h in _MEANS_H)]


def _usual(scene: Scene, cases: Cases) -> list[Float64]:
    look, clock = scene.look, scene.look.clock
    o, s = cases.origin, cases.series
    near = o + (cases.lead - 1) % clock.week
    rows = [near, *(o - h * clock.hour for h in _USUAL_AGO)]
    day = np.maximum(o - clock.steps(_DAY_H), 0)
    due = (look.usual_sum[o, s] - look.usual_sum[day, s]) / clock.steps(_DAY_H)
    return [*(np.where(row >= 0, look.usual[np.maximum(row, 0), s], np.nan) for row in rows), due]


def calendar_columns(days: Days, step: Int64, clock: Clock) -> Float64:
    """Return hour, weekday, day of the year, holiday (the day before, itself, the day after) and school holiday.

    Parameters
    ----------
    step
        Steps since 1970-01-01T00:00, shape (n,).

    Returns
    -------
    Float64
        Shape (7, n).
    """
    day = step // clock.day
    row = day - days.first
    holiday = days.columns[:, DAY_NAMES.index("holiday")]
    date = day.astype("datetime64[D]")
    of_year = (date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    around = [holiday[np.clip(row + side, 0, len(holiday) - 1)] for side in (-1, 0, 1)]
    school = days.columns[row, DAY_NAMES.index("school")]
    hour = step * clock.step_min % 1440 / 60.0
    return np.stack([hour, (day + 3) % 7, of_year, *around, school])


def _calendar(scene: Scene, cases: Cases) -> list[Float64]:
    clock = scene.look.clock
    origin_hour = (scene.start_step + cases.origin) * clock.step_min % 1440 / 60.0
    of_target = calendar_columns(scene.days, scene.start_step + cases.target, clock)
    return [*of_target, origin_hour, cases.lead * clock.step_min / 60.0]
