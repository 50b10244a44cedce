# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the boosting has learned of a city: trees per horizon, how errors are distributed, and who is like whom."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.buckets import bucket_of, lead_hours
from baken.forecast.methods.boosting.drawing import draw, fold_of, horizons
from baken.forecast.methods.boosting.errors import distribution, part_of_day
from baken.forecast.methods.boosting.features import show
from baken.forecast.methods.boosting.network import Network
from baken.forecast.methods.boosting.recursive import can_learn, learn_recursive
from baken.forecast.methods.boosting.trees import (
    Middle,
    Trees,
    best_share,
    learn_middle,
    learn_spread,
    mixed,
    spread_of,
    to_ratio,
    to_values,
)
from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.drawing import Horizon
    from baken.forecast.methods.boosting.features import Cases, Scene, Shown
    from baken.forecast.methods.boosting.profile import Clock, Float32
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.model import Float64, Int64

_FEWEST_OF_FOLD: Final = 200
_YEAR_WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class HorizonModel:
    """What holds for some leads.

    Attributes
    ----------
    serves_h
        Leads up to so many hours, beyond those of the model before.
    middles
        Trees of the middle, a pair of each fold that was left out, or one of everything when there are too few days.
    errors
        Quantiles of errors over the spread: :func:`~baken.forecast.methods.boosting.errors.distribution`.
    """

    serves_h: int
    middles: tuple[Middle, ...]
    spread: Trees
    errors: Float64

    def middle(self, shown: Shown, threads: int) -> Float64:
        """Return the mean of the middles."""
        return np.asarray(np.mean([one.predict(shown, threads) for one in self.middles], axis=0))

    def quantiles(
        self, shown: Shown, middle: Float64, lead: Int64, minute: Int64, step_min: int, threads: int
    ) -> Float64:
        """Return quantiles of values, shape (n, quantiles), from middles."""
        spread = spread_of(self.spread, shown.columns, threads)
        scaled = self.errors[bucket_of(lead, step_min), part_of_day(minute)]
        return to_values(middle[:, None] + spread[:, None] * scaled, shown.base[:, None])


@dataclass(frozen=True, slots=True)
class Learned:
    """All of it.

    Attributes
    ----------
    step_min
        Of the panel that it was learned from.
    series_ids
        The witnesses, in the order of the columns of ``likes``.
    likes
        Shape (W, W): :func:`~baken.forecast.methods.boosting.scene.likeness`.
    recursive
        Trees of the next hour, of witnesses by their place; None without a year of hours.
    """

    step_min: int
    series_ids: tuple[str, ...]
    likes: Float32
    horizons: tuple[HorizonModel, ...]
    recursive: Trees | None = None

    def model_of(self, lead: Int64) -> Int64:
        """Return the place of the model that serves each lead."""
        last = [model.serves_h for model in self.horizons[:-1]]
        return np.searchsorted(last, lead_hours(lead, self.step_min))

    def predict(self, scene: Scene, cases: Cases, threads: int, settings: BoostingSettings | None = None) -> Float64:
        """Return quantiles of cases, shape (n, quantiles).

        Parameters
        ----------
        settings
            When given, each case is foreseen by the trees alone that its target was kept from.
        """
        shown = show(scene, cases)
        clock = scene.look.clock
        minute = (scene.start_step + cases.target) * clock.step_min % 1440
        place = self.model_of(cases.lead)
        found = np.empty((len(place), self.horizons[0].errors.shape[-1]))
        for i, model in enumerate(self.horizons):
            rows = np.flatnonzero(place == i)
            if not len(rows):
                continue
            part = shown.take(rows)
            if settings is None:
                middle = model.middle(part, threads)
            else:
                fold = fold_of(cases.target[rows], scene.start_step, clock, settings)
                middle = _kept_from(model.middles, part, fold, threads)
            found[rows] = model.quantiles(part, middle, cases.lead[rows], minute[rows], clock.step_min, threads)
        return found


def kept_middle(learned: Learned, scene: Scene, cases: Cases, settings: BoostingSettings) -> Float64:
    """Return the middle of cases beyond a day, each by the trees that its target was kept from."""
    shown = show(scene, cases)
    fold = fold_of(cases.target, scene.start_step, scene.look.clock, settings)
    middle = _kept_from(learned.horizons[-1].middles, shown, fold, settings.threads)
    return to_values(middle, shown.base)


def learn(
    scene: Scene, values: Float64, ids: tuple[str, ...], likes: Float32, settings: BoostingSettings, seed: int
) -> Learned:
    """Learn from all rows of a scene.

    Raises
    ------
    ForecastError
        When there are too few values to learn from.
    """
    generator = np.random.default_rng(seed)
    models = [
        _learn_horizon(scene, draw(values, scene.look.clock, horizon, generator), values, horizon, settings, seed)
        for horizon in horizons(settings)
    ]
    clock, recursive = scene.look.clock, None
    if can_learn(clock, len(values)):
        recursive = learn_recursive(values, scene.start_step, scene.days, clock, settings, seed)
    return Learned(clock.step_min, ids, likes, tuple(models), recursive)


