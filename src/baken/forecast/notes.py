# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Notes: what is said of a forecast is a code with values, and every code has its words in each language here.

A note travels as its English sentence, which is what the log, the terminal and the store have. Since it is made from
the template of its code and by nothing else, :func:`notes_of` reads code and values back from it without loss, also of
forecasts that were kept years ago, and :func:`told` tells it in another language. A sentence that is not in the table
is no note: :data:`Code.OTHER`, which the laws of forecasters refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Final

from baken.forecast.wording import LANGUAGES

if TYPE_CHECKING:
    from baken.forecast.wording import Language


class Code(StrEnum):
    """What can be said of a forecast."""

    OTHER = "other"
    """Words that nothing is known of: an error, or a sentence of an earlier version."""
    NO_VALUES_OF_HALF_A_YEAR = "no-values-of-half-a-year"
    NO_VALUES_OF_LAST_WEEKS = "no-values-of-last-weeks"
    NO_VALUE_IN_FOUR_WEEKS = "no-value-in-four-weeks"
    TOO_FEW_WEEKS = "too-few-weeks"
    TOO_FEW_WEEKS_YET = "too-few-weeks-yet"
    STEPS_TOO_SHORT = "steps-too-short"
    NEWEST_MISSING = "newest-missing"
    TIME_OF_DAY_ONLY = "time-of-day-only"
    WIDER_FOR_SILENCE = "wider-for-silence"
    MORE_SINCE = "more-since"
    FEWER_SINCE = "fewer-since"
    NOTHING_TO_BORROW = "nothing-to-borrow"
    BORROWED = "borrowed"
    TAKEN_FOR_LIKE = "taken-for-like"
    STANDS_STILL = "stands-still"
    DAY_AGAIN = "day-again"
    WEEK_AGAIN = "week-again"
    NOTHING_BUT_ZEROS = "nothing-but-zeros"
    NOT_LEARNED = "not-learned"
    FEW_DAYS = "few-days"
    SILENT_DAYS = "silent-days"
    OTHER_LEADS = "other-leads"
    COULD_NOT_TELL = "could-not-tell"
    METHOD_ERROR = "method-error"
    MEMBER_LOST = "member-lost"
    MEMBER_SAYS = "member-says"
    NEXT_HOURS = "next-hours"
    EDITIONS = "editions"
    NO_EDITION = "no-edition"
    SHOWER = "shower"
    SIMULATED_DAYS = "simulated-days"
    MODEL_ABSENT = "model-absent"
    MODEL_FAILED = "model-failed"
    MODEL_SLOW = "model-slow"
    MODEL_DRIFTED = "model-drifted"
    NOT_ISSUED = "not-issued"
    NOT_IN_ISSUE = "not-in-issue"


