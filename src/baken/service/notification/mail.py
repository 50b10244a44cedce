# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""E-mail: a message to one address, in plain words, with the warning as CAP beside it.

Each address gets a message of its own, so that one that is refused does not keep the others, and nobody sees who else
is told. The standard library speaks SMTP (RFC 5321) in a thread; when the server does not answer in time its connection
is cut, and the thread ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from baken.city.channels import TransportSecurity
from baken.service.notification.messages import cap, identifier, marked, status
from baken.service.notification.posting import unreachable
from baken.service.notification.sending import NotSentError
from baken.service.notification.to_server import ToServer
from baken.service.outward.addresses import Reach, UnreachableAddressError, addresses_now
from baken.warning.cap import to_xml

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.service.notification.notice import Earlier, Notice, NoticeText
    from baken.service.notification.outbox import Delivery
    from baken.service.notification.sending import Envelope
    from baken.service.sources.secrets import Secrets

_LONGEST_SUBJECT: Final = 200
_WORDS: Final = {
    "nl": {"where": "Waar", "when": "Verwacht om", "until": "Geldig tot", "doubt": "Let op", "more": "Meer"},
    "en": {"where": "Where", "when": "Expected at", "until": "Valid until", "doubt": "Take care", "more": "More"},
}


class Mail(ToServer):
    """Sends over one mail server."""

    def __init__(
        self, channel: Channel, envelope: Envelope, secrets: Secrets, *, whole_s: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(channel, envelope, secrets, whole_s=whole_s, tls=tls)
        self._threads = ThreadPoolExecutor(4, thread_name_prefix=f"mail {channel.id}")

    def receiver_of(self, _target: str) -> str:
        """Return the server: what fails there fails for every address."""
        return self._channel.host

    async def send(self, delivery: Delivery, earlier: tuple[Earlier, ...]) -> None:
        """Send one message to one address."""
        message = mail(delivery.notice, delivery.target, earlier, self._envelope, self._channel)
        password = await self._password()
        conversation = _Conversation(self._channel, self._whole_s, self._trust())
        talk = asyncio.get_running_loop().run_in_executor(self._threads, conversation.hold, message, password)
        try:
            async with asyncio.timeout(self._whole_s):
                await asyncio.shield(talk)
        except TimeoutError as error:
            talk.add_done_callback(lambda done: done.exception())
            conversation.cut()
            raise NotSentError(
                f"The mail server was not done within {self._whole_s:g} s.",
                f"De mailserver was niet klaar binnen {self._whole_s:g} s.",
            ) from error

    async def close(self) -> None:
        """Take no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Conversation:
    """One conversation with a mail server, in a thread, which can be cut from outside."""

    def __init__(self, channel: Channel, patience_s: float, tls: ssl.SSLContext) -> None:
        self._channel = channel
        self._patience_s = patience_s
        self._tls = tls
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._is_cut = False

    def cut(self) -> None:
        """End it now, whatever it waits for."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def hold(self, message: EmailMessage, password: str) -> None:
        """Hand a message over.

        Raises
        ------
        NotSentError
            When the server does not take it.
        """
        try:
            with self._connected() as server:
                if self._channel.security is TransportSecurity.STARTTLS:
                    server.starttls(context=self._tls)
                if self._channel.username:
                    server.login(self._channel.username, password)
                server.send_message(message)
        except UnreachableAddressError as error:
            raise unreachable(error) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _refusal(error) from error

    def _connected(self) -> smtplib.SMTP:
        """Return a connection to one of the addresses of the server that may be reached; TLS asks for its name."""
        channel, connected = self._channel, self._connect
        is_tls = channel.security is TransportSecurity.TLS

        class Wary(smtplib.SMTP):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                return connected(host, port, timeout, is_tls=is_tls)

        return Wary(channel.host, channel.port, local_hostname="localhost", timeout=self._patience_s)

    def _connect(self, host: str, port: int, timeout: float, *, is_tls: bool) -> socket.socket:
        reach = Reach.INTERNAL if self._channel.is_internal else Reach.PUBLIC
        failed: OSError | None = None
        for address in addresses_now(host, port, reach):
            try:
                plain = socket.create_connection((address, port), timeout)
            except OSError as error:
                failed = error
                continue
            with self._lock:
                self._socket = plain
                if self._is_cut:
                    plain.close()
                    break
            return self._tls.wrap_socket(plain, server_hostname=host) if is_tls else plain
        raise failed or OSError("No address answers.")


def _refusal(error: Exception) -> NotSentError:
    """Return what went wrong, in words; what a server says in its own words is left out, since it may repeat ours."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotSentError(
            "The mail server does not accept the name and password.",
            "De mailserver accepteert naam en wachtwoord niet.",
        )
    code = _code(error)
    if code is not None:
        return NotSentError(
            f"The mail server refused the message (code {code}).",
            f"De mailserver weigerde het bericht (code {code}).",
            is_final=500 <= code < 600 and code not in (500, 503, 530, 538),
        )
    if isinstance(error, ssl.SSLError):
        return NotSentError(
            "The certificate of the mail server cannot be trusted.",
            "Het certificaat van de mailserver is niet te vertrouwen.",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotSentError(
            "The mail server offers no encryption or no sign-in.",
            "De mailserver biedt geen versleuteling of geen aanmelding.",
        )
    kind = type(error).__name__
    return NotSentError(f"The mail server cannot be reached ({kind}).", f"De mailserver is niet bereikbaar ({kind}).")


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def mail(
    notice: Notice, address: str, earlier: tuple[Earlier, ...], envelope: Envelope, channel: Channel
) -> EmailMessage:
    """Return a message: words in each language of the channel, and CAP beside it.

    Its ``Message-ID`` is that of the notice and the address, so that a repeat is known as one; messages about one
    warning stand in one thread.
    """
    of = status(notice, envelope)
    texts = [marked(text, of) for text in notice.texts_in(channel.languages)]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(envelope.city_name, addr_spec=channel.sender)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = _line(texts[0].headline)
    message["Date"] = format_datetime(notice.at)
    message["Message-ID"] = _message_id(notice.id, address, envelope)
    if earlier:
        message["In-Reply-To"] = _message_id(earlier[-1].id, address, envelope)
        message["References"] = " ".join(_message_id(e.id, address, envelope) for e in earlier)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Baken-Status"] = of.value
    message.set_content("\n\n---\n\n".join(_words(notice, text, envelope) for text in texts))
    name = f"{identifier(notice.id, envelope).rpartition(':')[2]}.cap.xml"
    document = to_xml(cap(notice, earlier, envelope, channel))
    message.add_attachment(document, maintype="application", subtype="cap+xml", filename=name)
    return message


def _words(notice: Notice, text: NoticeText, envelope: Envelope) -> str:
    words = _WORDS["nl" if text.language == "nl" else "en"]
    zone = ZoneInfo(envelope.time_zone)
    lines = [text.headline, "", text.description]
    if text.instruction:
        lines += ["", text.instruction]
    if text.doubt:
        lines += ["", f"{words['doubt']}: {text.doubt}"]
    lines += ["", f"{words['where']}: {', '.join(area.name for area in notice.areas)}"] if notice.areas else []
    for key, at in (("when", notice.onset), ("until", notice.expires)):
        if at is not None and not notice.told.is_end:
            lines.append(f"{words[key]}: {at.astimezone(zone):%d-%m-%Y %H:%M}")
    if envelope.website:
        lines += ["", f"{words['more']}: {envelope.website}"]
    return "\n".join(lines)


def _message_id(notice_id: str, address: str, envelope: Envelope) -> str:
    import hashlib

    local = identifier(notice_id, envelope).rpartition(":")[2]
    return f"<{local}.{hashlib.sha256(address.encode()).hexdigest()[:12]}@{envelope.sender}>"


def _line(text: str) -> str:
    """Return a text as one line: nobody puts a header into a message by a name with a line break in it."""
    plain: Any = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:_LONGEST_SUBJECT]
