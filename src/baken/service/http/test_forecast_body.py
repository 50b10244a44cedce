# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a way of a gate is called, and what is none."""

from __future__ import annotations

import pytest

from baken.city.load import load
from baken.service.http.forecast_body import way_name
from baken.service.places import find_city

CITY = load(find_city("scheveningen"))
GATE = CITY.gates[0]


def test_a_way_is_called_by_its_gate_and_where_it_leads_to() -> None:
    begin, end = GATE.area_ids
    names = {area.id: area.name for area in CITY.areas}
    assert way_name(CITY, f"way:{GATE.id}:{begin}:{end}") == (
        f"{GATE.name}: {names.get(begin, begin)} \u2192 {names.get(end, end)}"
    )


@pytest.mark.parametrize(
    "name",
    [
        "", "way", f"way:{GATE.id}", f"way:{GATE.id}:{GATE.area_ids[0]}:{GATE.area_ids[0]}", "way:nowhere:a:b",
        f"way:{GATE.id}:{GATE.area_ids[0]}:zwarte-pad", f"stream:{GATE.id}:{GATE.area_ids[0]}:{GATE.area_ids[1]}",
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_no_way(name: str) -> None:
    assert way_name(CITY, name) == ""
