# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Built-in connectors: one folder per provider's product, under the same contract as third-party ones."""
