# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every installed connector, built in or not, keeps every law."""

from __future__ import annotations

from pathlib import Path

import pytest

from baken.plugin.conformance import LAWS, Law
from baken.plugin.registry import ConnectorRegistry
from baken.plugin.subject import Subject

REGISTRY = ConnectorRegistry()
TESTS = Path(__file__).parents[2]

# Stand-ins that other tests put on the path are no connectors for use.
INSTALLED = [name for name in REGISTRY.names() if not REGISTRY.folder(name).is_relative_to(TESTS)]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", INSTALLED)
def test_connector_keeps_the_law(name: str, law: Law) -> None:
    law(Subject.installed(name, REGISTRY))


def test_built_in_connectors_are_among_them() -> None:
    assert {"auckland_counts", "csv_counts"} <= set(INSTALLED)
