# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notifications: the channels of a city at work."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from baken.city.channels import ChannelKind, Told
from baken.errors import BakenError
from baken.governance.lists import Action, Layer
from baken.service.jobs import keep_going
from baken.service.notification.dispatcher import Dispatcher
from baken.service.notification.from_warning import notice_of
from baken.service.notification.leave import receiver, require_leave
from baken.service.notification.outbox import Outbox
from baken.service.notification.patience import Patience
from baken.service.notification.senders import Senders
from baken.service.notification.sending import NotSentError
from baken.service.notification.subscriptions import Subscriptions
from baken.service.notification.trial import trial
from baken.service.notification.wanting import is_bad_enough, wants
from baken.service.places import register_url
from baken.vocabulary.time import SystemClock
from baken.warning.events import Updated
from baken.warning.model import Severity

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    from baken.city.channels import Channel
    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.governance.model import Principal
    from baken.observation.governed_store import Touched
    from baken.service.notification.notice import Notice
    from baken.service.notification.outbox import Delivery
    from baken.vocabulary.time import Clock
    from baken.warning.events import WarningEvent
    from baken.warning.model import WarningRecord

    Logged = Callable[[str], AbstractContextManager[Touched]]

SEND: Final = "send warning"
_LOG: Final = logging.getLogger("baken.notification")


class UnknownChannelError(BakenError):
    """There is no such channel."""


