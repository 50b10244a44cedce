# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Did this sensor say this, once, and now? Signatures over observations, and what keeps old ones from coming back."""
