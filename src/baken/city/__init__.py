# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""City: everything that is specific to one place, read from its folder and checked before anything starts."""
