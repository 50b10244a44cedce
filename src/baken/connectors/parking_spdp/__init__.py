# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Car parks of the national parking register, by SPDP. See README.md."""
