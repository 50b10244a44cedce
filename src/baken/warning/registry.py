# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every condition by its id, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.warning.methods.share_of_limit import ShareOfLimit
from baken.warning.methods.within_lead import WithinLead

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.warning.protocol import Condition

CONDITIONS: Final[dict[str, Callable[[], Condition]]] = {
    ShareOfLimit.definition.id: ShareOfLimit,
    WithinLead.definition.id: WithinLead,
}
"""Every condition; each obeys the laws of :mod:`baken.warning.conformance`."""
