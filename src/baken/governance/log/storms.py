# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many events alike are counted, so that a caller cannot fill the disk; the count itself is never lost.

Within ten seconds the 1st, 2nd, 4th, 8th, … is told, each with how many there were since the one told before, and when
the ten seconds are over the rest. A process that is killed has told more than half of what happened since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

WINDOW_MS: Final = 10_000
MOST_STORMS: Final = 1_000
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Told(Generic[E]):
    """How many events alike there were since the last time that was told; 0 when it is not time to tell.

    Attributes
    ----------
    first, last
        When, in milliseconds since 1970.
    """

    event: E
    reference: str
    first: int
    last: int
    count: int


@dataclass(slots=True)
class _Storm(Generic[E]):
    event: E
    reference: str
    begun: int
    first: int = 0
    last: int = 0
    total: int = 0
    untold: int = 0

    def tell(self) -> Told[E]:
        told = Told(self.event, self.reference, self.first, self.last, self.untold)
        self.untold = 0
        return told


class Storms(Generic[E]):
    """Counts events alike.

    Examples
    --------
    >>> storms = Storms()
    >>> [storms.note("a", "refused", at, lambda: "R").count for at in range(10)]
    [1, 1, 0, 2, 0, 0, 0, 4, 0, 0]
    >>> [told.count for told in storms.overdue(WINDOW_MS)]
    [2]
    """

    def __init__(self) -> None:
        self._storms: dict[Hashable, _Storm[E]] = {}

    def note(self, alike: Hashable, event: E, now: int, new_reference: Callable[[], str]) -> Told[E]:
        """Count an event, and return what to tell now; its ``count`` is 0 when it is enough to have counted."""
        storm = self._storms.get(alike)
        if storm is None:
            storm = self._storms[alike] = _Storm(event, new_reference(), now)
        if not storm.untold:
            storm.first = now
        storm.last = now
        storm.total += 1
        storm.untold += 1
        if storm.total & (storm.total - 1):
            return Told(event, storm.reference, now, now, 0)
        return storm.tell()

    def overdue(self, now: int) -> list[Told[E]]:
        """Return what is still to be told of windows that are over, and forget them; also when there are too many."""
        if len(self._storms) > MOST_STORMS:
            return self.all()
        over = []
        while self._storms and now - (oldest := next(iter(self._storms.items())))[1].begun >= WINDOW_MS:
            over.append(self._storms.pop(oldest[0]))
        return [s.tell() for s in over if s.untold]

    def all(self) -> list[Told[E]]:
        """Return everything that is still to be told, and forget it."""
        storms = [s.tell() for s in self._storms.values() if s.untold]
        self._storms.clear()
        return storms

    def patience_s(self, now: int) -> float | None:
        """Return in how many seconds the first window is over; None when there is none."""
        if not self._storms:
            return None
        oldest = next(iter(self._storms.values()))
        return max(0.0, (oldest.begun + WINDOW_MS - now) / 1000)
