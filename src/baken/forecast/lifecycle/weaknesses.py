# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a model is weak, found by rule: so that every card says it, also of a model that somebody is proud of."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.buckets import BUCKETS
from baken.forecast.lifecycle.scores import mean
from baken.forecast.source_clock import clock_jumps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.model import Float64, Panel

POINTS_OFF: Final = {0.8: 2.0, 0.95: 1.5}
"""So many points a band may be off in a bucket, as is promised."""
SERIES_POINTS_OFF: Final = 5.0
"""So many points the 80 % band may be off for one series."""
FEWEST_DAYS: Final = 28
"""Scores over fewer days are hardly more than an impression."""
YEAR_DAYS: Final = 365
RECENT_DAYS: Final = 56
MISSING_SHARE: Final = 0.5
"""A series of which more than half of the last eight weeks is missing is starved."""


class WeaknessKind(StrEnum):
    """What is weak; the word by which a screen translates it."""

    SERIES_WITHOUT_SKILL = "series-without-skill"
    BUCKET_WITHOUT_SKILL = "bucket-without-skill"
    BUCKET_BANDS = "bucket-bands"
    SERIES_BANDS = "series-bands"
    UNUSUAL_HOURS = "unusual-hours"
    CLOCK_JUMPED = "clock-jumped"
    STARVED_SERIES = "starved-series"
    SHORT_PAST = "short-past"
    FEW_DAYS_SCORED = "few-days-scored"


class Weakness(msgspec.Struct, frozen=True, kw_only=True):
    """One weakness, in a word and a sentence."""

    kind: WeaknessKind
    text: str
    series_ids: tuple[str, ...] = ()


def weaknesses(
    own: OriginScores,
    reference: OriginScores,
    panel: Panel,
    own_unusual: OriginScores | None = None,
    reference_unusual: OriginScores | None = None,
) -> tuple[Weakness, ...]:
    """Return what is weak.

    Parameters
    ----------
    own, reference
        Scores on the same targets.
    panel
        What the model was fitted on.
    own_unusual, reference_unusual
        Scores on the most unusual hours, chosen by outcome; None when they were not scored.
    """
    return (
        *_without_skill(own, reference),
        *_bands(own),
        *_unusual(own, own_unusual, reference_unusual),
        *_clock(panel),
        *_starved(panel),
        *_short(own, panel),
    )


def _without_skill(own: OriginScores, reference: OriginScores) -> Iterator[Weakness]:
    for place, bucket in enumerate(BUCKETS):
        skill = _skill(mean(own.wql(place)), mean(reference.wql(place)))
        if own.targets(place) and skill < 0.0:
            text = f"At {bucket.name} it has {-skill:.0%} more loss than the reference."
            yield Weakness(kind=WeaknessKind.BUCKET_WITHOUT_SKILL, text=text)
    loss, other = own.wql(), reference.wql()
    worse = np.flatnonzero((loss > other) & (other > 0.0))
    for series in worse.tolist():
        name = own.series_ids[series]
        text = f"{name}: {loss[series] / other[series] - 1.0:.0%} more loss than the reference."
        yield Weakness(kind=WeaknessKind.SERIES_WITHOUT_SKILL, text=text, series_ids=(name,))


def _bands(own: OriginScores) -> Iterator[Weakness]:
    for place, bucket in enumerate(BUCKETS):
        for share, points in POINTS_OFF.items():
            held = mean(own.coverage(share, place))
            if abs(held - share) * 100.0 > points:
                text = f"At {bucket.name} the band of {share:.0%} holds {held:.1%}."
                yield Weakness(kind=WeaknessKind.BUCKET_BANDS, text=text)
    held_by_series = own.coverage(0.8)
    off = np.flatnonzero(np.abs(held_by_series - 0.8) * 100.0 > SERIES_POINTS_OFF)
    for series in off.tolist():
        name = own.series_ids[series]
        text = f"{name}: the band of 80% holds {held_by_series[series]:.0%}."
        yield Weakness(kind=WeaknessKind.SERIES_BANDS, text=text, series_ids=(name,))


def _unusual(
    own: OriginScores, own_unusual: OriginScores | None, reference_unusual: OriginScores | None
) -> Iterator[Weakness]:
    if own_unusual is None or reference_unusual is None or not own_unusual.targets():
        return
    loss, usual = mean(own_unusual.wql()), mean(own.wql())
    skill = _skill(loss, mean(reference_unusual.wql()))
    than = f"{abs(skill):.0%} {'less' if skill >= 0.0 else 'more'} than the reference"
    held = mean(own_unusual.coverage(0.8))
    text = (
        f"On the most unusual hours (chosen by what came) its loss is {loss / usual:.1f} times that of all hours, "
        f"{than}; bands of 80% held {held:.0%} of them."
    )
    yield Weakness(kind=WeaknessKind.UNUSUAL_HOURS, text=text)


def _clock(panel: Panel) -> Iterator[Weakness]:
    for jump in clock_jumps(panel.values, panel.step_min):
        day = np.datetime64(int(panel.start_min) + jump.row * panel.step_min, "m").astype("datetime64[D]")
        way = "later" if jump.hours > 0 else "earlier"
        text = (
            f"About {day} all series began to be written {abs(jump.hours)} h {way} than before. "
            "Look whether the source keeps the clock of the city: if not, hours and holidays are beside."
        )
        yield Weakness(kind=WeaknessKind.CLOCK_JUMPED, text=text)


def _starved(panel: Panel) -> Iterator[Weakness]:
    recent = panel.values[-RECENT_DAYS * panel.steps_per_day :]
    missing: Float64 = np.isnan(recent).mean(axis=0) if len(recent) else np.ones(len(panel.series))
    for series in np.flatnonzero(missing > MISSING_SHARE).tolist():
        name = panel.series[series].id
        text = f"{name}: {missing[series]:.0%} of the last {RECENT_DAYS} days is missing."
        yield Weakness(kind=WeaknessKind.STARVED_SERIES, text=text, series_ids=(name,))


def _short(own: OriginScores, panel: Panel) -> Iterator[Weakness]:
    days = len(panel) // panel.steps_per_day
    if days < YEAR_DAYS:
        text = f"It learned from {days} days: it has not seen every season and holiday."
        yield Weakness(kind=WeaknessKind.SHORT_PAST, text=text)
    scored = len(np.unique(own.origins_min // 1440))
    if scored < FEWEST_DAYS:
        text = f"Its scores are of {scored} days only."
        yield Weakness(kind=WeaknessKind.FEW_DAYS_SCORED, text=text)


def _skill(loss: float, other: float) -> float:
    return 1.0 - loss / other if other > 0.0 else float("nan")
