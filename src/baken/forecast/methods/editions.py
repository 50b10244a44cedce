# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Editions: an event goes like its earlier editions did, as much busier or quieter as it has been until now.

For around an event of which earlier editions (or events of its kind) were observed. With :math:`E_i` what was there at
the same time before or after the start of edition i, x the newest value and c = 50 persons, of whom it does not matter
whether they are there or not,

.. math:: \ln(\hat y_h + c) = \sum_i \omega_i \Bigl[\ln(E_i(t + h) + c)
          + e^{-h / \tau} \gamma_i \bigl(\ln(x + c) - \ln(E_i(t) + c)\bigr)\Bigr],

with :math:`\tau` = 5 h. Estimates have doubts (:attr:`~baken.forecast.model.Known.doubts`); with v the variance that a
doubt gives to a logarithm, and s = 0.3 how much one edition is taken to differ from another,

.. math:: \gamma_i = \frac{s^2}{s^2 + v_x + v_i(t)}, \qquad
          \omega_i \propto \alpha_i \, \frac{s^2}{s^2 + v_i(t) + v_i(t + h)},

the share of a difference that is believed (what two poor estimates differ by says little of how busy it is), and how
much an edition counts, with :math:`\alpha_i` how like it is: one that was poorly seen counts less.

The spread on the logarithmic scale is what the same rule errs when one edition is foreseen from the others, near that
time (half an hour to both sides), less what those estimates were in doubt of, at least a tenth; shrunk to what it errs
over the whole event and to an assumption, which alone counts while there is one edition only. To it come the doubt of
what the editions were and that of the newest value, as far as it is believed.

A limit is passed by the fullest moment, and a crowd that leaves at once fills a boulevard for ten minutes: in steps of
five minutes this foresees what is lost in the mean of a quarter of an hour (docs/decisions/0067).

A shower is an event that the radar announces (:mod:`baken.forecast.rain`), and earlier showers are its editions. It
changes nothing before it begins; it may begin earlier or later than was foreseen, and may not come at all. So what is
foreseen is the mixture of what would be without it, with the probability that it does not come, and of what editions
lead to expect were it to begin at the foreseen time, or 1.22 standard errors before or after it, in equal parts (three
points with the variance of a normal distribution).

Around events without an earlier edition, and at all other times, it is the forecaster that it stands on.

Source: the method of analogues, E. N. Lorenz, *Atmospheric predictability as revealed by naturally occurring
analogues*, Journal of the Atmospheric Sciences 26, 1969, 636-646; the size of an audience as one factor on a known
course is common in planning of events (Still 2014); weights by what was not known, W. G. Cochran, *Problems arising in
the analysis of a series of similar experiments*, Supplement to the Journal of the Royal Statistical Society 4, 1937,
102-118.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.nowcast.conformal import ConformalNowcast
from baken.forecast.model import QUANTILES, Earlier
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.quantiles import mixture
from baken.forecast.rain import KIND as SHOWER
from baken.forecast.rain import showers
from baken.forecast.saved import opened, sealed
from baken.forecast.similar import MOST, likeness, similar_events
from baken.situation.levels import normal_quantile

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent
    from baken.forecast.model import Bool, Float64, Int64, Known, QuantileForecast
    from baken.forecast.protocol import Forecaster
    from baken.forecast.similar import Similar

FEW: Final = 50.0
"""c: so many persons more or fewer are no difference."""

MEMORY_MIN: Final = 300.0
"""How long an edition stays as much busier or quieter as it is."""

BEFORE_MIN: Final = 240
AFTER_MIN: Final = 180
"""How long around an event it is followed."""

LIKE_ENOUGH: Final = 0.3
"""Events that are less alike tell nothing of the course."""

ASSUMED_WEIGHT: Final = 3.0
"""The assumed spread counts as so many observed errors."""

DIFFER: Final = 0.3
"""s: by so much one edition is taken to differ from another, on the logarithmic scale."""

_SPREAD_OF_START: Final = (-math.sqrt(1.5), 0.0, math.sqrt(1.5))
"""Three equal parts with mean 0 and variance 1."""

_NEAR_MIN: Final = 30
_FAR_EVERY_MIN: Final = 15
_ASSUMED: Final = (0.15, 0.35)
_LEAST: Final = 0.1
"""However well editions agree, the next one may differ by so much."""

_Z: Final = normal_quantile(np.array(QUANTILES))


