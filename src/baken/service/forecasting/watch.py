# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Watch: holds what the champion said in the last two weeks against what came, once a day.

What was issued is scored as it was issued, events and weather on it and all, for that is what people saw; one issue of
each day, of the same hour as in the trial that the model came through. Whether it is still as good is decided by
:mod:`baken.forecast.lifecycle.drift`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.lifecycle.drift import DriftRule, alarms
from baken.forecast.lifecycle.scores import OriginScores, scored_together
from baken.forecast.model import QuantileForecast, Status
from baken.service.forecasting.fitting import TRIED_HOUR

if TYPE_CHECKING:
    from baken.forecast.lifecycle.drift import Alarm
    from baken.forecast.model import Float64, Panel
    from baken.service.forecasting.issued import Issue
    from baken.service.forecasting.models import Models
    from baken.service.forecasting.store import ForecastStore

_DAY_MIN: Final = 1440
_DAY_US: Final = 86_400_000_000
_LOG: Final = logging.getLogger(__name__)


class Watch:
    """Watches over one champion after the other.

    Attributes
    ----------
    alarms
        That stand now; none when nothing is known of the champion yet.

    Invariants
    ----------
    The log says once that an alarm stands, and once that it does no longer.
    """

    def __init__(self, store: ForecastStore, models: Models, rule: DriftRule | None = None) -> None:
        self.alarms: tuple[Alarm, ...] = ()
        self._store, self._models, self._rule = store, models, rule or DriftRule()
        self._model, self._day = "", -1

    @property
    def is_for_the_reference(self) -> bool:
        """Tell whether the reference is to be shown in the place of the champion."""
        return any(one.is_for_the_reference for one in self.alarms)

    def look(self, model: str, panel: Panel, now_us: int) -> None:
        """Look after a model once a day, and at once when it is another; with no model there is no alarm.

        Parameters
        ----------
        model
            Id of the champion; empty when there is none.
        panel
            What came, until now.
        """
        day = panel.end_min // _DAY_MIN
        if (model, day) == (self._model, self._day):
            return
        before = self.alarms if model == self._model else ()
        self._model, self._day = model, day
        self.alarms = self._found(model, panel, now_us) if model else ()
        if self.alarms and not before:
            said = " ".join(one.sentence() for one in self.alarms)
            who = " The reference is shown in its place." if self.is_for_the_reference else ""
            _LOG.warning("The model %s is not as it was: %s%s", model, said, who)
        elif before and not self.alarms:
            _LOG.warning("The model %s is as it was again", model)

    def _found(self, model: str, panel: Panel, now_us: int) -> tuple[Alarm, ...]:
        lately = self._lately(model, panel, now_us)
        if lately is None:
            return ()
        return alarms(self._models.scores(model) or (_nothing(lately[0]), _nothing(lately[1])), lately, self._rule)

    def _lately(self, model: str, panel: Panel, now_us: int) -> tuple[OriginScores, OriginScores] | None:
        """Return how the model and the reference did in the last two weeks; None where neither said anything."""
        issues = _one_a_day(self._store.issues_between(now_us - self._rule.window_days * _DAY_US, now_us))
        said = [(issue, self._store.said_by(model, issue)) for issue in issues if issue.step_min == panel.step_min]
        said = [(issue, found) for issue, found in said if found]
        if not said:
            return None
        columns = [i for i, one in enumerate(panel.series) if all(one.id in found for _, found in said)]
        if not columns:
            return None
        told = panel.take(columns)
        names = tuple(one.id for one in told.series)
        both = [
            [_forecast(issue, names, np.stack([found[name][which] for name in names])) for issue, found in said]
            for which in (0, 1)
        ]
        own, reference = scored_together(both, told)
        return own, reference


def _one_a_day(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """Return the first issue of each day at the hour of the trial or later."""
    found: dict[int, Issue] = {}
    for issue in sorted(issues, key=lambda one: (one.origin_min, -one.number)):
        if issue.origin_min % _DAY_MIN >= TRIED_HOUR * 60:
            found.setdefault(issue.origin_min // _DAY_MIN, issue)
    return tuple(found.values())


def _forecast(issue: Issue, names: tuple[str, ...], values: Float64) -> QuantileForecast:
    return QuantileForecast(
        series_ids=names,
        origin_min=issue.origin_min,
        step_min=issue.step_min,
        lead_steps=issue.lead_steps,
        values=values,
        status=np.full(len(names), Status.OWN, np.uint8),
        notes=("",) * len(names),
        method=issue.method,
        quantiles=issue.quantiles,
    )


def _nothing(like: OriginScores) -> OriginScores:
    """Return the scores of no origins."""
    return like.at(np.zeros(len(like.origins_min), np.bool_))
