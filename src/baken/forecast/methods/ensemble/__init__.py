# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several forecasters as one: quantiles averaged with weights that were learned on forecasts of the past."""
