# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another forecaster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from baken.forecast.model import Int64, Known, QuantileForecast


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecasterDefinition:
    """What a forecaster is.

    Attributes
    ----------
    id
        Name of the method, in lower case with hyphens, lasting.
    version
        Rises when the same input gives another forecast; saved models of another version are migrated or refused.
    title
        In one line, in the terms of the literature.
    source
        Publication, or document of this project.
    needs
        The optional extra that it needs; empty when none.
    """

    id: str
    version: int
    title: str
    source: str
    needs: str = ""

    @property
    def method(self) -> str:
        """Return identity and version, as on forecasts."""
        return f"{self.id}/{self.version}"


class Forecaster(Protocol):
    """Foresees all series of a panel together.

    Laws, held by :mod:`baken.forecast.conformance`: no look-ahead; never negative; quantiles do not cross; missing
    input widens the band; deterministic by seed; saved and loaded it says the same; not fitted, or starved, it gives
    the reference and says so; a frozen sensor yields no plausible forecast.
    """

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        ...

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Learn from all that is known; forgets what it learned before."""
        ...

    def update(self, known: Known) -> None:
        """Take the newest values without learning anew: state, residuals, calibration. May be called at every origin.

        Called with rising origins. Also without it a forecast is lawful, only less good.
        """
        ...

    def forecast(self, known: Known, lead_steps: Int64) -> QuantileForecast:
        """Return the forecast of all series of the panel for rising leads; 1 is the step that begins at the origin.

        Follows from what was fitted and updated, from ``known``, and from nothing else; changes nothing.
        """
        ...

    def save(self) -> bytes:
        """Return what was learned, to be kept; carries identity and version."""
        ...

    def load(self, saved: bytes) -> None:
        """Take what was learned earlier.

        Raises
        ------
        ForecastError
            When it is of another method, of a version that cannot be migrated, or damaged.
        """
        ...
