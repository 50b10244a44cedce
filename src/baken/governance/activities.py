# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which version of an activity is in force, and whether its data may pass: at this moment, and why not."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.errors import BakenError
from baken.governance.activity_events import ActivityEvent, ActivityEventKind, ActivityEvents, NoActivityEvents
from baken.governance.activity_rules import required_assessments
from baken.governance.lists import Assessment
from baken.governance.model import ProcessingActivity, Standing, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_ONE_DAY: Final = timedelta(days=1)
_NAMES_NL: Final = {
    Assessment.DPIA: "een DPIA (AVG art. 35)",
    Assessment.IAMA: "een impact assessment mensenrechten en algoritmes (IAMA)",
    Assessment.MAYORS_DECISION: "een besluit van de burgemeester (Gemeentewet art. 151c)",
}
_NAMES: Final = {
    Assessment.DPIA: "a DPIA (GDPR art. 35)",
    Assessment.IAMA: "an impact assessment of human rights and algorithms (IAMA)",
    Assessment.MAYORS_DECISION: "a decision of the mayor (Gemeentewet art. 151c)",
}


class UnknownActivityError(BakenError):
    """There is no processing activity of that name."""


class Activities:
    """All versions of all activities of a city, with what was decided about them since.

    Parameters
    ----------
    versions
        As declared in the city folder.
    time_zone
        A declared day begins and ends at midnight there.
    events
        Decisions taken while the node ran; they are read once, and written by this object alone.

    Invariants
    ----------
    An activity that is not known has never an active standing. A withdrawal holds from the moment it is written.
    """

    def __init__(
        self, versions: Iterable[ProcessingActivity], time_zone: str = "UTC", events: ActivityEvents | None = None
    ) -> None:
        self._zone = ZoneInfo(time_zone)
        self._versions: dict[str, list[ProcessingActivity]] = {}
        for activity in sorted(versions, key=lambda a: a.valid_from):
            self._versions.setdefault(activity.id, []).append(activity)
        self._events = events or NoActivityEvents()
        self._last: dict[str, ActivityEvent] = {e.activity: e for e in self._events.load()}
        self._writing = threading.Lock()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the id of every activity, sorted."""
        return tuple(sorted(self._versions))

    def versions(self, activity_id: str) -> tuple[ProcessingActivity, ...]:
        """Return every version of an activity, oldest first; none when it is not known."""
        return tuple(self._versions.get(activity_id, ()))

    def at(self, activity_id: str, now: datetime) -> ProcessingActivity | None:
        """Return the version in force at a moment; before the first one begins, that first one; None when unknown."""
        versions = self._versions.get(activity_id)
        if not versions:
            return None
        begun = [v for v in versions if self._midnight(v.valid_from) <= now]
        return begun[-1] if begun else versions[0]

    def standing(self, activity_id: str, now: datetime) -> Standing:
        """Return whether an activity's data may pass at a moment, since when, until when, and why not."""
        activity = self.at(activity_id, now)
        if activity is None:
            return Standing(
                activity=activity_id,
                state=State.WITHDRAWN,
                reason="This processing activity is not declared any more.",
                reason_nl="Deze verwerkingsactiviteit is niet meer gedeclareerd.",
                remedy="Declare it in the city folder, or let its data be deleted.",
                remedy_nl="Declareer haar in de map van de stad, of laat de gegevens verwijderen.",
            )
        return (
            self._withdrawn(activity, now)
            or self._not_yet(activity, now)
            or self._overdue(activity, now)
            or self._unassessed(activity, now)
            or Standing(
                activity=activity_id,
                state=State.ACTIVE,
                since=self._since(activity),
                until=self._next_change(activity, now),
            )
        )

    def next_change(self, now: datetime) -> datetime | None:
        """Return when any standing may change by itself; None when none will."""
        found = [self._next_change(v, now) for versions in self._versions.values() for v in versions]
        return min((moment for moment in found if moment is not None), default=None)

    def withdraw(self, activity_id: str, *, at: datetime, by: str, because: str) -> Standing:
        """Stop an activity from this moment on.

        Raises
        ------
        UnknownActivityError
            When there is none of that name.
        ActivityEventError
            When it could not be written down; then it goes on.
        """
        return self._decide(activity_id, ActivityEventKind.WITHDRAWN, at, by, because)

    def reinstate(self, activity_id: str, *, at: datetime, by: str, because: str) -> Standing:
        """Let an activity that was withdrawn here go on. A withdrawal in its file can only be undone there."""
        return self._decide(activity_id, ActivityEventKind.REINSTATED, at, by, because)

    def close(self) -> None:
        """Release where events are kept."""
        self._events.close()

    def _decide(self, activity_id: str, kind: ActivityEventKind, at: datetime, by: str, because: str) -> Standing:
        if activity_id not in self._versions:
            raise UnknownActivityError(f"There is no processing activity {activity_id[:80]!r}.")
        with self._writing:
            found = ActivityEvent(activity=activity_id, kind=kind, at=at, by=by, because=because)
            self._events.write(found)
            self._last[activity_id] = found
        return self.standing(activity_id, at)

    # -- reasons not to pass -------------------------------------------------------------------------------------

    def _withdrawn(self, activity: ProcessingActivity, now: datetime) -> Standing | None:
        event = self._last.get(activity.id)
        if event is not None and event.kind is ActivityEventKind.WITHDRAWN and event.at <= now:
            since, because = event.at, event.because
        elif activity.withdrawn_on is not None and self._midnight(activity.withdrawn_on) <= now:
            since, because = self._midnight(activity.withdrawn_on), activity.withdrawn_because
        else:
            return None
        return Standing(
            activity=activity.id,
            state=State.WITHDRAWN,
            since=since,
            reason=f"Withdrawn on {self._day(since)}: {because}",
            reason_nl=f"Ingetrokken op {self._day(since)}: {because}",
            remedy="The privacy officer can reinstate it, or declare a new version.",
            remedy_nl="De privacy officer kan haar herstellen, of een nieuwe versie declareren.",
        )

    def _not_yet(self, activity: ProcessingActivity, now: datetime) -> Standing | None:
        begins = self._midnight(activity.valid_from)
        if begins <= now:
            return None
        return Standing(
            activity=activity.id,
            state=State.NOT_YET_VALID,
            until=begins,
            reason=f"It is valid from {activity.valid_from.isoformat()}.",
            reason_nl=f"Zij geldt vanaf {activity.valid_from.isoformat()}.",
            remedy="Wait until that day.",
            remedy_nl="Wacht tot die dag.",
        )

    def _overdue(self, activity: ProcessingActivity, now: datetime) -> Standing | None:
        ended = self._midnight(activity.review_by) + _ONE_DAY
        if now < ended:
            return None
        day = activity.review_by.isoformat()
        return Standing(
            activity=activity.id,
            state=State.REVIEW_OVERDUE,
            since=ended,
            reason=f"It had to be looked at again by {day}, and was not.",
            reason_nl=f"Zij moest uiterlijk {day} opnieuw worden bekeken, en dat is niet gebeurd.",
            remedy="Review it and declare a new version with a later review_by.",
            remedy_nl="Bekijk haar opnieuw en declareer een nieuwe versie met een latere review_by.",
        )

    def _unassessed(self, activity: ProcessingActivity, now: datetime) -> Standing | None:
        missing = sorted(required_assessments(activity) - self._assessed(activity, now))
        if not missing:
            return None
        listed, listed_nl = (" and ".join(_NAMES[m] for m in missing), " en ".join(_NAMES_NL[m] for m in missing))
        return Standing(
            activity=activity.id,
            state=State.ASSESSMENT_MISSING,
            reason=f"It needs {listed} that holds today.",
            reason_nl=f"Zij heeft {listed_nl} nodig die vandaag geldt.",
            remedy="Do the assessment and add it as [[assessment]] to the activity.",
            remedy_nl="Voer de beoordeling uit en voeg haar als [[assessment]] toe aan de activiteit.",
        )

    def _assessed(self, activity: ProcessingActivity, now: datetime) -> frozenset[Assessment]:
        return frozenset(
            a.kind
            for a in activity.assessments
            if self._midnight(a.decided_on) <= now
            and (a.valid_until is None or now < self._midnight(a.valid_until) + _ONE_DAY)
        )

    # -- time ----------------------------------------------------------------------------------------------------

    def _since(self, activity: ProcessingActivity) -> datetime:
        event = self._last.get(activity.id)
        begun = self._midnight(activity.valid_from)
        return begun if event is None else max(begun, event.at)

    def _next_change(self, activity: ProcessingActivity, now: datetime) -> datetime | None:
        moments = [self._midnight(activity.review_by) + _ONE_DAY]
        moments += [self._midnight(v.valid_from) for v in self._versions[activity.id]]
        if activity.withdrawn_on is not None:
            moments.append(self._midnight(activity.withdrawn_on))
        for assessment in activity.assessments:
            moments.append(self._midnight(assessment.decided_on))
            if assessment.valid_until is not None:
                moments.append(self._midnight(assessment.valid_until) + _ONE_DAY)
        return min((moment for moment in moments if moment > now), default=None)

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self._zone).astimezone(UTC)

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).date().isoformat()
