# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a calibrated forecaster knows, as bytes: arrays without pickled objects, under the seal of the method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from baken.forecast.methods.conformal.calibration import Calibration
from baken.forecast.methods.conformal.followed import Followed
from baken.forecast.model import ForecastError
from baken.forecast.saved import arrays_from_bytes, arrays_to_bytes, opened, sealed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from baken.forecast.protocol import ForecasterDefinition

_OF_CALIBRATION = ("histograms", "shifts", "hours", "usual", "present", "losses")
_OF_FOLLOWED = ("leads", "buckets", "raw", "scale", "thresholds", "learned")


class _Head(msgspec.Struct, frozen=True):
    series: tuple[str, ...]
    as_of_min: int | None
    origins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """All that has to be kept."""

    series_ids: tuple[str, ...]
    base: bytes
    calibration: Calibration | None
    followed: tuple[Followed, ...]


def write(definition: ForecasterDefinition, saved: Saved) -> bytes:
    """Return the bytes; equal for equal contents."""
    calibration = saved.calibration
    head = _Head(
        saved.series_ids,
        None if calibration is None else calibration.as_of_min,
        tuple(one.origin_min for one in saved.followed),
    )
    arrays: dict[str, NDArray[Any]] = {
        "head": np.frombuffer(msgspec.json.encode(head), dtype=np.uint8),
        "base": np.frombuffer(saved.base, dtype=np.uint8),
    }
    if calibration is not None:
        arrays |= {name: getattr(calibration, name) for name in _OF_CALIBRATION}
    for place, one in enumerate(saved.followed):
        arrays |= {f"{name}_{place}": getattr(one, name) for name in _OF_FOLLOWED}
    return sealed(definition, arrays_to_bytes(arrays))


def read(definition: ForecasterDefinition, saved: bytes) -> Saved:
    """Return what was written.

    Raises
    ------
    ForecastError
        When it is damaged, or of another method or version.
    """
    arrays = arrays_from_bytes(opened(definition, saved))
    try:
        head = msgspec.json.decode(arrays["head"].tobytes(), type=_Head)
        calibration = None
        if head.as_of_min is not None:
            calibration = Calibration(head.as_of_min, *(arrays[name] for name in _OF_CALIBRATION))
        followed = tuple(
            Followed(origin, *(arrays[f"{name}_{place}"] for name in _OF_FOLLOWED))
            for place, origin in enumerate(head.origins)
        )
    except (KeyError, msgspec.MsgspecError) as error:
        raise ForecastError("What was kept of a forecaster is damaged.", remedy="Fit the method anew.") from error
    return Saved(head.series, arrays["base"].tobytes(), calibration, followed)
