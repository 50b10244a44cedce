# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simulated actuators obey the laws of every transport, and have an effect once per key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.response.conformance import LAWS, command
from baken.response.methods.simulated import SimulatedActuators
from baken.response.specimen import sign

if TYPE_CHECKING:
    from baken.response.conformance import Law


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
async def test_simulated_actuators_obey(law: Law) -> None:
    await law(SimulatedActuators(), sign("sign-1"), sign("sign-2"))


async def test_a_key_has_one_effect_however_often_it_is_delivered() -> None:
    street, thing = SimulatedActuators(), sign("sign-1")
    for _ in range(3):
        await street.deliver(command("k", thing), thing)
    assert street.effects == ["k"]
    assert [told.key for told in street.said()] == ["k"]
