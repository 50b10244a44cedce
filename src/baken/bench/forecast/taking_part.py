# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who takes part: our forecasters, and the anchors that they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.bench.forecast.anchors.recursive import RecursiveAnchor
from baken.bench.forecast.anchors.seasonal import SeasonalAnchor
from baken.bench.registry import BenchError
from baken.forecast.backtest.contender import OwnForecaster
from baken.forecast.registry import FORECASTERS

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.backtest.contender import Contender

CHAMPION: Final = "boosting-conformal"
"""The forecaster that the targets are about."""
OURS: Final = (CHAMPION, "ensemble-conformal", "climatology")
"""Of ours, those that take part when nobody chooses."""
LIGHTGBM: Final = "mlforecast-lightgbm"
RECURSIVE: Final = {LIGHTGBM: "lightgbm", "mlforecast-xgboost": "xgboost", "mlforecast-catboost": "catboost"}
SEASONAL: Final = {"snaive168": 1, "how_mean4": 4}
ANCHORS: Final = (*SEASONAL, *RECURSIVE)


def contender(name: str, cache: Path) -> Contender:
    """Return one that takes part.

    Raises
    ------
    BenchError
        When there is none of this name.

    Examples
    --------
    >>> from pathlib import Path
    >>> contender("how_mean4", Path()).refit_months, contender("climatology", Path()).refit_months
    (12, 1)
    """
    if name in SEASONAL:
        return SeasonalAnchor(name, SEASONAL[name])
    if name in RECURSIVE:
        return RecursiveAnchor(RECURSIVE[name], cache / "points")
    if name in FORECASTERS:
        return OwnForecaster(name)
    known = ", ".join(sorted({*ANCHORS, *FORECASTERS}))
    raise BenchError(f"There is no forecaster {name!r}.", remedy=f"Choose of: {known}.")
