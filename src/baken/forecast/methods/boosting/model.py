# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""One model for all series of a city: direct multi-horizon gradient boosting, relative to what is usual.

    y_q(t) = B(t) (1 + f(x) + g(x) e_q)^2

with B what is usual at the time of the target (:mod:`.profile`), x the features of origin, lead and series
(:mod:`.features`), f and g the trees of the middle and of the spread (:mod:`.trees`), and e_q the quantiles of scaled
errors (:mod:`.errors`). There is one f, g, e for the next hour, the next day and beyond. f is the mean of trees
that were each kept from a quarter of the past; their errors there are what g and e are learned from. What was missed
in the last fortnight moves all of it a little (:mod:`.tracking`), and so does what is foreseen hour by hour
(:mod:`.recursive`).

What it does not know: weather, planned events, and anything of the future but the calendar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.backcast import BackcastPlan, known_before
from baken.forecast.methods.boosting.features import Cases
from baken.forecast.methods.boosting.learned import Learned, from_bytes, learn, to_bytes
from baken.forecast.methods.boosting.profile import Mood
from baken.forecast.methods.boosting.recursive import REACH_H, can_learn, foresee_recursively, toward
from baken.forecast.methods.boosting.scene import Past, likeness, witnesses
from baken.forecast.methods.boosting.settings import BoostingSettings
from baken.forecast.methods.boosting.tracking import missed
from baken.forecast.model import QUANTILES, ForecastError, QuantileForecast
from baken.forecast.protocol import ForecasterDefinition
from baken.forecast.saved import opened, sealed

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.features import Scene
    from baken.forecast.methods.boosting.profile import Float32
    from baken.forecast.methods.boosting.trees import Trees
    from baken.forecast.model import Float64, Int64, Known

DEFINITION: Final = ForecasterDefinition(
    id="boosting",
    version=4,
    title="Global direct multi-horizon gradient boosting of the ratio to what is usual (LightGBM)",
    source="Ke et al. 2017, NeurIPS; Montero-Manso and Hyndman 2021, International Journal of Forecasting 37",
    needs="forecast",
)

_MOST_ROWS: Final = 300_000


