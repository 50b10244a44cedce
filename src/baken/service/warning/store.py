# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happened to warnings, in the register database: events in order, never changed, and what the warner remembers.

Events, the warner's state and what there is to tell of them are one transaction, so after a crash the node goes on as
if it had stopped between two moments. Bodies are MessagePack, because a probability that cannot be told is NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, delete, insert, select

from baken.errors import BakenError
from baken.governance.database import durable_engine, translated
from baken.service.notification.outbox_tables import DELIVERIES, NOTICES
from baken.service.notification.outbox_tables import METADATA as MESSAGES
from baken.warning.events import WarningEvent
from baken.warning.learning import VERSION, LearnerState
from baken.warning.ledger import Ledger
from baken.warning.model import Suppression
from baken.warning.warner import WarnerState

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

_BATCH: Final = 500
_METADATA: Final = MetaData()
EVENTS: Final = Table(
    "warning_events",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("warning", String(200), nullable=False, index=True),
    Column("at_us", BigInteger, nullable=False),
    Column("written_us", BigInteger, nullable=False),
    Column("activity", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
_DELETION: Final = Table(
    "warning_deletion",
    _METADATA,
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("rows", BigInteger, nullable=False),
    Column("first_us", BigInteger, nullable=False),
    Column("last_us", BigInteger, nullable=False),
)
_STATE: Final = Table(
    "warning_state", _METADATA, Column("id", Integer, primary_key=True), Column("body", LargeBinary, nullable=False)
)
_LEARNED: Final = Table(
    "warning_learned", _METADATA, Column("id", Integer, primary_key=True), Column("body", LargeBinary, nullable=False)
)
_SUPPRESSIONS: Final = Table(
    "warning_suppressions",
    _METADATA,
    Column("id", String(100), primary_key=True),
    Column("until_us", BigInteger, nullable=False),
    Column("lifted_by", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
)


class WarningStoreError(BakenError):
    """Warnings cannot be read or written; nothing was changed."""


class WarningDeletion(msgspec.Struct, frozen=True):
    """What one run of a deletion took away: events, and when the oldest and the newest of them were written."""

    rows: int
    first_us: int
    last_us: int


class WarningStore:
    """Events, state and suppressions.

    Attributes
    ----------
    on_deleted
        Called with the warnings that retention took away, from its thread.

    Raises
    ------
    WarningStoreError
        By every method, when the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._engine = durable_engine(url)
        self.on_deleted: Callable[[frozenset[str]], None] = lambda _ids: None
        for tables in (_METADATA, MESSAGES):
            self._do(tables.create_all)

    def events(self) -> tuple[WarningEvent, ...]:
        """Return every event, in order."""
        query = select(EVENTS.c.body).order_by(EVENTS.c.number)
        rows = self._do(lambda connection: connection.execute(query).all())
        return tuple(msgspec.msgpack.decode(row.body, type=WarningEvent) for row in rows)

    def state(self) -> WarnerState | None:
        """Return what the warner remembered last; None when it never did."""
        found = self._do(lambda connection: connection.execute(select(_STATE.c.body)).scalar())
        return None if found is None else msgspec.msgpack.decode(found, type=WarnerState)

    def record(
        self,
        events: Sequence[WarningEvent],
        state: WarnerState,
        *,
        activity: str,
        written_us: int,
        beside: Callable[[Connection], None],
    ) -> None:
        """Keep events with the state after them, and do what has to be done in the same transaction."""

        def work(connection: Connection) -> None:
            if events:
                connection.execute(insert(EVENTS), [_row(event, activity, written_us) for event in events])
            connection.execute(delete(_STATE))
            connection.execute(insert(_STATE).values(id=1, body=msgspec.msgpack.encode(state)))
            beside(connection)

        self._do(work)

    def learned(self) -> LearnerState | None:
        """Return what was learned of earlier probabilities; None when nothing was, or another version kept it."""
        found = self._do(lambda connection: connection.execute(select(_LEARNED.c.body)).scalar())
        try:
            kept = None if found is None else msgspec.msgpack.decode(found, type=LearnerState)
        except msgspec.DecodeError:
            return None
        return kept if kept is not None and kept.version == VERSION else None

    def keep_learned(self, state: LearnerState) -> None:
        """Keep what was learned, in place of what was kept before."""

        def work(connection: Connection) -> None:
            connection.execute(delete(_LEARNED))
            connection.execute(insert(_LEARNED).values(id=1, body=msgspec.msgpack.encode(state)))

        self._do(work)

    def clear(self) -> None:
        """Forget everything: a replay begins anew."""
        tables = (EVENTS, _STATE, _LEARNED, _SUPPRESSIONS)
        self._do(lambda connection: [connection.execute(delete(table)) for table in tables])

    # -- retention -----------------------------------------------------------------------------------------------

    def has_before(self, activity: str, before_us: int) -> bool:
        """Tell whether there is anything of an activity that was over before a moment."""
        found = self._do(lambda connection: self._due(connection, activity, before_us))
        return bool(found)

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away what was over before a moment: whole warnings, with their messages, counted in the same commit.

        A warning that is open is kept however old it is. Return whether it is finished.
        """
        if stopping is not None and stopping.is_set():
            return False

        def work(connection: Connection) -> frozenset[str]:
            due = self._due(connection, activity, before_us)
            numbers = [number for number, _, _ in due]
            for first in range(0, len(numbers), _BATCH):
                connection.execute(delete(EVENTS).where(EVENTS.c.number.in_(numbers[first : first + _BATCH])))
            gone = frozenset(warning for _, warning, _ in due if warning)
            for warning in gone:
                connection.execute(delete(DELIVERIES).where(DELIVERIES.c.warning == warning))
                connection.execute(delete(NOTICES).where(NOTICES.c.warning == warning))
            if due:
                moments = [written_us for _, _, written_us in due]
                values = {"run": run, "rows": len(due), "first_us": min(moments), "last_us": max(moments)}
                connection.execute(insert(_DELETION).values(**values))
            return gone

        self.on_deleted(self._do(work))
        return True

    def deletions(self) -> dict[int, WarningDeletion]:
        """Return what was taken away by each run that was not settled."""
        rows = self._do(lambda connection: connection.execute(select(_DELETION)).all())
        return {row.run: WarningDeletion(row.rows, row.first_us, row.last_us) for row in rows}

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        self._do(lambda connection: connection.execute(delete(_DELETION).where(_DELETION.c.run == run)))

    def _due(self, connection: Connection, activity: str, before_us: int) -> list[tuple[int, str, int]]:
        """Return number, warning and time of every event that is to go."""
        query = select(EVENTS).where(EVENTS.c.activity == activity).order_by(EVENTS.c.number)
        rows = connection.execute(query).all()
        newest: dict[str, int] = {}
        for row in rows:
            newest[row.warning] = max(newest.get(row.warning, row.written_us), row.written_us)
        old = {name for name, written_us in newest.items() if name and written_us < before_us}
        told = [msgspec.msgpack.decode(row.body, type=WarningEvent) for row in rows if row.warning in old]
        over = {record.id for record in Ledger(told).records if not record.is_open}
        return [
            (row.number, row.warning, row.written_us)
            for row in rows
            if row.warning in over or (not row.warning and row.written_us < before_us)
        ]

    # -- suppressions --------------------------------------------------------------------------------------------

    def suppressions(self, at_us: int) -> tuple[Suppression, ...]:
        """Return the suppressions that have not ended, and that nobody lifted."""
        query = select(_SUPPRESSIONS.c.body).where(_SUPPRESSIONS.c.until_us > at_us, _SUPPRESSIONS.c.lifted_by == "")
        rows = self._do(lambda connection: connection.execute(query.order_by(_SUPPRESSIONS.c.id)).all())
        return tuple(msgspec.msgpack.decode(row.body, type=Suppression) for row in rows)

    def suppress(self, suppression: Suppression) -> None:
        """Keep a suppression."""
        values = {"until_us": suppression.until_us, "lifted_by": "", "body": msgspec.msgpack.encode(suppression)}
        self._do(lambda c: c.execute(insert(_SUPPRESSIONS).values(id=suppression.id, **values)))

    def lift(self, suppression_id: str, by: str) -> bool:
        """Note who lifted a suppression; tell whether there was one."""
        own = (_SUPPRESSIONS.c.id == suppression_id, _SUPPRESSIONS.c.lifted_by == "")
        changed: int = self._do(lambda c: c.execute(_SUPPRESSIONS.update().where(*own).values(lifted_by=by)).rowcount)
        return changed > 0

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    def _do(self, work: Callable[[Connection], Any]) -> Any:
        with translated(_broken), self._engine.begin() as connection:
            return work(connection)


def _broken(_cause: str) -> WarningStoreError:
    return WarningStoreError("Warnings cannot be read or written.", remedy="Check the disk.")


def _row(event: WarningEvent, activity: str, written_us: int) -> dict[str, Any]:
    return {
        "warning": getattr(event, "warning_id", ""),
        "at_us": event.at_us,
        "written_us": written_us,
        "activity": activity,
        "body": msgspec.msgpack.encode(event),
    }
