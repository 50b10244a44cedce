# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another way of telling how probable it is that a limit is passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from baken.warning.outlook import Chances, Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionDefinition:
    """What a condition is.

    Attributes
    ----------
    id
        Name of the method, in lower case with hyphens, lasting.
    version
        Rises when the same outlook gives another probability.
    title
        In one line.
    source
        Publication, or document of this project.
    """

    id: str
    version: int
    title: str
    source: str

    @property
    def method(self) -> str:
        """Return identity and version, as on judgements."""
        return f"{self.id}/{self.version}"


class Condition(Protocol):
    """Tells of every limit how probable it is that it is passed within its lead time.

    Laws, held by :mod:`baken.warning.conformance`: within 0 and 1, between its bounds; never rises with the limit
    (never falls, of one that is passed downwards); each row by itself; a row of which nothing is known is NaN and not
    zero; what is known of the present is not forgotten without a forecast; no look beyond the lead time; the same
    answer twice.
    """

    @property
    def definition(self) -> ConditionDefinition:
        """What it is."""
        ...

    def chances(self, outlook: Outlook) -> Chances:
        """Return the probabilities; follows from the outlook and from nothing else, and changes nothing."""
        ...
