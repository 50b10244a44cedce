# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way out: the one place where the node decides which addresses it reaches, and opens connections over HTTP."""
