# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts from any CSV file, by a mapping that the city declares. See README.md."""
