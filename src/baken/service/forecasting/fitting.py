# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fitting: a model is learned, tried beside the reference and put on a card, in a process of its own.

A fit takes minutes and a gigabyte. In a process of its own, of low priority, neither stays with the node, and the
picture never waits for it.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.lifecycle.card import DataSource, Evidence, model_card
from baken.forecast.lifecycle.fielded import fitted, tried
from baken.forecast.lifecycle.promotion import decided
from baken.forecast.model import ForecastError, History
from baken.forecast.registry import REFERENCE, forecaster

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from baken.city.model import City
    from baken.forecast.lifecycle.card import ModelCard
    from baken.forecast.lifecycle.promotion import Decision
    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.lifecycle.store import StoredModel
    from baken.forecast.model import Known, Panel
    from baken.forecast.weather import WeatherForecast
    from baken.service.forecasting.issued import Issue

LEAST_HISTORY_DAYS: Final = 112
"""With less than sixteen weeks nothing is fitted: four of them are needed to try it on."""

NICENESS: Final = 10
"""A tenth of the weight of the node. Of the lowest priority (19) a fit on a machine that is always full never ended."""

TRIED_DAYS: Final = 28
TRIED_LONGER_DAYS: Final = 56
"""With twice the least history it is tried on eight weeks: enough to tell how much two weeks wander without drift."""

TRIED_HOUR: Final = 6
"""Hour of the day of the forecasts that are scored: in the trial, and later of those that were issued."""


@dataclass(frozen=True, slots=True)
class FitJob:
    """What is to be fitted: a forecaster of the registry, on a history, at a moment of the node."""

    name: str
    history: History
    origin_min: int
    city: str
    sources: tuple[tuple[str, str, str], ...]
    now_us: int
    lead_steps: tuple[int, ...]

    @classmethod
    def of(
        cls, name: str, city: City, panel: Panel, weather: tuple[WeatherForecast, ...], issue: Issue, now_us: int
    ) -> FitJob:
        """Return what is to be fitted of a city, at the origin of its newest issue and for the same leads."""
        return cls(
            name=name,
            history=History(panel=panel, calendar=city.calendar, events=tuple(city.events), weather=weather),
            origin_min=issue.origin_min,
            city=city.id,
            sources=tuple((one.text, one.url, one.licence) for one in city.attribution),
            now_us=now_us,
            lead_steps=tuple(issue.lead_steps.tolist()),
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model with its card and scores, and whether it is better than the reference beyond chance."""

    record: StoredModel
    content: bytes
    card: ModelCard
    decision: Decision
    scores: tuple[OriginScores, OriginScores] | None = None


def days_of(known: Known) -> float:
    """Return how many days of history there are of the series that has most."""
    values = known.panel.values
    return float(np.isfinite(values).sum(axis=0).max(initial=0)) / known.panel.steps_per_day


def fit(job: FitJob) -> Fitted:
    """Fit on all that is known; try the same method, fitted on what was known weeks before, on those weeks."""
    known = job.history.known_at(job.origin_min)
    tried_days = TRIED_LONGER_DAYS if days_of(known) >= 2 * LEAST_HISTORY_DAYS else TRIED_DAYS
    first = job.origin_min // 1440 * 1440 - tried_days * 1440 + TRIED_HOUR * 60
    origins = [first + day * 1440 for day in range(tried_days) if first + day * 1440 < job.origin_min]
    scores = tried([job.name, REFERENCE], job.history, origins, np.array(job.lead_steps, np.int64))
    record, content, seconds = fitted(job.name, known, city=job.city, now_us=job.now_us)
    own, reference = scores[job.name], scores[REFERENCE]
    evidence = Evidence(
        own=own,
        reference=reference,
        panel=known.panel,
        data_sources=tuple(DataSource(text=text, url=url, licence=licence) for text, url, licence in job.sources),
        fit_s=seconds,
    )
    card = model_card(record, forecaster(job.name).definition, evidence)
    return Fitted(record, content, card, decided(reference, own), (own, reference))


class Fitter:
    """Fits one model at a time in a process of its own, of low priority."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def fit(self, job: FitJob) -> Fitted | None:
        """Return what came of a fit, minutes later; None when it was stopped. To be called in a thread.

        Raises
        ------
        ForecastError
            When it failed; the log has what it said.
        """
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        with self._lock:
            if self.is_stopped():
                return None
            self._process = process = context.Process(target=_send, args=(theirs, job), daemon=True)
            process.start()
        theirs.close()
        try:
            found: Fitted | str = ours.recv()
        except EOFError:
            found = "It ended without a word; it may have run out of memory."
        finally:
            ours.close()
            process.join()
        if self.is_stopped():
            return None
        if isinstance(found, str):
            raise ForecastError(f"A model could not be fitted: {found}", remedy="It is tried again tomorrow.")
        return found

    def is_stopped(self) -> bool:
        """Tell whether it was asked to stop."""
        return self._stopped

    def stop(self) -> None:
        """End a fit that is under way, and begin none any more."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.is_alive():
                self._process.terminate()


def _send(pipe: Connection, job: FitJob) -> None:
    os.nice(NICENESS)
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # threads that wait for each other sleep: others need the machine
    try:
        pipe.send(fit(job))
    except Exception as error:  # noqa: BLE001 - whatever it was, the node is told
        pipe.send(repr(error))
