# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the page says in sentences, in Dutch (B1) and English: short, in the second person, and with what to do."""

from __future__ import annotations

from typing import Final

from baken.publication.alternatives import BUSY
from baken.publication.levels import LEVEL_WORDS
from baken.publication.model import Words

NOT_PUBLISHED: Final = Words(
    en="This city does not publish how busy it is.", nl="Deze stad maakt niet bekend hoe druk het is."
)
NOT_USED: Final = Words(
    en="What this page is made of may not be used now.",
    nl="De gegevens voor deze pagina mogen nu niet worden gebruikt.",
)
STARTING: Final = Words(
    en="We have just started. Come back in a minute.", nl="Wij zijn net begonnen. Kom over een minuut terug."
)
TOO_SMALL: Final = Words(
    en="This place is too small to publish.", nl="Deze plek is te klein om iets over bekend te maken."
)
_UNKNOWN: Final = Words(en="We do not know how busy it is now.", nl="Wij weten niet hoe druk het nu is.")
_UNKNOWN_THEN: Final = Words(
    en="We cannot foresee how busy it will be.", nl="Wij kunnen niet zeggen hoe druk het wordt."
)
_SPACE: Final = Words(en="There is plenty of space.", nl="Er is genoeg ruimte.")
_SPACE_ELSEWHERE: Final = Words(en="In most places there is space.", nl="Op de meeste plekken is genoeg ruimte.")
_NOTHING_BETTER: Final = Words(
    en="It does not become quieter soon. Follow the signs and the stewards.",
    nl="Het wordt niet snel rustiger. Volg de borden en de verkeersregelaars.",
)


def advice(
    level: int,
    time: str,
    place: Words | None,
    rises: tuple[str, int] | None,
    fullest: tuple[int, tuple[Words, ...]] | None = None,
    *,
    is_now: bool,
) -> Words:
    """Return what to do at one time.

    Parameters
    ----------
    level
        Of the whole city; 0 is not known.
    time, place
        What is better, with the day when it is another one; empty or None where nothing is.
    rises
        From when on it becomes busy, and to which level; None where it does not soon.
    fullest
        The places that are much busier than the whole, and their level; None where none is.

    Examples
    --------
    >>> advice(4, "20:00", Words(en="South Beach", nl="Zuiderstrand"), None, is_now=True).en
    'Rather come at 20:00, or go to South Beach.'
    >>> advice(1, "", None, ("20:00", 4), is_now=True).nl
    'Er is genoeg ruimte. Om 20:00 wordt het zeer druk.'
    >>> advice(2, "", None, None, (5, (Words(en="The Pier", nl="De Pier"),)), is_now=True).en
    'In most places there is space. Too busy: The Pier.'
    """
    if level == 0:
        return _UNKNOWN if is_now else _UNKNOWN_THEN
    said = _advice(level, time, place, rises, some_are_full=fullest is not None)
    return said if fullest is None else _joined(said, _full(*fullest))


def _advice(level: int, time: str, place: Words | None, rises: tuple[str, int] | None, *, some_are_full: bool) -> Words:
    if level < BUSY:
        space = _SPACE_ELSEWHERE if some_are_full else _SPACE
        return space if rises is None else _joined(space, _rising(*rises))
    if time and place is not None:
        return Words(
            en=f"Rather come at {time}, or go to {place.en}.", nl=f"Kom liever om {time}, of ga naar {place.nl}."
        )
    if time:
        return Words(en=f"Rather come at {time}.", nl=f"Kom liever om {time}.")
    if place is not None:
        return Words(en=f"Rather go to {place.en}.", nl=f"Ga liever naar {place.nl}.")
    return _NOTHING_BETTER if level > BUSY else Words(en="Take your time.", nl="Neem de tijd.")


def _full(level: int, places: tuple[Words, ...]) -> Words:
    word, others = LEVEL_WORDS[level], len(places) - 1
    en, nl = places[0].en, places[0].nl
    if others == 1:
        en, nl = f"{en} and {places[1].en}", f"{nl} en {places[1].nl}"
    elif others:
        en, nl = f"{en} and {others} other places", f"{nl} en {others} andere plekken"
    return Words(en=f"{word.en}: {en}.", nl=f"{word.nl}: {nl}.")


def _rising(time: str, level: int) -> Words:
    word = LEVEL_WORDS[level]
    return Words(en=f"At {time} it becomes {word.en.lower()}.", nl=f"Om {time} wordt het {word.nl.lower()}.")


def _joined(one: Words, other: Words) -> Words:
    return Words(en=f"{one.en} {other.en}", nl=f"{one.nl} {other.nl}")
