# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Key figures of an event: what was done (output) and what changed in the street (outcome), declared before it."""
