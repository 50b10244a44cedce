# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Delays and occupancy of public transport, from GTFS-realtime."""
