# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with which data, for what: rules in Cedar that a lawyer can read, and the engine for them."""
