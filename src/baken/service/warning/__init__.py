# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings of a node: judged after each picture, kept, told, and acted upon."""
