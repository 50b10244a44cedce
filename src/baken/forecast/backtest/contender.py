# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What takes part in a backtest: a forecaster of ours, or anything else that keeps to the same knowledge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from baken.forecast.backtest.fingerprint import code_fingerprint, modules_of
from baken.forecast.model import ForecastError
from baken.forecast.registry import FORECASTERS, forecaster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.forecast.model import History, Int64, Known, QuantileForecast


@dataclass(frozen=True, slots=True)
class Past:
    """The past as a contender may look at it: as it was known at an origin, never after the last one.

    Invariants: there is no way from here to a value that was not available at ``last_min``.
    """

    _history: History = field(repr=False)
    last_min: int

    def known_at(self, origin_min: int) -> Known:
        """Return what was known at an origin.

        Raises
        ------
        ForecastError
            When the origin lies after the last one.
        """
        if origin_min > self.last_min:
            raise ForecastError(
                f"Minute {origin_min} lies after the last origin {self.last_min}.", remedy="Ask for an earlier one."
            )
        return self._history.known_at(origin_min)


class Contender(Protocol):
    """Learns now and then, and issues at many origins. A frozen record that can be hashed and pickled."""

    def __hash__(self) -> int:
        """Be equal when its settings are."""
        ...

    @property
    def id(self) -> str:
        """Its name in tables and files: letters, digits, hyphens and underscores."""
        ...

    @property
    def refit_months(self) -> int:
        """Every how many months it learns anew, counted from January; divides 12."""
        ...

    def fingerprint(self) -> str:
        """Return what changes when its forecasts may change: code, versions of libraries, settings."""
        ...

    def fit(self, known: Known, *, seed: int) -> bytes:
        """Learn from what is known, and return what was learned."""
        ...

    def issue(
        self, fitted: bytes, past: Past, origins_min: tuple[int, ...], wanted: frozenset[int], lead_steps: Int64
    ) -> Iterator[QuantileForecast]:
        """Yield the forecasts of the wanted origins, in order.

        Parameters
        ----------
        fitted
            What :meth:`fit` returned.
        origins_min
            All origins since it learned, rising, for who keeps state up to date.
        wanted
            Those of them of which a forecast is wanted.
        """
        ...


@dataclass(frozen=True, slots=True)
class OwnForecaster:
    """A forecaster of the registry. It is told of every origin, in order, and starts each month from what was saved.

    Attributes
    ----------
    id
        Its id in :data:`baken.forecast.registry.FORECASTERS`.
    """

    id: str
    refit_months: int = 1

    def fingerprint(self) -> str:
        """Return the fingerprint of the code that it is made of, its parts included."""
        made = forecaster(self.id)
        modules = modules_of(made) | {FORECASTERS[self.id].module}
        return f"{made.definition.method} {code_fingerprint(modules)}"

    def fit(self, known: Known, *, seed: int) -> bytes:
        """Learn, and save."""
        made = forecaster(self.id)
        made.fit(known, seed=seed)
        return made.save()

    def issue(
        self, fitted: bytes, past: Past, origins_min: tuple[int, ...], wanted: frozenset[int], lead_steps: Int64
    ) -> Iterator[QuantileForecast]:
        """Load what was learned, and go through the origins."""
        made = forecaster(self.id)
        made.load(fitted)
        last = max(wanted, default=-1)
        for origin in origins_min:
            if origin > last:
                return
            known = past.known_at(origin)
            made.update(known)
            if origin in wanted:
                yield made.forecast(known, np.asarray(lead_steps))
