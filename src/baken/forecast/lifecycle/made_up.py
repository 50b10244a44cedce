# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scores made up by seed: of a model that is so much better or worse than another, with days that hang together."""

from __future__ import annotations

import numpy as np

from baken.forecast.buckets import BUCKETS
from baken.forecast.lifecycle.scores import OriginScores

SERIES = ("stream:a", "stream:b", "stream:c")
LEADS_IN_BUCKET = (1.0, 5.0, 18.0, 144.0, 0.0)
DAY_MIN = 1440


def made_up(
    days: int,
    *,
    seed: int,
    loss: float = 0.14,
    by_bucket: tuple[float, ...] = (0.7, 0.8, 1.0, 1.0, 1.0),
    coverage: float = 0.8,
    method: str = "model/1",
    noise: float = 0.3,
    first_min: int = 0,
) -> OriginScores:
    """Return scores of two origins a day, with a loss of about ``loss`` times what was observed, lasting days."""
    generator = np.random.default_rng(seed)
    origins = first_min + 720 * np.arange(2 * days)
    shape = (len(origins), len(SERIES), len(BUCKETS))
    count = np.broadcast_to(np.array(LEADS_IN_BUCKET), shape).copy()
    chance = generator.standard_normal(len(origins) + 5)
    hangs = np.convolve(chance, np.ones(6) / np.sqrt(6.0), mode="valid")[:, None, None]
    persons = count * np.array([50.0, 200.0, 800.0])[None, :, None]
    losses = persons * loss * np.array(by_bucket) * np.exp(noise * hangs + 0.05 * generator.standard_normal(shape))
    narrow, wide = (
        generator.binomial(count.astype(int), np.clip(share + 0.03 * hangs, 0, 1), shape).astype(float)
        for share in (coverage, coverage + 0.15)
    )
    return OriginScores(method, origins, SERIES, losses, losses, persons, narrow, wide, count)
