# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How well forecasts hold against real counts: protocol 1, anchors, scores and their report."""
