# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What would have been foreseen? Forecasts of the past from only what was known then, month by month."""
