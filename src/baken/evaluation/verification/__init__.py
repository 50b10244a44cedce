# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verification of forecasts: scores of quantiles, intervals and points, each with its definition and source."""
