# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the settings of live connectors have in common: where to fetch, how often, and with which secrets.

In ``connectors/<id>.toml``::

    url = "https://opendata.example.org/counts.xml.gz"
    interval_s = 60

    [headers]
    X-Api-Key = "env:COUNTS_KEY"     # the environment variable of the server, never the key itself

:func:`read_settings` opens the file, :func:`read_poll` reads these three keys of one table, :func:`read_secret` one
text that may be a secret (the password of a broker).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from baken.declaration.document import read_document
from baken.declaration.fault import Fault, has_errors
from baken.declaration.reader import TableReader
from baken.plugin.live import LARGEST_DELIVERY_BYTES, Content, Poll
from baken.plugin.protocol import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

FROM_ENVIRONMENT: Final = "env:"
"""A value that begins so names the environment variable in which the secret is."""

LARGEST_INTERVAL_S: Final = 86_400.0

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET_HEADER: Final = re.compile(r"authorization|cookie|key|token|secret|password|auth", re.IGNORECASE)


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


def read_secret(table: TableReader, key: str, *, required: bool = True) -> str | None:
    """Return a text that is a secret: written as ``"env:NAME"``, it is what the environment variable holds.

    A secret that stands in the file itself is a fault: files of a city are published.
    """
    text = table.text(key, required=required)
    if text is None:
        return None
    if not text.startswith(FROM_ENVIRONMENT):
        table.fault(key, "A secret does not belong in a file.", f'Write {key} = "env:NAME", and set NAME.')
        return None
    return _from_environment(table, key, text)


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
    if value.startswith(FROM_ENVIRONMENT):
        value = _from_environment(table, key, value)
    elif _SECRET_HEADER.search(key):
        table.fault(key, "A secret does not belong in a file.", f'Write {key} = "env:NAME", and set NAME.')
        return None
    if value is not None and not (value.isascii() and value.isprintable()):
        table.fault(key, f"The value of {key} has characters that a header cannot have.", "Use plain ASCII.")
        return None
    return value


def _from_environment(table: TableReader, key: str, text: str) -> str | None:
    name = text.removeprefix(FROM_ENVIRONMENT)
    if not _VARIABLE.fullmatch(name):
        table.fault(key, f"{name[:80]!r} is not the name of an environment variable.", 'Write "env:NAME".')
        return None
    value = os.environ.get(name, "").strip()
    if not value:
        table.fault(key, f"The environment variable {name} is not set.", f"Set {name} where the server is started.")
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
        table.fault("url", "The address holds a password.", 'Send it as a header: Authorization = "env:NAME".')
        return False
    return True
