# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasting in a node: panels from its own stores, forecasts issued on time, and kept as they were issued."""
