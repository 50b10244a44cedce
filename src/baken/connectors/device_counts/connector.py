# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the records of a supplier that counted radio devices to devices present."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.connectors.panel_counts.mapping import COUNTS, read_mapping
from baken.connectors.panel_counts.supplied import SuppliedCounts
from baken.plugin.protocol import Settings
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from pathlib import Path

CONNECTOR: Final = "device_counts"
QUANTITIES: Final = (Quantity.DEVICES_PRESENT,)
"""How many devices one person gives is declared at the stream, not guessed here."""


def connect(settings: Settings) -> SuppliedCounts:
    """Open the counts of a supplier as a city mapped them.

    Raises
    ------
    SettingsError
        With every fault of the mapping and its line.
    """
    return SuppliedCounts(CONNECTOR, read_mapping(settings, CONNECTOR, QUANTITIES))


def from_fixture(path: Path) -> RecordedConnector:
    """Open a folder with a mapping ``device_counts.toml`` and recorded deliveries."""
    connector = connect(Settings(folder=path, file=f"{CONNECTOR}.toml"))
    return RecordedConnector(connector, recorded_deliveries(path, COUNTS))
