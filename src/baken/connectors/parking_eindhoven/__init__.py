# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Car parks on Eindhoven's open data portal. See README.md."""
