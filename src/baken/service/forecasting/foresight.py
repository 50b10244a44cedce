# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Foresight: one issue, from what is known to what is shown, with the reference beside it and always one to show."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.event_effects import AROUND_MIN, effect_of, with_effects
from baken.forecast.lifecycle.trust import Issue as Attempt
from baken.forecast.lifecycle.trust import Mistrust, Trust, issue_budget_s, trust_after, trust_after_alarms, whose
from baken.forecast.model import ForecastError, Status
from baken.forecast.notes import Code, note
from baken.forecast.registry import REFERENCE, forecaster
from baken.forecast.weather_layer import weather_effect, with_weather
from baken.service.forecasting.issued import Aside, Issue, foreseen_of
from baken.vocabulary.time import monotonic_s

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from baken.forecast.event_effects import EventEffect
    from baken.forecast.model import Bool, Float64, Int64, Known, Panel, QuantileForecast
    from baken.forecast.places import Places
    from baken.forecast.protocol import Forecaster
    from baken.forecast.weather_layer import WeatherEffect
    from baken.service.forecasting.issued import Foreseen
    from baken.service.forecasting.next_hours import Near

HORIZON_H: Final = 168
"""A week: what a city staffs by."""

_LOG: Final = logging.getLogger(__name__)

MISTRUSTED: Final[dict[Mistrust, str]] = {
    Mistrust.NONE: "",
    Mistrust.ABSENT: note(Code.MODEL_ABSENT),
    Mistrust.FAILED: note(Code.MODEL_FAILED),
    Mistrust.TOO_SLOW: note(Code.MODEL_SLOW),
    Mistrust.DRIFTED: note(Code.MODEL_DRIFTED),
}
"""What is told of every series when the reference is shown in the place of a model."""


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model that may issue.

    Attributes
    ----------
    id
        In the store of models.
    data_until_min
        Nothing of this wall-clock minute or later was in what it learned from.
    """

    id: str
    forecaster: Forecaster
    data_until_min: int


@dataclass(frozen=True, slots=True)
class Foresight:
    """What came of one issue.

    Attributes
    ----------
    shown
        The model's own where it could be trusted, with the effects of events on it.
    reference
        The reference, without anything laid on it.
    made_by, bare, weather, before, effects
        What explains it: who foresaw and what, the effect of the foretold weather that was laid on it, what was
        foreseen with that and without events, and the effects of those.
    trust
        In the model, after this issue.
    aside
        What the model foresaw when that is not shown because an alarm stands.
    near
        What the nowcast foresees, which is shown of the next two hours; None where there is none.
    """

    known: Known
    shown: QuantileForecast
    reference: QuantileForecast
    bare: QuantileForecast
    weather: WeatherEffect | None
    before: QuantileForecast
    effects: tuple[EventEffect, ...]
    made_by: Forecaster
    mistrust: Mistrust
    trust: Trust | None
    model: str
    seconds: float
    aside: Aside | None = None
    near: Near | None = None


def to_keep(
    found: Foresight, activity: str, zone: ZoneInfo, now_us: int, made_us: int
) -> tuple[Issue, tuple[Foreseen, ...], Aside | None]:
    """Return an issue as it is kept: what holds for all series, what it says of each, and what was not shown."""
    issue = Issue.of(
        found.shown,
        zone,
        issued_at_us=now_us,
        made_at_us=made_us,
        reference=found.reference.method,
        activity=activity,
        seconds=found.seconds,
        model=found.model,
        mistrust=found.mistrust,
    )
    return issue, foreseen_of(found.known.panel.series, found.shown, found.reference), found.aside


@dataclass(slots=True)
class Foreseer:
    """Makes one issue after the other, and remembers how far its model is trusted."""

    every_min: int = 60
    model: Model | None = None
    trust: Trust = field(default_factory=Trust)
    _reference: Forecaster | None = None

    def alarmed(self, alarmed: bool) -> None:
        """Show the reference, or the model again, after drift was looked for."""
        self.trust = trust_after_alarms(self.trust, alarmed)

    def use(self, model: Model | None) -> None:
        """Let a model issue from now on; another one is trusted afresh."""
        if (model and model.id) != (self.model and self.model.id):
            self.trust = Trust()
        self.model = model

    def foresee(
        self,
        known: Known,
        lead_steps: Int64,
        places: Places,
        now_us: int,
        *,
        temperature: Panel | None = None,
        rain: Panel | None = None,
    ) -> Foresight:
        """Return the forecast of all series at an origin; the reference wherever the model cannot be trusted.

        Parameters
        ----------
        temperature, rain
            As observed, on the clock of the panel: what the foretold weather is held against.

        Invariants: never raises because of what a model does; a model that learned from what came after the origin is
        not asked.
        """
        begun = monotonic_s()
        reference_maker = self._reference = self._reference or forecaster(REFERENCE)
        reference = reference_maker.forecast(known, lead_steps)
        model = self.model if self.model is not None and self.model.data_until_min <= known.origin_min else None
        budget_s = issue_budget_s(len(known.panel.series), len(lead_steps), every_min=self.every_min)
        own, attempt = self._asked(model, known, lead_steps, now_us)
        why = whose(None if model is None else self.trust, attempt, budget_s)
        if attempt is not None:
            self.trust = trust_after(self.trust, attempt, budget_s)
        shown = own if own is not None and why is Mistrust.NONE else _instead(reference, why)
        made_by = model.forecaster if model is not None and shown is own else reference_maker
        weather = weather_effect(known, lead_steps, temperature=temperature, rain=rain)
        before, effects = with_weather(shown, weather), effects_of(known, lead_steps, places)
        return Foresight(
            known=known,
            shown=with_effects(before, effects),
            reference=reference,
            bare=shown,
            weather=weather,
            before=before,
            effects=effects,
            made_by=made_by,
            mistrust=why,
            trust=None if model is None else self.trust,
            model=model.id if model is not None and shown is own else "",
            seconds=monotonic_s() - begun,
            aside=Aside(model.id, own.values) if model and own is not None and why is Mistrust.DRIFTED else None,
        )

    def _asked(
        self, model: Model | None, known: Known, lead_steps: Int64, now_us: int
    ) -> tuple[QuantileForecast | None, Attempt | None]:
        """Return what a model foresees and what came of asking it; nothing while it rests."""
        if model is None or not self.trust.is_tried(now_us):
            return None, None
        begun = monotonic_s()
        try:
            model.forecaster.update(known)
            found = model.forecaster.forecast(known, lead_steps)
        except Exception:  # noqa: BLE001 - whatever a model does, there is a forecast
            _LOG.exception("The model %s failed", model.id)
            return None, Attempt(now_us, monotonic_s() - begun, failed=True)
        return found, Attempt(now_us, monotonic_s() - begun)


def _instead(reference: QuantileForecast, why: Mistrust) -> QuantileForecast:
    """Return the reference as what is shown in the place of a model, saying so of every series that it has."""
    words = MISTRUSTED[why]
    own = reference.status == Status.OWN
    status = np.where(own, np.uint8(Status.REFERENCE), reference.status).astype(np.uint8)
    notes = tuple(f"{words} {said}".strip() if mine else said for said, mine in zip(reference.notes, own, strict=True))
    return replace(reference, status=status, notes=notes)


def effects_of(known: Known, lead_steps: Int64, places: Places) -> tuple[EventEffect, ...]:
    """Return the effects of the planned events that are felt during a forecast; none of one that cannot be told."""
    first = known.origin_min
    last = first + int(lead_steps[-1]) * known.panel.step_min
    found = []
    for event in known.events:
        if event.start_min - AROUND_MIN >= last or event.end_min + AROUND_MIN <= first:
            continue
        try:
            found.append(effect_of(event, known, lead_steps, places))
        except ForecastError:
            _LOG.warning("The effect of the event %s cannot be told", event.id)
    return tuple(found)


def leads_of(step_min: int, hours: int = HORIZON_H) -> Int64:
    """Return the leads of so many hours: every step of the first day, and of later days one in each hour.

    Examples
    --------
    >>> leads_of(60, 3).tolist(), leads_of(15, 27)[-6:].tolist()
    ([1, 2, 3], [94, 95, 96, 97, 101, 105])
    """
    steps = 60 // step_min if step_min < 60 else 1
    leads = np.arange(1, hours * 60 // step_min + 1, dtype=np.int64)
    day = 1440 // step_min
    found: Int64 = leads[(leads <= day) | ((leads - 1) % steps == 0)]
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a series now.

    Attributes
    ----------
    raw
        As it was issued; only levels may be told of it, as of an area of the picture that is withheld.
    values, reference
        Multiples of k, and NaN where the median is below it.
    k
        Below how many persons nothing is told; 1 where everything may be.
    """

    raw: Foreseen
    values: Float64
    reference: Float64
    k: int

    @classmethod
    def of(cls, raw: Foreseen, k: int) -> Shown:
        """Return what may be shown of a series."""
        return cls(raw, withheld(raw.values, k), withheld(raw.reference, k), k)

    @property
    def few(self) -> Bool:
        """Return where a forecast is withheld, shape (leads,)."""
        return np.asarray(np.isnan(self.values).any(axis=-1) & ~np.isnan(self.raw.values).any(axis=-1))


def withheld(values: Float64, k: int) -> Float64:
    """Return quantiles as they may be shown: multiples of k, and nothing where the median is below it.

    Parameters
    ----------
    values
        Shape (leads, quantiles).

    Examples
    --------
    >>> withheld(np.array([[2.0, 7.0, 13.0], [0.0, 3.0, 8.0]]), 5).tolist()
    [[0.0, 5.0, 15.0], [nan, nan, nan]]
    """
    if k <= 1:
        return values
    middle = values[..., values.shape[-1] // 2]
    rounded = np.floor(values / k + 0.5) * k
    return np.where((middle < k)[..., None], np.nan, rounded)
