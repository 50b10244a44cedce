# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Publisher: makes an edition at each step, writes down that it did, and keeps the answers that everybody gets.

Governance is asked when an edition is made and whenever an answer of governance may have changed, not by each reader:
until then every reader would get the same answer. What is written down is therefore one record for each edition.
"""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Action, Layer
from baken.governance.log.errors import LogError
from baken.governance.model import ANYBODY, THE_NODE, Publication, Question
from baken.publication.edition import Ahead
from baken.publication.model import EditionState, Words
from baken.publication.words import NOT_PUBLISHED, NOT_USED, STARTING
from baken.service.publishing.captures import MINUTE_US, Captures, seen_of
from baken.service.publishing.foreseen import ahead_of
from baken.vocabulary.time import from_us, monotonic_s, to_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.publication.edition import Desk, Seen
    from baken.publication.model import Edition
    from baken.service.background_log import BackgroundLog
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.live import Live
    from baken.service.publishing.answers import Answer
    from baken.service.publishing.shelf import Shelf
    from baken.vocabulary.time import Clock

LOOK_S: Final = 0.5
LEAST_LIFE_S: Final = 2
LONGEST_LIFE_S: Final = 3_600
_REST_S: Final = 2.0
"""Between two editions, by the wall clock: a quick replay publishes less often."""
_TOLERANCE_US: Final = 120_000_000
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an edition is made of, taken in one moment of the event loop."""

    publication: Publication
    now: datetime
    next_at: datetime
    speed: float
    seen: Seen | None


