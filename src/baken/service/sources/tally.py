# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tally: what became of what a source delivered; bounded, also when a provider invents new faults every minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from baken.plugin.protocol import EXAMPLES_PER_REASON, Skipped

MOST_REASONS: Final = 40
MOST_UNKNOWN: Final = 100_000
OTHER_REASONS: Final = "other reasons"
_LONGEST: Final = 200


@dataclass(slots=True)
class Tally:
    """Counts.

    Attributes
    ----------
    taken, repeated
        Rows that the store kept (corrections too), and rows that it had already.
    not_admitted
        Rows whose activity is stopped, or whose thing must sign.
    newest_end_us
        End of the newest interval that was delivered; None when none was.
    """

    taken: int = 0
    repeated: int = 0
    not_admitted: int = 0
    newest_end_us: int | None = None
    _skipped: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    _unknown: dict[str, None] = field(default_factory=dict)

    def skip(self, reason: str, *examples: str, count: int = 1) -> None:
        """Note rows that were left out."""
        if reason not in self._skipped and len(self._skipped) >= MOST_REASONS:
            reason = OTHER_REASONS
        before, kept = self._skipped.get(reason[:_LONGEST], (0, []))
        kept += [e[:_LONGEST] for e in examples[: max(0, EXAMPLES_PER_REASON - len(kept))]]
        self._skipped[reason[:_LONGEST]] = (before + count, kept)

    def name_unknown(self, provider_id: str) -> None:
        """Note a series that the city does not declare; each counts once."""
        if len(self._unknown) < MOST_UNKNOWN:
            self._unknown[provider_id] = None

    def add(self, other: Tally) -> None:
        """Add what another tally counted."""
        self.taken += other.taken
        self.repeated += other.repeated
        self.not_admitted += other.not_admitted
        if other.newest_end_us is not None:
            self.newest_end_us = max(other.newest_end_us, self.newest_end_us or other.newest_end_us)
        for entry in other.skipped:
            self.skip(entry.reason, *entry.examples, count=entry.count)
        for name in other._unknown:
            self.name_unknown(name)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Return what was left out, one entry per reason."""
        return tuple(Skipped(reason=r, count=n, examples=tuple(e)) for r, (n, e) in self._skipped.items())

    @property
    def unknown(self) -> tuple[int, tuple[str, ...]]:
        """Return how many series the city does not declare, and the first of them."""
        return len(self._unknown), tuple(name[:_LONGEST] for name, _ in zip(self._unknown, range(5), strict=False))

    @property
    def has_news(self) -> bool:
        """Whether there was a row for the city."""
        return bool(self.taken or self.repeated or self.not_admitted)
