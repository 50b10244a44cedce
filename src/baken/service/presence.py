# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Presence: who of the staff is at which screen, and at what they look. It is in memory only, and soon forgotten."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import msgspec

from baken.vocabulary.time import monotonic_s

if TYPE_CHECKING:
    from collections.abc import Callable

FORGOTTEN_AFTER_S: Final = 15.0
"""A screen tells every five seconds that somebody is there; after three that did not come nobody is."""

MOST_SCREENS: Final = 500
MOST_SCREENS_OF_ONE: Final = 8


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a screen.

    Attributes
    ----------
    screen
        Chosen by the screen: somebody may have several.
    warning_id, response_id, area_id
        At what they look; empty when at nothing in particular.
    is_acting
        Whether they are deciding on it now.
    """

    account: str
    screen: str
    name: str
    party: str
    warning_id: str = ""
    response_id: str = ""
    area_id: str = ""
    is_acting: bool = False


class Presence:
    """Who is present; safe to use from any thread.

    Invariants
    ----------
    Nothing is written anywhere. Who is not heard of for ``FORGOTTEN_AFTER_S`` is not there any more, and there is
    never more than ``MOST_SCREENS`` to remember.

    Examples
    --------
    >>> at = [0.0]
    >>> room = Presence(clock=lambda: at[0])
    >>> anna = Present(account="a", screen="1", name="Anna", party="municipality", warning_id="w7")
    >>> room.note(anna)
    >>> [one.name for one in room.others(account="b", screen="1")]
    ['Anna']
    >>> at[0] = 16.0
    >>> room.others(account="b", screen="1")
    ()
    """

    def __init__(self, clock: Callable[[], float] = monotonic_s) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._heard: dict[tuple[str, str], tuple[float, Present]] = {}

    def note(self, present: Present) -> None:
        """Remember that somebody is there; what was known of this screen before is forgotten."""
        with self._lock:
            self._forget()
            key = (present.account, present.screen)
            self._heard.pop(key, None)
            own = [other for other in self._heard if other[0] == present.account]
            for oldest in own[: len(own) + 1 - MOST_SCREENS_OF_ONE] if len(own) >= MOST_SCREENS_OF_ONE else ():
                del self._heard[oldest]
            while len(self._heard) >= MOST_SCREENS:
                del self._heard[next(iter(self._heard))]
            self._heard[key] = (self._clock(), present)

    def leave(self, *, account: str, screen: str) -> None:
        """Forget a screen."""
        with self._lock:
            self._heard.pop((account, screen), None)

    def others(self, *, account: str, screen: str) -> tuple[Present, ...]:
        """Return who is there besides this screen, by name."""
        with self._lock:
            self._forget()
            found = [one for key, (_, one) in self._heard.items() if key != (account, screen)]
        return tuple(sorted(found, key=lambda one: (one.name, one.account, one.screen)))

    def _forget(self) -> None:
        since = self._clock() - FORGOTTEN_AFTER_S
        for key in [key for key, (at, _) in self._heard.items() if at < since]:
            del self._heard[key]
