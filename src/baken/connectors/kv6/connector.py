# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From KV6 events to delays per line and stop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.connectors.kv6 import client
from baken.connectors.stop_passages import (
    LARGEST_BYTES,
    NO_STOP,
    Event,
    PassageConnector,
    PassageSettings,
    passage_field,
    read_passage_settings,
)
from baken.plugin.gzipped import opened
from baken.plugin.live import Content
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.xml import elements, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.plugin.live import Delivery, Reading
    from baken.plugin.protocol import Settings

ENDPOINT: Final = "posinfo"
EVENTS: Final = {
    client.ARRIVAL: Event.ARRIVAL,
    client.DEPARTURE: Event.DEPARTURE,
    **dict.fromkeys(client.UNDERWAY, Event.UNDERWAY),
}
NO_CODE: Final = "no owner, line or stop that can be one"

_SECONDS: Final = re.compile(r"[+-]?[0-9]{1,6}")
_EVENTS_PER_PART: Final = 10_000


def connect(settings: Settings) -> Kv6:
    """Open the messages as a city configured them.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return Kv6(read_passage_settings(settings, "kv6", ENDPOINT, Content.XML))


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded messages."""
    return RecordedConnector(Kv6(PassageSettings()), recorded_deliveries(path, ENDPOINT))


class Kv6(PassageConnector):
    """Delays per line and stop, from KV6posinfo."""

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield the delays of the wanted lines and stops.

        Raises
        ------
        ConnectorError
            When the message is cut off, hostile, or no KV6.
        """
        builder = ReadingBuilder()
        sent_us = 0
        with opened(delivery, largest=LARGEST_BYTES) as stream:
            for element in elements(stream, client.SENT, *client.EVENTS, roots=client.ROOTS):
                if local_name(element) == client.SENT:
                    sent_us = instant_us((element.text or "").strip()) or 0
                    continue
                self._take(client.decode(element), sent_us, builder)
                if len(builder) >= _EVENTS_PER_PART:
                    yield builder.reading()
                    builder = ReadingBuilder()
        yield builder.reading()

    def _take(self, said: client.Posinfo, sent_us: int, builder: ReadingBuilder) -> None:
        stop = said.stop or (NO_STOP if said.event in client.UNDERWAY else "")
        if not self._settings.wants(said.owner, said.line, stop):
            return
        where = f"{said.event} of {said.owner}/{said.line}/{stop}"
        field = passage_field(said.owner, said.line, stop, EVENTS[said.event])
        moment = instant_us(said.time)
        if field is None:
            builder.skip(NO_CODE, where)
        elif moment is None:
            builder.skip(NO_TIME, f"{where}: {said.time!r}")
        elif not _SECONDS.fullmatch(said.punctuality):
            builder.skip(NOT_A_NUMBER, f"{where}: {said.punctuality!r}")
        else:
            builder.add(field, moment, float(said.punctuality), where, available_us=sent_us)
