# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasters with calibrated bands, ready to be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.forecast.methods.climatology import Climatology
from baken.forecast.methods.conformal.forecaster import ConformalForecaster
from baken.forecast.methods.ensemble.forecaster import EnsembleForecaster
from baken.forecast.methods.seasonal_naive import SeasonalNaive

if TYPE_CHECKING:
    from baken.forecast.protocol import Forecaster


def calibrated_climatology() -> Forecaster:
    """Return the reference with its errors of the last weeks seen to; what a city can run that learns nothing else."""
    return ConformalForecaster(Climatology())


def calibrated_ensemble() -> Forecaster:
    """Return the weighted average of all that needs no optional package, calibrated."""
    return ConformalForecaster(EnsembleForecaster((Climatology(), SeasonalNaive())))


def calibrated_boosting() -> Forecaster:
    """Return the global model of all series of a city, calibrated."""
    from baken.forecast.methods.boosting.model import Boosting

    return ConformalForecaster(Boosting())
