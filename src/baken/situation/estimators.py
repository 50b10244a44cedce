# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The estimators that a city can choose: the one place where another is added."""

from __future__ import annotations

from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from baken.situation.estimator import StationaryEstimator
from baken.situation.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import TypeIs

    from baken.observation.stream import Stream
    from baken.situation.protocol import Estimator, MemorylessEstimator, NetworkEstimator
    from baken.vocabulary.place import Area, Gate


class EstimationMethod(StrEnum):
    """How a city's persons per area are estimated."""

    STATIONARY = "stationary"
    """Each area by itself, from the newest values of its own streams."""
    FUSION = "fusion"
    """All areas together, as a network through which people move."""


def estimator_of(
    method: EstimationMethod,
    areas: Sequence[Area],
    gates: Sequence[Gate],
    streams: Sequence[Stream],
    *,
    zone: tzinfo = UTC,
) -> MemorylessEstimator | NetworkEstimator:
    """Return an estimator of a city that has seen nothing yet.

    Parameters
    ----------
    zone
        In which the hours of the city are, such as when an area is empty.

    Raises
    ------
    SituationError
        When areas, gates and streams do not go together.
    """
    if method is EstimationMethod.FUSION:
        from baken.situation.methods.fusion import FusionEstimator

        return FusionEstimator.of(areas, gates, streams, zone=zone)
    return StationaryEstimator(Topology.of(areas, gates, streams))


def knows_network(estimator: Estimator) -> TypeIs[NetworkEstimator]:
    """Tell whether an estimator knows how areas are connected."""
    return hasattr(estimator, "origin_destination")
