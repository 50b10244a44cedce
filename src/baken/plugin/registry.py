# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Registry: which connectors are installed. Nothing of a connector is imported before it is used."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from baken.declaration.reader import suggestion
from baken.errors import BakenError
from baken.plugin.manifest import Manifest, load_manifest
from baken.plugin.protocol import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.plugin.live import LiveConnector
    from baken.plugin.protocol import Connector, ConnectorModule, Settings

GROUP: Final = "baken.connectors"
"""The entry-point group under which connectors register: ``name = "package.of.the.connector"``."""


class UnknownConnectorError(BakenError):
    """No installed package offers a connector of this name."""


class BrokenConnectorError(BakenError):
    """A connector is registered, but its package cannot be used."""


class ConnectorRegistry:
    """The connectors that installed packages offer through entry points.

    Parameters
    ----------
    entries
        Entry points to use instead of the installed ones.

    Examples
    --------
    >>> "auckland_counts" in ConnectorRegistry().names()
    True
    """

    def __init__(self, entries: Iterable[EntryPoint] | None = None) -> None:
        self._given = None if entries is None else tuple(entries)
        self._manifests: dict[str, Manifest] = {}

    @cached_property
    def _entries(self) -> dict[str, EntryPoint]:
        found = entry_points(group=GROUP) if self._given is None else self._given
        return {entry.name: entry for entry in sorted(found, key=lambda e: e.name)}

    def names(self) -> tuple[str, ...]:
        """Return the ids of all connectors, sorted."""
        return tuple(self._entries)

    def folder(self, name: str) -> Path:
        """Return the folder of a connector's package, found without importing the connector.

        Raises
        ------
        UnknownConnectorError
            When there is none of this name.
        BrokenConnectorError
            When its package is not there.
        """
        entry = self._entry(name)
        try:
            spec = importlib.util.find_spec(entry.module)
        except (ImportError, ValueError) as error:
            raise _broken(entry, f"cannot be found: {error}") from error
        if spec is None or not spec.submodule_search_locations:
            raise _broken(entry, "is not a package")
        return Path(next(iter(spec.submodule_search_locations)))

    def manifest(self, name: str) -> Manifest:
        """Return the manifest of a connector.

        Raises
        ------
        UnknownConnectorError, BrokenConnectorError
            As :meth:`folder`.
        ManifestError
            When the manifest has faults.
        """
        if name not in self._manifests:
            self._manifests[name] = load_manifest(self.folder(name))
        return self._manifests[name]

    def module(self, name: str) -> ConnectorModule:
        """Import a connector and return its module ``connector``.

        Raises
        ------
        UnknownConnectorError, BrokenConnectorError
            As :meth:`folder`; also when importing it fails.
        """
        entry = self._entry(name)
        self.folder(name)
        try:
            module = importlib.import_module(f"{entry.module}.connector")
        except Exception as error:  # a third party's import may raise anything
            raise _broken(entry, f"cannot be imported: {type(error).__name__}: {error}") from error
        for function in ("connect", "from_fixture"):
            if not callable(getattr(module, function, None)):
                raise _broken(entry, f"has no function {function} in its module connector")
        return cast("ConnectorModule", module)

    def connect(self, name: str, settings: Settings) -> Connector | LiveConnector:
        """Open a connector as a city configured it.

        Raises
        ------
        UnknownConnectorError, BrokenConnectorError
            As :meth:`module`.
        ConnectorError
            When the settings or the provider are at fault; errors of other kinds that a connector lets slip become
            a :class:`BrokenConnectorError` that names it.
        """
        module = self.module(name)
        try:
            return module.connect(settings)
        except ConnectorError:
            raise
        except Exception as error:
            raise _broken(self._entry(name), f"failed: {type(error).__name__}: {error}") from error

    def _entry(self, name: str) -> EntryPoint:
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownConnectorError(
                f"There is no connector {name!r}.", remedy=suggestion(name, list(self._entries))
            ) from None


def _broken(entry: EntryPoint, what: str) -> BrokenConnectorError:
    package = entry.dist.name if entry.dist is not None else entry.module
    return BrokenConnectorError(
        f"The connector {entry.name!r} of {package} {what}.", remedy=f"Reinstall or remove {package}."
    )
