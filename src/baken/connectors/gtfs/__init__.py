# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planned departures per stop and route, from a timetable in GTFS."""
