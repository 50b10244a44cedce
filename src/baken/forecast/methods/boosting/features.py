# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What the trees are shown of an origin, a lead and a series.

Everything is a ratio to what is usual at the time of the target, or a number of hours or days: nothing tells how large
a series is or which, so that what is learned of one street holds for another, and for next year. In groups:

    profile    how busy the hour is against the level, its neighbours, Sunday at that hour, the last three weeks
    surprise   what came over what was usual, of windows of 1 h to 2 weeks before the origin and of the day so far,
               of the series, of its likes and of the city; the size of surprises of late
    same hour  the ratio at that hour of the last three days that are known
    last year  the ratio around the same hour of the same weekday 52 and 104 weeks before, of 3 h, 1 day, 1 week
    dates      the value at the same hour of the same holiday, and of the same date, of the two years before
    calendar   hour, weekday, holidays, days off, school holidays, the lead itself
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.days import NAMES as DAY_NAMES
from baken.forecast.methods.boosting.days import YEARS
from baken.forecast.methods.boosting.lags import show_lags
from baken.forecast.methods.boosting.profile import SHARE, running

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.days import Days
    from baken.forecast.methods.boosting.profile import Float32, Lookback, Mood
    from baken.forecast.model import Float64, Int64

_WINDOWS_H: Final = (1, 2, 3, 6, 12, 24, 72, 168, 336)
_CITY_H: Final = (1, 3, 12, 24, 72, 168)
_LIKES_H: Final = (1, 3, 24)
_STRAYED_H: Final = (24, 168, 672)
_YEAR_WEEKS: Final = 52
_MORNING_H: Final = 4
"""The day of people begins when the last have gone home."""
_MOST: Final = 20.0
"""A ratio beyond it says no more than it."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Origins (rows of the step that begins at them), leads in steps and series, each of shape (n,)."""

    origin: Int64
    lead: Int64
    series: Int64

    @property
    def target(self) -> Int64:
        """Return the rows that are foreseen."""
        return np.asarray(self.origin + self.lead - 1)

    def take(self, chosen: Int64) -> Cases:
        """Return some of the cases."""
        return Cases(self.origin[chosen], self.lead[chosen], self.series[chosen])


@dataclass(frozen=True, slots=True)
class Scene:
    """All that cases are looked up in.

    Attributes
    ----------
    likes_seen, likes_usual
        Running sums of what came to the likes of each series, and of what was usual there, shape (N + 1, S).
    start_step
        Steps from 1970-01-01T00:00 to the first row.
    """

    look: Lookback
    mood: Mood
    days: Days
    likes_seen: Float64
    likes_usual: Float64
    start_step: int

    @classmethod
    def of(cls, look: Lookback, mood: Mood, days: Days, likes: Float32, start_step: int) -> Scene:
        """Return the scene; ``likes`` are the weights of the witnesses for each series, shape (S, W)."""
        return cls(look, mood, days, running(mood.seen @ likes.T), running(mood.usual @ likes.T), start_step)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the trees are shown.

    Attributes
    ----------
    columns
        Shape (n, features), NaN where not known.
    base
        What is usual at the target; the level where nothing is known of that time. Above zero, shape (n,).
    weight
        The base over the level: errors count in units of the mean of each series.
    lags
        What the second kind of trees is shown, in units of the level: :func:`.lags.show_lags`.
    """

    names: tuple[str, ...]
    columns: Float32
    base: Float64
    weight: Float64
    lags: Float32

    @property
    def level(self) -> Float64:
        """Return the mean of the four weeks before the origin, above zero."""
        return self.base / self.weight

    def take(self, chosen: Int64) -> Shown:
        """Return some of the cases."""
        return Shown(self.names, self.columns[chosen], self.base[chosen], self.weight[chosen], self.lags[chosen])


def show(scene: Scene, cases: Cases) -> Shown:
    """Return what the trees are shown of cases; nothing of it comes from a case's origin or later."""
    look, clock = scene.look, scene.look.clock
    lags, level = show_lags(scene, cases)
    near = cases.origin + (cases.lead - 1) % clock.week  # the week ahead, whose usual values are known
    usual = look.usual[near, cases.series]
    base = np.maximum(np.where(np.isfinite(usual), usual, level), SHARE * level)
    found = _profile(scene, cases, near, base)
    found["share"] = base / level
    found |= _surprise(scene, cases) | _same_hour(scene, cases, base) | _last_years(scene, cases)
    found |= _dates(scene, cases, base / level) | _calendar(scene, cases)
    columns = np.empty((len(base), len(found)), dtype=np.float32)
    for i, column in enumerate(found.values()):
        columns[:, i] = column
    return Shown(tuple(found), columns, base, base / level, lags)


