# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scores as bytes, kept with the model that they are of: what drift is judged against, months later."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from baken.forecast.lifecycle.scores import OriginScores
from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Kept(msgspec.Struct, frozen=True):
    """Sums of one method, packed in the order of :data:`_SUMS`."""

    method: str
    origins_min: list[int]
    series_ids: tuple[str, ...]
    buckets: int
    sums: tuple[bytes, ...]


_SUMS = ("loss", "absolute", "observed", "inside_80", "inside_95", "count")


def scores_to_bytes(scores: Sequence[OriginScores]) -> bytes:
    """Return the scores of several methods as compressed msgpack."""
    kept = [
        _Kept(
            one.method,
            one.origins_min.tolist(),
            one.series_ids,
            one.count.shape[2],
            tuple(np.ascontiguousarray(getattr(one, name), "<f8").tobytes() for name in _SUMS),
        )
        for one in scores
    ]
    return zlib.compress(msgspec.msgpack.encode(kept), 6)


def scores_from_bytes(content: bytes) -> tuple[OriginScores, ...]:
    """Return what was kept.

    Raises
    ------
    ForecastError
        When it is damaged.

    Examples
    --------
    >>> from baken.forecast.lifecycle.made_up import made_up
    >>> made = made_up(3, seed=1)
    >>> (found,) = scores_from_bytes(scores_to_bytes([made]))
    >>> bool((found.loss == made.loss).all()), found.series_ids == made.series_ids
    (True, True)
    """
    try:
        kept = msgspec.msgpack.decode(zlib.decompress(content), type=list[_Kept])
        return tuple(_scores(one) for one in kept)
    except (zlib.error, msgspec.MsgspecError, ValueError) as error:
        raise ForecastError("Scores that were kept are damaged.", remedy="They come anew with the next fit.") from error


def _scores(kept: _Kept) -> OriginScores:
    shape = (len(kept.origins_min), len(kept.series_ids), kept.buckets)
    sums = [np.frombuffer(one, "<f8").reshape(shape) for one in kept.sums]
    return OriginScores(kept.method, np.array(kept.origins_min, np.int64), kept.series_ids, *sums)
