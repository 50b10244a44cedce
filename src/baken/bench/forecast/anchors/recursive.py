# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""mlforecast with LightGBM, XGBoost or CatBoost: one global recursive model, as protocol 1 writes it down.

The settings of the learners are ordinary ones, the same in kind for the three, and not tuned on 2025. Many origins are
forecast at once, each as a set of series of its own that ends at its origin: the same forecasts as one at a time, in a
tenth of the time.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.bench.forecast.anchors.intervals import WINDOWS, conformal
from baken.bench.forecast.truth import CALENDAR
from baken.forecast.backtest.fingerprint import digest, library_version
from baken.forecast.filled import WEEK_H, filled
from baken.forecast.model import QUANTILES, QuantileForecast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.forecast.backtest.contender import Past
    from baken.forecast.model import Float64, Int64, Known

VERSION: Final = 1
"""Rises when the same input gives another forecast."""
LAGS: Final = (1, 2, 3, 24, 48, 72, 144, 168, 336, 504)
TRAINED_H: Final = 730 * 24
CONTEXT_H: Final = 28 * 24 + 24
"""So much before an origin is needed for lags, rolling means and the mean of four weeks."""
_FILL_FROM_H: Final = 60 * WEEK_H
_AT_ONCE: Final = 60
_ROUNDS: Final = 300
_RATE: Final = 0.08
_HOUR_MIN: Final = 60
_LIBRARIES: Final = {"lightgbm": "lightgbm", "xgboost": "xgboost-cpu", "catboost": "catboost"}


