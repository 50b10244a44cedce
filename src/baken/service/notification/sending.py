# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all ways of sending have in common: who sends, what can go wrong, and what is left to be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from baken.errors import BakenError

if TYPE_CHECKING:
    from baken.service.notification.notice import Earlier
    from baken.service.notification.outbox import Delivery


class NotSentError(BakenError):
    """A message that a receiver did not take.

    Attributes
    ----------
    nl
        The same sentence in Dutch. Neither has an address, a header or anything secret in it.
    is_final
        Trying again would not help before somebody has changed something.
    is_gone
        The receiver says that it is there no more.
    retry_after_s
        It asks to be left alone for so long; None when it says nothing.
    status
        Of its HTTP answer; None when there was none.
    """

    def __init__(
        self,
        en: str,
        nl: str,
        *,
        is_final: bool = False,
        is_gone: bool = False,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(en)
        self.nl = nl
        self.is_final = is_final or is_gone
        self.is_gone = is_gone
        self.retry_after_s = retry_after_s
        self.status = status


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around every message of a city.

    Attributes
    ----------
    sender
        A name of the internet that the city owns.
    source
        The ``source`` of CloudEvents.
    website
        Of the node, or empty.
    time_zone
        In which times are written for people.
    is_simulated
        Whether the city, or the day that it shows, is made up; whatever a notice says, nothing real leaves then.
    """

    city: str
    city_name: str
    authority: str
    contact: str
    sender: str
    source: str
    website: str
    time_zone: str
    is_simulated: bool


class Sender(Protocol):
    """One way of sending, of one channel."""

    def receiver_of(self, target: str) -> str:
        """Return which machine a target is reached through; what fails there is left alone for a while."""
        ...

    async def send(self, delivery: Delivery, earlier: tuple[Earlier, ...]) -> None:
        """Send one message, and return when the receiver has confirmed that it has it.

        Raises
        ------
        NotSentError
            When it did not.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
