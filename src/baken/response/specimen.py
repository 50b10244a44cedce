# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Specimens of playbooks and evidence, for tests and examples."""

from __future__ import annotations

from typing import Any

from baken.governance.lists import Role
from baken.response.interventions import DynamicSigns, OneWayWalking
from baken.response.model import Evidence, Who
from baken.response.playbook import Approval, Exit, Intervention, Playbook, Trigger
from baken.response.reach import Actuator, ActuatorKind, Reach, Transport, TransportKind
from baken.warning.kinds import LimitKind

ANNA = Who(id="a1", name="Anna", party="municipality")
BORIS = Who(id="a2", name="Boris", party="municipality")


def sign(name: str = "sign-1", **rest: Any) -> Actuator:
    """Return a sign that can be told something every second."""
    values: dict[str, Any] = {
        "id": name,
        "name": f"Sign {name}",
        "kind": ActuatorKind.SIGN,
        "area_ids": ("north",),
        "owner": "municipality",
        "presets": ("blank", "one-way", "slow"),
        "normal": "blank",
        "by_hand": "Turn the key on the post.",
        "by_hand_nl": "Draai de sleutel aan de paal om.",
        "topic": f"signs/{name}",
        "shortest_interval_s": 0.0,
        "most_per_h": 1000,
    }
    return Actuator(**(values | rest))


def reach(*actuators: Actuator) -> Reach:
    """Return what can be reached, simulated."""
    return Reach(actuators=actuators or (sign(),), transport=Transport(kind=TransportKind.SIMULATED))


def playbook(name: str = "one-way", *, towards: str = "north", signs: tuple[str, ...] = (), **rest: Any) -> Playbook:
    """Return a playbook of one-way walking, with signs where they are named."""
    walking = Intervention(
        id="walking",
        title="One-way walking",
        title_nl="Eenrichtingsverkeer voor voetgangers",
        owner="municipality",
        preparation_min=10.0,
        deed=OneWayWalking(gate="bridge", towards=towards),
    )
    showing = Intervention(
        id="signs",
        title="Signs show the direction",
        title_nl="Borden tonen de richting",
        owner="municipality",
        preparation_min=1.0,
        deed=DynamicSigns(actuators=signs or ("sign-1",), shows="one-way"),
    )
    values: dict[str, Any] = {
        "id": name,
        "title": f"Playbook {name}",
        "title_nl": f"Draaiboek {name}",
        "trigger": Trigger(kinds=(LimitKind.DENSITY,), area_ids=("north",), probability=0.5),
        "interventions": (walking, showing) if signs else (walking,),
        "approval": Approval(role=Role.DUTY_OFFICER, re_authenticate=False),
        "exit": Exit(probability_below=0.2, for_min=10.0, after_min=120.0),
    }
    return Playbook(**(values | rest))


def evidence(**rest: Any) -> Evidence:
    """Return the evidence of a warning of density in the north."""
    values: dict[str, Any] = {
        "warning_id": "w1",
        "at_us": 1_786_000_000_000_000,
        "kinds": (LimitKind.DENSITY,),
        "area_ids": ("north",),
        "probability": 0.8,
        "sentence": "Too dense in the north within 30 minutes: 80 %.",
        "sentence_nl": "Binnen 30 minuten te druk in het noorden: 80 %.",
        "lead_min": 30.0,
    }
    return Evidence(**(values | rest))
