# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counting cameras that post the crowd messages of Amsterdam. See README.md."""
