# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""A small network with two hidden layers, in NumPy: the third that looks at the past, beside two kinds of trees.

    h_0 = (v - centre) / scale, cut at +-4, 0 where not known
    h_i = max(W_i h_{i-1} + b_i, 0),   u = w h_2 + b
    min sum huber(sqrt(y / l) - sqrt(B / l) - u)

with B what is usual at the target and l the level: it learns how far from the usual it will be. Learned by Adam in a
few passes, the steps growing at first and then shrinking along a cosine; of each case one column in ten is not shown
(dropout), so that no single one is relied upon.

A network joins what trees cut: it is smooth where they are steps, carries on beyond what it saw, and errs elsewhere.

Source: Kingma and Ba (2015), Adam: a method for stochastic optimization, ICLR; Srivastava et al. (2014), Dropout,
Journal of Machine Learning Research 15; Loshchilov and Hutter (2017), SGDR, ICLR.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.profile import Float32
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.model import Float64

_FARTHEST: Final = 4.0
_LEAST_SCALE: Final = 1e-3
_AT_ONCE: Final = 65_536
_BATCHES: Final = 100
_BATCH: Final = (64, 512)
_WARM_UP: Final = 200
_MEAN_FADES, _SIZE_FADES, _NOTHING = 0.9, 0.995, 1e-8
_FIRST_SAY: Final = 0.1
"""At first the network says little: what is usual comes."""


@dataclass(frozen=True, slots=True)
class Network:
    """A learned network.

    Attributes
    ----------
    centre, scale
        Mean and standard deviation of each column, shape (columns,).
    layers
        Weights, shape (inputs, outputs), and offsets, shape (outputs,), of each layer.
    """

    centre: Float32
    scale: Float32
    layers: tuple[tuple[Float32, Float32], ...]

    def predict(self, columns: Float32) -> Float64:
        """Return u of each row, shape (n,): the same, but for the last digits, whatever rows are beside it."""
        layers = [(weights.astype(np.float64), offsets.astype(np.float64)) for weights, offsets in self.layers]
        found = np.empty(len(columns))
        for first in range(0, len(columns), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            rows = _scaled(columns[part], self.centre, self.scale).astype(np.float64)
            for weights, offsets in layers[:-1]:
                rows = np.maximum(rows @ weights + offsets, 0.0)
            found[part] = (rows @ layers[-1][0])[:, 0] + layers[-1][1]
        return found


def learn_network(columns: Float32, outcome: Float64, alpha: float, settings: BoostingSettings, seed: int) -> Network:
    """Return the network that foresees the outcome, shape (n,), with errors beyond ``alpha`` counting linearly."""
    generator = np.random.default_rng(seed)
    centre, scale = _usual(columns)
    scaled, wanted = _scaled(columns, centre, scale), outcome.astype(np.float32)
    layers = _fresh((columns.shape[1], *settings.network_layers, 1), generator)
    batch = int(np.clip(len(wanted) // _BATCHES, *_BATCH))
    of_one_pass = max(1, len(wanted) // batch)
    descent = _Descent(layers, settings.network_rate, settings.network_passes * of_one_pass)
    for _ in range(settings.network_passes):
        order = generator.permutation(len(wanted))
        for k in range(of_one_pass):
            rows = order[k * batch : (k + 1) * batch]
            descent.step(
                _gradient(layers, _some_of(scaled[rows], settings.network_hidden, generator), wanted[rows], alpha)
            )
    return Network(centre, scale, tuple((weights, offsets) for weights, offsets in layers))


def _usual(columns: Float32) -> tuple[Float32, Float32]:
    given = np.isfinite(columns)
    count = np.maximum(given.sum(axis=0), 1)
    centre = np.where(given, columns, 0.0).sum(axis=0, dtype=np.float64) / count
    spread = (np.where(given, columns - centre.astype(np.float32), 0.0) ** 2).sum(axis=0, dtype=np.float64) / count
    return centre.astype(np.float32), (np.sqrt(spread) + _LEAST_SCALE).astype(np.float32)


def _scaled(columns: Float32, centre: Float32, scale: Float32) -> Float32:
    found = (columns - centre) / scale
    found[~np.isfinite(found)] = 0.0
    return np.clip(found, -_FARTHEST, _FARTHEST, out=found)


def _some_of(rows: Float32, hidden: float, generator: np.random.Generator) -> Float32:
    """Return rows with some of the columns hidden, and the others larger by as much."""
    shown = generator.random(rows.shape, dtype=np.float32) >= hidden
    return np.where(shown, rows * np.float32(1.0 / (1.0 - hidden)), np.float32(0.0))


def _fresh(sizes: tuple[int, ...], generator: np.random.Generator) -> list[tuple[Float32, Float32]]:
    """Return layers that keep the size of what they are given (He et al. 2015, ICCV)."""
    layers = [
        (
            (generator.standard_normal((a, b)) * np.sqrt(2.0 / a)).astype(np.float32),
            np.zeros(b, dtype=np.float32),
        )
        for a, b in pairwise(sizes)
    ]
    np.multiply(layers[-1][0], np.float32(_FIRST_SAY), out=layers[-1][0])
    return layers


def _forward(layers: list[tuple[Float32, Float32]], rows: Float32) -> list[Float32]:
    """Return what each layer says, beginning with what it is shown."""
    found = [rows]
    for weights, offsets in layers[:-1]:
        found.append(np.maximum(found[-1] @ weights + offsets, np.float32(0.0)))
    weights, offsets = layers[-1]
    return [*found, found[-1] @ weights + offsets]


def _gradient(layers: list[tuple[Float32, Float32]], rows: Float32, wanted: Float32, alpha: float) -> list[Float32]:
    """Return the gradient of the mean loss, in units of alpha, by weights and offsets of each layer in turn."""
    said = _forward(layers, rows)
    back = np.clip((said[-1][:, 0] - wanted) / np.float32(alpha), -1.0, 1.0)[:, None] / np.float32(len(wanted))
    found: list[Float32] = []
    for i in range(len(layers) - 1, -1, -1):
        found = [said[i].T @ back, back.sum(axis=0), *found]
        if i:
            back = (back @ layers[i][0].T) * (said[i] > 0.0)
    return found


class _Descent:
    """Adam, changing layers in place."""

    def __init__(self, layers: list[tuple[Float32, Float32]], rate: float, steps: int) -> None:
        self._parts = [part for layer in layers for part in layer]
        self._mean = [np.zeros_like(part) for part in self._parts]
        self._size = [np.zeros_like(part) for part in self._parts]
        self._rate, self._steps, self._done = rate, steps, 0

    def step(self, gradient: list[Float32]) -> None:
        self._done += 1
        done = self._done
        rate = self._rate * min(1.0, done / _WARM_UP) * 0.5 * (1.0 + np.cos(np.pi * done / self._steps))
        rate *= np.sqrt(1.0 - _SIZE_FADES**done) / (1.0 - _MEAN_FADES**done)
        for i, slope in enumerate(gradient):
            self._mean[i] += np.float32(1.0 - _MEAN_FADES) * (slope - self._mean[i])
            self._size[i] += np.float32(1.0 - _SIZE_FADES) * (slope * slope - self._size[i])
            self._parts[i] -= np.float32(rate) * self._mean[i] / (np.sqrt(self._size[i]) + np.float32(_NOTHING))
