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
from sqlalchemy.exc import SQLAlchemyError

from baken.errors import BakenError
from baken.governance.database import durable_engine
from baken.warning.model import Suppression, WarningEvent
from baken.warning.warner import WarnerState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

_METADATA: Final = MetaData()
EVENTS: Final = Table(
    "warning_events",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("warning", String(200), nullable=False, index=True),
    Column("at_us", BigInteger, nullable=False),
    Column("activity", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
_STATE: Final = Table(
    "warning_state", _METADATA, Column("id", Integer, primary_key=True), Column("body", LargeBinary, nullable=False)
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


class WarningStore:
    """Events, state and suppressions.

    Raises
    ------
    WarningStoreError
        By every method, when the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._engine = durable_engine(url)
        self._do(_METADATA.create_all)

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
        beside: Callable[[Connection], None],
    ) -> None:
        """Keep events with the state after them, and do what has to be done in the same transaction."""

        def work(connection: Connection) -> None:
            if events:
                connection.execute(insert(EVENTS), [_row(event, activity) for event in events])
            connection.execute(delete(_STATE))
            connection.execute(insert(_STATE).values(id=1, body=msgspec.msgpack.encode(state)))
            beside(connection)

        self._do(work)

    def clear(self) -> None:
        """Forget everything: a replay begins anew."""
        self._do(lambda connection: [connection.execute(delete(table)) for table in (EVENTS, _STATE, _SUPPRESSIONS)])

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
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise WarningStoreError("Warnings cannot be read or written.", remedy="Check the disk.") from error


def _row(event: WarningEvent, activity: str) -> dict[str, Any]:
    return {
        "warning": getattr(event, "warning_id", ""),
        "at_us": event.at_us,
        "activity": activity,
        "body": msgspec.msgpack.encode(event),
    }
