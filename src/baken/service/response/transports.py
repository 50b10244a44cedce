# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which transport a city's actuators are reached by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.response.methods.simulated import SimulatedActuators
from baken.response.reach import TransportKind
from baken.service.response.mqtt import MqttActuators
from baken.service.sources.secrets import Secrets

if TYPE_CHECKING:
    from pathlib import Path

    from baken.response.protocol import Transport
    from baken.response.reach import Reach


def transport_of(reach: Reach, data: Path, node_key: str, *, is_replay: bool) -> Transport:
    """Return the transport; in a replay always the simulation, so that looking back switches nothing in a street.

    Raises
    ------
    UnusableSourceError
        When a secret of the broker is not there.
    """
    where = reach.transport
    if is_replay or where.kind is not TransportKind.MQTT:
        return SimulatedActuators()
    secrets = Secrets.of(data)
    identifier = f"baken-act-{node_key[:12]}"
    username, password = secrets.fill(where.username), secrets.fill(where.password)
    return MqttActuators(where, reach, identifier, username=username, password=password)
