# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A weighted average of forecasters that goes on when one of them fails."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import numpy as np

from baken.forecast.backcast import BackcastPlan, fit_and_backcast
from baken.forecast.buckets import BUCKETS, bucket_of
from baken.forecast.methods.ensemble.averaging import averaged
from baken.forecast.methods.ensemble.weights import Trial, learned
from baken.forecast.model import QUANTILES, ForecastError, QuantileForecast, Status
from baken.forecast.notes import Code, note
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.saved import opened, sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from baken.forecast.model import Bool, Float64, Int64, Known
    from baken.forecast.protocol import Forecaster

_T = TypeVar("_T")

VERSION: Final = 1
_SCORED: Final = slice(1, -1)
"""The deciles: what the loss is counted over; the ends of the 95 % band come along."""
_MOST_TARGETS: Final = 600
"""Of a series in a bucket, evenly spread: weights are two or three numbers."""


class _Kept(msgspec.Struct, frozen=True):
    series: tuple[str, ...]
    weights: bytes
    members: tuple[bytes, ...]
    failed: dict[str, str]


class EnsembleForecaster:
    """Averages the quantiles of its members, with weights per series and horizon bucket.

    Parameters
    ----------
    members
        At least one; this forecaster owns them from now on. No two with the same id.
    horizon_h
        Weights are learned on leads up to so many hours; further ones take those of the last bucket.

    Invariants: weights are not negative and sum to one; a member that raises an error, says nothing or has fallen back
    to the reference loses its weight to the others for that time, and a note says so; a failure of all is an error.

    Source: Lichtendahl, Grushka-Cockayne and Winkler (2013), Management Science 59; Kivinen and Warmuth (1997),
    Information and Computation 132.
    """

    def __init__(self, members: Sequence[Forecaster], *, horizon_h: int = 168, id: str = "ensemble") -> None:  # noqa: A002
        if not members or len({member.definition.id for member in members}) < len(members):
            raise ForecastError("An ensemble needs members that differ.", remedy="Name each method once.")
        self._id = id
        self._members = tuple(members)
        self._horizon_h = horizon_h
        self._series_ids: tuple[str, ...] = ()
        self._weights: Float64 | None = None
        self._failed: dict[str, str] = {}
        self._backcasts: tuple[QuantileForecast, ...] = ()

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is; its version rises with that of any member."""
        of = [member.definition for member in self._members]
        return ForecasterDefinition(
            id=self._id,
            version=100 * VERSION + sum(one.version for one in of),
            title=f"Weighted average of the quantiles of {', '.join(one.id for one in of)}",
            source="Lichtendahl, Grushka-Cockayne and Winkler 2013",
            needs=next((one.needs for one in of if one.needs), ""),
        )

    @property
    def weights(self) -> dict[str, Float64]:
        """Return the weight of each member per series and horizon bucket, shape (S, B); empty before a fit."""
        if self._weights is None:
            return {}
        return {member.definition.id: w for member, w in zip(self._members, self._weights, strict=True)}

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Fit the members, and learn their weights on origins of the last weeks that they had not been fitted on.

        Raises
        ------
        ForecastError
            When no member could be fitted.
        """
        self._series_ids = tuple(series.id for series in known.panel.series)
        self._failed = {}
        plan = BackcastPlan.of(known, horizon_h=self._horizon_h)
        past: dict[int, tuple[QuantileForecast, ...]] = {}
        for place, member in enumerate(self._members):
            made = self._guarded(member, partial(fit_and_backcast, member, known, plan, seed=seed))
            if made is not None and len(made) == len(plan.origins):
                past[place] = made  # one without a past has a say only where nobody else has
        if len(self._failed) == len(self._members):
            raise ForecastError("No member of the ensemble could be fitted.", remedy="; ".join(self._failed.values()))
        self._weights = self._learned(past, known)
        self._backcasts = self._combined_past(past)

    def update(self, known: Known) -> None:
        """Update the members that were fitted."""
        for member in self._members:
            if member.definition.id not in self._failed:
                _tried(partial(member.update, known))  # without it a forecast is lawful, only less good

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the average of what the members foresee.

        Raises
        ------
        ForecastError
            When every member fails.
        """
        leads = np.asarray(lead_steps, dtype=np.int64)
        made, lost = {}, dict(self._failed)
        for place, member in enumerate(self._members):
            if member.definition.id in self._failed:
                continue
            one, reason = _tried(partial(member.forecast, known, leads))
            if one is None:
                lost[member.definition.id] = reason
            else:
                made[place] = one
        if not made:
            raise ForecastError("No member of the ensemble gave a forecast.", remedy="; ".join(lost.values()))
        return self._combined(made, known, leads, lost)

    def save(self) -> bytes:
        """Return the members and their weights."""
        weights = b"" if self._weights is None else self._weights.tobytes()
        kept = _Kept(self._series_ids, weights, tuple(member.save() for member in self._members), self._failed)
        return sealed(self.definition, msgspec.msgpack.encode(kept))

    def load(self, saved: bytes) -> None:
        """Take members and weights."""
        try:
            kept = msgspec.msgpack.decode(opened(self.definition, saved), type=_Kept)
        except msgspec.MsgspecError as error:
            raise ForecastError("What was kept of an ensemble is damaged.", remedy="Fit it anew.") from error
        for member, one in zip(self._members, kept.members, strict=True):
            member.load(one)
        shape = (len(self._members), len(kept.series), len(BUCKETS))
        self._weights = np.frombuffer(kept.weights).reshape(shape).copy() if kept.weights else None
        self._series_ids, self._failed, self._backcasts = kept.series, dict(kept.failed), ()

    def backcasts(self) -> tuple[QuantileForecast, ...]:
        """Return what the ensemble would have said at the origins on which its weights were learned."""
        return self._backcasts

    # ---------------------------------------------------------------- weights

    def _learned(self, past: dict[int, tuple[QuantileForecast, ...]], known: Known) -> Float64:
        """Return weights per member, series and bucket; a bucket that nothing was foreseen of is as the one before."""
        count = len(self._series_ids)
        weights = np.zeros((len(self._members), count, len(BUCKETS)))
        if not past:
            return np.full_like(weights, 1.0 / len(self._members))
        found = np.full((len(past), count), 1.0 / len(past))
        places = list(past)
        for bucket in range(len(BUCKETS)):
            trial, days = _trial([past[place] for place in places], known, bucket)
            if trial is not None:
                found = learned(trial, QUANTILES[1:-1], days)
            weights[places, :, bucket] = found
        return weights

    def _weights_of(self, known: Known, leads: Int64) -> Float64:
        """Return weights per member, series and lead; equal ones before a fit or for other series."""
        if self._weights is None or self._series_ids != tuple(series.id for series in known.panel.series):
            return np.full((len(self._members), len(known.panel.series), len(leads)), 1.0 / len(self._members))
        return np.asarray(self._weights[:, :, bucket_of(leads, known.panel.step_min)])

    def _combined(
        self, made: dict[int, QuantileForecast], known: Known, leads: Int64, lost: dict[str, str]
    ) -> QuantileForecast:
        places = list(made)
        status = np.stack([made[place].status for place in places])
        values = np.stack([made[place].values for place in places])
        own = (status == Status.OWN).any(axis=0)
        # who says only what the reference says has no say beside those who say something of their own
        silent = own & (status != Status.OWN)
        values[silent] = np.nan
        mean = averaged(values, self._weights_of(known, leads)[places])
        return QuantileForecast.of(
            known,
            leads,
            mean,
            method=self.definition.method,
            status=np.where(own, Status.OWN, status.min(axis=0)).astype(np.uint8),
            notes=self._notes(made, silent, own, lost),
        )

    def _notes(
        self, made: dict[int, QuantileForecast], silent: Bool, own: Bool, lost: dict[str, str]
    ) -> tuple[str, ...]:
        without = [note(Code.MEMBER_LOST, member=name, error=reason) for name, reason in lost.items()]
        notes = []
        for series in range(len(own)):
            said = [
                f"{note(Code.MEMBER_SAYS, member=self._members[place].definition.id)} {one.notes[series]}"
                for row, (place, one) in enumerate(made.items())
                if one.notes[series] and (silent[row, series] or not own[series])
            ]
            notes.append(" ".join([*without, *said]))
        return tuple(notes)

    def _combined_past(self, past: dict[int, tuple[QuantileForecast, ...]]) -> tuple[QuantileForecast, ...]:
        together = []
        for each in zip(*past.values(), strict=True):
            first = each[0]
            values = np.stack([one.values for one in each])
            if self._weights is not None:
                weights = self._weights[list(past)][:, :, bucket_of(first.lead_steps, first.step_min)]
                together.append(replace(first, values=averaged(values, weights), method=self.definition.method))
        return tuple(together)

    # ---------------------------------------------------------------- failures

    def _guarded(self, member: Forecaster, act: Callable[[], _T]) -> _T | None:
        """Return what an act of a member gives; a member that fails takes no further part until the next fit."""
        result, reason = _tried(act)
        if reason:
            self._failed[member.definition.id] = reason
        return result


def _tried(act: Callable[[], _T]) -> tuple[_T | None, str]:
    """Return the result, or None and why there is none."""
    try:
        return act(), ""
    except Exception as error:  # noqa: BLE001 - whatever a library raises, the others go on, and a note says why
        return None, f"{type(error).__name__}: {error}"


def _trial(past: list[tuple[QuantileForecast, ...]], known: Known, bucket: int) -> tuple[Trial | None, float]:
    """Return what all members foresaw of one bucket, evenly thinned, and of how many days."""
    panel = known.panel
    quantiles, observed, days = [], [], set()
    for each in zip(*past, strict=True):
        first = each[0]
        target = (first.target_min - panel.start_min) // panel.step_min
        chosen = np.flatnonzero((bucket_of(first.lead_steps, first.step_min) == bucket) & (target < len(panel)))
        if len(chosen):
            quantiles.append(np.stack([one.values[:, chosen, _SCORED] for one in each]))
            observed.append(panel.values[target[chosen]].T)
            days |= set((target[chosen] // panel.steps_per_day).tolist())
    if not observed:
        return None, 0.0
    trial = Trial(np.concatenate(quantiles, axis=2), np.concatenate(observed, axis=1))
    take = np.unique(np.linspace(0, trial.observed.shape[1] - 1, _MOST_TARGETS).astype(np.int64))
    return Trial(trial.quantiles[:, :, take], trial.observed[:, take]), float(len(days))
