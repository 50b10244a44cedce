# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What anyone would pick instead: the contenders that our forecasts are held against, each in its own words."""
