# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a method to a model that issues: fitted and recorded, tried beside others, and taken out of the store again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.backtest.fingerprint import code_fingerprint, digest, modules_of
from baken.forecast.lifecycle.scores import scored_together
from baken.forecast.lifecycle.store import StoredModel, model_id
from baken.forecast.model import ForecastError
from baken.forecast.registry import forecaster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.lifecycle.store import ModelStore
    from baken.forecast.model import History, Int64, Known, Panel, QuantileForecast
    from baken.forecast.protocol import Forecaster


def fitted(name: str, known: Known, *, city: str, now_us: int, seed: int = 0) -> tuple[StoredModel, bytes, float]:
    """Fit a forecaster of the registry; return its record, what it learned, and the seconds that this took.

    Parameters
    ----------
    name
        Its id in the registry.
    now_us
        What time it is on the node, microseconds UTC.
    """
    begun = time.perf_counter()
    made = forecaster(name)
    made.fit(known, seed=seed)
    content = made.save()
    seconds = time.perf_counter() - begun
    panel = known.panel
    method = made.definition.method
    fingerprint = digest(code_fingerprint(modules_of(made)), _values(panel), known.events, known.calendar, seed)
    record = StoredModel(
        id=model_id(method, now_us, fingerprint),
        city=city,
        method=method,
        fitted_at_us=now_us,
        data_from_min=panel.start_min,
        data_until_min=panel.end_min,
        series=len(panel.series),
        seed=seed,
        fingerprint=fingerprint,
    )
    return record, content, seconds


def loaded(store: ModelStore, city: str, model: str) -> Forecaster:
    """Return a forecaster as it was kept.

    Raises
    ------
    ForecastError
        When there is no such model, it is damaged, or its method is no longer there in that version.
    """
    method = next((one.method for one in store.models(city) if one.id == model), None)
    if method is None:
        raise ForecastError(f"There is no model {model} of {city}.", remedy="Choose one that is listed.")
    made = forecaster(method.rsplit("/", 1)[0])
    made.load(store.read(city, model))
    return made


def tried(
    names: Sequence[str], history: History, origins_min: Sequence[int], lead_steps: Int64, *, seed: int = 0
) -> dict[str, OriginScores]:
    """Return the scores of forecasters on rolling origins, each fitted once before the first, all on the same targets.

    What a service asks before it lets a challenger take over, and where the figures of a model card come from. A
    backtest over years, with a fit each month, is :mod:`baken.forecast.backtest`.
    """
    leads = np.asarray(lead_steps, dtype=np.int64)
    made = {name: forecaster(name) for name in names}
    for one in made.values():
        one.fit(history.known_at(origins_min[0]), seed=seed)
    forecasts: dict[str, list[QuantileForecast]] = {name: [] for name in names}
    for origin in origins_min:
        known = history.known_at(origin)
        for name, one in made.items():
            one.update(known)
            forecasts[name].append(one.forecast(known, leads))
    scores = scored_together(list(forecasts.values()), history.panel)
    return dict(zip(forecasts, scores, strict=True))


def _values(panel: Panel) -> tuple[object, ...]:
    return panel.series, panel.start_min, panel.step_min, np.ascontiguousarray(panel.values).tobytes()
