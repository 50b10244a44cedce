# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every forecaster by its id, in one table; nothing is imported before it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from baken.forecast.protocol import Forecaster

REFERENCE: Final = "climatology"
"""What stands beside every forecast, and in for those that cannot tell."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a forecaster is made.

    Attributes
    ----------
    module, maker
        A class or function of a module that gives a new forecaster when it is called without arguments.
    needs
        The optional extra that it needs; empty when none.
    learns
        Whether it is worth nothing before it was fitted.
    """

    module: str
    maker: str
    needs: str = ""
    learns: bool = True


FORECASTERS: Final[dict[str, Entry]] = {
    "boosting": Entry("baken.forecast.methods.boosting.model", "Boosting", needs="forecast"),
    "boosting-conformal": Entry("baken.forecast.methods.calibrated", "calibrated_boosting", needs="forecast"),
    "climatology": Entry("baken.forecast.methods.climatology", "Climatology", learns=False),
    "climatology-conformal": Entry("baken.forecast.methods.calibrated", "calibrated_climatology"),
    "ensemble-conformal": Entry("baken.forecast.methods.calibrated", "calibrated_ensemble"),
    "nowcast": Entry("baken.forecast.methods.nowcast.forecaster", "Nowcast"),
    "nowcast-conformal": Entry("baken.forecast.methods.nowcast.conformal", "ConformalNowcast"),
    "nowcast-conformal-editions": Entry("baken.forecast.methods.editions", "Editions"),
    "seasonal-naive": Entry("baken.forecast.methods.seasonal_naive", "SeasonalNaive", learns=False),
    "seasonal-smoothing": Entry(
        "baken.forecast.methods.statistical.smoothing", "SeasonalSmoothing", needs="statistics"
    ),
}
"""Every forecaster; each obeys the laws of :mod:`baken.forecast.conformance`."""


def forecaster(name: str) -> Forecaster:
    """Return a new forecaster, with :class:`~baken.forecast.falling_back.FallingBack` around it.

    Raises
    ------
    ForecastError
        When there is none of this name, or an optional package that it needs is not installed.

    Examples
    --------
    >>> forecaster("climatology").definition.method
    'climatology/1'
    """
    entry = FORECASTERS.get(name)
    if entry is None:
        raise ForecastError(
            f"There is no forecaster {name!r}.", remedy=f"Choose one of {', '.join(sorted(FORECASTERS))}."
        )
    try:
        method = cast("Forecaster", getattr(import_module(entry.module), entry.maker)())
    except ImportError as error:
        if not entry.needs:
            raise
        raise ForecastError(
            f"The forecaster {name} needs what is not installed ({error.name}).",
            remedy=f'Install it with pip install "baken[{entry.needs}]".',
        ) from error
    from baken.forecast.falling_back import FallingBack

    return FallingBack(method, learns=entry.learns)
