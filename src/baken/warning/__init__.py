# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warning: when must somebody know? Limits, how probable it is that one is passed in time, and what became of it."""
