# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A reader of server-sent events that knows nothing of Baken: fields and blank lines, as WHATWG has them."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Event:
    """One event: its name, its id (None when it has none) and its data."""

    name: str
    id: str | None
    data: dict[str, Any]


class EventStream:
    """The events of one connection."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._events = _events(response.iter_lines())

    def __iter__(self) -> Iterator[Event]:
        """Yield events until the server ends the stream."""
        return self._events

    def wait(self, *names: str, until: Callable[[Event], bool] = lambda _: True) -> Event:
        """Return the next event of these names that is as wished; heartbeats keep the waiting from hanging."""
        latest = time.monotonic() + PATIENCE_S
        for event in self._events:
            if event.name in names and until(event):
                return event
            assert time.monotonic() < latest, f"no {names} within {PATIENCE_S} s; last was {event}"
        message = f"the stream ended before {names}"
        raise AssertionError(message)


@contextmanager
def listening(client: httpx.Client, last_event_id: str | None = None) -> Iterator[EventStream]:
    """Listen to the ticks for a block."""
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    with client.stream("GET", "/api/v1/ticks", headers=headers) as response:
        assert response.status_code == 200
        yield EventStream(response)


def _events(lines: Iterator[str]) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif fields:
            yield Event(fields.get("event", "message"), fields.get("id"), json.loads(fields["data"]))
            fields = {}
