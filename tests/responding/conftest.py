# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city with two playbooks that want the opposite of one street, and signs that listen to a broker."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tests.servers import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

PLAYBOOK = """
id = "{name}"
title = "Walk {way} only"
title_nl = "Alleen naar {way} lopen"

[trigger]
kinds = ["density", "persons"]
area_ids = ["north"]
probability = 0.5

[approval]
role = "duty-officer"
re_authenticate = {again}

[exit]
probability_below = 0.2
for_min = 10
after_min = 120

[[intervention]]
id = "walking"
title = "One-way walking"
title_nl = "Eenrichtingsverkeer"
owner = "police"
preparation_min = 5
kind = "one-way-walking"
gate = "{gate}"
towards = "{way}"
{signs}
"""
SIGNS = """
[[intervention]]
id = "signs"
title = "Signs show the way"
title_nl = "Borden wijzen de weg"
owner = "municipality"
preparation_min = 1
kind = "dynamic-signs"
actuators = ["sign-1"]
shows = "one-way"
"""
REACH = """
[transport]
{transport}

[[actuator]]
id = "sign-1"
name = "Sign one"
kind = "sign"
area_ids = ["north"]
owner = "municipality"
presets = ["blank", "one-way"]
normal = "blank"
by_hand = "Turn the key."
by_hand_nl = "Draai de sleutel om."
topic = "signs/sign-1"
shortest_interval_s = 1
most_per_h = 360

[[preset]]
id = "one-way"
name = "walk this way only"
name_nl = "alleen deze kant op"
"""


def responding_city(folder: Path, transport: str = 'kind = "simulated"') -> Path:
    """Return a copy of the made-up city Boulevard with playbooks and a sign."""
    city = shutil.copytree(FIXTURES / "cities" / "boulevard", folder / "boulevard")
    gates = json.loads((city / "gates.geojson").read_text(encoding="utf-8"))
    for number, name in enumerate(("middle-gate", "other-gate")):
        east = 4.2802 + 0.0003 * number
        gates["features"].append(
            {
                "type": "Feature",
                "id": name,
                "properties": gates["features"][0]["properties"] | {"name": name, "area_ids": ["north", "outside"]},
                "geometry": {"type": "LineString", "coordinates": [[east, 52.115], [east + 0.0002, 52.115]]},
            }
        )
    (city / "gates.geojson").write_text(json.dumps(gates), encoding="utf-8")
    (city / "playbooks").mkdir()
    for name, way, again, signs in (("to-north", "north", "true", SIGNS), ("to-south", "outside", "false", "")):
        text = PLAYBOOK.format(name=name, way=way, again=again, gate="middle-gate", signs=signs)
        (city / "playbooks" / f"{name}.toml").write_text(text, encoding="utf-8")
    (city / "response.toml").write_text(REACH.format(transport=transport), encoding="utf-8")
    return city
