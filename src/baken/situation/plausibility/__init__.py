# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Can this be true? What observations say, held against physics and against their neighbours."""
