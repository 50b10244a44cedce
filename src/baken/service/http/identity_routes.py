# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every route about who is asking."""

from __future__ import annotations

from typing import Final

from baken.service.http.account_routes import ACCOUNT_ROUTES
from baken.service.http.key_routes import KEY_ROUTES
from baken.service.http.link_routes import LINK_ROUTES
from baken.service.http.openid_routes import OPENID_ROUTES
from baken.service.http.passkey_routes import PASSKEY_ROUTES
from baken.service.http.second_factor_routes import SECOND_FACTOR_ROUTES
from baken.service.http.session_routes import SESSION_ROUTES

IDENTITY_ROUTES: Final = (
    *SESSION_ROUTES,
    *LINK_ROUTES,
    *SECOND_FACTOR_ROUTES,
    *PASSKEY_ROUTES,
    *OPENID_ROUTES,
    *ACCOUNT_ROUTES,
    *KEY_ROUTES,
)
