# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Models of a node: which one issues now, taken from the folder of models when it is needed."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.forecast.lifecycle.fielded import loaded
from baken.forecast.lifecycle.schedule import next_refit_us
from baken.forecast.lifecycle.store import ModelStore
from baken.forecast.registry import FORECASTERS, forecaster
from baken.service.forecasting.foresight import Model
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from baken.forecast.lifecycle.schedule import Schedule
    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.lifecycle.store import StoredModel
    from baken.forecast.model import Known
    from baken.service.forecasting.fitting import Fitted

_LOG = logging.getLogger(__name__)


KEPT: Final = 6
"""So many fitted models are kept, besides the champion and the one before it."""

CANDIDATES: Final = ("boosting-conformal", "boosting")
"""What a node fits, the best first; the first that is there and whose packages are installed."""


def candidate() -> str:
    """Return which forecaster this node can fit; empty when what it needs is not installed. Nothing is imported."""
    for name in CANDIDATES:
        entry = FORECASTERS.get(name)
        if entry is not None and (not entry.needs or find_spec("lightgbm") is not None):
            return name
    return ""


class Models:
    """The models of one city in a data folder.

    Parameters
    ----------
    folder
        Of the models of all cities.
    city
        Id of the city.
    """

    def __init__(self, folder: Path, city: str) -> None:
        self.store, self._city = ModelStore(folder), city
        self._loaded: Model | None = None
        self._damaged: set[str] = set()

    def champion(self, now: datetime) -> Model | None:
        """Return the model that issues at a moment; None when there is none, or it cannot be read.

        A champion that was chosen after the moment, which a replay may have, does not issue yet.
        """
        chosen = self.store.champion(self._city)
        if chosen is None or chosen.since_us > to_us(now) or chosen.model_id in self._damaged:
            return None
        if self._loaded is None or self._loaded.id != chosen.model_id:
            self._loaded = self._load(chosen.model_id)
        return self._loaded

    def record(self, model_id: str) -> StoredModel | None:
        """Return the record of a model; None when there is none."""
        return next((one for one in self.all() if one.id == model_id), None)

    def all(self) -> tuple[StoredModel, ...]:
        """Return the records of all models, newest first."""
        return self.store.models(self._city)

    def champion_id(self) -> str:
        """Return the id of the model that was chosen to issue; empty when none was."""
        chosen = self.store.champion(self._city)
        return "" if chosen is None else chosen.model_id

    def card(self, model_id: str) -> str | None:
        """Return the card of a model as Markdown; None when it has none."""
        return self.store.card_markdown(self._city, model_id)

    def scores(self, model_id: str) -> tuple[OriginScores, OriginScores] | None:
        """Return how a model and the reference did before it issued; None when that was not kept."""
        return self.store.scores(self._city, model_id)

    def last_fit_us(self) -> int | None:
        """Return when the newest model was fitted; None when there is none."""
        return max((one.fitted_at_us for one in self.all()), default=None)

    def take(self, found: Fitted, now: datetime) -> bool:
        """Keep a model, and let it issue when it is better than the reference beyond chance; tell whether it does."""
        self.store.add(found.record, found.content, found.card, found.scores)
        if found.decision.promoted:
            why = " ".join(found.decision.reasons)
            self.store.promote(self._city, found.record.id, since_us=to_us(now), why=why)
        self.store.forget(self._city, keep=KEPT)
        return found.decision.promoted

    def named(self, name: str, known: Known) -> Model:
        """Return a fitted model by its id, or a method by its name, fitted on what is known where it learns.

        Raises
        ------
        ForecastError
            When there is none of this name.
        """
        if self.record(name) is not None:
            return Model(name, loaded(self.store, self._city, name), 0)
        made = forecaster(name)
        if FORECASTERS[name].learns:
            made.fit(known)
        return Model(name, made, 0)

    def next_fit(self, schedule: Schedule, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Return when a model is fitted next; None when nothing is installed that learns."""
        return from_us(next_refit_us(schedule, zone, to_us(now))) if candidate() else None

    def _load(self, model_id: str) -> Model | None:
        record = self.record(model_id)
        try:
            made = loaded(self.store, self._city, model_id)
        except BakenError as error:
            self._damaged.add(model_id)
            _LOG.error("The model %s cannot be used: %s", model_id, error)
            return None
        return Model(model_id, made, 0 if record is None else record.data_until_min)
