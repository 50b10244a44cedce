# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a KV6posinfo message says of a vehicle, without which vehicle it is; knows nothing of Baken.

Elements are those of :mod:`lxml.etree`; names are compared without namespace. Source: BISON, koppelvlak 6,
https://bison.dova.nu/standaarden/kv6-actuele-ritpunctualiteit-en-voertuiginformatie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    Element = Any

ROOTS: Final = ("VV_TM_PUSH",)
SENT: Final = "Timestamp"
"""When the message was made; inside an event the time is called ``timestamp``."""

ARRIVAL: Final = "ARRIVAL"
DEPARTURE: Final = "DEPARTURE"
UNDERWAY: Final = ("DELAY", "ONROUTE", "ONSTOP")
WITHOUT_DELAY: Final = ("INIT", "OFFROUTE", "END")
"""A journey begins, leaves its route, or ends: nothing is said of its delay at a stop."""

EVENTS: Final = (ARRIVAL, DEPARTURE, *UNDERWAY)

_TAKEN: Final = frozenset({"dataownercode", "lineplanningnumber", "userstopcode", "timestamp", "punctuality"})
"""Vehicle, journey, position and driver's block are left where they are."""


@dataclass(frozen=True, slots=True)
class Posinfo:
    """One event, as it is written; empty where something is not there.

    Attributes
    ----------
    punctuality
        Seconds; negative when early.
    """

    event: str
    owner: str
    line: str
    stop: str
    time: str
    punctuality: str


def decode(element: Element) -> Posinfo:
    """Return what one event says."""
    texts: dict[str, str] = {}
    for part in element:
        name = part.tag.rpartition("}")[2].lower()
        if name in _TAKEN:
            texts[name] = (part.text or "").strip()
    return Posinfo(
        event=element.tag.rpartition("}")[2],
        owner=texts.get("dataownercode", ""),
        line=texts.get("lineplanningnumber", ""),
        stop=texts.get("userstopcode", ""),
        time=texts.get("timestamp", ""),
        punctuality=texts.get("punctuality", ""),
    )
