# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Response in a node: its journal, what is decided about it, and how commands go out."""
