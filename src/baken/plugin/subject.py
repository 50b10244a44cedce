# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Subject: a connector that is held against the laws, with its fixtures."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self, cast

from baken.errors import BakenError
from baken.plugin.protocol import Batch, Connector, ConnectorModule, HistoryQuery, Series

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from baken.plugin.registry import ConnectorRegistry

FIXTURES: Final = {
    "full": "values of every series, over several intervals",
    "minimal": "the least that the provider may deliver: one value",
    "zero": "values that are all 0",
    "stale": "values that are older than the newest of full",
    "malformed": "good values, and between them what a provider breaks in practice",
}
"""What each fixture holds. They are synthetic and small."""

DELAY_S: Final = 90.0


class LawBrokenError(BakenError):
    """A connector does not keep a law of the contract."""


@dataclass(frozen=True)
class Subject:
    """A connector that is held against the laws.

    Attributes
    ----------
    folder
        Where its files are.
    load
        Imports its module ``connector``.
    """

    folder: Path
    load: Callable[[], ConnectorModule]

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Return the connector in a folder that need not be installed."""
        return cls(folder.resolve(), lambda: _import_from(folder.resolve()))

    @classmethod
    def installed(cls, name: str, registry: ConnectorRegistry) -> Self:
        """Return a connector that an installed package offers."""
        return cls(registry.folder(name), lambda: registry.module(name))

    @cached_property
    def module(self) -> ConnectorModule:
        """Return its module ``connector``, imported at first use."""
        return self.load()

    def fixture(self, name: str) -> Path:
        """Return the file or folder of a fixture."""
        found = sorted((self.folder / "fixtures").glob(f"{name}.*")) + sorted((self.folder / "fixtures").glob(name))
        hold(len(found) == 1, f"There must be one fixture {name!r} in fixtures/: {FIXTURES[name]}.")
        return found[0]

    def connector(self, name: str) -> Connector:
        """Return the connector that reads a fixture."""
        return self.module.from_fixture(self.fixture(name))

    def batches(self, name: str, **rest: object) -> list[Batch]:
        """Return what the history of a fixture delivers, all series."""
        connector = self.connector(name)
        return list(connector.history(query_all(connector, **rest)))


def query_all(connector: Connector, **rest: object) -> HistoryQuery:
    """Return the query of all series of a connector."""
    series = tuple(
        Series(provider_id=f.provider_id, interval_s=f.interval_s, delay_s=DELAY_S) for f in connector.fields
    )
    return HistoryQuery(series=series, **rest)  # type: ignore[arg-type]


def hold(condition: bool, otherwise: str) -> None:
    """Say that a law is broken unless the condition holds."""
    if not condition:
        raise LawBrokenError(otherwise)


def _import_from(folder: Path) -> ConnectorModule:
    """Import a connector's package from its folder under a name of its own, so that two never mix."""
    name = f"_baken_connector_{abs(hash(folder)):x}_{folder.name}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None or not (folder / "__init__.py").is_file():
            raise LawBrokenError(f"{folder} is not a Python package: add __init__.py.")
        package = importlib.util.module_from_spec(spec)
        sys.modules[name] = package
        spec.loader.exec_module(package)
    return cast("ConnectorModule", importlib.import_module(f"{name}.connector"))
