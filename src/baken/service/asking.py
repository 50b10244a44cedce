# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks, as the entrance found out, and how whoever may not is refused: alike for the API and SensorThings."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from baken.governance.model import ANYBODY, Principal, PrincipalKind

CHALLENGE: Final = 'Bearer realm="Baken"'
"""What ``WWW-Authenticate`` says to whoever has not said who they are."""


def principal_in(scope: Any) -> Principal:
    """Return who asks, from the scope of a connection; anybody when nobody said.

    Examples
    --------
    >>> principal_in({"type": "http"}).id
    'anonymous'
    """
    found = scope.get("state", {}).get("principal", ANYBODY)
    return found if isinstance(found, Principal) else ANYBODY


def status_of_refusal(principal: Principal) -> HTTPStatus:
    """Return 401 for whoever has not said who they are, and else 403."""
    return HTTPStatus.UNAUTHORIZED if principal.kind is PrincipalKind.ANONYMOUS else HTTPStatus.FORBIDDEN
