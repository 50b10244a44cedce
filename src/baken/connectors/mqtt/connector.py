# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the payloads of an MQTT broker to observations, by the rules that a city declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.connectors.mqtt import client
from baken.connectors.mqtt.settings import CONNECTOR, MqttSettings, Stamp, TimeForm, TopicRule, read_mqtt
from baken.plugin.protocol import ConnectorError, Field, Settings
from baken.plugin.provider_values import AHEAD, is_ahead, number_of
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from baken.plugin.live import Delivery, Reading, Subscription

OTHER_TOPIC: Final = "a topic that the settings do not name"
NO_VALUE: Final = "a payload without the value"
NO_RECORDS: Final = "a payload without the list of records"
OTHER_INTERVAL: Final = "another interval than the settings say"

_LATEST_US: Final = 7_258_118_400_000_000
"""The year 2200."""


def connect(settings: Settings) -> Mqtt:
    """Open the topics that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return Mqtt(read_mqtt(settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open a folder with ``mqtt.toml`` and recorded messages in place of a broker."""
    return RecordedConnector(
        connect(Settings(folder=path, file=f"{CONNECTOR}.toml")), recorded_deliveries(path, "topic-1")
    )


class Mqtt:
    """Understands the payloads of the topics that the rules name; a series is called ``TOPIC#POINTER``."""

    def __init__(self, settings: MqttSettings) -> None:
        self._settings = settings

    @property
    def endpoints(self) -> tuple[Subscription, ...]:
        """Return one subscription per filter."""
        return self._settings.subscriptions

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a name such as ``counters/pier/5min#/count``."""
        topic, is_there, pointer = provider_id.partition("#")
        if not is_there or not client.is_topic(topic):
            return None
        rule = next((r for r in self._settings.rules if r.value == pointer and client.matches(topic, r.filter)), None)
        return None if rule is None else _field(topic, rule)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what one message says, as one reading.

        Raises
        ------
        ConnectorError
            When its payload is no JSON.
        """
        builder = ReadingBuilder()
        seen: set[str] = set()
        rules = [r for r in self._settings.rules if client.is_topic(delivery.topic) and self._takes(r, delivery, seen)]
        if not rules:
            builder.skip(OTHER_TOPIC, delivery.topic)
            yield builder.reading()
            return
        try:
            document = client.payload(delivery.read_bytes())
        except client.PayloadError as error:
            raise ConnectorError(
                f"A message of {delivery.topic[:80]} cannot be understood: {error}.",
                remedy="Narrow the filter in connectors/mqtt.toml, or look at what is published there.",
            ) from error
        for rule in rules:
            for record in _records(document, rule, delivery.topic, builder):
                _take(record, rule, delivery, builder)
        yield builder.reading()

    def _takes(self, rule: TopicRule, delivery: Delivery, seen: set[str]) -> bool:
        """Tell whether a rule is the first that names this value of this topic, which is also the one of its field."""
        if rule.value in seen or not client.matches(delivery.topic, rule.filter):
            return False
        seen.add(rule.value)
        return True


def _records(document: Any, rule: TopicRule, topic: str, builder: ReadingBuilder) -> list[Any]:
    if rule.records is None:
        return [document]
    found = client.resolved(document, rule.records)
    if isinstance(found, list):
        return found
    builder.skip(NO_RECORDS, topic)
    return []


def _take(record: Any, rule: TopicRule, delivery: Delivery, builder: ReadingBuilder) -> None:
    field = _field(delivery.topic, rule)
    where = field.provider_id
    given = client.resolved(record, rule.value)
    if given is client.NOTHING:
        builder.skip(NO_VALUE, where)
        return
    value = number_of(given)
    start = _start(record, rule, delivery.received_at_us)
    if value is None:
        builder.skip(NOT_A_NUMBER, f"{where}: {str(given)[:30]!r}")
    elif isinstance(start, str):
        builder.skip(start, where)
    elif is_ahead(start + round(rule.interval_s * 1e6), delivery.received_at_us):
        builder.skip(AHEAD, where)
    else:
        published = None if rule.published is None else _moment(client.resolved(record, rule.published), rule.time_form)
        builder.add(field, start, rule.conversion(value), where, available_us=published or 0)


def _start(record: Any, rule: TopicRule, received_us: int) -> int | str:
    """Return when the interval began, in µs, or why that is not known."""
    if rule.time is None:
        return received_us or NO_TIME
    given, length = client.resolved(record, rule.time), round(rule.interval_s * 1e6)
    if isinstance(given, str) and "/" in given:
        first, _, last = given.partition("/")
        start, end = instant_us(first), instant_us(last)
        if start is None or end is None:
            return NO_TIME
        return start if end - start == length else OTHER_INTERVAL
    moment = _moment(given, rule.time_form)
    if moment is None:
        return NO_TIME
    return moment - length if rule.stamp is Stamp.END else moment


def _moment(given: object, form: TimeForm) -> int | None:
    if form is TimeForm.ISO:
        return instant_us(given)
    number = number_of(given)
    if number is None or not number > 0:
        return None
    us = round(number * (1e6 if form is TimeForm.UNIX_S else 1e3)) if number < 1e16 else _LATEST_US
    return us if us < _LATEST_US else None


def _field(topic: str, rule: TopicRule) -> Field:
    name = f"{topic}#{rule.value}"
    unit = DEFINITIONS[rule.quantity].ucum
    return Field(provider_id=name, name=name, quantity=rule.quantity, unit=unit, interval_s=rule.interval_s)
