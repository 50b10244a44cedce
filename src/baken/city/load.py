# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Load: a city from its folder, or every reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.city.check import read
from baken.declaration.fault import FaultyFileError

if TYPE_CHECKING:
    from pathlib import Path

    from baken.city.model import City
    from baken.plugin.registry import ConnectorRegistry


class CityError(FaultyFileError):
    """A city folder that cannot be used; :attr:`faults` has every fault."""


def load(folder: Path, registry: ConnectorRegistry | None = None) -> City:
    """Return the city that a folder declares.

    Raises
    ------
    CityError
        With all faults, when one of them is an error.
    """
    city, faults = read(folder, registry)
    if city is None:
        raise CityError(f"The city folder {folder} has faults.", tuple(faults))
    return city
