# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the record of an event says: scores of forecasts and warnings, effects, key figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.evaluation.effects.estimating import estimate
from baken.evaluation.effects.methods.difference_in_differences import DifferenceInDifferences
from baken.evaluation.effects.methods.issued_forecast import IssuedForecast
from baken.evaluation.effects.methods.synthetic_control import SyntheticControl
from baken.evaluation.exchange import shared
from baken.evaluation.kpis.computing import MINUTE_US, key_figures
from baken.evaluation.record import as_array, persons, times
from baken.evaluation.verification.calibration import coverage
from baken.evaluation.verification.point_errors import bias, mean_absolute_error
from baken.evaluation.warned import alarms_of, episodes_at, judged_of
from baken.evaluation.warnings.contingency import Contingency

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Effect
    from baken.evaluation.effects.protocol import EffectMethod
    from baken.evaluation.exchange import SharedEffect
    from baken.evaluation.kpis.computing import KeyFigure
    from baken.evaluation.record import Compared, EventRecord, ForeseenCourse, Taken, Warned
    from baken.evaluation.warnings.episodes import Episode

Float64 = NDArray[np.float64]

METHODS: Final[tuple[EffectMethod, ...]] = (SyntheticControl(), DifferenceInDifferences(), IssuedForecast())
"""The first is the one that is told; the others show whether it depends on the method."""

HORIZONS_MIN: Final = ((0, 30), (30, 60), (60, 120), (120, 240))


class Verdict(StrEnum):
    """What came of a warning."""

    IN_TIME = "in-time"
    LATE = "late"
    FALSE_ALARM = "false-alarm"
    STOOD_ALREADY = "stood-already"
    """It was raised again while the limit was passed, or soon after."""
    NO_LIMIT = "no-limit"
    """Its places have no limit of persons, so that it cannot be judged by them."""


@dataclass(frozen=True, slots=True)
class WarningFound:
    """A warning, what came of it, and how long before the limit was passed; minutes, None when it was not."""

    warned: Warned
    verdict: Verdict
    lead_min: float | None
    onset_us: int | None


@dataclass(frozen=True, slots=True)
class ForecastFound:
    """Scores of the forecasts of a place within a horizon: over all moments of issue."""

    place_id: str
    horizon_min: tuple[int, int]
    number: int
    error: float
    bias: float
    held: float | None
    usual: float


