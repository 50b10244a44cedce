# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observation, the stage that measures: what did the sensors say, and can it be trusted?"""
