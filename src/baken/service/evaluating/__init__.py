# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report after an event: what was foreseen, warned of and done, and what it changed."""
