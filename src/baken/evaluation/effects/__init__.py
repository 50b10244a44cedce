# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Did it help? The effect of an intervention, with its doubt, or why it cannot be told."""
