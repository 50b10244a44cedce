# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Minimisation: nothing leaves the node that is about fewer than k contributors, alone or by difference."""
