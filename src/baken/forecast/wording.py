# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wording: the words and figures in which a forecast explains itself, in English and in Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from baken.forecast.events import PlannedEvent

Language = Literal["en", "nl"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "nl")

DAYS: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
}

KIND_WORDS: Final[dict[str, tuple[str, str]]] = {
    "beach-day": ("beach day", "stranddag"),
    "bonfire": ("bonfire", "vreugdevuur"),
    "ceremony": ("ceremony", "plechtigheid"),
    "concert": ("concert", "concert"),
    "demonstration": ("demonstration", "demonstratie"),
    "exhibition": ("exhibition", "tentoonstelling"),
    "fair": ("fair", "kermis"),
    "festival": ("festival", "festival"),
    "fireworks": ("fireworks", "vuurwerk"),
    "gathering": ("gathering", "samenkomst"),
    "market": ("market", "markt"),
    "match": ("match", "wedstrijd"),
    "parade": ("parade", "optocht"),
    "race": ("race", "wedloop"),
}
"""Kinds of event in English and Dutch; of others the title is told, in the language of the city."""

HOLIDAY_EVE: Final[dict[Language, str]] = {"en": "day before {name}", "nl": "dag voor {name}"}
HOLIDAY_AFTER: Final[dict[Language, str]] = {"en": "day after {name}", "nl": "dag na {name}"}
SCHOOL: Final[dict[Language, str]] = {"en": "school holidays", "nl": "schoolvakantie"}
CALENDAR: Final[dict[Language, str]] = {"en": "calendar", "nl": "kalender"}
BRIDGE: Final[dict[Language, str]] = {"en": "day between days off", "nl": "brugdag"}
WEATHER: Final[dict[Language, str]] = {"en": "weather", "nl": "weer"}
RAIN: Final[dict[Language, str]] = {"en": "rain {mm} mm/h", "nl": "regen {mm} mm/u"}
LEVEL: Final[dict[Language, str]] = {"en": "level of the last week", "nl": "niveau van de laatste week"}
REST: Final[dict[Language, str]] = {"en": "everything else", "nl": "al het overige"}

NO_FORECAST: Final[dict[Language, str]] = {
    "en": "There is no forecast for {time}. {note}",
    "nl": "Er is geen verwachting voor {time}. {note}",
}
EXPECTED: Final[dict[Language, str]] = {
    "en": "{median} expected at {time} (80 % between {low} and {high}).",
    "nl": "{median} verwacht om {time} (80 % tussen {low} en {high}).",
}
USUALLY: Final[dict[Language, str]] = {
    "en": "Usually {baseline} at this hour",
    "nl": "Gewoonlijk {baseline} op dit uur",
}
NO_PAST: Final[dict[Language, str]] = {
    "en": "There is no past yet to compare with.",
    "nl": "Er is nog geen verleden om mee te vergelijken.",
}


def number(value: float, language: Language, decimals: int = 0) -> str:
    """Return a number as it is written in a language.

    Examples
    --------
    >>> number(4310.4, "en"), number(4310.4, "nl"), number(4.25, "nl", 1)
    ('4,310', '4.310', '4,2')
    """
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def change(factor: float, language: Language) -> str:
    """Return by how much something multiplies: a percentage, or how many times for more than thrice as much.

    Examples
    --------
    >>> change(1.2, "en"), change(0.92, "en"), change(4.2, "nl"), change(0.0, "nl")
    ('+20 %', '-8 %', 'x 4,2', '-100 %')
    """
    if factor >= 3.0:
        return f"x {number(factor, language, 1)}"
    return f"{round(100 * (factor - 1)):+d} %"


def kind_of(event: PlannedEvent, language: Language) -> str:
    """Return the word for the kind of an event, or its title where there is none."""
    words = KIND_WORDS.get(event.kind)
    return event.title if words is None else words[LANGUAGES.index(language)]
