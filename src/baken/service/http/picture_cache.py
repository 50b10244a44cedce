# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recent pictures as JSON, encoded once however many browsers ask."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import msgspec

from baken.service.http.picture_body import picture_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from baken.service.http.bodies import StoppedActivityBody
    from baken.service.live import Live
    from baken.vocabulary.time import Clock

_KEPT: Final = 32


class PictureCache:
    """Keeps the last pictures that were asked for, of the present epoch.

    Parameters
    ----------
    stopped
        Gives the activities whose data may not pass now; when they change, so does the epoch.

    Invariants
    ----------
    A sequence number of an epoch always gives the same bytes, so that browsers and proxies may keep them.
    """

    def __init__(self, live: Live, clock: Clock, stopped: Callable[[], Sequence[StoppedActivityBody]]) -> None:
        self._live = live
        self._stopped = stopped
        self._clock = clock
        self._epoch = live.epoch
        self._encoded: OrderedDict[int, bytes] = OrderedDict()

    def present(self) -> bytes:
        """Return the present picture."""
        picture = self._live.picture()
        if self._epoch != self._live.epoch:
            self._epoch = self._live.epoch
            self._encoded.clear()
        while self._encoded and next(iter(self._encoded)) < self._live.first_shown:
            self._encoded.popitem(last=False)
        found = self._encoded.get(picture.sequence)
        if found is None:
            body = picture_body(picture, epoch=self._epoch, now=self._clock.now(), stopped=self._stopped())
            found = msgspec.json.encode(body)
            self._encoded[picture.sequence] = found
            if len(self._encoded) > _KEPT:
                self._encoded.popitem(last=False)
        return found

    def numbered(self, sequence: int, epoch: str | None) -> bytes | None:
        """Return the picture with this number, or None when it is not kept or of another epoch."""
        if epoch is not None and epoch != self._live.epoch:
            return None
        present = self.present()
        return present if sequence == self._live.picture().sequence else self._encoded.get(sequence)
