# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""OpenID Connect of one node: its providers, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.identity.errors import UnauthenticatedError

if TYPE_CHECKING:
    from baken.governance.model import Principal
    from baken.identity.model import Session
    from baken.identity.sessions import Sessions


class OpenId:
    """The providers that are trusted."""

    async def principal_of_token(self, token: str) -> Principal:
        """Return who shows an access token.

        Raises
        ------
        UnauthenticatedError
            When it is not right.
        """
        raise UnauthenticatedError("This token is not known here.", remedy="Send a key of this service.")

    async def sign_out_address(self, session: Session, token: str, sessions: Sessions, back: str) -> str | None:
        """Return where the browser goes to sign out at the provider; None when there is no need."""
        return None
