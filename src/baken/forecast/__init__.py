# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""FORESEE: what is coming? Quantile forecasts, always beside a reference, from only what was known then."""