WORDS: Final[dict[Code, tuple[str, str]]] = {
    Code.NO_VALUES_OF_HALF_A_YEAR: (
        "There is no forecast: there are values of {days:d} days of the last half year, too few.",
        "Er is geen verwachting: er zijn waarden van {days} dagen van het laatste halfjaar, te weinig.",
    ),
    Code.NO_VALUES_OF_LAST_WEEKS: (
        "There is no forecast: there are too few values of the last weeks.",
        "Er is geen verwachting: er zijn te weinig waarden van de laatste weken.",
    ),
    Code.NO_VALUE_IN_FOUR_WEEKS: (
        "There is no value of the last four weeks.",
        "Er is geen waarde van de laatste vier weken.",
    ),
    Code.TOO_FEW_WEEKS: (
        "There are not {weeks:d} weeks of values.",
        "Er zijn geen {weeks} weken met waarden.",
    ),
    Code.TOO_FEW_WEEKS_YET: (
        "The {method} needs {weeks:d} weeks to learn from; there are {have:.1f}.",
        "De methode {method} heeft {weeks} weken nodig om van te leren; er zijn er {have}.",
    ),
    Code.STEPS_TOO_SHORT: (
        "Steps are shorter than {minutes:d} min, or there were too few weeks to learn from.",
        "Stappen zijn korter dan {minutes} min, of er waren te weinig weken om van te leren.",
    ),
    Code.NEWEST_MISSING: (
        "The newest values are missing, so nothing can be said of the next two hours.",
        "De nieuwste waarden ontbreken, dus over de komende twee uur is niets te zeggen.",
    ),
    Code.TIME_OF_DAY_ONLY: (
        "From the time of the day only: there are values of {days:d} days.",
        "Alleen uit de tijd van de dag: er zijn waarden van {days} dagen.",
    ),
    Code.WIDER_FOR_SILENCE: (
        "Wider, for nothing was heard for {days:.0f} days.",
        "Breder, want er kwam {days} dagen niets binnen.",
    ),
    Code.MORE_SINCE: (
        "Since {since} there are {times:.1f} times as many: what was before is scaled to that.",
        "Sinds {since} zijn er {times} keer zo veel: wat ervoor was is daarnaar geschaald.",
    ),
    Code.FEWER_SINCE: (
        "Since {since} there are {share:.0%} fewer: what was before is scaled to that.",
        "Sinds {since} zijn er {share} minder: wat ervoor was is daarnaar geschaald.",
    ),
    Code.NOTHING_TO_BORROW: (
        "There is no like series to borrow from.",
        "Er is geen soortgelijke reeks om van te lenen.",
    ),
    Code.BORROWED: (
        "Borrowed from {names}, scaled by {days:.1f} days of its own values.",
        "Geleend van {names}, geschaald met {days} dagen eigen waarden.",
    ),
    Code.TAKEN_FOR_LIKE: (
        "Nothing was counted here yet: taken for one like {names}; it may be several times busier or quieter.",
        "Hier is nog niets geteld: genomen als een van de soort van {names}; het kan veel drukker of rustiger zijn.",
    ),
    Code.STANDS_STILL: (
        "The value has been {value:g} without change since {since}: it stands still.",
        "De waarde is al {value} zonder verandering sinds {since}: hij staat stil.",
    ),
    Code.DAY_AGAIN: (
        "The values since {since} are those of the day before again.",
        "De waarden sinds {since} zijn die van de dag ervoor nog eens.",
    ),
    Code.WEEK_AGAIN: (
        "The values since {since} are those of the week before again.",
        "De waarden sinds {since} zijn die van de week ervoor nog eens.",
    ),
    Code.NOTHING_BUT_ZEROS: (
        "Nothing but zeros since {since}, where at least 100 persons were to be expected.",
        "Alleen nullen sinds {since}, waar er minstens 100 personen te verwachten waren.",
    ),
    Code.NOT_LEARNED: (
        "The method has not learned anything yet: this is the reference.",
        "De methode heeft nog niets geleerd: dit is de referentie.",
    ),
    Code.FEW_DAYS: (
        "This is the reference, for there are only {days:.1f} days of values.",
        "Dit is de referentie, want er zijn maar {days} dagen met waarden.",
    ),
    Code.SILENT_DAYS: (
        "This is the reference, for the newest value is {days:.0f} days old.",
        "Dit is de referentie, want de nieuwste waarde is {days} dagen oud.",
    ),
    Code.OTHER_LEADS: (
        "Leads of which the method says nothing are those of the reference.",
        "Waar de methode niets van zegt, staat de referentie.",
    ),
    Code.COULD_NOT_TELL: ("The method could not tell.", "De methode kon het niet zeggen."),
    Code.METHOD_ERROR: (
        "The method could not tell, and said: <{error}>.",
        "De methode kon het niet zeggen, en meldde: <{error}>.",
    ),
    Code.MEMBER_LOST: (
        "Without {member}, which said: <{error}>.",
        "Zonder {member}, dat meldde: <{error}>.",
    ),
    Code.MEMBER_SAYS: ("Of {member}:", "Van {member}:"),
    Code.NEXT_HOURS: (
        "The next two hours follow from who is there, who comes and who goes.",
        "De komende twee uur volgen uit wie er is, wie er komt en wie er gaat.",
    ),
    Code.EDITIONS: (
        "Around what is announced it goes as its earlier editions went; observed: {editions:d}.",
        "Rond wat is aangekondigd gaat het zoals bij eerdere edities; waargenomen: {editions:d}.",
    ),
    Code.NO_EDITION: (
        "No earlier edition of what is announced was observed.",
        "Van wat is aangekondigd is geen eerdere editie waargenomen.",
    ),
    Code.SHOWER: (
        "A shower, {share:.0%} likely, does what earlier ones did; observed: {editions:d}.",
        "Een bui, voor {share} waarschijnlijk, doet wat eerdere deden; waargenomen: {editions}.",
    ),
    Code.SIMULATED_DAYS: (
        "Its past are {days:d} simulated days.",
        "Het verleden ervan zijn {days} gesimuleerde dagen.",
    ),
    Code.MODEL_ABSENT: (
        "No model has been fitted: this is the reference.",
        "Er is nog geen model geleerd: dit is de referentie.",
    ),
    Code.MODEL_FAILED: (
        "The model failed, and rests: this is the reference.",
        "Het model faalde en rust: dit is de referentie.",
    ),
    Code.MODEL_SLOW: (
        "The model took too long, and rests: this is the reference.",
        "Het model was te traag en rust: dit is de referentie.",
    ),
    Code.MODEL_DRIFTED: (
        "The model is not as good as it was: this is the reference.",
        "Het model is minder goed dan het was: dit is de referentie.",
    ),
    Code.NOT_ISSUED: ("There is no forecast of it yet.", "Er is nog geen verwachting van."),
    Code.NOT_IN_ISSUE: ("This issue says nothing of it.", "Deze verwachting zegt er niets van."),
}
"""The words of every code, in the order of :data:`~baken.forecast.wording.LANGUAGES`."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is said.

    Attributes
    ----------
    values
        As they are written, by name.
    """

    code: Code
    values: tuple[tuple[str, str], ...] = ()

    def told(self, language: Language) -> str:
        """Return it in words."""
        values = dict(self.values)
        if self.code is Code.OTHER:
            return values["words"]
        written = {name: _written(value, language) for name, value in values.items()}
        return _template(self.code, language).format_map(written)


