# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather stations behind an OGC API EDR, as CoverageJSON; KNMI among them. See README.md."""