def _learn_horizon(
    scene: Scene, cases: Cases, values: Float64, horizon: Horizon, settings: BoostingSettings, seed: int
) -> HorizonModel:
    if len(cases.lead) < settings.fewest_rows:
        raise ForecastError(
            f"There are {len(cases.lead)} values to learn from, at least {settings.fewest_rows} are needed.",
            remedy="Wait until there are some weeks of values.",
        )
    shown = show(scene, cases)
    outcome = to_ratio(values[cases.target, cases.series], shown.base)
    fold = fold_of(cases.target, scene.start_step, scene.look.clock, settings)
    if len(np.unique(fold)) < 2 or np.bincount(fold).max() > len(fold) - _FEWEST_OF_FOLD:
        days = (scene.start_step + cases.target) // scene.look.clock.day
        fold = days % settings.folds  # less than two months: days are left out in turn, and errors seem smaller
    middles, each = [], np.empty((3, len(outcome)))
    for k in range(settings.folds):
        left_out, rest = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        middle = learn_middle(shown.take(rest), outcome[rest], settings, seed + k)
        each[:, left_out] = middle.each(shown.take(left_out), settings.threads)
        middles.append(middle)
    late = of_last_year(cases, scene.look.clock)
    share = best_share(each[:, late], outcome[late], shown.take(late))
    error = outcome - mixed(each, share)
    spread = learn_spread(shown.columns, error, shown.weight, settings, seed)
    scaled = error / spread_of(spread, shown.columns, settings.threads)
    minute = (scene.start_step + cases.target) * scene.look.clock.step_min % 1440
    table = distribution(scaled, cases.lead, minute, scene.look.clock.step_min)
    return HorizonModel(horizon.serves_h, tuple(replace(one, share=share) for one in middles), spread, table)


def of_last_year(cases: Cases, clock: Clock) -> Int64:
    """Return the cases that tell who is to be heard next: what was years ago, and broken, says little of it."""
    return np.flatnonzero(cases.target > cases.target.max() - _YEAR_WEEKS * clock.week)


def _kept_from(middles: tuple[Middle, ...], shown: Shown, fold: Int64, threads: int) -> Float64:
    found = np.empty(len(fold))
    for k, middle in enumerate(middles):
        rows = np.flatnonzero(fold == k)
        if len(rows):
            found[rows] = middle.predict(shown.take(rows), threads)
    return found


# ---------------------------------------------------------------- kept


class _KeptArray(msgspec.Struct, frozen=True):
    shape: tuple[int, ...]
    numbers: bytes

    @classmethod
    def of(cls, array: Float32) -> _KeptArray:
        return cls(array.shape, array.astype("<f4").tobytes())

    def read(self) -> Float32:
        return np.frombuffer(self.numbers, dtype="<f4").reshape(self.shape).astype(np.float32)


class _KeptMiddle(msgspec.Struct, frozen=True):
    ratios: str
    lags: str
    centre: _KeptArray
    scale: _KeptArray
    layers: tuple[tuple[_KeptArray, _KeptArray], ...]
    share: float

    @classmethod
    def of(cls, middle: Middle) -> _KeptMiddle:
        net = middle.network
        layers = tuple((_KeptArray.of(weights), _KeptArray.of(offsets)) for weights, offsets in net.layers)
        centre, scale = _KeptArray.of(net.centre), _KeptArray.of(net.scale)
        return cls(middle.ratios.text, middle.lags.text, centre, scale, layers, middle.share)

    def read(self) -> Middle:
        layers = tuple((weights.read(), offsets.read()) for weights, offsets in self.layers)
        network = Network(self.centre.read(), self.scale.read(), layers)
        return Middle(Trees(self.ratios), Trees(self.lags), network, self.share)


class _KeptHorizon(msgspec.Struct, frozen=True):
    serves_h: int
    middles: tuple[_KeptMiddle, ...]
    spread: str
    errors: list[list[list[float]]]


class _Kept(msgspec.Struct, frozen=True):
    step_min: int
    series_ids: tuple[str, ...]
    likes: list[list[float]]
    horizons: tuple[_KeptHorizon, ...]
    recursive: str


def to_bytes(learned: Learned | None) -> bytes:
    """Return what was learned as compressed msgpack; nothing when nothing was."""
    if learned is None:
        return b""
    parts = tuple(
        _KeptHorizon(
            m.serves_h,
            tuple(_KeptMiddle.of(one) for one in m.middles),
            m.spread.text,
            m.errors.tolist(),
        )
        for m in learned.horizons
    )
    recursive = learned.recursive.text if learned.recursive else ""
    kept = _Kept(learned.step_min, learned.series_ids, learned.likes.tolist(), parts, recursive)
    return zlib.compress(msgspec.msgpack.encode(kept), 3)


def from_bytes(content: bytes) -> Learned | None:
    """Return what was learned.

    Raises
    ------
    ForecastError
        When it is damaged.
    """
    if not content:
        return None
    try:
        return _read(msgspec.msgpack.decode(zlib.decompress(content), type=_Kept))
    except (zlib.error, msgspec.MsgspecError, ValueError) as error:
        raise ForecastError("What was kept of the boosting is damaged.", remedy="Fit the method anew.") from error


def _read(kept: _Kept) -> Learned:
    parts = tuple(
        HorizonModel(
            h.serves_h,
            tuple(one.read() for one in h.middles),
            Trees(h.spread),
            np.array(h.errors),
        )
        for h in kept.horizons
    )
    count = len(kept.series_ids)
    likes = np.array(kept.likes, dtype=np.float32).reshape(count, count)
    return Learned(kept.step_min, kept.series_ids, likes, parts, Trees(kept.recursive) if kept.recursive else None)