class Notifications:
    """All channels of a node.

    Parameters
    ----------
    clock
        Of the node: warnings expire by it.
    logged
        Opens a record in the log of processing.
    is_replay
        Whether the node shows a day of the past. Then what goes out is an exercise, and it goes out only of a made-up
        city: nobody is warned of what once happened to real people.
    account
        Gives who somebody with an account is now; None when the account is gone or disabled.

    Invariants
    ----------
    Nothing is sent before :meth:`start`; what was put into the outbox waits. A receiver that fails changes nothing for
    another one.
    """

    def __init__(
        self,
        city: City,
        data: Path,
        governance: Governance,
        clock: Clock,
        logged: Logged,
        *,
        is_replay: bool = False,
        account: Callable[[str], Principal | None] = lambda _account: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._city = city
        self._governance = governance
        self._clock = clock
        self._logged = logged
        self._account = account
        self.is_replay = is_replay
        self.is_simulated = city.simulated or is_replay
        self.outbox = Outbox(register_url(data))
        self.subscriptions = Subscriptions(register_url(data))
        self.senders = Senders(city, data, self.subscriptions, is_simulated=self.is_simulated, tls=tls)
        self._dispatchers: dict[str, Dispatcher] = {}
        self._jobs: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- what there is to tell -----------------------------------------------------------------------------------

    @property
    def activity(self) -> str:
        """Return the activity that covers warnings."""
        return self._governance.coverage.of_warnings or ""

    @property
    def declared(self) -> tuple[Channel, ...]:
        """Return the channels of the city."""
        return self._city.channels.channels

    def note(self, connection: Connection, event: WarningEvent, record: WarningRecord) -> None:
        """Write down what there is to tell of an event, in the transaction that records it.

        Call :meth:`wake` after the commit; without it the message goes out when the outbox is looked at next.
        """
        if not self._city.channels.channels or not self.sends:
            return
        notice = notice_of(event, record, self._city, activity=self.activity, is_simulated=self.is_simulated)
        if notice is None or (not record.is_open and isinstance(event, Updated)):
            return
        if isinstance(event, Updated) and not event.grew and not self._rose(connection, notice):
            return
        self.outbox.put(connection, notice)

    def _rose(self, connection: Connection, notice: Notice) -> bool:
        """Tell whether a warning is for the first time so probable, or so bad, that some receiver asks for it."""
        asked = [c for c in self._city.channels.channels if is_bad_enough(c, notice) and Told.GREW in c.told]
        if not any(c.minimum_probability > 0.0 or c.minimum_severity is not Severity.MINOR for c in asked):
            return False
        before = self.outbox.of_warning(connection, notice.warning)
        return any(not any(is_bad_enough(channel, earlier) for earlier in before) for channel in asked)

    @property
    def sends(self) -> bool:
        """Whether anything goes out at all: not of a replay of a real day."""
        return self._city.simulated or not self.is_replay

    def wake(self) -> None:
        """Say, from any thread, that something was put into the outbox."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    # -- at work -------------------------------------------------------------------------------------------------

    def start(self, patience: Patience | None = None) -> None:
        """Begin to send; needs a running event loop."""
        if not self.sends:
            return
        patience = patience or Patience()
        self._loop = asyncio.get_running_loop()
        for channel in self._city.channels.channels:
            dispatcher = Dispatcher(
                channel,
                self.senders.of(channel, patience),
                self.outbox,
                patience,
                self._permit,
                self._gone,
                self._clock.now,
            )
            self._dispatchers[channel.id] = dispatcher
            self._jobs.append(asyncio.create_task(keep_going(f"Channel {channel.id}", dispatcher.run)))
        if self._dispatchers:
            self._jobs.append(asyncio.create_task(keep_going("The outbox", lambda: self._keep_spreading(patience))))

    async def close(self) -> None:
        """Stop; what was under way is sent again after the next start."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        self._jobs.clear()
        self._loop = None
        self.outbox.close()
        self.subscriptions.close()

    async def _keep_spreading(self, patience: Patience) -> None:
        while True:
            self._news.clear()
            if await asyncio.to_thread(self.outbox.spread, self._receivers):
                for dispatcher in self._dispatchers.values():
                    dispatcher.wake()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience.look_s):
                    await self._news.wait()

    def _receivers(self, notice: Notice, told: frozenset[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield who is told of a notice: who asks for such warnings, and who was told of this one before."""
        for channel in self._city.channels.channels:
            for target in self._targets(channel):
                known = (channel.id, target) in told
                if wants(channel, notice, is_known=known):
                    yield channel.id, target

    def _targets(self, channel: Channel) -> tuple[str, ...]:
        if channel.kind is ChannelKind.MAIL:
            return channel.addresses
        if channel.kind is ChannelKind.PUSH:
            return tuple(subscription.id for subscription in self.subscriptions.of_channel(channel.id))
        return ("",)

    def _permit(self, delivery: Delivery) -> None:
        """Ask whether a message may go out, and write down that it does before it does.

        Raises
        ------
        RefusedError
            When it may not.
        NotSentError
            When the receiver is there no more.
        LogError
            When it cannot be written down; then it does not go out.
        """
        activity = delivery.notice.activity or self.activity
        require_leave(self._governance, self._receiver_of(delivery), activity)
        with self._logged(SEND) as touched:
            touched.note(activity, Action.EXPORT, Layer.WARNINGS, 1)

    def _receiver_of(self, delivery: Delivery) -> Principal:
        channel = self._channel(delivery.channel)
        if channel.kind is not ChannelKind.PUSH:
            return receiver(channel, self._governance.controller)
        subscription = self.subscriptions.find(delivery.target)
        who = None if subscription is None else self._account(subscription.account)
        if who is None:
            raise NotSentError("This subscription is there no more.", "Dit abonnement bestaat niet meer.", is_gone=True)
        return who

    def _gone(self, delivery: Delivery) -> None:
        """Forget a browser that is there no more; another receiver stays declared."""
        if self._channel(delivery.channel).kind is ChannelKind.PUSH:
            self.subscriptions.remove(delivery.target)
        else:
            _LOG.warning("The receiver of the channel %s says that it is gone", delivery.channel)

    # -- for people ----------------------------------------------------------------------------------------------

    def is_lost(self, channel_id: str) -> bool:
        """Tell whether a receiver of a channel is left alone at this moment."""
        dispatcher = self._dispatchers.get(channel_id)
        return dispatcher is not None and dispatcher.is_lost

    def send_again(self, number: int) -> bool:
        """Let a dead letter be sent again; tell whether it was one."""
        found = self.outbox.send_again(number)
        for dispatcher in self._dispatchers.values():
            dispatcher.wake()
        return found

    async def attempt(self, channel_id: str, patience: Patience | None = None) -> list[tuple[str, NotSentError | None]]:
        """Send a test message over a channel now, once, past the outbox; return each target with what went wrong.

        Raises
        ------
        UnknownChannelError
            When there is no such channel, or nobody to send to.
        RefusedError
            When governance does not allow it.
        """
        from baken.service.notification.outbox import Delivery
        from baken.service.notification.outbox_tables import DeliveryState

        notice, channel, targets = self._trial(channel_id)
        now = notice.at
        sender = self.senders.of(channel, patience or Patience())
        outcome: list[tuple[str, NotSentError | None]] = []
        try:
            for target in targets:
                delivery = Delivery(
                    number=0, notice=notice, channel=channel.id, target=target, state=DeliveryState.WAITING,
                    attempts=0, made_at=now, next_at=now,
                )  # fmt: skip
                try:
                    await asyncio.to_thread(self._permit, delivery)
                    await sender.send(delivery, ())
                    outcome.append((target, None))
                except NotSentError as error:
                    outcome.append((target, error))
        finally:
            await sender.close()
        return outcome

    def ask_for_attempt(self, channel_id: str) -> Notice:
        """Put a test message for one channel into the outbox, for the node that serves this city to send.

        Raises
        ------
        UnknownChannelError
            When there is no such channel, or nobody to send to.
        """
        notice, channel, targets = self._trial(channel_id)
        self.outbox.add_for(notice, [(channel.id, target) for target in targets])
        return notice

    # -- inside --------------------------------------------------------------------------------------------------

    def _trial(self, channel_id: str) -> tuple[Notice, Channel, tuple[str, ...]]:
        channel = self._channel(channel_id)
        targets = self._targets(channel)
        if not targets:
            raise UnknownChannelError(f"Nobody has subscribed to {channel_id}.")
        return trial(channel, self._city, SystemClock().now(), activity=self.activity), channel, targets

    def _channel(self, channel_id: str) -> Channel:
        found = self._city.channels.find(channel_id)
        if found is None:
            known = ", ".join(channel.id for channel in self._city.channels.channels)
            raise UnknownChannelError(
                f"There is no channel {channel_id!r}.",
                remedy=f"Choose from: {known}." if known else "Declare one in channels.toml.",
            )
        return found
