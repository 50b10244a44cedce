# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Captures: the levels of the last minutes, so that what is told late need not be made anew."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.publication.edition import Seen
from baken.situation.plausibility.doubt import Doubt
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag

if TYPE_CHECKING:
    from baken.situation.model import Picture

MINUTE_US: Final = 60_000_000
_MOST: Final = 10_000


def seen_of(picture: Picture, at_us: int) -> Seen:
    """Return the levels of a picture; of an area that is withheld for too few persons, its level all the same."""
    withheld = (picture.quality == QualityFlag.WITHHELD) & (picture.level_likely == 0)
    likely = np.where(withheld, picture.level, picture.level_likely).astype(np.uint8)
    return Seen(
        at_us=at_us,
        likely=likely,
        up_to=np.maximum(picture.level, likely),
        is_stale=(picture.quality > USABLE_UP_TO) & (picture.quality != QualityFlag.WITHHELD),
        in_doubt=(picture.doubt >= Doubt.DOUBTED) | (picture.quality == QualityFlag.SUSPECT),
        observed_us=picture.end_us,
    )


class Captures:
    """What was seen at each minute of the last while, oldest first.

    Parameters
    ----------
    keep_us
        How long something is kept: as late as the public is told, and a little more.
    """

    def __init__(self, keep_us: int) -> None:
        self.keep_us = keep_us
        self._kept: deque[Seen] = deque(maxlen=_MOST)
        self._known_as: object = None

    def take(self, picture: Picture, now_us: int, known_as: object) -> None:
        """Keep what a picture says, once a minute; forget everything when what it rests on may not be told any more.

        Parameters
        ----------
        known_as
            Of the live picture: another one means that leave was withdrawn, the clock was set, or observations were
            deleted, so that what was shown before may not be given again.
        """
        if known_as != self._known_as or (self._kept and self._kept[-1].at_us > now_us):
            self._kept.clear()
            self._known_as = known_as
        if self._kept and now_us - self._kept[-1].at_us < MINUTE_US:
            return
        self._kept.append(seen_of(picture, now_us))
        while self._kept and self._kept[0].at_us < now_us - self.keep_us:
            self._kept.popleft()

    def at(self, moment_us: int, tolerance_us: int) -> Seen | None:
        """Return the newest capture that is not after a moment, and not longer before it than what is tolerated."""
        for seen in reversed(self._kept):
            if seen.at_us <= moment_us:
                return seen if moment_us - seen.at_us <= tolerance_us else None
        return None
