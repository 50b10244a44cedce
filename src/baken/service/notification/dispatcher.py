# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dispatcher: takes what is due over one channel out of the outbox, sends it, and writes down what became of it.

Each channel has one, so a receiver that hangs keeps nobody else waiting. Of one warning and one receiver the messages
go in order; those about other warnings go past one that has to wait. A receiver that fails again and again is left
alone by a breaker; its messages wait in the outbox meanwhile, and are given up after the time that the city declared.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from baken.errors import BakenError
from baken.governance.permit import RefusedError
from baken.service.notification.outbox_tables import DeliveryState
from baken.service.notification.sending import NotSentError
from baken.service.sources.breaker import Breaker, BreakerState

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.city.channels import Channel
    from baken.service.notification.outbox import Delivery, Outbox
    from baken.service.notification.patience import Patience
    from baken.service.notification.sending import Sender

_LOG = logging.getLogger("baken.notification")
_REFUSED = ("No agreement or recipient allows it: {}", "Geen overeenkomst of ontvanger staat het toe: {}")
_LATE = ("The warning expired before it could be delivered.", "De waarschuwing verliep voordat zij kon worden bezorgd.")


class Dispatcher:
    """Sends over one channel for as long as the node lives.

    Parameters
    ----------
    permit
        Called before each message; raises :class:`~baken.governance.permit.RefusedError` when it may not go out, and
        writes the export into the log when it may.
    gone
        Called with a target that is there no more.
    now
        Time of the node's clock, by which warnings expire; deliveries are timed by the machine.
    """

    def __init__(
        self,
        channel: Channel,
        sender: Sender,
        outbox: Outbox,
        patience: Patience,
        permit: Callable[[Delivery], None],
        gone: Callable[[Delivery], None],
        now: Callable[[], datetime],
    ) -> None:
        self.channel = channel
        self._sender = sender
        self._outbox = outbox
        self._patience = patience
        self._permit = permit
        self._gone = gone
        self._now = now
        self._breakers: dict[str, Breaker] = {}
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._was_lost = False

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._news.set()

    @property
    def is_lost(self) -> bool:
        """Whether some receiver of the channel is left alone, because it failed again and again."""
        return any(breaker.is_lost for breaker in self._breakers.values())

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            while True:
                self._news.clear()
                wait_s = await self._begin_what_is_due()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._news.wait()
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
            await self._sender.close()

    async def _begin_what_is_due(self) -> float:
        """Begin to send what may be sent now; return for how many seconds there is nothing else to begin."""
        due, next_at = await asyncio.to_thread(self._outbox.due, self.channel.id)
        wait_s = self._patience.look_s
        if next_at is not None:
            wait_s = min(wait_s, max(0.0, (next_at - datetime.now(UTC)).total_seconds()))
        busy = {self._receiver(d) for d in due if d.number in self._under_way and self._is_tried(d)}
        for delivery in due:
            receiver = self._receiver(delivery)
            if delivery.number in self._under_way or receiver in busy:
                continue
            if len(self._under_way) >= self._patience.at_once:
                break
            state = self._breaker(receiver).state(_monotonic_s())
            if state is BreakerState.OPEN:
                continue
            if state is BreakerState.HALF_OPEN:
                busy.add(receiver)  # one attempt decides
            self._begin(delivery)
        return wait_s

    def _is_tried(self, delivery: Delivery) -> bool:
        return self._breaker(self._receiver(delivery)).is_lost

    def _receiver(self, delivery: Delivery) -> str:
        return self._sender.receiver_of(delivery.target)

    def _breaker(self, receiver: str) -> Breaker:
        return self._breakers.setdefault(receiver, Breaker(self._patience.pace))

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._under_way[delivery.number] = task

        def ended(done: asyncio.Task[None]) -> None:
            self._under_way.pop(delivery.number, None)
            if not done.cancelled() and done.exception() is not None:
                _LOG.error("A message over %s failed in us", self.channel.id, exc_info=done.exception())
            self._news.set()

        task.add_done_callback(ended)

    async def _deliver(self, delivery: Delivery) -> None:
        settle = self._settle
        if self._is_too_late(delivery):
            await settle(delivery, DeliveryState.OUTDATED, *_LATE)
            return
        try:
            await asyncio.to_thread(self._permit, delivery)
            earlier = await asyncio.to_thread(self._outbox.earlier, delivery)
            await self._sender.send(delivery, earlier)
        except RefusedError as error:
            en, nl = (sentence.format(error.message) for sentence in _REFUSED)
            await settle(delivery, DeliveryState.REFUSED, en, nl)
        except NotSentError as error:
            await self._failed(delivery, error)
        except BakenError as error:  # the log or the outbox cannot be written: nothing has left
            await self._failed(delivery, NotSentError(str(error), "Er kan nu niets worden vastgelegd."))
        except Exception as error:  # noqa: BLE001 - one message never stops the others
            _LOG.error("A message over %s failed in us", self.channel.id, exc_info=error)
            await self._failed(delivery, NotSentError(f"It failed in us: {error!r}.", "Het mislukte bij ons."))
        else:
            await settle(delivery, DeliveryState.SENT, "", "")
            self._breaker(self._receiver(delivery)).succeeded()
            self._tell()

    async def _failed(self, delivery: Delivery, error: NotSentError) -> None:
        """Decide whether it is tried again, and when."""
        if error.is_gone:
            await asyncio.to_thread(self._gone, delivery)
        if error.is_final:
            await self._settle(delivery, DeliveryState.DEAD, error.message, error.nl)
            return
        breaker = self._breaker(self._receiver(delivery))
        until_s = breaker.failed(_monotonic_s(), error.retry_after_s)
        own_s = self._patience.pace.delay_s(delivery.attempts + 1)
        next_at = datetime.now(UTC) + timedelta(seconds=max(own_s, until_s - _monotonic_s()))
        self._tell()
        if next_at > delivery.made_at + timedelta(minutes=self.channel.keep_trying_min):
            await self._settle(delivery, DeliveryState.DEAD, error.message, error.nl)
            return
        await asyncio.to_thread(
            self._outbox.postpone, delivery.number, next_at, problem=error.message, problem_nl=error.nl
        )

    async def _settle(self, delivery: Delivery, state: DeliveryState, problem: str, problem_nl: str) -> None:
        await asyncio.to_thread(self._outbox.settle, delivery.number, state, problem=problem, problem_nl=problem_nl)

    def _is_too_late(self, delivery: Delivery) -> bool:
        """Tell whether it says something that does not hold any more; that a warning is over can always be said."""
        notice = delivery.notice
        return not notice.told.is_end and notice.expires is not None and notice.expires < self._now()

    def _tell(self) -> None:
        """Write into the log of the node once that a receiver is lost, and once that it is back."""
        if self.is_lost != self._was_lost:
            self._was_lost = self.is_lost
            if self.is_lost:
                _LOG.warning("A receiver of the channel %s does not take messages; they wait", self.channel.id)
            else:
                _LOG.warning("The channel %s works again", self.channel.id)


def _monotonic_s() -> float:
    return asyncio.get_running_loop().time()