@dataclass(frozen=True, slots=True)
class _Course:
    """Logarithms of what was there around editions, on the clock of today; shape (editions, steps, series).

    Attributes
    ----------
    doubt
        Variance of those logarithms by the doubt of the estimates.
    alike
        Shape (editions,).
    now
        Place of the newest step.
    """

    logs: Float64
    doubt: Float64
    alike: Float64
    now: int

    def without(self, one: int) -> _Course:
        """Return the other editions."""
        others = np.arange(len(self.logs)) != one
        return replace(self, logs=self.logs[others], doubt=self.doubt[others], alike=self.alike[others])


@dataclass(frozen=True, slots=True)
class _Newest:
    """Logarithm of the newest value, and its variance by the doubt of the estimate; shape (series,)."""

    log: Float64
    doubt: Float64


@dataclass(frozen=True, slots=True)
class _Said:
    """What editions lead to expect, shape (leads, series); NaN where none does.

    Attributes
    ----------
    middle
        On the logarithmic scale.
    doubt
        Variance by the doubt of the editions and of the newest value.
    """

    middle: Float64
    doubt: Float64


class Editions:
    """A forecaster that knows how earlier editions of an event went.

    Parameters
    ----------
    inner
        Foresees everything else.
    """

    def __init__(self, inner: Forecaster | None = None) -> None:
        self._inner: Forecaster = inner or ConformalNowcast()

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        inner = self._inner.definition
        return ForecasterDefinition(
            id=f"{inner.id}-editions",
            version=300 + inner.version,
            title=f"{inner.title}; around events as their earlier editions went",
            source="docs/4-warning/README.md; Lorenz (1969), J. Atmos. Sci. 26",
            needs=inner.needs,
        )

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Let the inner forecaster learn; editions are looked up when they are needed."""
        self._inner.fit(known, seed=seed)

    def update(self, known: Known) -> None:
        """Let the inner forecaster take the newest values."""
        self._inner.update(known)

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the inner forecast, and around an event with earlier editions what those lead to expect.

        Invariants: says nothing where the inner forecaster says nothing.
        """
        made = self._inner.forecast(known, lead_steps)
        leads = np.asarray(lead_steps, np.int64)
        values, said = made.values, [""] * len(made.series_ids)
        of_rain = showers(known.rain, known.origin_min)
        known = replace(known, events=(*known.events, *of_rain))
        for event in known.events:
            if made.quantiles != QUANTILES or not _felt(event, known, leads).any():
                continue
            found = around(event, known, leads)
            mine = np.zeros(values.shape, np.bool_) if found is None else ~(np.isnan(found) | np.isnan(values))
            if found is not None:
                values = np.where(mine, _supposed(event, known, leads, found, values), values)
            said = _said_with(event, known, mine, said)
        notes = tuple(f"{one} {more}".strip() for one, more in zip(made.notes, said, strict=True))
        return replace(made, values=values, notes=notes, method=self.definition.method)

    def save(self) -> bytes:
        """Return what the inner forecaster learned."""
        return sealed(self.definition, self._inner.save())

    def load(self, saved: bytes) -> None:
        """Take what the inner forecaster learned earlier."""
        self._inner.load(opened(self.definition, saved))


def around(event: PlannedEvent, known: Known, lead_steps: Int64) -> Float64 | None:
    """Return the quantiles that earlier editions lead to expect, shape (series, leads, Q).

    NaN at targets that are not around the event, and of series of which the newest value or all editions are missing;
    None when there is nothing to learn from, or the event is not near.
    """
    panel = known.panel
    felt = _felt(event, known, lead_steps)
    if not felt.any() or panel.end_min != known.origin_min or not len(panel):
        return None
    course = _course(event, known, int(lead_steps[-1]))
    if course is None:
        return None
    newest = _Newest(np.log(panel.values[-1] + FEW), _doubt_of_newest(known))
    said = _foreseen(course, newest, lead_steps, panel.step_min)
    spread = np.sqrt(_variance(course, lead_steps, panel.step_min) + said.doubt)
    found = np.exp(said.middle[:, :, None] + spread[:, :, None] * _Z) - FEW
    found = np.where(felt[:, None, None], np.maximum(found, 0.0), np.nan)
    return np.ascontiguousarray(found.transpose(1, 0, 2))