class Publisher:
    """Keeps the present edition of a node.

    Parameters
    ----------
    shelf
        Turns an edition into answers and files.
    speed
        Seconds of the node's clock per second now; 0 while it stands still.

    Invariants
    ----------
    What is given away was written down before. When governance takes back what an edition rests on, its answers are
    replaced at once by one that says so; what a cache elsewhere holds ends with the step.
    """

    def __init__(
        self,
        city: City,
        desk: Desk,
        shelf: Shelf,
        governance: Governance,
        clock: Clock,
        live: Live,
        forecasting: Forecasting,
        background: BackgroundLog,
        speed: Callable[[], float],
    ) -> None:
        self._city, self._desk, self._shelf, self._governance = city, desk, shelf, governance
        self._clock, self._live, self._forecasting = clock, live, forecasting
        self._background, self._speed = background, speed
        self._captures = Captures(0)
        self._made_for: tuple[object, ...] = ()
        self._rests_on: frozenset[str] = frozenset()
        self._lives_until_s = 0.0
        self._at_work = asyncio.Lock()
        self._is_unwritten = False
        self.edition: Edition = self._nothing()
        self.answers: dict[str, Answer] = shelf.answers(self.edition)

    # -- giving --------------------------------------------------------------------------------------------------

    def lives_s(self) -> int:
        """Return for how many seconds an answer may be kept: until the next edition."""
        left = math.ceil(self._lives_until_s - monotonic_s())
        return min(max(left, LEAST_LIFE_S), LONGEST_LIFE_S)

    # -- making --------------------------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Publish at every step, without end."""
        while True:
            if self.is_due():
                await self.publish()
                await asyncio.sleep(_REST_S)
            await asyncio.sleep(LOOK_S)

    def is_due(self) -> bool:
        """Tell whether another edition should be made now; also takes note of what is seen."""
        publication = self._publication()
        if publication is None:
            return self._made_for != self._key(Publication())
        now_us = to_us(self._clock.now())
        if publication.delay_min:
            kept_us = (publication.delay_min + 2) * MINUTE_US
            if self._captures.keep_us != kept_us:
                self._captures = Captures(kept_us)
            self._captures.take(self._live.picture(), now_us, self._live.known_as)
        return self._made_for != self._key(publication)

    def renew(self) -> None:
        """Give nothing away any more that rests on what may not be used now; called in the event loop."""
        gone = self._rests_on - self._usable()
        if gone or self._publication() is None or self.edition.state is not EditionState.PUBLISHED:
            self._show(self._nothing())
        self._made_for = ()

    async def publish(self) -> None:
        """Make the edition of this step, if there is none yet, and give it from now on."""
        async with self._at_work:
            await self._publish()

    async def _publish(self) -> None:
        publication = self._publication()
        key = self._key(publication or Publication())
        if key == self._made_for:
            return
        if publication is None:
            self._show(self._nothing())
            self._made_for = key
            await asyncio.to_thread(self._shelf.store, self.answers)
            return
        wanted, rests_on = self._wanted(publication), self._usable()
        try:
            edition, answers = await asyncio.to_thread(self._make, wanted)
        except LogError as error:
            if not self._is_unwritten:
                _LOG.error("No edition is published, because that cannot be written down: %s", error)
            self._is_unwritten = True
            await asyncio.to_thread(self._shelf.store, self.answers)  # what was taken back goes from the files as well
            return
        self._is_unwritten = False
        if self._key(publication)[:2] != key[:2]:
            return  # governance, or what is shown, changed meanwhile: made anew at once
        self.edition, self.answers, self._made_for, self._rests_on = edition, answers, key, rests_on
        self._lives_until_s = monotonic_s() + edition.refresh_s
        await asyncio.to_thread(self._shelf.store, answers)

    def _wanted(self, publication: Publication) -> _Wanted:
        now = self._clock.now()
        seen = None
        if publication.delay_min == 0:
            seen = seen_of(self._live.picture(), to_us(now))
        else:
            seen = self._captures.at(to_us(now - timedelta(minutes=publication.delay_min)), _TOLERANCE_US)
        step_us = publication.step_min * MINUTE_US
        return _Wanted(publication, now, from_us((to_us(now) // step_us + 1) * step_us), self._speed(), seen)

    def _make(self, wanted: _Wanted) -> tuple[Edition, dict[str, Answer]]:
        """Make an edition and its answers, and write down that they are published; in a thread."""
        publication, told_us = wanted.publication, to_us(wanted.now) - wanted.publication.delay_min * MINUTE_US
        with self._background.processing("publish levels") as touched:
            seen = wanted.seen or seen_of(self._live.past(from_us(told_us)), told_us)
            ahead = self._ahead(publication, wanted.now, from_us(told_us))
            made = self._desk.edition(publication, seen, ahead, wanted.now, wanted.next_at)
            edition = msgspec.structs.replace(made, refresh_s=_refresh_s(wanted))
            answers = self._shelf.answers(edition)
            touched.note(self._activity, Action.READ, Layer.PUBLICATIONS, len(edition.places))
        return edition, answers

    def _ahead(self, publication: Publication, now: datetime, known_at: datetime) -> Ahead:
        if publication.forecast_h == 0 or not self._may_use(Layer.FORECASTS, self._governance.coverage.of_forecasts):
            return Ahead()
        return ahead_of(self._forecasting, self._city, now, known_at, publication.forecast_h)

    # -- leave ---------------------------------------------------------------------------------------------------

    @property
    def _activity(self) -> str:
        return self._governance.coverage.of_publications or ""

    def _publication(self) -> Publication | None:
        """Return what may be published now; None when nothing may."""
        coverage, governance = self._governance.coverage, self._governance
        if coverage.of_publications is None:
            return None
        asked = Question(
            principal=ANYBODY, action=Action.READ, activity=coverage.of_publications, layer=Layer.PUBLICATIONS
        )
        activity = governance.activity(coverage.of_publications)
        if activity is None or not governance.decide(asked).allowed:
            return None
        return activity.publication if self._may_use(Layer.ESTIMATES, coverage.of_picture) else None

    def _usable(self) -> frozenset[str]:
        """Return the activities that an edition may rest on now: of observations, and of forecasts."""
        found, forecasts = self._governance.for_picture().activities, self._governance.coverage.of_forecasts
        if not self._activity or forecasts is None or not self._may_use(Layer.FORECASTS, forecasts):
            return found
        return found | {forecasts}

    def _may_use(self, layer: Layer, of: str | None) -> bool:
        permit = self._governance.permit_or_none(THE_NODE, Action.READ, layer, used_by=self._activity)
        return of in permit.activities

    def _nothing(self) -> Edition:
        """Return the edition that says why there is none."""
        coverage = self._governance.coverage
        now, declared = self._clock.now(), Publication()
        if coverage.of_publications is None:
            return self._desk.nothing(EditionState.NOT_PUBLISHED, NOT_PUBLISHED, declared, now, None)
        if self._publication() is not None:
            return self._desk.nothing(EditionState.STARTING, STARTING, declared, now, None)
        return self._desk.nothing(EditionState.STOPPED, self._reason(), declared, now, None)

    def _reason(self) -> Words:
        coverage = self._governance.coverage
        for activity in (coverage.of_publications, coverage.of_picture):
            standing = None if activity is None else self._governance.standing(activity)
            if standing is not None and not standing.is_active:
                return Words(en=standing.reason, nl=standing.reason_nl or standing.reason)
        return NOT_USED

    def _show(self, edition: Edition) -> None:
        self.edition, self.answers = edition, self._shelf.answers(edition)
        self._lives_until_s = monotonic_s()

    def _key(self, publication: Publication) -> tuple[object, ...]:
        """Return what makes another edition due when it changes."""
        step_us = publication.step_min * MINUTE_US
        slot = to_us(self._clock.now()) // step_us
        return self._governance.epoch, self._live.epoch, slot, self._forecasting.number, publication


def _refresh_s(wanted: _Wanted) -> int:
    if wanted.speed <= 0:
        return 60
    left = (wanted.next_at - wanted.now).total_seconds() / wanted.speed
    return min(max(math.ceil(left), 5), LONGEST_LIFE_S)
