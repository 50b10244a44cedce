# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city says about its counting cameras in ``connectors/crowd_camera.toml``; every line may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.declaration.document import read_document
from baken.declaration.fault import has_errors
from baken.declaration.reader import TableReader, suggestion
from baken.plugin.protocol import SettingsError
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.declaration.fault import Fault
    from baken.plugin.protocol import Settings

TOTALS: Final = (Quantity.PERSONS_PRESENT, Quantity.DEVICES_PRESENT, Quantity.PEDESTRIAN_COUNT)
"""What a ``countMetrics`` message may count."""


class CameraSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the messages of a city's cameras are to be understood.

    Attributes
    ----------
    interval_s
        Of messages that do not say theirs.
    clock_ahead_s
        So far may the clock of a sensor be ahead of ours.
    cumulative
        Sensors whose counts over lines only go up, until the sensor is started again.
    totals
        What the ``countMetrics`` of a sensor count; of other sensors they are not taken.
    """

    interval_s: float = 60.0
    clock_ahead_s: float = 60.0
    cumulative: frozenset[str] = frozenset()
    totals: dict[str, Quantity] = {}


def read_settings(settings: Settings) -> CameraSettings:
    """Return what a city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    if settings.file is None:
        return CameraSettings()
    faults: list[Fault] = []
    document = read_document(settings.folder, settings.file, faults)
    found = CameraSettings()
    if document is not None:
        top = TableReader(document, (), document.data, faults)
        found = CameraSettings(
            interval_s=top.number("interval_s", required=False, above=0, high=86_400) or 60.0,
            clock_ahead_s=_tolerance(top),
            cumulative=frozenset(top.texts("cumulative", required=False) or ()),
            totals=_totals(top),
        )
        top.close()
    if has_errors(faults):
        raise SettingsError(f"The settings in {settings.file} have faults.", tuple(faults))
    return found


def _tolerance(top: TableReader) -> float:
    given = top.number("clock_ahead_s", required=False, low=0, high=86_400)
    return 60.0 if given is None else given


def _totals(top: TableReader) -> dict[str, Quantity]:
    table = top.table("totals", required=False)
    found: dict[str, Quantity] = {}
    for sensor in [] if table is None else list(table.data):
        quantity = table.choice(sensor, Quantity) if table is not None else None
        if quantity is not None and quantity not in TOTALS and table is not None:
            message = f"{quantity.value} is not what such a message counts."
            table.fault(sensor, message, suggestion(quantity.value, [q.value for q in TOTALS]))
        elif quantity is not None:
            found[sensor] = quantity
    return found
