# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""LEARN: were we right, and did it help? Verification of forecasts first."""