@dataclass(frozen=True, slots=True)
class EffectFound:
    """The effect of an intervention at a place, by every method that could say something; the first is told."""

    taken: Taken
    compared: Compared
    effects: tuple[Effect, ...]

    @property
    def told(self) -> Effect:
        """Return that of the first method."""
        return self.effects[0]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the report tells.

    Attributes
    ----------
    table
        Of all places with a limit together.
    missed
        Where and when a limit was passed without a warning in time.
    band
        The share that the band of the forecasts should hold.
    """

    record: EventRecord
    table: Contingency
    warnings: tuple[WarningFound, ...]
    missed: tuple[tuple[str, Episode], ...]
    forecasts: tuple[ForecastFound, ...]
    band: float | None
    effects: tuple[EffectFound, ...]
    figures: tuple[KeyFigure, ...]

    def shared(self) -> tuple[SharedEffect, ...]:
        """Return the effects as cities share them."""
        return tuple(shared(self.record, one.compared, effect) for one in self.effects for effect in one.effects)


def findings(record: EventRecord) -> Findings:
    """Return what a record says, with only what was known when it was made."""
    known = record.known_at(record.as_of_us)
    limited = [place.id for place in known.places if place.limit is not None and known.course(place.id) is not None]
    tables = [judged_of(known, place).contingency for place in limited]
    band = band_of(known.foreseen[0].quantiles) if known.foreseen else None
    return Findings(
        record=known,
        table=sum(tables, Contingency(0, 0, 0, 0)),
        warnings=tuple(_warning(known, one, limited) for one in sorted(known.warnings, key=lambda w: w.raised_us)),
        missed=tuple(_missed(known, limited)),
        forecasts=tuple(_forecasts(known, band)),
        band=None if band is None else round(band[1] - band[0], 6),
        effects=tuple(_effect(known, one) for one in known.comparisons),
        figures=key_figures(known),
    )


def band_of(quantiles: tuple[float, ...]) -> tuple[float, float] | None:
    """Return the ends of the central band of 80 %, or of the widest below it; None when there is none."""
    pairs = [(q, round(1.0 - q, 6)) for q in quantiles if q < 0.5 and round(1.0 - q, 6) in quantiles]
    inner = [pair for pair in pairs if pair[0] >= 0.1]
    return min(inner) if inner else max(pairs, default=None)


def _warning(record: EventRecord, warned: Warned, limited: list[str]) -> WarningFound:
    judged = [place for place in warned.place_ids if place in limited]
    if not judged:
        return WarningFound(warned, Verdict.NO_LIMIT, None, None)
    closed = record.as_of_us if warned.closed_us is None else warned.closed_us
    near = sorted(
        episode
        for place in judged
        for episode in episodes_at(record, place)
        if episode.start_us <= closed + record.lead_us and episode.end_us > warned.raised_us
    )
    if not near:
        return WarningFound(warned, Verdict.FALSE_ALARM, None, None)
    lead = (near[0].start_us - warned.raised_us) / MINUTE_US
    if lead * MINUTE_US >= record.lead_us and closed >= near[0].start_us:
        return WarningFound(warned, Verdict.IN_TIME, lead, near[0].start_us)
    first = all(
        alarm.raised_us >= warned.raised_us
        for place in judged
        for alarm in alarms_of(record, place)
        if near[0].start_us - record.earliest_us <= alarm.raised_us
    )
    return WarningFound(warned, Verdict.LATE if first else Verdict.STOOD_ALREADY, lead, near[0].start_us)


def _missed(record: EventRecord, limited: list[str]) -> list[tuple[str, Episode]]:
    found = []
    for place in limited:
        course = record.course(place)
        judged = judged_of(record, place)
        if course is not None:
            asked = [e for e in episodes_at(record, place) if e.start_us >= course.start_us]
            found += [(place, e) for e, is_hit in zip(asked, judged.is_hit, strict=True) if not is_hit]
    return found


def _forecasts(record: EventRecord, band: tuple[float, float] | None) -> list[ForecastFound]:
    found = []
    for place in record.places:
        course = record.course(place.id)
        issued = [one for one in record.foreseen if one.place_id == place.id]
        if course is None or not issued:
            continue
        pairs = [_pairs(persons(course), times(course), one, band) for one in issued]
        lead, seen, said, low, high, same = (np.concatenate([pair[k] for pair in pairs]) for k in range(6))
        for first, last in HORIZONS_MIN:
            of = (lead > first) & (lead <= last) & np.isfinite(seen) & np.isfinite(said)
            if of.any():
                found.append(
                    ForecastFound(
                        place_id=place.id,
                        horizon_min=(first, last),
                        number=int(of.sum()),
                        error=mean_absolute_error(seen[of], said[of]),
                        bias=bias(seen[of], said[of]),
                        held=None if band is None else coverage(seen[of], low[of], high[of]),
                        usual=mean_absolute_error(seen[of], same[of]),
                    )
                )
    return found


def _pairs(
    seen: Float64, when: NDArray[np.int64], issued: ForeseenCourse, band: tuple[float, float] | None
) -> tuple[Float64, ...]:
    """Return minutes ahead of the end of each step, what came, median, ends of the band, and the value at the issue."""
    values = as_array(issued.values)
    place = np.searchsorted(when, times(issued))
    inside = (place < len(when)) & (when[np.minimum(place, len(when) - 1)] == times(issued))
    came = np.where(inside, seen[np.minimum(place, len(when) - 1)], np.nan)
    before = np.flatnonzero(when < issued.issued_us)
    same = seen[before[-1]] if len(before) else np.nan
    lead = (times(issued) + issued.step_us - issued.issued_us) / MINUTE_US
    ends = (0.5, 0.5) if band is None else band
    low, high = (values[:, issued.quantiles.index(end)] for end in ends)
    median = values[:, issued.quantiles.index(0.5)]
    return lead, came, median, low, high, np.full(len(came), same)


def _effect(record: EventRecord, compared: Compared) -> EffectFound:
    taken = next(one for one in record.interventions if one.id == compared.intervention_id)
    found = [estimate(method, compared.comparison()) for method in METHODS]
    return EffectFound(taken, compared, tuple(one for one in found if one is not None))
