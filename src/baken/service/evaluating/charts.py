# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The charts of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.evaluation.record import as_array, persons, times
from baken.service.evaluating.findings import Verdict, band_of
from baken.service.evaluating.svg import Drawing, Frame, round_steps

if TYPE_CHECKING:
    from baken.evaluation.record import EventRecord, ForeseenCourse, PlaceRecord
    from baken.service.evaluating.findings import EffectFound, Findings, WarningFound
    from baken.service.evaluating.numbers import Writing
    from baken.service.evaluating.wording import Words

WIDTH: Final = 960.0
_LEFT: Final = 64.0
_RIGHT: Final = 24.0
_ROW: Final = 178.0
_PLOT: Final = 112.0
_HEAD: Final = 34.0
_AXIS: Final = 30.0
_LETTER: Final = 8.2
"""About so wide is a letter of the name of an intervention."""

_SIGN: Final = {
    Verdict.IN_TIME: "ok",
    Verdict.LATE: "late",
    Verdict.FALSE_ALARM: "false",
    Verdict.STOOD_ALREADY: "again",
    Verdict.NO_LIMIT: "again",
}


def evening(found: Findings, words: Words, writing: Writing) -> str:
    """Draw every place under the other: what came, what was foreseen, its limit, warnings and interventions."""
    record = found.record
    shown = [place for place in record.places if record.course(place.id) is not None]
    span = _span(record)
    drawing = Drawing(WIDTH, len(shown) * _ROW + _AXIS)
    for number, place in enumerate(shown):
        top = number * _ROW + _HEAD
        _place(drawing, found, place, _frame(record, place, top, span), words, writing)
    bottom = len(shown) * _ROW + 4
    frame = Frame(_LEFT, 0.0, WIDTH - _LEFT - _RIGHT, bottom, span, (0.0, 1.0))
    for hour in writing.hours(round(span[0]), round(span[1])):
        drawing.text(frame.x(hour), bottom + 16, writing.clock(hour), "tick", anchor="middle")
    return drawing.svg(words.evening_alt.format(places=", ".join(place.name for place in shown)))


def _span(record: EventRecord) -> tuple[float, float]:
    """Return from when until when anything was observed."""
    whole = [times(course) for course in record.courses if course.persons]
    ends = [when[-1] + course.step_us for when, course in zip(whole, record.courses, strict=False)]
    first = min((when[0] for when in whole), default=record.start_us)
    return float(first), float(max(ends, default=record.end_us))


def _frame(record: EventRecord, place: PlaceRecord, top: float, span: tuple[float, float]) -> Frame:
    course = record.course(place.id)
    seen = persons(course) if course is not None else np.zeros(1)
    highest = max(float(np.nanmax(seen, initial=0.0)), place.limit or 0.0, 1.0)
    said = _shown_forecast(record, place.id)
    if said is not None and said.values:
        # a forecast that was far too high does not make everything else small
        highest = max(highest, min(float(np.nanmax(as_array(said.values), initial=0.0)) / 1.1, 1.4 * highest))
    return Frame(_LEFT, top, WIDTH - _LEFT - _RIGHT, _PLOT, span, (0.0, 1.12 * highest))


def _place(drawing: Drawing, found: Findings, place: PlaceRecord, frame: Frame, words: Words, writing: Writing) -> None:
    record = found.record
    course = record.course(place.id)
    if course is None:
        return
    when, seen = times(course).astype(np.float64), persons(course)
    drawing.text(0.0, frame.top - 14, place.name, "place")
    drawing.box(frame.x(record.start_us), frame.top, frame.x(record.end_us) - frame.x(record.start_us), _PLOT, "event")
    for value in round_steps(*frame.y_range, 3):
        drawing.line(frame.left, frame.y(value), frame.right, frame.y(value), "grid")
        drawing.text(frame.left - 8, frame.y(value) + 4, writing.number(value), "tick", anchor="end")
    _interventions(drawing, found, place, frame, words, writing)
    said = _shown_forecast(record, place.id)
    if said is not None:
        _forecast(drawing, frame, said)
    if place.limit is not None:
        above = np.where(seen > place.limit, seen, np.nan)
        drawing.band(frame, when, np.where(np.isfinite(above), place.limit, np.nan), above, "above")
        drawing.line(frame.left, frame.y(place.limit), frame.right, frame.y(place.limit), "limit")
        label = f"{words.limit} {writing.number(place.limit)}"
        drawing.text(frame.right, frame.y(place.limit) - 5, label, "limit-word", anchor="end")
    drawing.curve(frame, when, seen, "seen")
    own = [one for one in found.warnings if place.id in one.warned.place_ids]
    for number, one in enumerate(own):
        _warning(drawing, frame, one, number, record.as_of_us, words, writing)


