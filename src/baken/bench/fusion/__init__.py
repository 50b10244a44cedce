# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How well the picture of a simulated city holds against the truth: cases, simple methods, scores and their report."""
