# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another way to say what would have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Comparison, Gaps


class EffectMethod(Protocol):
    """Says of every unit how far it came from what it would have been.

    Invariants (see :mod:`baken.evaluation.effects.conformance`): units are treated alike, so that the order of donors
    does not matter and none is told by its being the first; values from the intervention on have no part in which
    donors weigh how much; when all values are multiplied, so is the effect.
    """

    @property
    def id(self) -> str:
        """Identity and version, such as ``synthetic-control/1``."""
        ...

    def gaps(self, comparison: Comparison) -> Gaps | None:
        """Return the gaps of all units; None when the method has nothing to go by (no forecast, for example)."""
        ...
