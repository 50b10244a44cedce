# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Every forecast explains itself: from what is usual at the hour to what is foreseen, cause by cause.

Definition. The baseline :math:`B` is the median of the step of the day over the last eight weeks, all days alike. The
median that is foreseen is :math:`B \prod_k f_k`, exactly, with factors in this order:

======= ============================================================================================================
day     the median of the same day of the week over :math:`B`
level   what came in the last seven days, over what is usual for those days of the week
holiday what the forecaster says of the day, over what it says when it is told of no holidays
weather what it says, over what it says without a weather forecast
event   what it says, over what it says without events, and then every event that was laid on it
rest    what is left: all that the method sees and that has no name here
======= ============================================================================================================

So holidays, weather and events are asked of the forecaster itself, whatever its method, by asking again without them.
Where it cannot be asked again, holidays are compared with the same holidays of earlier years, and weather is part of
the rest. The order matters when causes depend on each other, as in every sequential decomposition; it is the same for
all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast import wording
from baken.forecast.calendar import Calendar
from baken.forecast.notes import told
from baken.forecast.usual import usual
from baken.forecast.wall_clock import DAY_MIN, WEEK_MIN, wall_min, wall_time
from baken.forecast.weather import rain_at, temperature_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from baken.forecast.event_effects import EventEffect
    from baken.forecast.model import Float64, Known, Panel, QuantileForecast
    from baken.forecast.protocol import Forecaster
    from baken.forecast.weather_layer import WeatherEffect
    from baken.forecast.wording import Language

WEEKS: Final = 8
LEAST_PERSONS: Final = 1.0
"""A baseline is at least one person, so that a factor has a meaning at night."""

UNNAMED: Final = 0.005
"""Smaller changes are not worth a word."""

ASSUMED_HOLIDAYS: Final = 2.0
"""So many earlier holidays count as much as the assumption that a holiday is a day like any other."""


class Cause(StrEnum):
    """Why a forecast is not what is usual."""

    DAY = "day"
    LEVEL = "level"
    HOLIDAY = "holiday"
    WEATHER = "weather"
    EVENT = "event"
    REST = "rest"


class Basis(StrEnum):
    """How a contribution is known."""

    OBSERVED = "observed"
    """Reckoned from what was observed."""
    METHOD = "method"
    """Asked of the forecaster, with and without."""
    LEARNED = "learned"
    """Learned from similar events, or days."""
    ASSUMED = "assumed"
    """Assumed; nothing like it was observed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """By how much one cause multiplies.

    Attributes
    ----------
    words
        What it is called, per language.
    """

    cause: Cause
    factor: float
    words: dict[Language, str]
    basis: Basis

    def text(self, language: Language) -> str:
        """Return the cause and its figure, such as ``Saturday +20 %``."""
        return f"{self.words[language]} {wording.change(self.factor, language)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why so many are foreseen for one series at one step.

    Attributes
    ----------
    baseline
        What is usual at this step of the day, in persons.
    median, lower, upper
        What is foreseen, and its band of 80 %; NaN when nothing is.
    contributions
        In the order of the definition. Their factors times the baseline are the median.
    has_past
        Whether there was a past to compare with; without one the baseline is the forecast itself.
    """

    series_id: str
    target_min: int
    baseline: float
    median: float
    lower: float
    upper: float
    contributions: tuple[Contribution, ...]
    has_past: bool = True
    note: str = ""

    def figures(self, language: Language) -> str:
        """Return the contributions that matter, such as ``Saturday +20 %, 24 °C +35 %, fireworks +54 %``."""
        told = [c for c in self.contributions if abs(c.factor - 1.0) >= UNNAMED]
        return ", ".join(one.text(language) for one in told)

    def sentence(self, language: Language) -> str:
        """Return the whole explanation in words and figures."""
        time = f"{wall_time(self.target_min):%H:%M}"
        if math.isnan(self.median):
            return wording.NO_FORECAST[language].format(time=time, note=told(self.note, language)).strip()
        low, high, median = (wording.number(x, language) for x in (self.lower, self.upper, self.median))
        said = wording.EXPECTED[language].format(median=median, time=time, low=low, high=high)
        if not self.has_past:
            return f"{said} {wording.NO_PAST[language]}"
        usually = wording.USUALLY[language].format(baseline=wording.number(self.baseline, language))
        figures = self.figures(language)
        return f"{said} {usually}{'; ' if figures else ''}{figures}."


