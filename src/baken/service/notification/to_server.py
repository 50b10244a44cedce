# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ways of sending have in common that sign in to the one server of a channel: a mail server, a broker."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from baken.service.notification.webhook import filled

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.sending import Envelope
    from baken.service.sources.secrets import Secrets


class ToServer:
    """Knows a server, and how one signs in there.

    Parameters
    ----------
    whole_s
        How long handing over one message may take, from connecting to the last answer.
    tls
        Whom to trust; None for those that the machine trusts.
    """

    def __init__(
        self,
        channel: Channel,
        envelope: Envelope,
        secrets: Secrets,
        *,
        whole_s: float,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._channel = channel
        self._envelope = envelope
        self._secrets = secrets
        self._whole_s = whole_s
        self._tls = tls

    async def _password(self) -> str:
        return await filled(self._secrets, self._channel.password)

    def _trust(self) -> ssl.SSLContext:
        return self._tls or ssl.create_default_context()
