# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the records of a panel's supplier to visitors that the panel saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.connectors.panel_counts.mapping import COUNTS, read_mapping
from baken.connectors.panel_counts.supplied import SuppliedCounts
from baken.plugin.protocol import Settings
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from pathlib import Path

CONNECTOR: Final = "panel_counts"
QUANTITIES: Final = (Quantity.PANEL_VISITORS, Quantity.PERSONS_PRESENT)
"""What the panel saw; or all persons, where the supplier itself has scaled up."""


def connect(settings: Settings) -> SuppliedCounts:
    """Open the counts of a panel as a city mapped them.

    Raises
    ------
    SettingsError
        With every fault of the mapping and its line.
    """
    return SuppliedCounts(CONNECTOR, read_mapping(settings, CONNECTOR, QUANTITIES))


def from_fixture(path: Path) -> RecordedConnector:
    """Open a folder with a mapping ``panel_counts.toml`` and recorded deliveries."""
    connector = connect(Settings(folder=path, file=f"{CONNECTOR}.toml"))
    return RecordedConnector(connector, recorded_deliveries(path, COUNTS))