def note(code: Code, **values: object) -> str:
    """Return a note as it travels.

    Examples
    --------
    >>> note(Code.FEW_DAYS, days=3.04)
    'This is the reference, for there are only 3.0 days of values.'
    """
    return WORDS[code][0].format_map({name: _plain(value) for name, value in values.items()})


def _plain(value: object) -> object:
    """Return a value without what marks where another's words end."""
    return " ".join(value.replace("<", "(").replace(">", ")").split()) if isinstance(value, str) else value


def notes_of(text: str) -> tuple[Note, ...]:
    """Return the codes and values of what is said of a forecast; what is in no table as :data:`Code.OTHER`.

    Examples
    --------
    >>> [found.code.value for found in notes_of("Of climatology: Wider, for nothing was heard for 3 days. What?")]
    ['member-says', 'wider-for-silence', 'other']
    """
    found: list[Note] = []
    at = 0
    while at < len(text):
        for code, pattern in _patterns():
            if match := pattern.match(text, at):
                found.append(Note(code, tuple(match.groupdict().items())))
                at = match.end()
                break
        else:
            found.append(Note(Code.OTHER, (("words", text[at:].strip()),)))
            break
    return tuple(found)


def is_note(text: str) -> bool:
    """Tell whether words are notes of the table, all of them.

    Examples
    --------
    >>> is_note("The method could not tell."), is_note("Something broke.")
    (True, False)
    """
    return all(one.code is not Code.OTHER for one in notes_of(text))


def told(text: str, language: Language) -> str:
    """Return in a language what is said of a forecast.

    Examples
    --------
    >>> told("This is the reference, for there are only 3.0 days of values.", "nl")
    'Dit is de referentie, want er zijn maar 3,0 dagen met waarden.'
    """
    return " ".join(one.told(language) for one in notes_of(text))


@cache
def _patterns() -> tuple[tuple[Code, re.Pattern[str]], ...]:
    """Return what reads each template back, the longest first: what a short one may take is not left for it."""
    longest = sorted(WORDS, key=lambda code: -len(WORDS[code][0]))
    return tuple((code, re.compile(_pattern(WORDS[code][0]))) for code in longest)


def _pattern(template: str) -> str:
    parts = []
    for literal, name, form, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(f"(?P<{name}>{_FORMS.get(form or name, '[^<>]*?')})")
    return "".join(parts) + r"(?:\s+|$)"


_FORMS: Final = {
    "d": r"-?\d+",
    ".0f": r"-?\d+|inf",
    ".1f": r"-?\d+\.\d|inf",
    ".0%": r"\d+%",
    "g": r"[-+.\de]+|inf",
    "since": r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?",
    "member": r"[\w.-]+",
    "method": r"[\w.-]+",
}
"""How values of a form, or else of a name, are written."""


def _template(code: Code, language: Language) -> str:
    """Return the words of a code, without how values are written: that was done when the note was made."""
    return re.sub(r"\{(\w+):[^}]*\}", r"{\1}", WORDS[code][LANGUAGES.index(language)])


def _written(value: str, language: Language) -> str:
    if language == "en":
        return value
    decimal = value.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", value) else value
    return re.sub(r"^(\d+)%$", r"\1 %", decimal)