class Explainer:
    """Explains the steps of one forecast; what needs the forecaster is asked once for all of them.

    Parameters
    ----------
    forecast
        What is explained, with the effects of events on it, if any.
    forecaster
        Who made it, to be asked again; None when it cannot be.
    weather, laid_on
        The weather layer, and then the effects of events, that were laid on what the forecaster said, and ...
    before
        ... the forecast before all that; needed when there is any.
    """

    def __init__(
        self,
        forecast: QuantileForecast,
        known: Known,
        *,
        forecaster: Forecaster | None = None,
        weather: WeatherEffect | None = None,
        laid_on: Sequence[EventEffect] = (),
        before: QuantileForecast | None = None,
    ) -> None:
        self._forecast, self._known = forecast, known
        self._forecaster, self._weather, self._laid_on = forecaster, weather, tuple(laid_on)
        self._before = before or forecast

    def explain(self, column: int, lead: int) -> Explanation:
        """Return why so many are foreseen for a series at a lead, both counted from 0."""
        target = int(self._forecast.target_min[lead])
        median = float(self._forecast.median[column, lead])
        lower, upper = self._forecast.band(0.8)
        baseline, day = self._usual_of_day(column, target)
        has_past = math.isfinite(baseline)
        contributions: tuple[Contribution, ...] = ()
        if has_past:
            baseline = max(baseline, LEAST_PERSONS)
            contributions = tuple(self._contributions(column, lead, baseline, day, median))
        return Explanation(
            series_id=self._forecast.series_ids[column],
            target_min=target,
            baseline=baseline if has_past else median,
            median=median,
            lower=float(lower[column, lead]),
            upper=float(upper[column, lead]),
            contributions=contributions if math.isfinite(median) else (),
            has_past=has_past,
            note=self._forecast.notes[column],
        )

    def _contributions(self, column: int, lead: int, baseline: float, day: float, median: float) -> list[Contribution]:
        target = int(self._forecast.target_min[lead])
        when = wall_time(target)
        weekday = {name: days[when.weekday()] for name, days in wording.DAYS.items()}
        found = [
            _contribution(Cause.DAY, max(day, LEAST_PERSONS) / baseline, weekday, Basis.OBSERVED),
            _contribution(Cause.LEVEL, float(self._levels[column]), wording.LEVEL, Basis.OBSERVED),
        ]
        found += self._of_holiday(column, lead, when.date())
        found += self._of_weather(column, lead, target)
        found += self._of_events(column, lead, median)
        named = math.prod(one.factor for one in found)
        rest = median / (baseline * named) if named > 0 else math.nan
        if not math.isfinite(rest):  # a factor of zero: nothing that is named leads there
            found, rest = [], median / baseline
        rest_of = _contribution(Cause.REST, rest, wording.REST, Basis.METHOD)
        return [*found, rest_of]

    def _of_holiday(self, column: int, lead: int, day: date) -> list[Contribution]:
        words, is_special = _calendar_words(self._known.calendar, day)
        if self._forecaster is not None:
            factor = _ratio(self._without_weather[column, lead], self._without_calendar[column, lead])
            return [_contribution(Cause.HOLIDAY, factor, words, Basis.METHOD)]
        if not is_special or self._known.calendar.holiday_around(day, 1) is None:
            return []
        factor = self._earlier_holidays(column, lead, day)
        return [_contribution(Cause.HOLIDAY, factor, words, Basis.OBSERVED)]

    def _earlier_holidays(self, column: int, lead: int, day: date) -> float:
        """Return what the same day of earlier years was of the weeks around it, shrunk towards 1."""
        panel = self._known.panel.take([column])
        shift = int(self._forecast.target_min[lead]) - wall_min_of(day)
        moments = np.array([wall_min_of(d) + shift for d in self._known.calendar.analogues(day)], np.int64)
        level, _ = usual(panel, moments)
        row = (moments - panel.start_min) // panel.step_min
        there = (row >= 0) & (row < len(panel))
        seen = np.where(there, panel.values[np.clip(row, 0, max(len(panel) - 1, 0)), 0], np.nan)
        logs = np.log((seen + LEAST_PERSONS) / (level[0] + LEAST_PERSONS))
        logs = logs[np.isfinite(logs)]
        if not len(logs):
            return 1.0
        return math.exp(float(np.median(logs)) * len(logs) / (len(logs) + ASSUMED_HOLIDAYS))

    def _of_weather(self, column: int, lead: int, target: int) -> list[Contribution]:
        if self._weather is not None:
            basis = Basis.LEARNED if self._weather.days[column] else Basis.ASSUMED
            factor = float(self._weather.factor[column, lead])
            return [_contribution(Cause.WEATHER, factor, self._weather_words(target), basis)]
        if self._forecaster is None or self._known.weather is None:
            return []
        factor = _ratio(self._without_events[column, lead], self._without_weather[column, lead])
        return [_contribution(Cause.WEATHER, factor, self._weather_words(target), Basis.METHOD)]

    def _weather_words(self, target: int) -> dict[Language, str]:
        if self._known.weather is None:
            return wording.WEATHER
        step = self._known.panel.step_min
        warm = float(temperature_at(self._known.weather, np.array([target]), step)[0])
        rain = float(rain_at(self._known.weather, np.array([target]), step)[0])
        words: dict[Language, str] = {}
        for language in wording.LANGUAGES:
            said = [] if math.isnan(warm) else [f"{warm:.0f} °C"]
            if rain >= 0.3:
                said.append(wording.RAIN[language].format(mm=wording.number(rain, language, 1)))
            words[language] = " / ".join(said) or wording.WEATHER[language]
        return words

    def _of_events(self, column: int, lead: int, median: float) -> list[Contribution]:
        """Return what events do: those that the forecaster knows together, those that were laid on one by one."""
        found = []
        own = float(self._before.median[column, lead])
        target = int(self._forecast.target_min[lead])
        if self._forecaster is not None and self._known.events:
            near = [e for e in self._known.events if e.start_min - 360 <= target < e.end_min + 360]
            words = {name: " + ".join(wording.kind_of(e, name) for e in near) for name in wording.LANGUAGES}
            if near:
                factor = _ratio(self._with_all[column, lead], self._without_events[column, lead])
                found.append(_contribution(Cause.EVENT, factor, words, Basis.METHOD))
        so_far = own if self._weather is None else own * float(self._weather.factor[column, lead])
        for number, effect in enumerate(self._laid_on):
            uplift = float(effect.uplift[column, lead])
            # the last one ends at what is foreseen, which is not below zero
            then = median if number == len(self._laid_on) - 1 else max(so_far + uplift, 0.0)
            if uplift:
                kinds = {name: wording.kind_of(effect.event, name) for name in wording.LANGUAGES}
                basis = Basis.LEARNED if effect.learned > 0.5 else Basis.ASSUMED
                found.append(_contribution(Cause.EVENT, _ratio(then, so_far), kinds, basis))
                so_far = then
        return found

    def _usual_of_day(self, column: int, target: int) -> tuple[float, float]:
        """Return the median of this step of the day over the last weeks, and that of this day of the week."""
        panel = self._recent
        days = panel.start_of_steps_min
        at_step = days % DAY_MIN == target % DAY_MIN
        of_day = at_step & ((days - target) // DAY_MIN % 7 == 0)
        values = panel.values[:, column]
        all_days, same_day = values[at_step], values[of_day]
        all_days, same_day = all_days[np.isfinite(all_days)], same_day[np.isfinite(same_day)]
        if not len(all_days):
            return math.nan, math.nan
        baseline = float(np.median(all_days))
        return baseline, float(np.median(same_day)) if len(same_day) else baseline

    @cached_property
    def _recent(self) -> Panel:
        return self._known.panel.since(self._known.origin_min - WEEKS * WEEK_MIN)

    @cached_property
    def _levels(self) -> Float64:
        """Return what came in the last seven days over what is usual for them, per series; 1 where not known."""
        panel = self._known.panel
        week = panel.since(self._known.origin_min - WEEK_MIN)
        if not len(week):
            return np.ones(len(panel.series))
        before = panel.until(self._known.origin_min - WEEK_MIN)
        level, _ = usual(before, week.start_of_steps_min, weeks=WEEKS, behind_only=True)
        seen = week.values.T
        there = np.isfinite(seen) & np.isfinite(level)
        came, expected = (np.where(there, part, 0.0).sum(axis=1) for part in (seen, level))
        return np.where(there.any(axis=1), (came + LEAST_PERSONS) / (expected + LEAST_PERSONS), 1.0)

    @cached_property
    def _with_all(self) -> Float64:
        return self._asked(self._known)

    @cached_property
    def _without_events(self) -> Float64:
        return self._asked(replace(self._known, events=()))

    @cached_property
    def _without_weather(self) -> Float64:
        if self._known.weather is None:
            return self._without_events
        return self._asked(replace(self._known, events=(), weather=None))

    @cached_property
    def _without_calendar(self) -> Float64:
        return self._asked(replace(self._known, events=(), weather=None, calendar=Calendar()))

    def _asked(self, known: Known) -> Float64:
        if self._forecaster is None:
            return self._before.median
        return self._forecaster.forecast(known, self._forecast.lead_steps).median


def wall_min_of(day: date) -> int:
    """Return the wall-clock minute at which a day begins."""
    return wall_min(datetime.combine(day, time()))


def _contribution(cause: Cause, factor: float, words: dict[Language, str], basis: Basis) -> Contribution:
    return Contribution(cause=cause, factor=float(factor), words=words, basis=basis)


def _ratio(one: float, other: float) -> float:
    """Return one over the other; both at least one person, so that it has a meaning."""
    if not (math.isfinite(one) and math.isfinite(other)):
        return 1.0
    return max(float(one), LEAST_PERSONS) / max(float(other), LEAST_PERSONS)


def _calendar_words(calendar: Calendar, day: date) -> tuple[dict[Language, str], bool]:
    """Return what the calendar says of a day, per language, and whether that is anything special."""
    near = calendar.holiday_around(day, 1)
    if near is not None and near[0] == 0:
        return {name: calendar.holiday(day, name) or near[1] for name in wording.LANGUAGES}, True
    if calendar.is_bridge(day):
        return wording.BRIDGE, True
    if near is not None:
        other = wall_time(wall_min_of(day) + near[0] * DAY_MIN).date()
        form = wording.HOLIDAY_EVE if near[0] > 0 else wording.HOLIDAY_AFTER
        names = {name: calendar.holiday(other, name) or near[1] for name in wording.LANGUAGES}
        return {name: form[name].format(name=names[name]) for name in wording.LANGUAGES}, True
    if calendar.is_school_holiday(day):
        return wording.SCHOOL, True
    return wording.CALENDAR, False
