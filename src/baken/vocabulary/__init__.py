# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words that every stage shares: time, place, quantity and unit, quality. Imports nothing but errors."""