def _interventions(
    drawing: Drawing, found: Findings, place: PlaceRecord, frame: Frame, words: Words, writing: Writing
) -> None:
    for one in found.record.interventions:
        if place.id in one.place_ids and one.from_us is not None:
            until = min(one.until_us or found.record.as_of_us, frame.x_range[1])
            left, right = frame.x(one.from_us), frame.x(until)
            drawing.box(left, frame.top, right - left, _PLOT, "intervention")
            drawing.line(left, frame.top - 6, left, frame.bottom, "intervention-edge")
            title = one.title if words.language == "en" else one.title_nl
            words_there = f"{writing.clock(one.from_us)} {title}"
            fits = left + 6 + _LETTER * len(words_there) <= frame.right
            drawing.text(
                left + (6 if fits else -6), frame.top - 3, words_there, "intervention-word",
                anchor="start" if fits else "end",
            )  # fmt: skip


def _shown_forecast(record: EventRecord, place_id: str) -> ForeseenCourse | None:
    """Return the newest forecast that was issued an hour before the event or earlier; else the first."""
    own = sorted((one for one in record.foreseen if one.place_id == place_id), key=lambda one: one.issued_us)
    early = [one for one in own if one.issued_us <= record.start_us - 3_600_000_000]
    return early[-1] if early else own[0] if own else None


def _forecast(drawing: Drawing, frame: Frame, said: ForeseenCourse) -> None:
    values, when = as_array(said.values), times(said).astype(np.float64)
    kept = when < frame.x_range[1]
    ceiling = frame.y_range[1]
    ends = band_of(said.quantiles)
    if ends is not None:
        low, high = (np.minimum(values[kept, said.quantiles.index(end)], ceiling) for end in ends)
        drawing.band(frame, when[kept], low, high, "foreseen-band")
    median = np.minimum(values[kept, said.quantiles.index(0.5)], ceiling)
    drawing.curve(frame, when[kept], median, "foreseen")


def _warning(
    drawing: Drawing, frame: Frame, one: WarningFound, number: int, as_of_us: int, words: Words, writing: Writing
) -> None:
    until = min(one.warned.closed_us or as_of_us, frame.x_range[1])
    y = frame.bottom + 8 + 14 * (number % 2)
    left, right = frame.x(one.warned.raised_us), frame.x(until)
    kind = _SIGN[one.verdict]
    drawing.line(left, frame.y(frame.y_range[0]), left, y + 5, "raised")
    drawing.box(left, y, max(right - left, 4.0), 9, f"warning {kind}", round_by=4.5)
    label = f"{writing.clock(one.warned.raised_us)} {words.verdicts[one.verdict]}"
    drawing.text(left - 5, y + 8.5, label, f"warning-word {kind}", anchor="end")


def course_of_effect(one: EffectFound, words: Words, writing: Writing) -> str:
    """Draw what came beside what would have come, by the first method."""
    effect, compared = one.told, one.compared
    when = compared.start_us + compared.step_us * np.arange(len(effect.observed), dtype=np.float64)
    highest = float(np.nanmax(np.concatenate([effect.observed, effect.expected]), initial=1.0))
    drawing = Drawing(560, 250)
    frame = Frame(52, 22, 494, 192, (float(when[0]), float(when[-1])), (0.0, 1.12 * highest))
    start = when[effect.before]
    drawing.box(frame.x(start), frame.top, frame.right - frame.x(start), frame.height, "intervention")
    for value in round_steps(*frame.y_range, 4):
        drawing.line(frame.left, frame.y(value), frame.right, frame.y(value), "grid")
        drawing.text(frame.left - 7, frame.y(value) + 4, writing.number(value), "tick", anchor="end")
    for hour in writing.hours(round(when[0]), round(when[-1])):
        drawing.text(frame.x(hour), frame.bottom + 18, writing.clock(hour), "tick", anchor="middle")
    if np.isfinite(effect.expected).any():
        after = np.arange(len(when)) >= effect.before
        low, high = (np.where(after, pick(effect.observed, effect.expected), np.nan) for pick in (np.fmin, np.fmax))
        drawing.band(frame, when, low, high, "gap")
        drawing.curve(frame, when, effect.expected, "expected")
    drawing.curve(frame, when, effect.observed, "seen")
    drawing.line(frame.x(start), frame.top, frame.x(start), frame.bottom, "intervention-edge")
    drawing.text(frame.x(start), frame.top - 7, words.in_force_from.format(time=writing.clock(round(start))),
                 "intervention-word", anchor="middle")  # fmt: skip
    return drawing.svg(words.course_alt.format(title=_title(one, words)), "narrow")