def _supposed(event: PlannedEvent, known: Known, lead_steps: Int64, in_time: Float64, otherwise: Float64) -> Float64:
    """Return what is foreseen with an event that may not come, or at another time.

    Parameters
    ----------
    in_time, otherwise
        What is foreseen if it begins when it should, and without it.
    """
    if event.probability >= 1.0 and event.start_error_min <= 0.0:
        return in_time
    supposed, step = [], known.panel.step_min
    for off in _SPREAD_OF_START:
        late = round(off * event.start_error_min / step) * step
        found = in_time if late == 0 else around(event.moved(late), known, lead_steps)
        supposed.append(otherwise if found is None else np.where(np.isnan(found), otherwise, found))
    share = event.probability / len(supposed)
    return mixture([otherwise, *supposed], [1.0 - event.probability, *[share] * len(supposed)])


def _said_with(event: PlannedEvent, known: Known, mine: Bool, before: list[str]) -> list[str]:
    """Return the notes per series, with what is to be said of an event; of rain that nothing is known of, nothing."""
    editions = len(observed_editions(event, known))
    if event.kind == SHOWER:
        shower = note(Code.SHOWER, share=event.probability, editions=editions)
        return [f"{said} {shower}".strip() if one.any() else said for one, said in zip(mine, before, strict=True)]
    followed = note(Code.EDITIONS, editions=editions)
    return [followed if one.any() else said or note(Code.NO_EDITION) for one, said in zip(mine, before, strict=True)]


def observed_editions(event: PlannedEvent, known: Known) -> tuple[Similar, ...]:
    """Return the earlier editions, or events enough like it, of which something was observed; the most alike first."""
    return tuple(one for one in similar_events(event, known) if one.weight >= LIKE_ENOUGH)


def looked_up(events: tuple[PlannedEvent, ...], origin_min: int, horizon_min: int) -> tuple[tuple[int, int], ...]:
    """Return of which stretches of the past the course is asked at an origin, as first and last wall-clock minutes.

    Around the earlier editions most like what is felt within the horizon: from as long before each as is looked back
    from the first origin, to as far ahead as is foreseen from the last one.
    """
    found = []
    for event in events:
        if event.start_min - BEFORE_MIN >= origin_min + horizon_min or origin_min >= event.end_min + AFTER_MIN:
            continue
        earlier = [past for past in events if past.end_min <= event.start_min and past.id != event.id]
        alike = sorted(((likeness(event, past), past.start_min) for past in earlier), reverse=True)[:MOST]
        for weight, start in alike:
            if weight >= LIKE_ENOUGH:
                first = start - BEFORE_MIN - horizon_min - BEFORE_MIN - AFTER_MIN
                found.append((first, start + event.duration_min + AFTER_MIN + horizon_min))
    return tuple(found)


def _felt(event: PlannedEvent, known: Known, lead_steps: Int64) -> Bool:
    target = known.origin_min + (lead_steps - 1) * known.panel.step_min
    before = 0 if event.kind == SHOWER else BEFORE_MIN
    return np.asarray((target >= event.start_min - before) & (target < event.end_min + AFTER_MIN))


def _course(event: PlannedEvent, known: Known, steps: int) -> _Course | None:
    """Return the editions from a while before the newest step to the last one foreseen."""
    panel = known.panel
    back = (BEFORE_MIN + AFTER_MIN) // panel.step_min
    logs, doubts, alike = [], [], []
    for similar in observed_editions(event, known):
        shift = round((event.start_min - similar.event.start_min) / panel.step_min)
        first = len(panel) - 1 - back - shift
        values, error = _seen(known, panel.start_min + panel.step_min * first, back + 1 + steps)
        logs.append(np.log(values + FEW))
        doubts.append(_relative(error, values))
        alike.append(similar.weight)
    if not logs:
        return None
    return _Course(np.array(logs), np.array(doubts), np.array(alike), back)


def _seen(known: Known, first_min: int, steps: int) -> tuple[Float64, Float64]:
    """Return what was observed from a minute on, and its standard error, 0 where that is not known.

    From the panel, and from the stretches before it; NaN where neither has it. Shape (steps, series) each.
    """
    values = np.full((steps, len(known.panel.series)), np.nan)
    error = np.zeros_like(values)
    for one in (*known.earlier, Earlier(known.panel, known.doubts)):
        rows = (first_min - one.panel.start_min) // one.panel.step_min + np.arange(steps)
        inside = np.flatnonzero((rows >= 0) & (rows < len(one.panel)))
        place = {series.id: column for column, series in enumerate(one.panel.series)}
        into = [column for column, series in enumerate(known.panel.series) if series.id in place]
        source = np.array([place[known.panel.series[column].id] for column in into], np.int64)
        if not len(inside) or not into or one.panel.step_min != known.panel.step_min:
            continue
        here, there = np.ix_(inside, np.array(into)), np.ix_(rows[inside], source)
        values[here] = one.panel.values[there]
        if one.doubts is not None and one.doubts.values.shape == one.panel.values.shape:
            error[here] = np.nan_to_num(one.doubts.values[there], nan=0.0)
    return values, error


