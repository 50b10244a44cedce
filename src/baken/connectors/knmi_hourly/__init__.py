# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hourly values of KNMI stations, from files of past years and day by day. See README.md."""
