# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fusion: all sources together over the network of areas and gates; defined in docs/2-situation/fusion.md."""

from baken.situation.methods.fusion.assumptions import Assumptions
from baken.situation.methods.fusion.estimator import FUSION, FusionEstimator

__all__ = ["FUSION", "Assumptions", "FusionEstimator"]
