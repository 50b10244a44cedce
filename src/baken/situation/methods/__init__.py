# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to estimate persons per area, one per file, named as in the literature."""
