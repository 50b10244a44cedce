# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which topics of which broker a city takes, and what stands where in a payload: ``connectors/mqtt.toml``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.mqtt.client import is_filter, is_pointer
from baken.plugin.endpoint_settings import read_secret, read_settings
from baken.plugin.live import Subscription
from baken.plugin.units import Conversion, conversion
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.protocol import Settings

CONNECTOR: Final = "mqtt"


class Form(StrEnum):
    """What the payloads of a topic are."""

    JSON = "json"
    """JSON of any form; pointers say what stands where."""
    SENSORTHINGS = "sensorthings"
    """Observations as SensorThings publishes them (18-088, section 14)."""


class TimeForm(StrEnum):
    """How times are written."""

    ISO = "iso"
    UNIX_S = "unix-s"
    UNIX_MS = "unix-ms"


class Stamp(StrEnum):
    """Which end of the interval a moment is."""

    START = "start"
    END = "end"


class TopicRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one value in the payloads of some topics is.

    Attributes
    ----------
    filter
        Of topics.
    value, time, published
        Pointers inside a record. Without ``time`` it is the arrival; without ``published`` the sender does not say.
    records
        Pointer to a list of records inside the payload; None when the payload is one record.
    """

    filter: str
    quantity: Quantity
    conversion: Conversion
    interval_s: float
    value: str
    time: str | None
    published: str | None
    records: str | None
    time_form: TimeForm
    stamp: Stamp


class MqttSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A broker, and what is taken from it: one subscription per filter."""

    subscriptions: tuple[Subscription, ...]
    rules: tuple[TopicRule, ...]


def read_mqtt(settings: Settings) -> MqttSettings:
    """Return what a city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return read_settings(settings, CONNECTOR, _mqtt)


def _mqtt(top: TableReader) -> MqttSettings | None:
    host = top.text("host")
    tls = top.boolean("tls", required=False)
    tls = True if tls is None else tls
    port = top.integer("port", required=False, low=1, high=65_535) or (8883 if tls else 1883)
    qos = top.integer("qos", required=False, low=0, high=2)
    username = top.text("username", required=False) or ""
    password = read_secret(top, "password", required=False) or ""
    rules = [_rule(table) for table in top.tables("topic")]
    found = tuple(rule for rule in rules if rule is not None)
    if not rules:
        top.fault(None, "No topic is named.", "Add [[topic]] with filter, property, unit, interval_s and value.")
    if host is not None and (not host.isprintable() or "/" in host or " " in host):
        top.fault("host", "host is the name of a broker only.", 'Write host = "broker.example.org".')
    if host is None or len(found) != len(rules):
        return None
    subscriptions = tuple(
        Subscription(
            name=f"topic-{i + 1}",
            host=host,
            port=port,
            topic=topic,
            qos=1 if qos is None else qos,
            tls=tls,
            username=username,
            password=password,
        )
        for i, topic in enumerate(dict.fromkeys(rule.filter for rule in found))
    )
    return MqttSettings(subscriptions=subscriptions, rules=found)


def _rule(table: TableReader) -> TopicRule | None:
    topic = table.text("filter")
    form = table.choice("form", Form, required=False) or Form.JSON
    quantity, unit = table.choice("property", Quantity), table.text("unit")
    interval_s = table.number("interval_s", low=0, high=31 * 86_400)
    given = {key: _pointer(table, key) for key in ("value", "time", "published", "records")}
    time_form = table.choice("time_form", TimeForm, required=False) or TimeForm.ISO
    stamp = table.choice("stamp", Stamp, required=False) or Stamp.START
    table.close()
    if form is Form.SENSORTHINGS:
        usual = {"value": "/result", "time": "/phenomenonTime", "published": "/resultTime", "records": None}
        given = {key: usual[key] if pointer is None else pointer for key, pointer in given.items()}
    if topic is not None and not is_filter(topic):
        message = f"{topic[:80]!r} is not a filter of topics."
        table.fault("filter", message, "+ stands for one whole level, # for all at the end.")
        topic = None
    if given["value"] is None:
        table.fault("value", "It is not said where the value stands.", 'Write value = "/count"; "" is a bare number.')
    if given["time"] is None and interval_s:
        message = "A value over an interval needs its time; the arrival says little about it."
        table.fault("time", message, 'Write time = "/start", or interval_s = 0.')
    found = None if quantity is None or unit is None else conversion(unit, quantity)
    if quantity is not None and unit is not None and found is None:
        message = f"{unit!r} cannot be converted to {DEFINITIONS[quantity].ucum!r}."
        table.fault("unit", message, "Name the unit of the payload by its UCUM code.")
    if topic is None or quantity is None or found is None or interval_s is None or given["value"] is None:
        return None
    return TopicRule(
        filter=topic,
        quantity=quantity,
        conversion=found,
        interval_s=interval_s,
        value=given["value"],
        time=given["time"],
        published=given["published"],
        records=given["records"],
        time_form=time_form,
        stamp=stamp,
    )


def _pointer(table: TableReader, key: str) -> str | None:
    """Return a JSON pointer; None when it is left out. The empty pointer is the whole record."""
    given = table.any(key)
    if given is None:
        return None
    if not isinstance(given, str) or not is_pointer(given):
        table.fault(key, f"{key} is not a JSON pointer.", f'Write {key} = "/name", or "/list/0/name".')
        return None
    return given
