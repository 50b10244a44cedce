# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts: a draft for the public, by code with its values, in Dutch at level B1 and in English.

A draft. A person reads it, changes it and decides whether it goes out. It names places and times, no numbers of
persons and no causes, says what to do, and says so when it is not certain. Sentences are short (at most
:data:`MOST_WORDS` words), active and without terms of the trade.

Source: Stichting Accessibility / Direct Duidelijk, *Taalniveau B1*; Council of Europe, *Common European Framework of
Reference for Languages*, 2001, level B1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec

from baken.vocabulary.time import from_us
from baken.warning.kinds import Cause
from baken.warning.model import DoubtCode, Judgement
from baken.warning.words import Certainty, certainty_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from baken.warning.model import WarningRecord

MOST_WORDS: Final = 15
MOST_NAMED: Final = 3
"""So many places are named; of more it says how many more there are."""

LANGUAGES: Final = ("nl", "en")

_HEADLINE: Final[dict[tuple[str, str], str]] = {
    ("crowding-now", "nl"): "Het is te druk bij {places}.",
    ("crowding-now", "en"): "It is too crowded at {places}.",
    ("crowding-expected", "nl"): "Het wordt te druk bij {places}.",
    ("crowding-expected", "en"): "It will be too crowded at {places}.",
    ("sound-now", "nl"): "Het geluid is hard bij {places}.",
    ("sound-now", "en"): "The sound is loud at {places}.",
    ("sound-expected", "nl"): "Het geluid wordt hard bij {places}.",
    ("sound-expected", "en"): "The sound will be loud at {places}.",
    ("wind-now", "nl"): "Het waait heel hard bij {places}.",
    ("wind-now", "en"): "There is a strong wind at {places}.",
    ("wind-expected", "nl"): "Het gaat heel hard waaien bij {places}.",
    ("wind-expected", "en"): "There will be a strong wind at {places}.",
    ("water-now", "nl"): "Het water staat hoog bij {places}.",
    ("water-now", "en"): "The water is high at {places}.",
    ("water-expected", "nl"): "Het water komt hoog bij {places}.",
    ("water-expected", "en"): "The water will be high at {places}.",
    ("over", "nl"): "De waarschuwing voor {places} is voorbij.",
    ("over", "en"): "The warning for {places} is over.",
}

_TIME: Final = {"nl": "We verwachten dit rond {time} uur.", "en": "We expect this at about {time}."}

_INSTRUCTION: Final[dict[tuple[Cause, str], str]] = {
    (Cause.CROWDING, "nl"): "Ga nu niet naar deze plek. Bent u er al? Loop rustig weg van de drukte. "
    "Volg de aanwijzingen van medewerkers.",
    (Cause.CROWDING, "en"): "Do not go to this place now. Are you there already? Walk calmly away from the crowd. "
    "Follow the instructions of staff.",
    (Cause.SOUND, "nl"): "Draag oordoppen. Of blijf verder weg.",
    (Cause.SOUND, "en"): "Wear ear plugs. Or stay further away.",
    (Cause.WIND, "nl"): "Blijf weg bij tenten, bomen en hekken. Ga als het kan naar binnen.",
    (Cause.WIND, "en"): "Stay away from tents, trees and fences. Go inside if you can.",
    (Cause.WATER, "nl"): "Ga niet het water in. Blijf weg van de rand.",
    (Cause.WATER, "en"): "Do not go into the water. Stay away from the edge.",
}

_OVER: Final = {"nl": "U kunt weer naar deze plek.", "en": "You can go to this place again."}

_UNCORRECTED: Final = {
    "nl": "De kans is niet gecorrigeerd: er is nog te weinig bekend van wat van eerdere kansen kwam (voorvallen: "
    "{episodes:d}, dagen: {days:d}).",
    "en": "The probability was not corrected: too little is known yet of what came of earlier ones (episodes: "
    "{episodes:d}, days: {days:d}).",
}
_CORRECTED: Final = {
    "nl": "Zonder de correctie met wat van eerdere kansen kwam (voorvallen: {episodes:d}, dagen: {days:d}) zou de "
    "kans {share:.0%} zijn.",
    "en": "Without the correction by what came of earlier ones (episodes: {episodes:d}, days: {days:d}) the "
    "probability would be {share:.0%}.",
}

