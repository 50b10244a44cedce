# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong when somebody says who they are. None of these tells an attacker more than they knew."""

from __future__ import annotations

import math

from baken.errors import BakenError


class IdentityError(BakenError):
    """Something about accounts, sessions or keys is not possible as it was asked."""


class IdentityStoreError(IdentityError):
    """The tables of identity cannot be opened, read or written."""


class UnknownError(IdentityError):
    """There is no such account, session, passkey, key or link (any more)."""


class UnauthenticatedError(IdentityError):
    """Who asks has not proven who they are, or not with what is asked here.

    Attributes
    ----------
    challenge
        Value of the ``WWW-Authenticate`` header.
    """

    def __init__(self, message: str, *, remedy: str = "", challenge: str = 'Bearer realm="baken"') -> None:
        super().__init__(message, remedy=remedy)
        self.challenge = challenge
        self.headers = {"WWW-Authenticate": challenge}


class ForgedRequestError(IdentityError):
    """A browser was made to send this by another site: it lacks the token of the session or comes from elsewhere."""


class StaleAuthenticationError(IdentityError):
    """Who asks has proven who they are too long ago for what they ask."""


class TooManyAttemptsError(IdentityError):
    """Too many wrong attempts; there is a wait.

    Attributes
    ----------
    retry_after_s
        How long, in seconds.
    """

    def __init__(self, retry_after_s: float) -> None:
        wait = max(1, math.ceil(retry_after_s))
        super().__init__("There were too many wrong attempts.", remedy=f"Try again in {wait} s.")
        self.retry_after_s = wait
        self.headers = {"Retry-After": str(wait)}