def intervals(one: EffectFound, words: Words, writing: Writing) -> str:
    """Draw the change by every method with its interval, the placebos of the first, and the truth where it is known."""
    told = [effect for effect in one.effects if np.isfinite(effect.change)]
    ends = [end for effect in told for end in (effect.lower, effect.upper) if np.isfinite(end)]
    ends += [] if one.compared.true_change is None else [one.compared.true_change]
    reach = 1.15 * max([abs(end) for end in ends] + [float(np.abs(one.told.placebos).max(initial=1.0)), 1.0])
    drawing = Drawing(380, 250)
    frame = Frame(12, 22, 356, 192, (-reach, reach), (0.0, 1.0))
    for value in round_steps(-reach, reach, 5):
        drawing.line(frame.x(value), frame.top, frame.x(value), frame.bottom, "grid" if value else "zero")
        drawing.text(frame.x(value), frame.bottom + 18, writing.number(value, sign=True), "tick", anchor="middle")
    height = frame.height / (len(told) + 1)
    for number, effect in enumerate(told):
        y = frame.top + height * (number + 0.62)
        kind = "first" if number == 0 else "other"
        drawing.text(frame.left, y - 11, words.methods[effect.method.split("/")[0]], f"method {kind}")
        left, right = (min(max(end, -reach), reach) for end in (effect.lower, effect.upper))
        drawing.line(frame.x(left), y, frame.x(right), y, f"interval {kind}")
        drawing.dot(frame.x(effect.change), y, 5.5 if number == 0 else 4.0, f"change {kind}")
    y = frame.top + height * (len(told) + 0.62)
    drawing.text(frame.left, y - 11, words.placebos.format(number=len(one.told.placebos)), "method other")
    for value in one.told.placebos:
        drawing.line(frame.x(float(value)), y - 6, frame.x(float(value)), y + 6, "placebo")
    if one.compared.true_change is not None:
        x = frame.x(one.compared.true_change)
        drawing.line(x, frame.top, x, frame.bottom - height, "truth")
        drawing.text(x, frame.top - 7, words.truth, "truth-word", anchor="middle")
    return drawing.svg(words.intervals_alt.format(title=_title(one, words)), "narrow")


def _title(one: EffectFound, words: Words) -> str:
    return one.taken.title if words.language == "en" else one.taken.title_nl


def target_bar(value: float, target: float, *, is_met: bool, lower_is_better: bool) -> str:
    """Draw a value beside its target, as a bar."""
    reach = 1.3 * max(value, target, 1e-9)
    drawing = Drawing(200, 22)
    frame = Frame(0, 0, 200, 22, (0.0, reach), (0.0, 1.0))
    aimed = (0.0, frame.x(target)) if lower_is_better else (frame.x(target), 200.0 - frame.x(target))
    drawing.box(0, 6, 200, 10, "kpi-all", round_by=5)
    drawing.box(aimed[0], 6, aimed[1], 10, "kpi-aim", round_by=5)
    drawing.box(0, 8.5, max(frame.x(value), 3.0), 5, "kpi-met" if is_met else "kpi-not", round_by=2.5)
    drawing.line(frame.x(target), 2, frame.x(target), 20, "kpi-target")
    return drawing.svg("", "bar").replace('role="img"', 'aria-hidden="true"').replace(' aria-label=""', "")