_DOUBT: Final = {
    "nl": {
        "possible": "Het is nog niet zeker.",
        DoubtCode.ONE_SOURCE: "Dit komt van één meter.",
        DoubtCode.SUSPECT_SOURCE: "Een meter waar dit van komt, klopt misschien niet.",
        DoubtCode.NOT_CORROBORATED: "Niemand kon de meting vergelijken met een andere.",
        DoubtCode.STALE_SOURCE: "De laatste meting is oud.",
        DoubtCode.NO_ESTIMATE: "We weten niet hoe het nu is.",
        DoubtCode.NO_FORECAST: "Er is geen verwachting. Dit gaat alleen over nu.",
        DoubtCode.SHORT_FORECAST: "De verwachting kijkt niet ver genoeg vooruit.",
        DoubtCode.REFERENCE_FORECAST: "De verwachting is wat hier meestal gebeurt.",
        DoubtCode.OLD_FORECAST: "De verwachting is oud.",
    },
    "en": {
        "possible": "It is not certain yet.",
        DoubtCode.ONE_SOURCE: "This comes from one sensor.",
        DoubtCode.SUSPECT_SOURCE: "A sensor that this comes from may be wrong.",
        DoubtCode.NOT_CORROBORATED: "Nobody could compare the value with another one.",
        DoubtCode.STALE_SOURCE: "The newest value is old.",
        DoubtCode.NO_ESTIMATE: "We do not know how it is now.",
        DoubtCode.NO_FORECAST: "There is no forecast. This is about now only.",
        DoubtCode.SHORT_FORECAST: "The forecast does not look far enough ahead.",
        DoubtCode.REFERENCE_FORECAST: "The forecast is what usually happens here.",
        DoubtCode.OLD_FORECAST: "The forecast is old.",
    },
}


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft for the public; a person decides.

    Attributes
    ----------
    code
        Which text it is, such as ``crowding-expected``; the same in every language.
    headline, description, instruction
        As in CAP 1.2.
    doubt
        For the officer, not for the public: why to take it with care; empty when nothing speaks against it.
    """

    code: str
    language: str
    headline: str
    description: str
    instruction: str
    doubt: str


def code_of(record: WarningRecord) -> str:
    """Return which text a warning asks for: its cause, and whether it is so now or expected; ``over`` when it is over.

    A lost source is nothing to tell the public: empty.
    """
    if record.cause is Cause.SOURCE:
        return ""
    if not record.is_open:
        return "over"
    return f"{record.cause.value}-{'now' if certainty_of(record) is Certainty.OBSERVED else 'expected'}"


def draft(record: WarningRecord, names: Mapping[str, str], zone: tzinfo, language: str) -> Draft | None:
    """Return a draft for the public; None where there is nothing to tell it.

    Parameters
    ----------
    names
        What people call each area.
    language
        ``nl`` or ``en``; of another one English.
    """
    spoken, code = language if language in LANGUAGES else "en", code_of(record)
    if not code:
        return None
    members = record.standing or record.members
    places = _places([names.get(m.limit.area_id, m.limit.area_id) for m in members], spoken)
    is_over, is_expected = code == "over", code.endswith("expected")
    said = [_TIME[spoken].format(time=_time(record, zone))] if is_expected else []
    if is_expected and certainty_of(record) is not Certainty.LIKELY:
        said.append(_DOUBT[spoken]["possible"])
    return Draft(
        code=code,
        language=spoken,
        headline=_HEADLINE[code, spoken].format(places=places),
        description=" ".join(said),
        instruction=_OVER[spoken] if is_over else _INSTRUCTION[record.cause, spoken],
        doubt="" if is_over else doubt_text(record.doubts, spoken),
    )


def doubt_text(doubts: tuple[DoubtCode, ...], language: str) -> str:
    """Return why to take a warning with care, in sentences.

    Examples
    --------
    >>> doubt_text((DoubtCode.ONE_SOURCE, DoubtCode.SUSPECT_SOURCE), "en")
    'This comes from one sensor. A sensor that this comes from may be wrong.'
    """
    words = _DOUBT[language if language in LANGUAGES else "en"]
    return " ".join(words[code] for code in doubts)


def correction_text(said: Judgement, language: str) -> str:
    """Return whether and how a probability was corrected, in a sentence; empty where nothing can be told.

    Examples
    --------
    >>> from baken.warning.probability import Calibration
    >>> said = dict(limit_id="a", at_us=0, lower=0.1, upper=0.9, now=0.0, value=0.0, value_lower=0.0, value_upper=0.0,
    ...             peak=0.0, peak_at_us=0)
    >>> correction_text(Judgement(probability=0.3, uncorrected=0.3, **said), "en")
    'The probability was not corrected: too little is known yet of what came of earlier ones (episodes: 0, days: 0).'
    >>> slope = Calibration(slope=2.0, moments=900, episodes=12, days=30)
    >>> correction_text(Judgement(probability=0.16, uncorrected=0.3, correction=slope, **said), "en")
    'Without the correction by what came of earlier ones (episodes: 12, days: 30) the probability would be 30%.'
    """
    if math.isnan(said.probability) or math.isnan(said.uncorrected):
        return ""
    word = language if language in LANGUAGES else "en"
    made = (_UNCORRECTED if said.correction.is_identity else _CORRECTED)[word]
    return made.format(share=said.uncorrected, episodes=said.correction.episodes, days=said.correction.days)


def _places(names: list[str], language: str) -> str:
    each = list(dict.fromkeys(names))
    if len(each) > MOST_NAMED:
        more = len(each) - MOST_NAMED + 1
        rest = f"nog {more} plekken" if language == "nl" else f"{more} more places"
        each = [*each[: MOST_NAMED - 1], rest]
    joint = " en " if language == "nl" else " and "
    return joint.join(filter(None, (", ".join(each[:-1]), each[-1])))


def _time(record: WarningRecord, zone: tzinfo) -> str:
    """Return the local time of the peak, to five minutes."""
    local = from_us(record.worst.newest.peak_at_us).astimezone(zone)
    minute = 5 * (local.minute // 5)
    return f"{local.hour}:{minute:02d}" if minute else f"{local.hour}:00"
