# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Publishing: an edition at each step, written down once, kept as bytes that cost nothing to give away."""
