# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Gradient boosting with LightGBM: the middle and the spread of what comes, relative to what is usual.

With B what is usual at the target, l the level of the series and y what came:

    z = sqrt(y / B) - 1                      square roots, so that a count scatters alike at all levels
    middle  f1(x)  min sum w huber(z - f1),  w = B / l: in units of the mean of each series
            f2(v)  min sum huber(sqrt(y / l) - f2),  v what came in units of the level
            f      (1 - a) f1 + a (sqrt(l / B) f2 - 1),  a <= 1/2: the share with the least error on cases left out
    spread  g(x)   min sum w (|z - f| - g)^2 of errors that were not learned from

The Huber loss (quadratic below a multiple of the usual |z|, linear above) is nearly as robust as the absolute error,
of which it is a smooth version, and its trees learn more from the same data.

Source: Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree, NeurIPS; Huber (1964), Robust
estimation of a location parameter, Annals of Mathematical Statistics 35.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.features import Shown
    from baken.forecast.methods.boosting.profile import Float32
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.model import Float64

_MOST_BINS: Final = 127
_MOST_SPREAD: Final = 5.0
_LEAST_SPREAD: Final = 0.01
_FEW: Final = 0.5
_LEAST_ROUNDS: Final = 30
SHARES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
"""What the second kind of trees may have to say."""


class Trees:
    """One ensemble of trees, as the text that LightGBM keeps; it is read when it is asked for the first time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._booster: Any = None

    def predict(self, columns: Float32, threads: int) -> Float64:
        """Return what the trees say of each row."""
        if self._booster is None:
            import lightgbm

            self._booster = lightgbm.Booster(model_str=self.text)
        found = self._booster.predict(columns, num_threads=threads)
        return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Middle:
    """Two kinds of trees that were shown the same cases, and foresee a mean of what each says.

    Where there is enough to learn from both are about equally good and err differently: of such, the plain mean is
    hard to beat (Bates and Granger 1969, The combination of forecasts, Operational Research Quarterly 20).

    Attributes
    ----------
    share
        What the second kind has to say in it: a half, or less where it has not learned the profile yet.
    """

    ratios: Trees
    lags: Trees
    share: float = SHARES[-1]

    def each(self, shown: Shown, threads: int) -> Float64:
        """Return z of each case as each kind says, shape (2, n)."""
        first = self.ratios.predict(shown.columns, threads)
        second = np.maximum(self.lags.predict(shown.lags, threads), 0.0) / np.sqrt(shown.weight) - 1.0
        return np.stack([first, second])

    def predict(self, shown: Shown, threads: int) -> Float64:
        """Return f of each case."""
        return mixed(self.each(shown, threads), self.share)


def mixed(each: Float64, share: float) -> Float64:
    """Return the mean of both kinds, shape (2, n) to (n,)."""
    return np.asarray((1.0 - share) * each[0] + share * each[1])


def best_share(each: Float64, outcome: Float64, shown: Shown) -> float:
    """Return the share of the second kind with the least absolute error, in units of the level, on cases left out.

    It is a half at most: cases between those that were learned from flatter whatever remembers its neighbours.
    """
    came = to_values(outcome, shown.base)
    away = [(np.abs(to_values(mixed(each, share), shown.base) - came) / shown.level).mean() for share in SHARES]
    return SHARES[int(np.argmin(away))]


def learn_middle(shown: Shown, outcome: Float64, settings: BoostingSettings, seed: int) -> Middle:
    """Return the trees of f; ``outcome`` is z."""
    usual = _weighted_median(np.abs(outcome), shown.weight)
    ratios = _learn(
        shown.columns, outcome, shown.weight, settings, settings.rounds, _huber(settings.robust * usual), seed
    )
    root = np.sqrt(shown.weight)
    usual = _weighted_median(np.abs(outcome) * root, shown.weight)
    lags = _learn(
        shown.lags,
        (outcome + 1.0) * root,
        np.ones(len(root)),
        settings,
        settings.lag_rounds,
        _huber(settings.robust * usual),
        seed,
    )
    return Middle(ratios, lags)


def _huber(alpha: float) -> dict[str, object]:
    return {"objective": "huber", "alpha": max(alpha, 1e-3)}


def learn_spread(columns: Float32, error: Float64, weight: Float64, settings: BoostingSettings, seed: int) -> Trees:
    """Return the trees of g; sizes of errors are cut where less than one in a hundred lies."""
    size = np.abs(error)
    cut = np.minimum(size, np.quantile(size, 0.99))
    return _learn(columns, cut, weight, settings, settings.spread_rounds, {"objective": "regression"}, seed)


def spread_of(trees: Trees, columns: Float32, threads: int) -> Float64:
    """Return g, within bounds that keep it above zero."""
    return np.clip(trees.predict(columns, threads), _LEAST_SPREAD, _MOST_SPREAD)


def to_ratio(values: Float64, base: Float64) -> Float64:
    """Return z of values."""
    return np.sqrt(np.maximum(values, 0.0) / base) - 1.0


def to_values(ratio: Float64, base: Float64) -> Float64:
    """Return values of z; rising.

    Examples
    --------
    >>> base = np.array([100.0])
    >>> to_values(to_ratio(np.array([144.0]), base), base).tolist()
    [144.0]
    """
    return np.maximum(ratio + 1.0, 0.0) ** 2 * base


def _learn(
    columns: Float32,
    outcome: Float64,
    weight: Float64,
    settings: BoostingSettings,
    rounds: int,
    own: dict[str, object],
    seed: int,
) -> Trees:
    import lightgbm

    parameters: dict[str, object] = {
        "num_leaves": settings.leaves,
        "learning_rate": settings.learning_rate,
        "min_data_in_leaf": settings.leaf_rows,
        "feature_fraction": settings.features,
        "bagging_fraction": settings.rows,
        "bagging_freq": 1,
        "max_bin": _MOST_BINS,
        "num_threads": settings.threads,
        "deterministic": True,
        "force_row_wise": True,
        "seed": seed,
        "verbosity": -1,
    }
    few = min(1.0, len(outcome) / settings.rows_full)
    if few < _FEW:
        parameters["num_threads"] = 1  # waiting for one another would take longer than the work
    data = lightgbm.Dataset(columns, outcome, weight=weight)
    booster = lightgbm.train(parameters | own, data, max(_LEAST_ROUNDS, round(rounds * few**0.5)))
    return Trees(booster.model_to_string())


def _weighted_median(values: Float64, weight: Float64) -> float:
    order = np.argsort(values)
    share = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(share, 0.5 * share[-1])])