class Boosting:
    """The global model.

    Invariants: the same seed and values give the same trees; nothing of the origin or later is looked at; the forecast
    of a series depends on others only by who is like it and by the mood of the city.
    """

    def __init__(self, settings: BoostingSettings | None = None) -> None:
        import lightgbm  # noqa: F401 - tell at once when it is not there

        self._settings = settings or BoostingSettings()
        self._learned: Learned | None = None
        self._why = "The boosting has not learned anything yet."
        self._backcasts: tuple[QuantileForecast, ...] = ()

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        return DEFINITION

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Learn trees, spread and errors from all that is known; too little leaves it without a forecast."""
        self._learned, self._backcasts = None, ()
        past = Past.of(known, self._settings)
        if len(past.values) < self._settings.fewest_weeks * past.clock.week:
            weeks = len(past.values) / past.clock.week
            self._why = f"The boosting needs {self._settings.fewest_weeks} weeks to learn from; there are {weeks:.1f}."
            return
        chosen = witnesses(past.values, self._settings)
        look = past.look(chosen)
        likes = likeness(look, self._settings.neighbours)
        scene = past.scene(look, Mood.of(look), likes)
        ids = tuple(known.panel.series[i].id for i in chosen)
        try:
            self._learned = learn(scene, past.values[:, chosen], ids, likes, self._settings, seed)
        except ForecastError as error:
            self._why = str(error)
            return
        self._backcasts = self._look_back(self._learned, known, scene, len(past.values), chosen)

    def update(self, known: Known) -> None:
        """Do nothing: the newest values are looked at when a forecast is asked for."""

    def backcasts(self) -> tuple[QuantileForecast, ...]:
        """Return forecasts of the last weeks before the fit, each by trees that were kept from its targets."""
        return self._backcasts

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the forecast; of a series without a value in four weeks there is none.

        Raises
        ------
        ForecastError
            When nothing was learned, or of other steps.
        """
        learned = self._learned
        if learned is None:
            raise ForecastError(self._why, remedy="Fit it when there are more values.")
        if learned.step_min != known.panel.step_min:
            raise ForecastError(
                f"The boosting learned steps of {learned.step_min} min, not of {known.panel.step_min}.",
                remedy="Fit it to these values.",
            )
        leads = np.asarray(lead_steps, dtype=np.int64)
        past = Past.of(known, self._settings, int(leads[-1]))
        mood, likes = self._mood(known, past, learned, int(leads[-1]))
        values = np.empty((len(known.panel.series), len(leads), len(QUANTILES)))
        for columns in _portions(past, len(leads), self._settings):
            look = past.look(columns, int(leads[-1]))
            scene = past.scene(look, mood, likes[columns])
            found = learned.predict(scene, _all_cases(len(past.values), leads, len(columns)), self._settings.threads)
            factor = missed(learned, scene, past.values[:, columns], self._settings)
            values[columns] = found.reshape(len(columns), len(leads), -1) * _from_the_second_hour(factor, leads, past)
        if learned.recursive is not None:
            share = self._settings.recursive_share
            values = toward(values, _recursive(learned, learned.recursive, known, past, int(leads[-1])), leads, share)
        silent = np.asarray(np.isnan(past.values[-4 * past.clock.week :]).all(axis=0))
        values[silent] = np.nan
        notes = tuple("There is no value of the last four weeks." if s else "" for s in silent.tolist())
        return QuantileForecast.of(known, leads, values, method=DEFINITION.method, notes=notes)

    def save(self) -> bytes:
        """Return what was learned."""
        return sealed(DEFINITION, to_bytes(self._learned))

    def load(self, saved: bytes) -> None:
        """Take what was learned earlier."""
        self._learned = from_bytes(opened(DEFINITION, saved))
        self._backcasts = ()

    def _mood(self, known: Known, past: Past, learned: Learned, longest: int) -> tuple[Mood, Float32]:
        """Return the mood of the witnesses that are there, and for each series their weights."""
        place = {series.id: i for i, series in enumerate(known.panel.series)}
        there = [i for i, name in enumerate(learned.series_ids) if name in place]
        columns = np.array([place[learned.series_ids[i]] for i in there], dtype=np.int64)
        if not len(columns):  # none of those that were learned from: all are witnesses
            there, columns = [], witnesses(past.values, self._settings)
        likes = np.full((len(place), len(columns)), 1.0 / max(1, len(columns)), dtype=np.float32)
        if there:
            own = learned.likes[np.ix_(there, there)]
            total = own.sum(axis=1, keepdims=True)
            likes[columns] = np.where(total > 0.0, own / np.where(total > 0.0, total, 1.0), likes[columns])
        return Mood.of(past.look(columns, longest)), likes

    def _look_back(
        self, learned: Learned, known: Known, scene: Scene, end: int, chosen: Int64
    ) -> tuple[QuantileForecast, ...]:
        """Return forecasts of past origins; each value is of trees that were kept from its target."""
        plan, full = BackcastPlan.of(known), set(BackcastPlan.of(known).full)
        leads = [plan.leads if origin in full else plan.short_leads for origin in plan.origins]
        rows = [end - (known.origin_min - origin) // known.panel.step_min for origin in plan.origins]
        cases = [_all_cases(row, lead, len(chosen)) for row, lead in zip(rows, leads, strict=True)]
        made: list[QuantileForecast] = []
        while len(made) < len(cases):
            batch = _batch(cases[len(made) :])
            found = learned.predict(scene, _together(batch), self._settings.threads, self._settings)
            parts = np.split(found, np.cumsum([len(one.lead) for one in batch])[:-1])
            for part in parts:
                i = len(made)
                values = np.full((len(known.panel.series), len(leads[i]), len(QUANTILES)), np.nan)
                values[chosen] = part.reshape(len(chosen), len(leads[i]), -1)
                then = known_before(known, plan.origins[i])
                made.append(QuantileForecast.of(then, leads[i], values, method=DEFINITION.method))
        return tuple(made)


def _recursive(learned: Learned, trees: Trees, known: Known, past: Past, longest: int) -> Float64:
    """Return what is foreseen hour by hour, shape (S, leads); NaN of series that were not learned from."""
    place_of = {series: place for place, series in enumerate(learned.series_ids)}
    place = np.array([place_of.get(series.id, -1) for series in known.panel.series], dtype=np.int64)
    there = np.flatnonzero(place >= 0)
    found = np.full((len(place), min(longest, REACH_H)), np.nan)
    if len(there) and can_learn(past.clock, len(past.values)):
        values = past.values[:, there]
        found[there] = foresee_recursively(
            trees, values, place[there], past.start_step, past.days, past.clock, found.shape[1]
        )
    return found


def _batch(cases: list[Cases]) -> list[Cases]:
    """Return as many of the next cases as are foreseen in one go, one at least."""
    count = int(np.searchsorted(np.cumsum([len(one.lead) for one in cases]), _MOST_ROWS, side="right"))
    return cases[: max(1, count)]


def _together(cases: list[Cases]) -> Cases:
    return Cases(
        np.concatenate([one.origin for one in cases]),
        np.concatenate([one.lead for one in cases]),
        np.concatenate([one.series for one in cases]),
    )


def _all_cases(origin: int, leads: Int64, count: int) -> Cases:
    """Return every lead of every series, series by series."""
    lead = np.tile(leads, count)
    return Cases(np.full(len(lead), origin, dtype=np.int64), lead, np.repeat(np.arange(count), len(leads)))


def _from_the_second_hour(factor: Float64, leads: Int64, past: Past) -> Float64:
    """Return a factor per series, lead and quantile: the next hour follows from the hours before it."""
    later = leads > past.clock.hour
    return np.where(later[None, :, None], factor[:, None, None], 1.0)


def _portions(past: Past, leads: int, settings: BoostingSettings) -> list[Int64]:
    rows, count = past.values.shape
    width = max(1, min(_MOST_ROWS // max(1, leads), settings.most_cells // max(1, rows)))
    return [np.arange(i, min(i + width, count)) for i in range(0, count, width)]
