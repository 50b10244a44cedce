# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is asking: accounts, sessions, OpenID Connect, second factors, keys of sensors."""
