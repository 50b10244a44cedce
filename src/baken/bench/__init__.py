# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bench: does this machine reach what is promised? Ratios measured within one run, each with its limit."""
