# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verification of warnings against a declared truth: was it said, in time, and not too often?"""
