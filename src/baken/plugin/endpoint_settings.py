# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the settings of live connectors have in common: where to fetch, how often, and with which secrets.

In ``connectors/<id>.toml``::

    url = "https://opendata.example.org/counts.xml.gz"
    interval_s = 60

    [headers]
    X-Api-Key = "${secret:counts-key}"     # the name of a secret that the server keeps, never the key itself

The connector hands such a name on untouched; the service puts the secret in its place at the moment of fetching.
:func:`read_settings` opens the file, :func:`read_poll` reads these three keys of one table, :func:`read_secret` one
text that may be a secret (the password of a broker).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import parse_qsl, urlsplit

from baken.declaration.document import read_document
from baken.declaration.fault import Fault, has_errors
from baken.declaration.reader import TableReader
from baken.plugin.live import LARGEST_DELIVERY_BYTES, Content, Inbox, Poll
from baken.plugin.protocol import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LARGEST_INTERVAL_S: Final = 86_400.0

_NAMED_SECRET: Final = re.compile(r"\$\{secret:[a-z0-9][a-z0-9._-]{0,99}\}")
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET: Final = re.compile(r"cookie|key|token|secret|password|passwd|auth|signature", re.IGNORECASE)
"""Headers and parameters of this kind are secrets."""


def read_settings(settings: Settings, connector: str, read: Callable[[TableReader], T | None]) -> T:
    """Return what ``read`` makes of the settings file of a connector.

    Parameters
    ----------
    connector
        Its id, for the words of a refusal.
    read
        Notes faults on the reader; may return None when there are any. Keys that it did not ask for are faults.

    Raises
    ------
    SettingsError
        With every fault and its line; also when there is no file.
    """
    faults: list[Fault] = []
    if settings.file is None:
        fault = Fault(
            f"connectors/{connector}.toml", 0, f"{connector} needs settings.", "Its README.md has an example."
        )
        raise SettingsError("The settings are not there.", (fault,))
    document = read_document(settings.folder, settings.file, faults)
    found: T | None = None
    if document is not None:
        top = TableReader(document, (), document.data, faults)
        found = read(top)
        top.close()
    if found is None or has_errors(faults):
        raise SettingsError(f"The settings in {settings.file} have faults.", tuple(faults))
    return found


def read_poll(
    table: TableReader,
    *,
    name: str,
    content: Content,
    interval_s: float,
    lowest_interval_s: float = 5.0,
    url: str = "",
    largest_bytes: int = LARGEST_DELIVERY_BYTES,
) -> Poll | None:
    """Return the endpoint that ``url``, ``interval_s`` and ``[headers]`` of a table describe; None after a fault.

    Parameters
    ----------
    table
        The whole file, or the table of one endpoint. It is not closed.
    interval_s
        What holds when the city says nothing: how often the provider has something new.
    lowest_interval_s
        Asking more often is impolite, and a fault.
    url
        What holds when the city says nothing; empty when it must say so.
    """
    address = table.text("url", required=not url) or url
    interval = table.number("interval_s", required=False, low=lowest_interval_s, high=LARGEST_INTERVAL_S)
    headers = _headers(table)
    if not address or headers is None or not _is_address(table, address):
        return None
    return Poll(
        name=name,
        url=address,
        content=content,
        interval_s=interval_s if interval is None else interval,
        headers=headers,
        largest_bytes=largest_bytes,
    )


def read_pushed_or_polled(
    top: TableReader, *, name: str, content: Content, interval_s: float, largest_bytes: int
) -> Inbox | Poll | None:
    """Return the endpoint of a provider that pushes (``[inbox]``), or whose messages somebody collects (``[poll]``).

    Exactly one of the two tables must be there; ``[inbox]`` has nothing in it.
    """
    if top.has("inbox") == top.has("poll"):
        top.fault(None, "It must say once how messages arrive.", "Add either [inbox], or [poll] with a url.")
    inbox = top.table("inbox", required=False)
    poll = top.table("poll", required=False)
    found: Inbox | Poll | None = None
    if poll is not None:
        found = read_poll(poll, name=name, content=content, interval_s=interval_s, largest_bytes=largest_bytes)
        poll.close()
    if inbox is not None:
        inbox.close()
        found = Inbox(name=name, content=content, largest_bytes=largest_bytes)
    return found


def read_secret(table: TableReader, key: str, *, required: bool = True) -> str | None:
    """Return a text that is a secret, as the name ``${secret:...}`` of what the server keeps.

    A secret that stands in the file itself is a fault: files of a city are published.
    """
    text = table.text(key, required=required)
    if text is None or _names_a_secret(table, key, text):
        return text
    return None


def _names_a_secret(table: TableReader, key: str, text: str) -> bool:
    if _NAMED_SECRET.search(text):
        return True
    remedy = f'Write {key} = "${{secret:name}}", and keep the secret under that name on the server.'
    table.fault(key, f"A secret does not belong in a file: {key}.", remedy)
    return False


def _headers(table: TableReader) -> dict[str, str] | None:
    part = table.table("headers", required=False)
    if part is None:
        return {}
    headers = {key: _header(part, key) for key in part.data}
    part.close()
    return None if None in headers.values() else {k: v for k, v in headers.items() if v is not None}


def _header(table: TableReader, key: str) -> str | None:
    value = table.text(key)
    if value is None:
        return None
    if not _HEADER.fullmatch(key):
        table.fault(key, f"{key[:80]!r} is not the name of a header.", "Write a name such as X-Api-Key.")
        return None
    if not (value.isascii() and value.isprintable()):
        table.fault(key, f"The value of {key} has characters that a header cannot have.", "Use plain ASCII.")
        return None
    if _SECRET.search(key) and not _names_a_secret(table, key, value):
        return None
    return value


def _is_address(table: TableReader, address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        table.fault("url", "url is not an address.", "Write https://host/path.")
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or not address.isprintable() or " " in address:
        table.fault("url", f"{address[:120]!r} is not an address of the web.", "Write https://host/path.")
        return False
    if parts.username or parts.password:
        remedy = 'Send it as a header: Authorization = "Basic ${secret:name}".'
        table.fault("url", "The address holds a password.", remedy)
        return False
    names = {name for name, value in parse_qsl(parts.query) if _SECRET.search(name) and not _NAMED_SECRET.search(value)}
    for name in sorted(names):
        remedy = f"Write {name}=${{secret:name}}, and keep the secret under that name on the server."
        table.fault("url", f"A secret does not belong in a file: {name[:40]} in url.", remedy)
    return not names
