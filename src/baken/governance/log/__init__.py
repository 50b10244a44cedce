# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was processed, by whom and under which activity? Two chained logs that show when somebody tampered with them."""
