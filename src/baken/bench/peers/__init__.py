# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Servers that Baken is held against, started by the bench and gone after it."""