def _profile(scene: Scene, cases: Cases, near: Int64, base: Float64) -> dict[str, Float64]:
    look, clock, s = scene.look, scene.look.clock, cases.series
    weeks = [
        np.where(near >= k * clock.week, look.ordinary[np.maximum(near - k * clock.week, 0), s], np.nan)
        for k in range(1, 9)
    ]
    past = np.stack(weeks)
    given = np.isfinite(past)
    older = given[3:].sum(axis=0)
    found = {f"week_{k + 1}": weeks[k] / base for k in range(3)}
    found["weeks"] = given.sum(axis=0).astype(np.float64)
    found["older_weeks"] = np.where(older > 0, np.where(given[3:], past[3:], 0.0).sum(axis=0), np.nan) / (
        np.maximum(older, 1) * base
    )
    found["scatter"] = np.where(given, np.abs(past - base), 0.0).sum(axis=0) / (np.maximum(given.sum(axis=0), 1) * base)
    newest = cases.origin + clock.week - 1
    for name, row in (
        ("hour_before", near - clock.hour),
        ("hour_after", np.minimum(near + clock.hour, newest)),
        ("before_origin", cases.origin - 1),
        ("sunday", near - (_weekday(scene, near) - 6) % 7 * clock.day),
    ):
        found[name] = np.where(row >= 0, look.usual[np.maximum(row, 0), s], np.nan) / base
    return {name: np.minimum(column, _MOST) for name, column in found.items()}


def _surprise(scene: Scene, cases: Cases) -> dict[str, Float64]:
    look, mood, clock = scene.look, scene.mood, scene.look.clock
    o, s = cases.origin, cases.series
    found = {f"came_{h}h": look.ratio(o - clock.steps(h), o, s) for h in _WINDOWS_H}
    found |= {f"city_{h}h": mood.ratio(o - clock.steps(h), o) for h in _CITY_H}
    seen, usual = scene.likes_seen, scene.likes_usual
    for h in _LIKES_H:
        begin = np.maximum(o - clock.steps(h), 0)
        due = usual[o, s] - usual[begin, s]
        came = seen[o, s] - seen[begin, s]
        found[f"likes_{h}h"] = np.where(due > 0.0, (came + 0.02) / (np.maximum(due, 0.0) + 0.02), np.nan)
    morning = o - (_minute(scene, o) - _MORNING_H * 60) % 1440 // clock.step_min
    found["came_today"], found["city_today"] = look.ratio(morning, o, s), mood.ratio(morning, o)
    for i in (1, 2):
        found[f"came_step_{i}"] = look.ratio(o - i, o - i + 1, s)
    found["city_step"] = mood.ratio(o - 1, o)
    found |= {f"strayed_{h}h": look.strayed(o - clock.steps(h), o, s) for h in _STRAYED_H}
    return {name: np.minimum(column, _MOST) for name, column in found.items()}


