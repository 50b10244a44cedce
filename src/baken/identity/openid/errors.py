# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a sign-in with a provider did not succeed: a closed list, since the reason stands in an address."""

from __future__ import annotations

from enum import StrEnum

from baken.identity.errors import UnauthenticatedError


class Problem(StrEnum):
    """What the sign-in page tells."""

    REFUSED = "refused"
    """The provider did not let the person in, or the answer was not what we asked for."""
    EXPIRED = "expired"
    """It took too long, or was begun in another browser."""
    ASSURANCE = "assurance"
    """The person did not show enough: a second factor is needed."""
    NO_ROLE = "no-role"
    """The person is in none of the groups that have a role here."""
    PROVIDER = "provider"
    """The provider cannot be reached, or does not do as it should."""


_SAID = {
    Problem.REFUSED: "The provider did not confirm who you are.",
    Problem.EXPIRED: "This sign-in took too long, or was begun elsewhere.",
    Problem.ASSURANCE: "The provider did not ask you for a second factor.",
    Problem.NO_ROLE: "The provider knows you, but you have no role here.",
    Problem.PROVIDER: "The provider cannot be reached, or does not do as it should.",
}


class OpenIdError(UnauthenticatedError):
    """A sign-in with a provider that did not succeed.

    Attributes
    ----------
    problem
        Which.
    why
        What exactly, for the log of the service; it never holds a token.
    """

    def __init__(self, problem: Problem, why: str = "") -> None:
        super().__init__(_SAID[problem], remedy="Try again, or ask the administrator.")
        self.problem = problem
        self.why = why
