# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A backtest of a city: its history from its connectors, what would have been foreseen of it, and a page about that."""