def _same_hour(scene: Scene, cases: Cases, base: Float64) -> dict[str, Float64]:
    look, clock = scene.look, scene.look.clock
    days = -(-cases.lead // clock.day)
    around = clock.hour
    found: dict[str, Float64] = {}
    for i in range(3):
        row = cases.target - (days + i) * clock.day
        begin, end = row - (around if i else 0), row + (around + clock.hour if i else clock.hour)
        end = np.minimum(end, cases.origin)
        found[f"day_{i + 1}"] = look.ratio(begin, end, cases.series)
        if i < 2:
            found[f"city_day_{i + 1}"] = scene.mood.ratio(row, np.minimum(row + clock.hour, cases.origin))
    row = np.maximum(cases.target - days * clock.day, 0)
    found["yesterday"] = look.values[row, cases.series] / base
    return {name: np.minimum(column, _MOST) for name, column in found.items()}


def _last_years(scene: Scene, cases: Cases) -> dict[str, Float64]:
    look, mood, clock = scene.look, scene.mood, scene.look.clock
    found: dict[str, Float64] = {}
    for year in range(1, YEARS + 1):
        row = cases.target - year * _YEAR_WEEKS * clock.week
        there = row >= 0
        begin, end = row - clock.hour, row + 2 * clock.hour
        found[f"year_{year}"] = np.where(there, look.ratio(begin, end, cases.series), np.nan)
        found[f"city_year_{year}"] = np.where(there, mood.ratio(begin, end), np.nan)
        own, city = [], []
        for day in range(-3, 4):
            shift = day * clock.day
            own.append(look.ratio(begin + shift, end + shift, cases.series))
            city.append(mood.ratio(begin + shift, end + shift))
        found[f"week_of_year_{year}"] = np.where(there, _mean(np.stack(own)), np.nan)
        found[f"city_week_of_year_{year}"] = np.where(there, _mean(np.stack(city)), np.nan)
        midnight = row - _minute(scene, row) // clock.step_min
        found[f"city_day_of_year_{year}"] = np.where(there, mood.ratio(midnight, midnight + clock.day), np.nan)
    both = np.stack([found[f"city_year_{year}"] for year in range(1, YEARS + 1)])
    found["city_years"] = _mean(both)
    return {name: np.minimum(column, _MOST) for name, column in found.items()}


def _dates(scene: Scene, cases: Cases, share: Float64) -> dict[str, Float64]:
    """Return values of days of earlier years, each in units of the level of then, over the usual share of now."""
    look, clock = scene.look, scene.look.clock
    day = _day(scene, cases.target)
    found: dict[str, Float64] = {}
    for name, table in (("holiday", scene.days.festive), ("date", scene.days.dated)):
        own, city = [], []
        for year in range(YEARS):
            other = table[year, day - scene.days.first]
            row = cases.target - (day - other) * clock.day
            there = (other >= 0) & (row >= 0) & (row < cases.origin)
            row = np.where(there, row, 0)
            own.append(np.where(there, look.values[row, cases.series] / look.level[row, cases.series], np.nan) / share)
            city.append(np.where(there, scene.mood.share[row], np.nan))
        found[f"{name}_1"], found[f"{name}_mean"] = own[0], _mean(np.stack(own))
        found[f"city_{name}_1"], found[f"city_{name}_mean"] = city[0], _mean(np.stack(city))
    return {name: np.minimum(column, _MOST) for name, column in found.items()}


def _calendar(scene: Scene, cases: Cases) -> dict[str, Float64]:
    target = cases.target
    day = _day(scene, target) - scene.days.first
    found = {name: scene.days.columns[day, i] for i, name in enumerate(DAY_NAMES)}
    found["hour"] = _minute(scene, target) / 60.0
    found["lead_h"] = cases.lead * scene.look.clock.step_min / 60.0
    return found


def _mean(several: Float64) -> Float64:
    given = np.isfinite(several)
    count = given.sum(axis=0)
    return np.where(count > 0, np.where(given, several, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _minute(scene: Scene, row: Int64) -> Int64:
    """Return the minute of the day at which a row begins."""
    return np.asarray((scene.start_step + row) * scene.look.clock.step_min % 1440)


def _day(scene: Scene, row: Int64) -> Int64:
    return np.asarray((scene.start_step + row) // scene.look.clock.day)


def _weekday(scene: Scene, row: Int64) -> Int64:
    return np.asarray((_day(scene, row) + 3) % 7)
