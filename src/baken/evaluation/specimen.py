# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up event with everything in it, for tests and examples: a show at a waterfront, and two interventions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.evaluation.effects.model import Reason
from baken.evaluation.kpis.model import Indicator, Kpi
from baken.evaluation.record import (
    Compared,
    Course,
    EventRecord,
    ForeseenCourse,
    PlaceRecord,
    Taken,
    Warned,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Float64 = NDArray[np.float64]

MINUTE_US: Final = 60_000_000
STEP_MIN: Final = 5
STEPS: Final = 96
"""Eight hours, from 17:00."""
START_US: Final = int(datetime(2026, 8, 14, 15, 0, tzinfo=UTC).timestamp()) * 1_000_000
QUANTILES: Final = (0.025, 0.1, 0.5, 0.9, 0.975)

_DONORS: Final = 24
_Z: Final = np.array([-1.96, -1.2816, 0.0, 1.2816, 1.96])
_PLACES: Final = (
    ("quay", "Quay", 5200.0, 9000.0, 5600.0, 63.0, 16.0),
    ("stairs", "Stairs", 900.0, 700.0, 820.0, 69.0, 5.0),
    ("square", "Square", 6000.0, 8000.0, 3900.0, 66.0, 13.0),
    ("stop", "Tram stop", None, 900.0, 620.0, 70.0, 6.0),
)
_FORESEEN_SPREAD: Final = 0.12


def moment(minutes: float) -> int:
    """Return so many minutes after the record begins."""
    return START_US + round(minutes * MINUTE_US)


def specimen_record(*, seed: int = 1, effect: float = -0.35) -> EventRecord:
    """Return the record of the made-up event.

    Parameters
    ----------
    effect
        What the one-way walking really changed at the stairs, as a share of those who would have been there.

    Examples
    --------
    >>> record = specimen_record()
    >>> [place.id for place in record.places], len(record.interventions)
    (['quay', 'stairs', 'square', 'stop'], 2)
    """
    rng = np.random.default_rng([seed, 89])
    days = {place[0]: _days(place, rng) for place in _PLACES}
    would = days["stairs"][0].copy()
    one_way, trams = slice(68, 82), slice(72, 96)
    days["stairs"][0, one_way] *= 1.0 + effect
    true = float((days["stairs"][0] - would)[one_way].mean())
    return EventRecord(
        city_id="specimen",
        city_name="Waterfront",
        country="NL",
        time_zone="Europe/Amsterdam",
        event_id="show-2026",
        title="Show at the waterfront",
        title_nl="Show aan het water",
        kind="fireworks",
        start_us=moment(300),
        end_us=moment(345),
        as_of_us=moment(STEPS * STEP_MIN + 60),
        places=tuple(PlaceRecord(id=p[0], name=p[1], limit=p[2], area_m2=p[3]) for p in _PLACES),
        courses=tuple(_course(name, values[0]) for name, values in days.items()),
        foreseen=tuple(
            _foreseen(name, values, origin, rng) for name, values in days.items() for origin in (24, 36, 48, 60)
        ),
        warnings=_warnings(),
        interventions=_interventions(one_way, trams),
        comparisons=(
            _compared("one-way", "stairs", days["stairs"], one_way, true),
            _compared("extra-trams", "stop", days["stop"], trams, None, overlapping=("one-way",)),
        ),
        kpis=_kpis(),
        simulated=True,
    )


def _days(place: tuple[str, str, float | None, float, float, float, float], rng: np.random.Generator) -> Float64:
    """Return persons on the day of the event and on like days, shape (days, steps)."""
    *_, most, peak, width = place
    steps = np.arange(STEPS)
    level = most * np.exp(rng.normal(0.0, 0.1, (_DONORS + 1, 1)))
    level[0] = 1.08 * most
    when = peak + rng.normal(0.0, 0.5, (_DONORS + 1, 1))
    came = np.where(steps < when, np.exp(-0.5 * ((steps - when) / (1.6 * width)) ** 2), 0.0)
    went = np.where(steps >= when, np.exp(-0.5 * ((steps - when) / width) ** 2), 0.0)
    values = 0.12 * most + level * (came + went)
    wander = np.cumsum(rng.normal(0.0, 0.012, values.shape), axis=1)
    return np.asarray(values * np.exp(wander - wander.mean(axis=1, keepdims=True)))


def _course(place_id: str, values: Float64) -> Course:
    whole = np.round(values)
    return Course(
        place_id=place_id,
        start_us=START_US,
        step_us=STEP_MIN * MINUTE_US,
        persons=_numbers(whole),
        lower=_numbers(np.round(0.9 * whole)),
        upper=_numbers(np.round(1.1 * whole)),
    )


def _foreseen(place_id: str, days: Float64, origin: int, rng: np.random.Generator) -> ForeseenCourse:
    usual = np.median(days[1:], axis=0)
    level = days[0, origin - 6 : origin].mean() / usual[origin - 6 : origin].mean()
    said = usual[origin:] * level * np.exp(rng.normal(0.0, 0.03))
    lead = np.arange(1, len(said) + 1)
    spread = _FORESEEN_SPREAD * np.sqrt(lead / 12.0).clip(0.4, 1.6)
    values = said[:, None] * np.exp(spread[:, None] * _Z[None, :])
    return ForeseenCourse(
        place_id=place_id,
        issued_us=moment(origin * STEP_MIN),
        start_us=moment(origin * STEP_MIN),
        step_us=STEP_MIN * MINUTE_US,
        quantiles=QUANTILES,
        values=tuple(_numbers(np.round(row)) for row in values),
        method="specimen/1",
    )


def _warnings() -> tuple[Warned, ...]:
    return (
        Warned(
            id="w1",
            place_ids=("quay",),
            kind="persons",
            raised_us=moment(178),
            probability=0.72,
            expected_us=moment(224),
            seen_us=moment(180),
            handled_us=moment(191),
            closed_us=moment(405),
        ),
        Warned(
            id="w2",
            place_ids=("stairs",),
            kind="persons",
            raised_us=moment(288),
            probability=0.64,
            expected_us=moment(333),
            seen_us=moment(289),
            handled_us=moment(300),
            closed_us=moment(390),
        ),
        Warned(
            id="w3",
            place_ids=("square",),
            kind="persons",
            raised_us=moment(150),
            probability=0.51,
            expected_us=moment(200),
            seen_us=moment(161),
            closed_us=moment(196),
        ),
    )


def _interventions(one_way: slice, trams: slice) -> tuple[Taken, ...]:
    return (
        Taken(
            id="one-way",
            kind="one-way-walking",
            title="One-way walking at the stairs",
            title_nl="Eenrichting op de trappen",
            place_ids=("stairs",),
            reaches=("quay", "square"),
            warning_id="w2",
            proposed_us=moment(289),
            approved_us=moment(300),
            from_us=moment(one_way.start * STEP_MIN),
            until_us=moment(one_way.stop * STEP_MIN),
            role="duty-officer",
        ),
        Taken(
            id="extra-trams",
            kind="extra-trams",
            title="Six extra trams",
            title_nl="Zes extra trams",
            place_ids=("stop",),
            warning_id="w1",
            proposed_us=moment(180),
            approved_us=moment(191),
            from_us=moment(trams.start * STEP_MIN),
            until_us=moment(trams.stop * STEP_MIN),
            role="duty-officer",
        ),
    )


def _compared(
    intervention_id: str,
    place_id: str,
    days: Float64,
    during: slice,
    true_change: float | None,
    overlapping: tuple[str, ...] = (),
) -> Compared:
    first = max(0, during.start - 36)
    values = np.round(days[:, first : during.stop])
    before = during.start - first
    usual = np.median(days[1:], axis=0)[during]
    level = values[:, before - 6 : before].mean(axis=1) / np.median(days[1:, during.start - 6 : during.start])
    return Compared(
        intervention_id=intervention_id,
        place_id=place_id,
        start_us=moment(first * STEP_MIN),
        step_us=STEP_MIN * MINUTE_US,
        before=before,
        unit_ids=("2026-08-14", *(f"like day {k:02}" for k in range(1, len(days)))),
        values=tuple(_numbers(row) for row in values),
        foreseen=tuple(_numbers(np.round(each * usual)) for each in level),
        excluded={"square 2026-08-14": Reason.CONTAMINATED},
        overlapping=overlapping,
        true_change=true_change,
    )


def _kpis() -> tuple[Kpi, ...]:
    declared = moment(-14 * 1440)
    rows: Sequence[tuple[str, Indicator, str, str, float | None, tuple[str, ...], int]] = (
        ("lead", Indicator.MEDIAN_LEAD_MIN, "Warned in time", "Op tijd gewaarschuwd", 30.0, (), declared),
        ("false", Indicator.FALSE_ALARM_RATIO, "Few false alarms", "Weinig vals alarm", 30.0, (), declared),
        ("decision", Indicator.MEDIAN_DECISION_MIN, "Decided quickly", "Snel besloten", 15.0, (), declared),
        ("above", Indicator.MINUTES_ABOVE_LIMIT, "Stairs within their limit", "Trappen binnen de grens", 10.0,
         ("stairs",), declared),
        ("most", Indicator.MOST_PERSONS, "Fewer on the quay", "Minder op de kade", 6500.0, ("quay",), declared),
        ("clear", Indicator.MINUTES_TO_CLEAR, "Empty soon", "Snel leeg", 75.0, ("quay", "square"), moment(360)),
    )  # fmt: skip
    return tuple(
        Kpi(
            id=name,
            event_id="show-2026",
            indicator=indicator,
            title=title,
            title_nl=title_nl,
            target=target,
            threshold=4000.0 if indicator is Indicator.MINUTES_TO_CLEAR else None,
            place_ids=places,
            declared_us=when,
            source="Safety plan of the event, section 4",
        )
        for name, indicator, title, title_nl, target, places, when in rows
    )


def _numbers(values: Float64) -> tuple[float | None, ...]:
    return tuple(None if value != value else float(value) for value in values.tolist())
