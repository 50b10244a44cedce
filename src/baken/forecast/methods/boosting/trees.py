# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Gradient boosting with LightGBM: the middle and the spread of what comes, relative to what is usual.

With B what is usual at the target, l the level of the series and y what came:

    z = sqrt(y / B) - 1                      square roots, so that a count scatters alike at all levels
    middle  f1(x)  min sum w huber(z - f1),  w = B / l: in units of the mean of each series
            f2(v)  min sum huber(sqrt(y / l) - f2),  v what came in units of the level
            f3(x, v) of a small network, in the units of f2 (:mod:`.network`)
    f       (1 - a) f1 + a (sqrt(l / B) (f2 + f3) / 2 - 1),  a <= 4/5: less where less is better on the cases of the
            last year, each left out
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

from baken.forecast.methods.boosting.network import Network, learn_network
from baken.forecast.methods.boosting.network_columns import network_columns

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
_LEAST_ALPHA: Final = 1e-3
SHARES: Final = (0.0, 0.2, 0.4, 0.6, 0.8)
"""What the second kind of trees and the network together may have to say."""
_AS_GOOD: Final = 1.01
"""Errors that are so much larger are as good."""
_MOST_MISSED: Final = 2.0
"""An error of so many levels says no more than it: a street comes back from nothing, and only one of all cases."""


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
    """Two kinds of trees and a network that were shown the same cases, and foresee a mean of what each says.

    Where there is enough to learn from they are about equally good and err differently: of such, the plain mean is
    hard to beat (Bates and Granger 1969, The combination of forecasts, Operational Research Quarterly 20).

    Attributes
    ----------
    share
        What the second kind and the network, each by half of it, have to say: less where they have not learned the
        profile of a week yet.
    """

    ratios: Trees
    lags: Trees
    network: Network
    share: float = SHARES[-1]

    def each(self, shown: Shown, threads: int) -> Float64:
        """Return z of each case as each says, shape (3, n)."""
        root = np.sqrt(shown.weight)
        first = self.ratios.predict(shown.columns, threads)
        second = np.maximum(self.lags.predict(shown.lags, threads), 0.0) / root - 1.0
        third = np.maximum(root + self.network.predict(network_columns(shown)), 0.0) / root - 1.0
        return np.stack([first, second, third])

    def predict(self, shown: Shown, threads: int) -> Float64:
        """Return f of each case."""
        return mixed(self.each(shown, threads), self.share)


def mixed(each: Float64, share: float) -> Float64:
    """Return the mean of what each says, shape (3, n) to (n,)."""
    return np.asarray((1.0 - share) * each[0] + 0.5 * share * (each[1] + each[2]))


def best_share(each: Float64, outcome: Float64, shown: Shown) -> float:
    """Return the largest share of the second and third that is about as good as the best on cases left out.

    Errors are absolute, in units of the level, and bounded, so that no single case decides.
    """
    came = to_values(outcome, shown.base)
    away = [
        np.minimum(np.abs(to_values(mixed(each, share), shown.base) - came) / shown.level, _MOST_MISSED).mean()
        for share in SHARES
    ]
    return max(share for share, one in zip(SHARES, away, strict=True) if one <= _AS_GOOD * min(away))


def learn_middle(shown: Shown, outcome: Float64, settings: BoostingSettings, seed: int) -> Middle:
    """Return the trees of f; ``outcome`` is z."""
    usual = _weighted_median(np.abs(outcome), shown.weight)
    own = _huber(settings.robust * usual) | {"learning_rate": settings.ratio_rate}
    ratios = grow(shown.columns, outcome, shown.weight, settings, settings.rounds, own, seed)
    root = np.sqrt(shown.weight)
    usual = _weighted_median(np.abs(outcome) * root, shown.weight)
    alpha = max(settings.robust * usual, _LEAST_ALPHA)
    of_level = (outcome + 1.0) * root
    lags = grow(shown.lags, of_level, np.ones(len(root)), settings, settings.lag_rounds, _huber(alpha), seed)
    network = learn_network(network_columns(shown), of_level - root, alpha, settings, seed)
    return Middle(ratios, lags, network)


def _huber(alpha: float) -> dict[str, object]:
    return {"objective": "huber", "alpha": max(alpha, _LEAST_ALPHA)}


def learn_spread(columns: Float32, error: Float64, weight: Float64, settings: BoostingSettings, seed: int) -> Trees:
    """Return the trees of g; sizes of errors are cut where less than one in a hundred lies."""
    size = np.abs(error)
    cut = np.minimum(size, np.quantile(size, 0.99))
    return grow(columns, cut, weight, settings, settings.spread_rounds, {"objective": "regression"}, seed)


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


def grow(
    columns: Float32,
    outcome: Float64,
    weight: Float64 | None,
    settings: BoostingSettings,
    rounds: int,
    own: dict[str, object],
    seed: int,
    categories: tuple[int, ...] = (),
) -> Trees:
    """Return trees of an outcome, shape (n,).

    Parameters
    ----------
    own
        Parameters of LightGBM that differ from those of all trees here.
    categories
        Columns of which the numbers are names.
    """
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
    data = lightgbm.Dataset(columns, outcome, weight=weight, categorical_feature=list(categories))
    booster = lightgbm.train(parameters | own, data, max(_LEAST_ROUNDS, round(rounds * few**0.5)))
    return Trees(booster.model_to_string())


def _weighted_median(values: Float64, weight: Float64) -> float:
    order = np.argsort(values)
    share = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(share, 0.5 * share[-1])])
