# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ledger: warnings as they follow from what was recorded; the same rows in the same order give the same warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from baken.warning.events import Moved, Raised, Updated, WarningEvent
from baken.warning.model import OPEN, SYSTEM, Member, Step, WarningError, WarningRecord, WarningState
from baken.warning.states import Deed, after

if TYPE_CHECKING:
    from collections.abc import Iterable


class UnknownWarningError(WarningError):
    """There is no such warning."""


class ConflictError(WarningError):
    """Somebody else changed the warning in the meantime; nothing was done.

    Attributes
    ----------
    version
        The version that it has now.
    """

    def __init__(self, message: str, *, version: int, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.version = version


class Ledger:
    """Every warning by its id, in the order in which they were raised."""

    def __init__(self, events: Iterable[WarningEvent] = ()) -> None:
        self._records: dict[str, WarningRecord] = {}
        for event in events:
            self.apply(event)

    def __len__(self) -> int:
        """Return the number of warnings."""
        return len(self._records)

    @property
    def records(self) -> tuple[WarningRecord, ...]:
        """Every warning."""
        return tuple(self._records.values())

    @property
    def open(self) -> tuple[WarningRecord, ...]:
        """The warnings that are not over."""
        return tuple(record for record in self._records.values() if record.is_open)

    def __contains__(self, warning_id: str) -> bool:
        """Return whether there is such a warning."""
        return warning_id in self._records

    def __getitem__(self, warning_id: str) -> WarningRecord:
        """Return a warning.

        Raises
        ------
        UnknownWarningError
            When there is none of this id.
        """
        try:
            return self._records[warning_id]
        except KeyError:
            raise UnknownWarningError(f"There is no warning {warning_id[:200]!r}.") from None

    def apply(self, event: WarningEvent) -> WarningRecord | None:
        """Take one recorded event; return the warning that it is about, None when it is about none.

        Raises
        ------
        UnknownWarningError, ConflictError, TransitionError
            When the event does not follow on those before it; then nothing is changed.
        """
        match event:
            case Raised():
                record = _raised(event)
            case Updated():
                record = _updated(self[event.warning_id], event)
            case Moved():
                record = _moved(self[event.warning_id], event)
            case _:
                return None
        self._records[record.id] = record
        return record

    def forget(self, warning_id: str) -> None:
        """Let go of a warning that is over, from memory; what was recorded stays.

        Raises
        ------
        WarningError
            When it is not over.
        """
        if self[warning_id].is_open:
            raise WarningError("A warning that is open cannot be forgotten.")
        del self._records[warning_id]


def _raised(event: Raised) -> WarningRecord:
    return WarningRecord(
        id=event.warning_id,
        version=1,
        state=WarningState.RAISED,
        cause=event.cause,
        raised_at_us=event.at_us,
        changed_at_us=event.at_us,
        members=event.members,
        steps=(Step(deed="raise", state=WarningState.RAISED, by=SYSTEM, at_us=event.at_us),),
        risk=event.risk,
    )


def _updated(record: WarningRecord, event: Updated) -> WarningRecord:
    state, steps = record.state, record.steps
    if event.grew and record.is_open:
        state = after(record.state, Deed.GROW, by=SYSTEM)
        if state is not record.state:
            steps = (*steps, Step(deed=Deed.GROW.value, state=state, by=SYSTEM, at_us=event.at_us))
    return msgspec.structs.replace(
        record,
        version=record.version + 1,
        state=state,
        steps=steps,
        changed_at_us=event.at_us,
        members=event.members,
        risk=event.risk,
    )


def _moved(record: WarningRecord, event: Moved) -> WarningRecord:
    if event.version != record.version:
        raise ConflictError(
            f"The warning was changed in the meantime: it is at version {record.version}, not {event.version}.",
            version=record.version,
            remedy="Look at it as it is now, and decide again.",
        )
    state = after(record.state, Deed(event.deed), by=event.by, note=event.note)
    step = Step(deed=event.deed, state=state, by=event.by, at_us=event.at_us, note=event.note)
    members = record.members if state in OPEN else tuple(ended(member, event.at_us) for member in record.members)
    return msgspec.structs.replace(
        record,
        version=record.version + 1,
        state=state,
        changed_at_us=event.at_us,
        members=members,
        steps=(*record.steps, step),
    )


def ended(member: Member, at_us: int) -> Member:
    """Return a member that is over; one that was over before stays as it is."""
    return member if member.ended_us is not None else msgspec.structs.replace(member, ended_us=at_us)