@dataclass(frozen=True, slots=True)
class RecursiveAnchor:
    """One of the three; learns every three months on the last two years.

    Attributes
    ----------
    learner
        ``lightgbm``, ``xgboost`` or ``catboost``.
    points
        Folder in which forecasts of one number per origin are kept: windows of many origins share them.
    """

    learner: str
    points: Path
    refit_months: int = 3

    @property
    def id(self) -> str:
        """Return ``mlforecast-lightgbm`` and the like."""
        return f"mlforecast-{self.learner}"

    def fingerprint(self) -> str:
        """Return version, settings and versions of the libraries."""
        settings = VERSION, LAGS, TRAINED_H, CONTEXT_H, WINDOWS, _ROUNDS, _RATE
        made = [library_version(name) for name in ("mlforecast", _LIBRARIES[self.learner], "numpy", "pandas")]
        return f"{self.id} {digest(settings, made)}"

    def fit(self, known: Known, *, seed: int) -> bytes:
        """Learn on the last two years; hours that were filled in have no weight."""
        _learner(self.learner, seed)  # before mlforecast, so that what is missing is named by what was asked for
        from mlforecast import MLForecast
        from mlforecast.lag_transforms import RollingMean, SeasonalRollingMean

        model = MLForecast(
            models={"point": _learner(self.learner, seed)},
            freq="h",
            lags=LAGS,
            lag_transforms={
                1: [RollingMean(24), RollingMean(WEEK_H)],
                WEEK_H: [SeasonalRollingMean(season_length=WEEK_H, window_size=4)],
            },
            date_features=["hour", "dayofweek", "month", "dayofyear", holiday, holiday_before, holiday_after],
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas and scikit-learn announce their next versions
            model.fit(
                _training(known),
                static_features=["sensor"],
                weight_col="weight",
                keep_last_n=CONTEXT_H,
                cache_train_df=False,
                # CatBoost takes no categories on its own, and scikit-learn cannot copy one that was told before
                models_fit_kwargs={"point": {"cat_features": ["sensor"]}} if self.learner == "catboost" else None,
            )
        return pickle.dumps(model)

    def issue(
        self, fitted: bytes, past: Past, origins_min: tuple[int, ...], wanted: frozenset[int], lead_steps: Int64
    ) -> Iterator[QuantileForecast]:
        """Yield points with conformal quantiles from ten windows that end at the origin, by the same fit."""
        ordered = [origin for origin in origins_min if origin in wanted]
        week = WEEK_H * _HOUR_MIN
        windows = {origin: [origin - k * week for k in range(1, WINDOWS + 1)] for origin in ordered}
        every = sorted({*ordered, *(window for each in windows.values() for window in each)})
        points = self._points(fitted, past, every, int(lead_steps[-1]))
        for origin in ordered:
            known = past.known_at(origin)
            errors = np.stack([_truth(known, w, WEEK_H) - points[w][:, :WEEK_H] for w in windows[origin]])
            point = points[origin]
            # beyond a week no window that ends at the origin has seen the truth: the errors of the same hour again
            spread = errors[:, :, (np.arange(point.shape[1])) % WEEK_H]
            values = conformal(point, spread, QUANTILES)[:, np.asarray(lead_steps) - 1]
            yield QuantileForecast.of(known, lead_steps, values, method=f"{self.id}/{VERSION}")

    def _points(self, fitted: bytes, past: Past, origins: list[int], leads: int) -> dict[int, Float64]:
        """Return the forecast of one number for each origin, made now or earlier, shape (series, leads) each."""
        kept = self.points / f"{self.id}-{digest(fitted, leads)}.npz"
        found: dict[int, Float64] = {}
        if kept.exists():
            with np.load(kept) as file:
                found = dict(zip(file["origins"].tolist(), file["points"].astype(np.float64), strict=True))
        todo = [origin for origin in origins if origin not in found]
        if todo:
            model = pickle.loads(fitted)  # noqa: S301 - made by fit above, kept in the user's own cache
            for first in range(0, len(todo), _AT_ONCE):
                lot = todo[first : first + _AT_ONCE]
                found |= dict(zip(lot, _predicted(model, [past.known_at(o) for o in lot], leads), strict=True))
            _keep(kept, found)
        return found


def holiday(dates: Any) -> Any:
    """Return 1 on public holidays."""
    return _is_holiday(dates, 0)


def holiday_before(dates: Any) -> Any:
    """Return 1 on the day after a public holiday."""
    return _is_holiday(dates, -1)


def holiday_after(dates: Any) -> Any:
    """Return 1 on the day before a public holiday."""
    return _is_holiday(dates, 1)


def _is_holiday(dates: Any, ahead: int) -> Any:
    days, place = np.unique(np.asarray(dates, dtype="datetime64[D]").astype(np.int64) + ahead, return_inverse=True)
    flags = [CALENDAR.holiday(date(1970, 1, 1) + timedelta(days=int(day))) is not None for day in days]
    return np.array(flags, dtype=np.float32)[place]


def _learner(name: str, seed: int) -> Any:
    threads = _threads()
    if name == "lightgbm":
        import lightgbm

        return lightgbm.LGBMRegressor(
            objective="l1",
            n_estimators=_ROUNDS,
            learning_rate=_RATE,
            num_leaves=63,
            min_child_samples=50,
            n_jobs=threads,
            random_state=seed,
            verbosity=-1,
        )
    if name == "xgboost":
        import xgboost

        return xgboost.XGBRegressor(
            objective="reg:absoluteerror",
            n_estimators=_ROUNDS,
            learning_rate=_RATE,
            max_depth=8,
            tree_method="hist",
            enable_categorical=True,
            n_jobs=threads,
            random_state=seed,
        )
    import catboost

    return catboost.CatBoostRegressor(
        loss_function="MAE",
        iterations=2 * _ROUNDS,
        learning_rate=_RATE,
        depth=8,
        thread_count=threads,
        random_seed=seed,
        verbose=False,
        allow_writing_files=False,
    )


def _threads() -> int:
    """Return how many threads a learner may use: what was said to OpenMP, or all processors of this process."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isdecimal():
        return int(said)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _training(known: Known) -> Any:
    panel = known.panel.since(known.origin_min - (TRAINED_H + _FILL_FROM_H) * _HOUR_MIN)
    values, weight = filled(panel.values)[-TRAINED_H:], np.isfinite(panel.values)[-TRAINED_H:]
    frame = _frame([values], [panel.end_min])
    frame["weight"] = weight.T.ravel().astype(np.float64)
    return frame


def _frame(blocks: list[Float64], ends_min: list[int]) -> Any:
    """Return hourly blocks of shape (hours, series) as one long table; each series of each block has its own id."""
    import pandas as pd

    hours, series = blocks[0].shape
    stamps = [np.datetime64(end, "m") - np.timedelta64(_HOUR_MIN, "m") * np.arange(hours, 0, -1) for end in ends_min]
    ids = np.arange(len(blocks) * series)
    return pd.DataFrame(
        {
            "unique_id": np.repeat(ids, hours),
            "ds": np.concatenate([np.tile(stamp.astype("datetime64[ns]"), series) for stamp in stamps]),
            "y": np.concatenate([block.T.ravel() for block in blocks]),
            "sensor": pd.Categorical(np.repeat(ids % series, hours), categories=np.arange(series)),
        }
    )


def _predicted(model: Any, known: list[Known], leads: int) -> list[Float64]:
    blocks = []
    for one in known:
        panel = one.panel.since(one.origin_min - _FILL_FROM_H * _HOUR_MIN)
        blocks.append(filled(panel.values)[-CONTEXT_H:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = model.predict(leads, new_df=_frame(blocks, [one.origin_min for one in known]))
    # as they are kept, so that what is made of them is the same today and from the file
    points = said["point"].to_numpy().astype(np.float32).reshape(len(known), -1, leads)
    return list(np.maximum(points, 0.0).astype(np.float64))


def _truth(known: Known, origin_min: int, leads: int) -> Float64:
    """Return what had come of the steps after an earlier origin, shape (series, leads)."""
    first = (origin_min - known.panel.start_min) // known.panel.step_min
    return known.panel.values[first : first + leads].T


def _keep(path: Path, points: dict[int, Float64]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as half:
        np.savez(half, origins=np.array(list(points)), points=np.stack(list(points.values())).astype(np.float32))
    Path(half.name).replace(path)
