# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulation: what would happen? Scenario cities whose truth is known, and sensors that see only part of it."""
