# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a provider that a city trusts: OpenID Connect, authorisation code with PKCE."""
