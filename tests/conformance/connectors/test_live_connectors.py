# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every installed connector that goes on delivering keeps every law of those, whatever a provider sends."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.plugin.live import Delivery
from baken.plugin.live_conformance import LIVE_LAWS, LiveLaw, LiveSubject, survive
from baken.plugin.registry import ConnectorRegistry
from baken.plugin.subject import Subject

REGISTRY = ConnectorRegistry()
TESTS = Path(__file__).parents[2]
INSTALLED = [name for name in REGISTRY.names() if not REGISTRY.folder(name).is_relative_to(TESTS)]
LIVE = [name for name in INSTALLED if LiveSubject.is_one(Subject.installed(name, REGISTRY))]


@pytest.mark.parametrize("law", LIVE_LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", LIVE)
def test_live_connector_keeps_the_law(name: str, law: LiveLaw) -> None:
    law(LiveSubject(Subject.installed(name, REGISTRY)))


@cache
def recorded(name: str) -> tuple[LiveSubject, tuple[Delivery, ...]]:
    subject = LiveSubject(Subject.installed(name, REGISTRY))
    return subject, subject.deliveries


@pytest.mark.parametrize("name", LIVE)
@settings(max_examples=30)
@given(data=st.data())
def test_any_bytes_end_in_words(name: str, data: st.DataObject) -> None:
    subject, deliveries = recorded(name)
    delivery = data.draw(st.sampled_from(deliveries))
    body = delivery.read_bytes()
    cut = data.draw(st.integers(0, len(body)))
    inserted = data.draw(st.binary(max_size=300))
    keep = data.draw(st.booleans())
    hostile = body[:cut] + inserted + (body[cut:] if keep else b"")
    survive(subject.fresh(), Delivery(delivery.endpoint, delivery.received_at_us, hostile, delivery.topic))
