# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happened to activities while the node ran: withdrawn, reinstated. Written down before it takes effect."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

import msgspec
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import SQLAlchemyError

from baken.errors import BakenError
from baken.governance.database import durable_engine


class ActivityEventKind(StrEnum):
    """What can happen to an activity by somebody's decision."""

    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"


class ActivityEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about one activity.

    Attributes
    ----------
    by
        Who decided: the id of an account, which is not a name.
    because
        In the words of who decided.
    """

    activity: str
    kind: ActivityEventKind
    at: datetime
    by: str
    because: str


class ActivityEventError(BakenError):
    """A decision about an activity could not be written down, so it does not hold."""


class ActivityEvents(Protocol):
    """Keeps decisions about activities."""

    def load(self) -> tuple[ActivityEvent, ...]:
        """Return every event, oldest first."""
        ...

    def write(self, activity_event: ActivityEvent) -> None:
        """Keep one event durably.

        Raises
        ------
        ActivityEventError
            When it could not be written.
        """
        ...

    def close(self) -> None:
        """Release what is held."""
        ...


class NoActivityEvents:
    """Keeps nothing: for a city that is looked at and not run."""

    def load(self) -> tuple[ActivityEvent, ...]:
        """Return nothing."""
        return ()

    def write(self, activity_event: ActivityEvent) -> None:
        """Forget it."""

    def close(self) -> None:
        """Nothing is held."""


_METADATA = MetaData()
_EVENTS = Table(
    "activity_events",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("activity", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("because", String(2000), nullable=False),
)


class SqlActivityEvents:
    """Keeps events in the register database.

    Examples
    --------
    >>> events = SqlActivityEvents("sqlite://")
    >>> at = datetime(2026, 5, 1, tzinfo=UTC)
    >>> kind = ActivityEventKind.WITHDRAWN
    >>> events.write(ActivityEvent(activity="litter", kind=kind, at=at, by="a1", because="Not decided by the council."))
    >>> events.load()[0].because
    'Not decided by the council.'
    """

    def __init__(self, url: str) -> None:
        self._engine = durable_engine(url)
        try:
            _METADATA.create_all(self._engine)
        except SQLAlchemyError as error:
            raise ActivityEventError(f"The register cannot be opened: {error}.") from error

    def load(self) -> tuple[ActivityEvent, ...]:
        """Return every event, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_EVENTS).order_by(_EVENTS.c.number)).all()
        return tuple(
            ActivityEvent(
                activity=row.activity,
                kind=ActivityEventKind(row.kind),
                at=datetime.fromisoformat(row.at),
                by=row.by,
                because=row.because,
            )
            for row in rows
        )

    def write(self, activity_event: ActivityEvent) -> None:
        """Keep one event durably."""
        values = {
            "activity": activity_event.activity,
            "kind": activity_event.kind.value,
            "at": activity_event.at.astimezone(UTC).isoformat(),
            "by": activity_event.by,
            "because": activity_event.because,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_EVENTS).values(**values))
        except SQLAlchemyError as error:
            raise ActivityEventError(f"The decision could not be written down: {error}.") from error

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()
