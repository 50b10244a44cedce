# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Car parks of Amsterdam's parking guidance system. See README.md."""
