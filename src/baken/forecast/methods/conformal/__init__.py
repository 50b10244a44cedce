# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Adaptive conformal calibration: bands that hold what they promise, around any forecaster."""
