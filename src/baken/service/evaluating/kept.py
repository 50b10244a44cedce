# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the records of events are kept: files in the data folder, ``events/<event>.json``.

They are what ``baken evaluate --data`` reads, and what retention removes and a back-up holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.evaluation.record import read_record
from baken.governance.lists import Layer
from baken.governance.whole_file import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from baken.evaluation.record import EventRecord

FOLDER: Final = "events"

LAYERS: Final = (Layer.RESPONSES, Layer.WARNINGS, Layer.FORECASTS, Layer.ESTIMATES)
"""Of which something stands in a record."""

_KEY_FIGURES: Final = "key-figures-first-read"
_MOST_RECORDS: Final = 1_000


class NoRecordError(BakenError):
    """An event of which there is no record."""


def record_file(data: Path, event_id: str) -> Path:
    """Return the file in a data folder in which the record of an event is kept."""
    return data / FOLDER / f"{event_id}.json"


def key_figures_file(data: Path) -> Path:
    """Return the file that tells when each key figure was first read."""
    return record_file(data, _KEY_FIGURES)


def keep(file: Path, content: bytes) -> None:
    """Write a file of this folder anew; only who runs the node may look into the folder."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    replace_file(file, content)


def written_records(data: Path) -> list[Path]:
    """Return the files of all records in a data folder, the one that was written last at the end."""
    files = (path for path in (data / FOLDER).glob("*.json") if path.stem != _KEY_FIGURES)
    return sorted(files, key=lambda path: path.stat().st_mtime)


def kept_record(data: Path, event_id: str | None = None) -> EventRecord:
    """Return the record of an event that a node kept; of the newest one when none is named.

    Raises
    ------
    NoRecordError
        Naming those that there are.
    RecordError
        When its file cannot be read.
    """
    there = {path.stem: path for path in written_records(data)[-_MOST_RECORDS:]}
    if not there:
        raise NoRecordError(
            f"{data} keeps no record of an event.",
            remedy="A node writes one three hours after an event of its calendar has ended.",
        )
    if event_id is not None and event_id not in there:
        raise NoRecordError(f"There is no record of {event_id!r}.", remedy=f"There are: {', '.join(sorted(there))}.")
    return read_record(there[event_id] if event_id is not None else list(there.values())[-1])
