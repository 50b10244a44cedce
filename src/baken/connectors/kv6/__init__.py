# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Punctuality of public transport from KV6posinfo messages (BISON)."""
