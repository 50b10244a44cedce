# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The laws that every live connector passes besides :data:`baken.plugin.conformance.LAWS`. In its own test::

    from baken.plugin.live_conformance import LIVE_LAWS, LiveLaw, LiveSubject

    @pytest.mark.parametrize("law", LIVE_LAWS, ids=lambda law: law.__name__)
    def test_live_connector_keeps_the_law(law: LiveLaw) -> None:
        law(LiveSubject(Subject.at(Path(__file__).parent)))

They take the recorded deliveries of the fixture ``full`` and spoil them in all the ways in which providers do.
"""

from __future__ import annotations

import random
import re
import socket
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import numpy as np

from baken.plugin.live import Delivery, Poll, Reading, Subscription
from baken.plugin.protocol import ConnectorError
from baken.plugin.recorded import RecordedConnector
from baken.plugin.spoiled import SPOILED, scrambled
from baken.plugin.subject import LawBrokenError, Subject, hold
from baken.vocabulary.quantity import DEFINITIONS, UnitError, require_unit

if TYPE_CHECKING:
    from baken.plugin.live import LiveConnector

LONGEST_S: Final = 10.0
"""So long a small delivery may take, whatever is in it."""

SCRAMBLED: Final = 40
SPOILED_OF_EACH: Final = 3
_ENDPOINT: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STRANGERS: Final = ("", " ", "\x00", "nobody", "//", "é" * 500, "-1", "None", "x" * 5000)

Row = tuple[str, int, int, float]
"""Series, start, end, result."""


class LiveSubject:
    """A live connector that is held against the laws, with its recorded deliveries."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    @staticmethod
    def is_one(subject: Subject) -> bool:
        """Tell whether a connector goes on delivering, from its fixture."""
        return isinstance(subject.connector("full"), RecordedConnector)

    def recorded(self, name: str = "full") -> RecordedConnector:
        """Return a fixture, opened afresh: a connector may remember what it read."""
        found = self.subject.connector(name)
        if not isinstance(found, RecordedConnector):
            raise LawBrokenError("from_fixture of a live connector returns a RecordedConnector.")
        return found

    def fresh(self) -> LiveConnector:
        """Return the connector as it is before its first delivery."""
        with mock.patch.object(RecordedConnector, "__init__", _keeps_only):
            return self.recorded().live

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Return the deliveries of the fixture full."""
        return self.recorded().deliveries

    def of_each_kind(self) -> tuple[Delivery, ...]:
        """Return the first deliveries of each endpoint: enough to spoil."""
        found: dict[str, list[Delivery]] = {}
        for delivery in self.deliveries:
            found.setdefault(delivery.endpoint, []).append(delivery)
        return tuple(delivery for some in found.values() for delivery in some[:SPOILED_OF_EACH])


LiveLaw = Callable[[LiveSubject], None]


def endpoints_are_sound(subject: LiveSubject) -> None:
    """Endpoints have names of their own, and figures that make sense."""
    endpoints = subject.fresh().endpoints
    names = [endpoint.name for endpoint in endpoints]
    hold(len(set(names)) == len(names), "Two endpoints have the same name.")
    for endpoint in endpoints:
        hold(_ENDPOINT.fullmatch(endpoint.name) is not None, f"{endpoint.name!r} is no kebab-case name.")
        hold(endpoint.largest_bytes > 0, f"{endpoint.name}: nothing may come.")
        if isinstance(endpoint, Poll):
            hold(endpoint.interval_s > 0, f"{endpoint.name}: it would be asked without a pause.")
        if isinstance(endpoint, Subscription):
            hold(endpoint.qos in (0, 1, 2), f"{endpoint.name}: there is no quality of service {endpoint.qos}.")


def readings_are_sound(subject: LiveSubject) -> None:
    """Rows belong to fields of their reading; columns are of the agreed types; nothing is infinite."""
    count = 0
    for reading in _readings(subject.fresh(), subject.deliveries):
        _require_sound(reading)
        count += len(reading.rows)
    hold(count > 0, "The deliveries of the fixture full hold no row.")


def names_say_what_readings_say(subject: LiveSubject) -> None:
    """``field_of`` tells of a name, without a delivery, what the readings say of it."""
    connector = subject.fresh()
    for reading in _readings(subject.fresh(), subject.deliveries):
        for field in reading.fields:
            told = connector.field_of(field.provider_id)
            hold(told is not None, f"field_of does not know {field.provider_id!r}, which was delivered.")
            same = told is not None and (told.quantity, told.unit, told.interval_s) == (
                field.quantity,
                field.unit,
                field.interval_s,
            )
            hold(same, f"field_of says something else of {field.provider_id!r} than the reading.")


def any_name_is_answered(subject: LiveSubject) -> None:
    """A name that no series can have is answered with None, or with a field; never with an error."""
    connector = subject.fresh()
    for name in _STRANGERS:
        try:
            field = connector.field_of(name)
        except Exception as error:
            raise LawBrokenError(f"field_of({name[:20]!r}) raises {type(error).__name__}.") from error
        hold(field is None or field.provider_id == name, f"field_of({name[:20]!r}) is about another series.")


def broken_deliveries_end_in_words(subject: LiveSubject) -> None:
    """Whatever a provider delivers, only ConnectorError comes out, soon, and nothing impossible is in the rows."""
    seen: set[tuple[str, bytes]] = set()
    for delivery in subject.of_each_kind():
        for what, spoil in SPOILED.items():
            body = spoil(delivery.read_bytes())
            if (delivery.endpoint, body) not in seen:
                survive(subject.fresh(), _with(delivery, body), what)
            seen.add((delivery.endpoint, body))


def random_deliveries_end_in_words(subject: LiveSubject) -> None:
    """The same of deliveries of which some bytes are others."""
    chance = random.Random(2026)  # noqa: S311 - nothing secret
    deliveries = subject.deliveries
    for i in range(SCRAMBLED):
        delivery = deliveries[i % len(deliveries)]
        survive(subject.fresh(), _with(delivery, scrambled(delivery.read_bytes(), chance)), "scrambled")


def the_same_again_says_nothing_else(subject: LiveSubject) -> None:
    """A delivery that comes twice never gives another value for the same series and time."""
    connector = subject.fresh()
    first, again = _rows(connector, subject.deliveries), _rows(connector, subject.deliveries)
    known = {(series, start): result for series, start, _, result in first}
    for series, start, _, result in again:
        before = known.get((series, start), result)
        hold(_same(before, result), f"{series}: the same delivery gave {before:g} first and {result:g} then.")


def time_may_go_back(subject: LiveSubject) -> None:
    """Deliveries in the opposite order keep their own times."""
    forwards = {(series, start, end) for series, start, end, _ in _rows(subject.fresh(), subject.deliveries)}
    backwards = _rows(subject.fresh(), subject.deliveries[::-1])
    strange = [row for row in backwards if row[:3] not in forwards]
    hold(not strange, f"Delivered in the opposite order, {strange[0][0] if strange else ''} has other times.")


def files_are_read_as_bytes_are(subject: LiveSubject) -> None:
    """A large delivery comes as a file, and says the same."""
    deliveries = subject.deliveries
    with tempfile.TemporaryDirectory() as folder:
        filed = []
        for i, delivery in enumerate(deliveries):
            file = Path(folder) / str(i)
            file.write_bytes(delivery.read_bytes())
            filed.append(Delivery(delivery.endpoint, delivery.received_at_us, file, delivery.topic))
        once, other = _rows(subject.fresh(), deliveries), _rows(subject.fresh(), filed)
    hold(_all_same(once, other), "From a file come other rows than from the same bytes in memory.")


def nothing_is_fetched(subject: LiveSubject) -> None:
    """A connector opens no connection: fetching is done for it, warily."""

    def refuse(*_arguments: object) -> None:
        raise LawBrokenError("The connector opens a connection; the service fetches.")

    connector = subject.fresh()
    with mock.patch.object(socket.socket, "connect", refuse), mock.patch.object(socket, "create_connection", refuse):
        list(_readings(connector, subject.deliveries))


LIVE_LAWS: Final[tuple[LiveLaw, ...]] = (
    endpoints_are_sound,
    readings_are_sound,
    names_say_what_readings_say,
    any_name_is_answered,
    broken_deliveries_end_in_words,
    random_deliveries_end_in_words,
    the_same_again_says_nothing_else,
    time_may_go_back,
    files_are_read_as_bytes_are,
    nothing_is_fetched,
)
"""Every law, from what is quickest to mend to what is hardest."""


def survive(connector: LiveConnector, delivery: Delivery, what: str = "any bytes") -> None:
    """Hold a connector against one hostile delivery.

    Raises
    ------
    LawBrokenError
        When something else than ConnectorError comes out, it takes too long, or a value is impossible.
    """
    begun = time.monotonic()
    try:
        for reading in connector.read(delivery):
            _require_sound(reading)
            _require_possible(reading, what)
    except ConnectorError as error:
        hold(bool(error.message.strip()), f"A delivery that is {what} is refused without a word.")
    except LawBrokenError:
        raise
    except Exception as error:
        message = f"With a delivery that is {what} comes {type(error).__name__}: {error}. Make it a ConnectorError."
        raise LawBrokenError(message) from error
    took_s = time.monotonic() - begun
    hold(took_s < LONGEST_S, f"A delivery that is {what} takes {took_s:.0f} s.")


def _keeps_only(recorded: RecordedConnector, connector: LiveConnector, deliveries: Any) -> None:
    """Stand in for the beginning of a recording: read nothing yet."""
    recorded.live = connector
    recorded.deliveries = tuple(deliveries)


def _with(delivery: Delivery, body: bytes) -> Delivery:
    return Delivery(delivery.endpoint, delivery.received_at_us, body, delivery.topic)


def _readings(connector: LiveConnector, deliveries: tuple[Delivery, ...] | list[Delivery]) -> list[Reading]:
    return [reading for delivery in deliveries for reading in connector.read(delivery)]


def _rows(connector: LiveConnector, deliveries: tuple[Delivery, ...] | list[Delivery]) -> list[Row]:
    return [
        (reading.rows.provider_ids[series], start, end, result)
        for reading in _readings(connector, deliveries)
        for series, start, end, result in zip(
            reading.rows.series.tolist(),
            reading.rows.phenomenon_time_us.tolist(),
            reading.rows.phenomenon_time_end_us.tolist(),
            reading.rows.result.tolist(),
            strict=True,
        )
    ]


def _same(one: float, other: float) -> bool:
    return one == other or (one != one and other != other)


def _all_same(one: list[Row], other: list[Row]) -> bool:
    return len(one) == len(other) and all(a[:3] == b[:3] and _same(a[3], b[3]) for a, b in zip(one, other, strict=True))


def _require_sound(reading: Reading) -> None:
    rows = reading.rows
    names = [field.provider_id for field in reading.fields]
    hold(len(set(names)) == len(names), "A reading names a series twice.")
    hold(set(rows.provider_ids) <= set(names), "A row belongs to a series that is not among the fields.")
    kinds: dict[str, type] = {"series": np.int32, "result": np.float64}
    kinds |= dict.fromkeys(("phenomenon_time_us", "phenomenon_time_end_us", "available_at_us"), np.int64)
    for name, kind in kinds.items():
        column = getattr(rows, name)
        sound = column.dtype == kind and column.shape == (len(rows),)
        hold(sound, f"The column {name} must be {kind.__name__}, one value per row.")
    inside = not len(rows) or (rows.series.min() >= 0 and rows.series.max() < len(rows.provider_ids))
    hold(bool(inside), "A row belongs to no series.")
    backwards = rows.phenomenon_time_end_us < rows.phenomenon_time_us
    hold(not backwards.any(), "An interval ends before it begins.")
    for entry in reading.skipped:
        hold(bool(entry.reason.strip()) and entry.count > 0, "A skipped value has no reason or no count.")


def _require_possible(reading: Reading, what: str) -> None:
    """A value that cannot be is skipped with a reason; what is not known of it is missing."""
    rows, fields = reading.rows, {field.provider_id: field for field in reading.fields}
    for i, name in enumerate(rows.provider_ids):
        field = fields[name]
        try:
            require_unit(field.quantity, field.unit)
        except UnitError as error:
            raise LawBrokenError(f"{name[:60]}: {error}") from error
        values = rows.result[rows.series == i]
        low, high = DEFINITIONS[field.quantity].possible
        wrong = values[(values < low) | (values > high)]
        if len(wrong):
            message = (
                f"A delivery that is {what} gives a {field.quantity.value} of {wrong[0]:g}: skip it with a reason."
            )
            raise LawBrokenError(message)
