# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Visitors that the panel of a supplier counts, in CSV or JSON by a declared mapping. See README.md."""
