# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Units of others are converted or refused, never guessed."""

from __future__ import annotations

import pytest

from baken.plugin.units import conversion
from baken.vocabulary.quantity import DEFINITIONS, Quantity


@pytest.mark.parametrize("quantity", Quantity)
def test_own_unit_stays_as_it_is(quantity: Quantity) -> None:
    same = conversion(DEFINITIONS[quantity].ucum, quantity)
    assert same is not None
    assert same(17.5) == 17.5


@pytest.mark.parametrize(
    ("unit", "quantity", "value", "expected"),
    [
        ("km/h", Quantity.WIND_SPEED, 36.0, 10.0),
        ("[kn_i]", Quantity.WIND_SPEED, 10.0, 5.14444),
        ("MTS", Quantity.VEHICLE_SPEED, 10.0, 36.0),
        ("K", Quantity.AIR_TEMPERATURE, 273.15, 0.0),
        ("http://www.qudt.org/qudt/owl/1.0.0/unit/Instances.html#DegreeCelsius", Quantity.AIR_TEMPERATURE, 20.0, 20.0),
        ("cm", Quantity.WATER_LEVEL, -35.0, -0.35),
        ("P1", Quantity.VEHICLE_OCCUPANCY, 85.0, 0.85),
        ("1", Quantity.PERSONS_PRESENT, 3.0, 3.0),
        ("{people}", Quantity.PERSONS_PRESENT, 3.0, 3.0),
    ],
)
def test_unit_of_another_is_converted(unit: str, quantity: Quantity, value: float, expected: float) -> None:
    found = conversion(unit, quantity)
    assert found is not None
    assert found(value) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [
        ("m", Quantity.WIND_SPEED),
        ("{device}", Quantity.PERSONS_PRESENT),
        ("{person}/m2", Quantity.PERSONS_PRESENT),
        ("furlong", Quantity.WATER_LEVEL),
        ("", Quantity.WATER_LEVEL),
        ("http://", Quantity.WATER_LEVEL),
    ],
)
def test_unit_of_another_kind_is_refused(unit: str, quantity: Quantity) -> None:
    assert conversion(unit, quantity) is None
