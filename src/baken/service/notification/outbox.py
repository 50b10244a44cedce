# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The outbox: what has to be told is written down with the change itself, and taken out when a receiver has it.

A change of a warning and its notice are one transaction, so neither is there without the other, whenever the process
ends. A message is marked as sent after the receiver has confirmed it. When the process ends in between, it is sent
again, with the same identifier: at least once, and once for a receiver that knows identifiers.

Reference
---------
C. Richardson (2018). *Microservices Patterns*, chapter 3: transactional outbox; idempotent consumer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import delete, func, insert, select, update

from baken.errors import BakenError
from baken.governance.database import durable_engine, translated
from baken.service.notification.notice import Earlier, Notice
from baken.service.notification.outbox_tables import DELIVERIES, METADATA, NOTICES, DeliveryState
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

_LONGEST_PROBLEM: Final = 1000


class OutboxError(BakenError):
    """The outbox cannot be read or written."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one receiver, and how it stands.

    Attributes
    ----------
    target
        An address or a subscription; empty where the channel has one receiver.
    next_at
        Not before then.
    problem, problem_nl
        Why it did not arrive the last time; empty when nothing went wrong.
    """

    number: int
    notice: Notice
    channel: str
    target: str
    state: DeliveryState
    attempts: int
    made_at: datetime
    next_at: datetime
    done_at: datetime | None = None
    problem: str = ""
    problem_nl: str = ""


