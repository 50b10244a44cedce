# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city declares: which day is played, and what each simulated stream observes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.declaration.document import read_document
from baken.declaration.fault import Fault, has_errors
from baken.declaration.reader import TableReader, suggestion
from baken.observation.stream import Stream
from baken.plugin.protocol import Settings, SettingsError
from baken.simulation.decided import Decided
from baken.simulation.reading import scenario_names

if TYPE_CHECKING:
    from baken.declaration.document import Document

ID: Final = "simulated_city"
MOST_DAYS: Final = 31
_NAMES: Final = {"observed_property": "quantity", "gate": "gate_id", "area": "area_id"}
_KEPT: Final = frozenset(Stream.__struct_fields__)


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """Which days are played.

    Attributes
    ----------
    date
        Of the first day; None for that of the scenario.
    days
        So many in a row, each with the next seed.
    decided
        What people act on besides the interventions of the scenario; never declared in a file, but decided by whoever
        answers for the city while the day is played.
    """

    scenario: str
    seed: int = 1
    date: datetime.date | None = None
    days: int = 1
    decided: tuple[Decided, ...] = ()


def read_played(settings: Settings) -> Played:
    """Return what ``connectors/simulated_city.toml`` says.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    if settings.file is None:
        fault = Fault(f"connectors/{ID}.toml", 1, "There is no such file.", 'Make it with scenario = "…" and seed = 1.')
        raise SettingsError("The settings have faults.", (fault,))
    faults: list[Fault] = []
    document = read_document(settings.folder, settings.file, faults)
    played = None if document is None else _played(document, scenario_names(settings.folder), faults)
    if played is None or has_errors(faults):
        raise SettingsError("The settings have faults.", tuple(faults))
    return played


def _played(document: Document, known: tuple[str, ...], faults: list[Fault]) -> Played | None:
    table = TableReader(document, (), document.data, faults)
    scenario = table.text("scenario")
    if scenario is not None and scenario not in known:
        table.fault("scenario", f"There is no scenario {scenario!r}.", suggestion(scenario, known))
    seed = table.integer("seed", required=False, low=0, high=2**31)
    days = table.integer("days", required=False, low=1, high=MOST_DAYS)
    date = table.any("date")
    if date is not None and (not isinstance(date, datetime.date) or isinstance(date, datetime.datetime)):
        table.fault("date", "This is no date.", "Write date = 2026-08-14, without quotation marks.")
    table.close()
    if scenario is None or has_errors(faults):
        return None
    return Played(scenario=scenario, seed=1 if seed is None else seed, date=date, days=days or 1)


def stream_of(table: dict[str, Any]) -> Stream:
    """Return the stream that a table of ``streams.toml`` declares.

    Raises
    ------
    msgspec.ValidationError
        When a value is missing or of another kind; ``baken check`` says where.
    """
    named = {_NAMES.get(key, key): value for key, value in table.items()}
    return msgspec.convert({key: value for key, value in named.items() if key in _KEPT}, Stream)