def _relative(error: Float64, values: Float64) -> Float64:
    """Return the variance of the logarithm that the doubt of an estimate gives; 0 where there is no doubt."""
    return np.asarray(np.log1p((error / (np.nan_to_num(values, nan=0.0) + FEW)) ** 2))


def _doubt_of_newest(known: Known) -> Float64:
    values, error = _seen(known, known.panel.end_min - known.panel.step_min, 1)
    return np.asarray(_relative(error, values)[0])


def _foreseen(course: _Course, newest: _Newest, lead_steps: Int64, step_min: int) -> _Said:
    """Return what editions lead to expect of the values that follow on the newest."""
    then, here = course.now + lead_steps, course.now
    real = DIFFER**2
    believed = real / (real + newest.doubt + course.doubt[:, here])
    fading = np.exp(-lead_steps * step_min / MEMORY_MIN)[:, None]
    each = course.logs[:, then] + fading * (believed * (newest.log - course.logs[:, here]))[:, None]
    counts = course.alike[:, None, None] * real / (real + course.doubt[:, here][:, None] + course.doubt[:, then])
    counts = np.where(np.isnan(each), 0.0, counts)
    total = counts.sum(axis=0)

    def mean(values: Float64) -> Float64:
        return np.asarray((np.where(counts > 0.0, values, 0.0) * counts).sum(axis=0) / np.maximum(total, 1e-12))

    of_newest = (fading * mean(np.broadcast_to(believed[:, None], each.shape))) ** 2 * newest.doubt
    return _Said(np.where(total > 0.0, mean(each), np.nan), mean(course.doubt[:, then]) + of_newest)


def _variance(course: _Course, lead_steps: Int64, step_min: int) -> Float64:
    """Return by how much the next edition may differ from the others, (leads, series); see the top of the module."""
    hours = lead_steps[:, None] * step_min / 60.0
    assumed = _ASSUMED[0] ** 2 + _ASSUMED[1] ** 2 * np.minimum(hours, 4.0) / 2.0
    count, _, series = course.logs.shape
    if count < 2:
        return np.broadcast_to(assumed, (len(lead_steps), series)) * 2.0
    errors = _errors(course, lead_steps, step_min)
    told = ~np.isnan(errors)
    how_many = told.sum(axis=(0, 1, 3))
    seen = np.where(told, errors, 0.0).sum(axis=(0, 1, 3)) / np.maximum(how_many, 1)
    over_all = np.where(how_many > 0, seen, assumed[:, 0])[:, None]  # of editions that were never seen together nothing
    steps = _NEAR_MIN // step_min
    near = errors[:, max(0, course.now - steps) : course.now + steps + 1]
    many = (~np.isnan(near)).sum(axis=(0, 1))
    prior = np.maximum(0.5 * (assumed + over_all), _LEAST**2)
    found = (np.nansum(near, axis=(0, 1)) + ASSUMED_WEIGHT * prior) / (many + ASSUMED_WEIGHT)
    return np.asarray(np.maximum(found, _LEAST**2) * (1.0 + 1.0 / count))


def _errors(course: _Course, lead_steps: Int64, step_min: int) -> Float64:
    """Return squared errors of each edition foreseen from the others, less what the estimates were in doubt of.

    Shape (editions, steps, leads, series); NaN where the course does not reach, and away from the present but for once
    a quarter of an hour: steps that follow each other err alike.
    """
    count, steps, series = course.logs.shape
    near, every = _NEAR_MIN // step_min, max(1, _FAR_EVERY_MIN // step_min)
    found = np.full((count, steps, len(lead_steps), series), np.nan)
    for one in range(count):
        others = course.without(one)
        for now in range(steps):
            ahead = lead_steps[now + lead_steps < steps]
            if not len(ahead) or (abs(now - course.now) > near and now % every):
                continue
            newest = _Newest(course.logs[one, now], course.doubt[one, now])
            said = _foreseen(replace(others, now=now), newest, ahead, step_min)
            doubt = course.doubt[one, now + ahead] + others.doubt[:, now + ahead].mean(axis=0) / (count - 1)
            found[one, now, : len(ahead)] = (said.middle - course.logs[one, now + ahead]) ** 2 - doubt
    return found