class Outbox:
    """Notices and deliveries in the register database.

    Invariants
    ----------
    A notice is laid out for channels in one transaction, once. Of one warning and one receiver the oldest message that
    is waiting is the only one that :meth:`due` gives.

    Parameters
    ----------
    now
        Time of the machine; delivery runs by it, also in a replay.

    Attributes
    ----------
    on_changed
        Called, from whatever thread, after it was written down how messages stand.
    """

    def __init__(self, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = durable_engine(url)
        self._now = now
        self.on_changed: Callable[[], None] = lambda: None
        self._do(METADATA.create_all)

    # -- what there is to tell -----------------------------------------------------------------------------------

    @staticmethod
    def put(connection: Connection, notice: Notice) -> None:
        """Write a notice in the transaction of whoever changed the warning; one that is there already stays."""
        values = {
            "id": notice.id,
            "warning": notice.warning,
            "at_us": to_us(notice.at),
            "activity": notice.activity,
            "body": msgspec.json.encode(notice),
            "spread_us": None,
        }
        there = connection.execute(select(NOTICES.c.number).where(NOTICES.c.id == notice.id)).first()
        if there is None:
            connection.execute(insert(NOTICES).values(**values))

    @staticmethod
    def of_warning(connection: Connection, warning: str) -> list[Notice]:
        """Return what was written of a warning before, oldest first; in the transaction of whoever changes it."""
        query = select(NOTICES.c.body).where(NOTICES.c.warning == warning).order_by(NOTICES.c.number)
        return [msgspec.json.decode(row.body, type=Notice) for row in connection.execute(query)]

    def add(self, notice: Notice) -> None:
        """Write a notice that belongs to no change of a warning.

        Raises
        ------
        OutboxError
            When it cannot be written.
        """
        self._do(lambda connection: self.put(connection, notice))

    def add_for(self, notice: Notice, receivers: Iterable[tuple[str, str]]) -> None:
        """Write a notice that is for these channels and targets only.

        Raises
        ------
        OutboxError
            When it cannot be written.
        """

        def work(connection: Connection) -> None:
            self.put(connection, notice)
            self._lay_out(connection, notice, receivers)

        self._do(work)

    def of_notice(self, notice_id: str) -> list[Delivery]:
        """Return the messages that were made of a notice, newest first."""
        return self._select(DELIVERIES.c.notice == notice_id, limit=10_000)

    def spread(self, receivers: Callable[[Notice, frozenset[tuple[str, str]]], Iterable[tuple[str, str]]]) -> int:
        """Lay out every notice that has not been yet; return how many messages that made.

        Parameters
        ----------
        receivers
            Gives the channels and targets that are to be told, from the notice and those told of its warning before.
        """

        def work(connection: Connection) -> int:
            waiting = (
                select(NOTICES.c.id, NOTICES.c.body).where(NOTICES.c.spread_us.is_(None)).order_by(NOTICES.c.number)
            )
            made = 0
            for row in connection.execute(waiting.limit(100)).all():
                notice = msgspec.json.decode(row.body, type=Notice)
                made += self._lay_out(connection, notice, receivers(notice, self._told(connection, notice)))
            return made

        found: int = self._do(work)
        if found:
            self.on_changed()
        return found

    def _lay_out(self, connection: Connection, notice: Notice, receivers: Iterable[tuple[str, str]]) -> int:
        now_us = to_us(self._now())
        rows = [
            {
                "notice": notice.id,
                "warning": notice.warning,
                "channel": channel,
                "target": target,
                "state": DeliveryState.WAITING.value,
                "attempts": 0,
                "made_us": now_us,
                "next_us": now_us,
                "problem": "",
                "problem_nl": "",
            }
            for channel, target in dict.fromkeys(receivers)
        ]
        if rows:
            connection.execute(insert(DELIVERIES), rows)
        connection.execute(update(NOTICES).where(NOTICES.c.id == notice.id).values(spread_us=now_us))
        return len(rows)

    @staticmethod
    def _told(connection: Connection, notice: Notice) -> frozenset[tuple[str, str]]:
        query = select(DELIVERIES.c.channel, DELIVERIES.c.target).where(DELIVERIES.c.warning == notice.warning)
        return frozenset((row.channel, row.target) for row in connection.execute(query.distinct()))

    # -- what is due ---------------------------------------------------------------------------------------------

    def due(self, channel: str, *, limit: int = 100) -> tuple[list[Delivery], datetime | None]:
        """Return what may be sent over a channel now, oldest first, and when to look again; None when nothing waits."""
        now_us = to_us(self._now())

        def work(connection: Connection) -> tuple[list[Delivery], datetime | None]:
            waiting = (DELIVERIES.c.channel == channel, DELIVERIES.c.state == DeliveryState.WAITING.value)
            heads = (
                select(func.min(DELIVERIES.c.number).label("number"))
                .where(*waiting)
                .group_by(DELIVERIES.c.target, DELIVERIES.c.warning)
                .subquery()
            )
            of_heads = select(DELIVERIES, NOTICES.c.body).join(heads, heads.c.number == DELIVERIES.c.number)
            query = of_heads.join(NOTICES, NOTICES.c.id == DELIVERIES.c.notice).order_by(DELIVERIES.c.number)
            now = query.where(DELIVERIES.c.next_us <= now_us).limit(limit)
            later = select(func.min(DELIVERIES.c.next_us)).join(heads, heads.c.number == DELIVERIES.c.number)
            next_us = connection.execute(later.where(DELIVERIES.c.next_us > now_us)).scalar()
            return [_delivery(row) for row in connection.execute(now)], None if next_us is None else from_us(next_us)

        found: tuple[list[Delivery], datetime | None] = self._do(work)
        return found

    def earlier(self, delivery: Delivery) -> tuple[Earlier, ...]:
        """Return what the receiver of a message was told of the same warning before, oldest first."""
        query = (
            select(NOTICES.c.id, NOTICES.c.at_us)
            .join(DELIVERIES, DELIVERIES.c.notice == NOTICES.c.id)
            .where(
                DELIVERIES.c.warning == delivery.notice.warning,
                DELIVERIES.c.channel == delivery.channel,
                DELIVERIES.c.target == delivery.target,
                DELIVERIES.c.number < delivery.number,
                DELIVERIES.c.state.in_((DeliveryState.SENT.value, DeliveryState.DEAD.value)),
            )
            .order_by(DELIVERIES.c.number)
        )
        rows = self._do(lambda connection: connection.execute(query).all())
        return tuple(Earlier(id=row.id, at=from_us(row.at_us)) for row in rows)

    def settle(self, number: int, state: DeliveryState, *, problem: str = "", problem_nl: str = "") -> None:
        """Write down what became of a message for good."""
        self._change(
            number,
            state=state.value,
            attempts=DELIVERIES.c.attempts + 1,
            done_us=to_us(self._now()),
            problem=problem[:_LONGEST_PROBLEM],
            problem_nl=problem_nl[:_LONGEST_PROBLEM],
        )

    def postpone(self, number: int, until: datetime, *, problem: str, problem_nl: str) -> None:
        """Write down that a message did not arrive, and when it is tried again."""
        self._change(
            number,
            attempts=DELIVERIES.c.attempts + 1,
            next_us=to_us(until),
            problem=problem[:_LONGEST_PROBLEM],
            problem_nl=problem_nl[:_LONGEST_PROBLEM],
        )

    def keep_back(self, problem: str, problem_nl: str) -> int:
        """Send nothing of what waits now: it is told to be outdated. Return how many messages and notices those are."""
        now_us = to_us(self._now())
        ended = {"state": DeliveryState.OUTDATED.value, "done_us": now_us, "problem": problem, "problem_nl": problem_nl}

        def work(connection: Connection) -> int:
            waiting = update(DELIVERIES).where(DELIVERIES.c.state == DeliveryState.WAITING.value)
            messages = connection.execute(waiting.values(**ended)).rowcount
            unspread = update(NOTICES).where(NOTICES.c.spread_us.is_(None))
            return messages + connection.execute(unspread.values(spread_us=now_us)).rowcount

        found: int = self._do(work)
        return found

    def _change(self, number: int, **values: Any) -> None:
        self._do(lambda c: c.execute(update(DELIVERIES).where(DELIVERIES.c.number == number).values(**values)))
        self.on_changed()

    # -- looking, and dead letters -------------------------------------------------------------------------------

    def find(self, number: int) -> Delivery | None:
        """Return a message, or None."""
        return next(iter(self._select(DELIVERIES.c.number == number, limit=1)), None)

    def dead(self, *, limit: int = 100, before: int | None = None) -> list[Delivery]:
        """Return what was given up, refused or came too late, newest first."""
        states = [DeliveryState.DEAD.value, DeliveryState.REFUSED.value, DeliveryState.OUTDATED.value]
        conditions: list[Any] = [DELIVERIES.c.state.in_(states)]
        if before is not None:
            conditions.append(DELIVERIES.c.number < before)
        return self._select(*conditions, limit=limit)

    def of_channel(self, channel: str, *, limit: int = 100) -> list[Delivery]:
        """Return the newest messages over a channel, newest first."""
        return self._select(DELIVERIES.c.channel == channel, limit=limit)

    def counts(self) -> dict[str, dict[DeliveryState, int]]:
        """Return how many messages of each channel stand how."""
        query = select(DELIVERIES.c.channel, DELIVERIES.c.state, func.count()).group_by(
            DELIVERIES.c.channel, DELIVERIES.c.state
        )
        found: dict[str, dict[DeliveryState, int]] = {}
        for channel, state, number in self._do(lambda connection: connection.execute(query).all()):
            found.setdefault(channel, {})[DeliveryState(state)] = number
        return found

    def send_again(self, number: int) -> bool:
        """Let a dead letter be sent again, as it was; tell whether it was one."""
        now_us = to_us(self._now())
        states = [DeliveryState.DEAD.value, DeliveryState.REFUSED.value]
        change = (
            update(DELIVERIES)
            .where(DELIVERIES.c.number == number, DELIVERIES.c.state.in_(states))
            .values(state=DeliveryState.WAITING.value, next_us=now_us, made_us=now_us, done_us=None)
        )
        changed: int = self._do(lambda connection: connection.execute(change).rowcount)
        return changed > 0

    def remove_before(self, activity: str, moment: datetime) -> int:
        """Delete the notices of an activity from before a moment, with their deliveries; return how many notices."""
        at = (NOTICES.c.activity == activity, NOTICES.c.at_us < to_us(moment))

        def work(connection: Connection) -> int:
            connection.execute(delete(DELIVERIES).where(DELIVERIES.c.notice.in_(select(NOTICES.c.id).where(*at))))
            return int(connection.execute(delete(NOTICES).where(*at)).rowcount)

        removed: int = self._do(work)
        return removed

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    # -- inside --------------------------------------------------------------------------------------------------

    def _select(self, *conditions: Any, limit: int) -> list[Delivery]:
        query = select(DELIVERIES, NOTICES.c.body).join(NOTICES, NOTICES.c.id == DELIVERIES.c.notice)
        query = query.where(*conditions).order_by(DELIVERIES.c.number.desc()).limit(limit)
        return [_delivery(row) for row in self._do(lambda connection: connection.execute(query).all())]

    def _do(self, work: Callable[[Connection], Any]) -> Any:
        with translated(_broken), self._engine.begin() as connection:
            return work(connection)


def _broken(_cause: str) -> OutboxError:
    return OutboxError("The outbox cannot be read or written.", remedy="Check the disk; what was written waits.")


def _delivery(row: Any) -> Delivery:
    return Delivery(
        number=row.number,
        notice=msgspec.json.decode(row.body, type=Notice),
        channel=row.channel,
        target=row.target,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        made_at=from_us(row.made_us),
        next_at=from_us(row.next_us),
        done_at=None if row.done_us is None else from_us(row.done_us),
        problem=row.problem,
        problem_nl=row.problem_nl,
    )
