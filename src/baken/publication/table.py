# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An edition as a table (CSV, RFC 4180): one row for each place and time."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from baken.publication.levels import LEVEL_WORDS
from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from baken.publication.model import Edition

COLUMNS: Final = (
    "place_id", "name_nl", "name_en", "kind", "longitude", "latitude", "time", "is_forecast", "level", "word_nl",
    "word_en", "level_up_to", "state", "simulated",
)  # fmt: skip


def as_csv(edition: Edition) -> str:
    """Return an edition as CSV with a header; a level that is not known is empty.

    Names that a spreadsheet would take for a formula get an apostrophe in front; everything else is a number, a time or
    a word of a closed list.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for place in edition.places:
        start = (
            place.id,
            _plain(place.name.nl),
            _plain(place.name.en),
            place.kind.value,
            *(f"{x:.6f}" for x in place.position),
        )
        for i, level in enumerate(place.level):
            word = LEVEL_WORDS.get(level or 0)
            rows.writerow(
                (
                    *start,
                    format_instant(edition.times[i]),
                    "true" if i else "false",
                    level or "",
                    word.nl if word else "",
                    word.en if word else "",
                    place.up_to[i] or "",
                    place.state.value if i == 0 else "",
                    "true" if edition.city.is_simulated else "false",
                )
            )
    return text.getvalue()


def _plain(name: str) -> str:
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t")) else name
