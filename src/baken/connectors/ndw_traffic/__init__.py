# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Traffic counts, speeds and travel times of NDW, in DATEX II versions 2 and 3."""
