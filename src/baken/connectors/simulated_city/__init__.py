# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A simulated city: what its sensors would have told on a day whose truth is known."""
