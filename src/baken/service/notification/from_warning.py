# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a warning to a notice: what there is to tell when a warning changes, in the words of the warning stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.city.channels import Told
from baken.service.notification.notice import Notice, NoticeArea, NoticeText
from baken.vocabulary.time import from_us
from baken.warning.events import Moved, Raised, Updated
from baken.warning.kinds import KINDS, Cause
from baken.warning.states import Deed
from baken.warning.texts import LANGUAGES, doubt_text, draft
from baken.warning.words import certainty_of, expires_us, severity_of, urgency_of

if TYPE_CHECKING:
    from baken.city.model import City
    from baken.vocabulary.place import Area
    from baken.warning.events import WarningEvent
    from baken.warning.model import Member, WarningRecord

MOST_DETAILS: Final = 10
"""So many limits are told with their values; of more it says how many more there are."""

_TOLD: Final = {
    Deed.GROW: Told.GREW,
    Deed.SEE: Told.SEEN,
    Deed.HANDLE: Told.HANDLED,
    Deed.CLOSE: Told.CLOSED,
    Deed.EXPIRE: Told.EXPIRED,
    Deed.DENY: Told.FALSE,
}
EVENTS: Final = {
    Cause.CROWDING: {"nl": "Drukte", "en": "Crowding"},
    Cause.SOUND: {"nl": "Hard geluid", "en": "Loud sound"},
    Cause.WIND: {"nl": "Harde wind", "en": "Strong wind"},
    Cause.WATER: {"nl": "Hoog water", "en": "High water"},
    Cause.SOURCE: {"nl": "Bron weg", "en": "Source lost"},
}
"""What a warning is about, in one or two words."""

_FALSE: Final = {
    "nl": "Een medewerker zag dat er niets aan de hand was.",
    "en": "Somebody of the room saw that nothing was the matter.",
}
_LOST: Final = {
    "nl": "Een bron levert niets meer bij {places}.",
    "en": "A source delivers nothing any more at {places}.",
}
_FOUND: Final = {"nl": "De melding voor {places} is voorbij.", "en": "The notice about {places} is over."}
_MORE: Final = {"nl": "En nog {n} andere grenzen.", "en": "And {n} more limits."}
_DETAIL: Final = {
    "nl": "{area}: {kind} {value}, grens {limit} {unit}, kans {chance}.",
    "en": "{area}: {kind} {value}, limit {limit} {unit}, probability {chance}.",
}
_UNKNOWN: Final = {"nl": "onbekend", "en": "unknown"}


def told_of(event: WarningEvent) -> Told | None:
    """Return what receivers may be told of an event; None when it is not about a warning that is told."""
    if isinstance(event, Raised):
        return Told.RAISED
    if isinstance(event, Updated):
        return Told.GREW
    return _TOLD.get(Deed(event.deed)) if isinstance(event, Moved) else None


def notice_of(
    event: WarningEvent, record: WarningRecord, city: City, *, activity: str, is_simulated: bool
) -> Notice | None:
    """Return what there is to tell of an event; None when there is nothing.

    Parameters
    ----------
    record
        The warning as it stands after the event.
    activity
        The processing activity that covers warnings.
    is_simulated
        Whether the city, or the day that it shows, is made up.
    """
    told = told_of(event)
    if told is None:
        return None
    areas = {area.id: area for area in city.areas}
    said = record.worst.newest
    return Notice(
        id=f"{record.id}.{record.version}",
        warning=record.id,
        version=record.version,
        told=told,
        at=from_us(event.at_us),
        cause=record.cause,
        kinds=tuple(dict.fromkeys(m.limit.kind for m in record.standing or record.members)),
        severity=severity_of(record),
        urgency=urgency_of(record, event.at_us),
        certainty=certainty_of(record),
        areas=tuple(_area(area_id, areas.get(area_id)) for area_id in record.area_ids),
        texts=tuple(_text(record, told, areas, city.time_zone, language) for language in LANGUAGES),
        activity=activity,
        probability=said.probability if said.is_known else None,
        onset=from_us(said.peak_at_us) if record.is_open else None,
        expires=from_us(expires_us(record)),
        is_simulated=is_simulated,
    )


def _area(area_id: str, area: Area | None) -> NoticeArea:
    if area is None:
        return NoticeArea(id=area_id, name=area_id, ring=())
    return NoticeArea(id=area_id, name=area.name, ring=area.polygon[0] if area.polygon else ())


def _text(record: WarningRecord, told: Told, areas: dict[str, Area], time_zone: str, language: str) -> NoticeText:
    names = {area_id: area.name for area_id, area in areas.items()}
    made = draft(record, names, ZoneInfo(time_zone), language)
    event = EVENTS[record.cause][language]
    if made is None:  # of a lost source the public is told nothing; who looks after it is
        places = ", ".join(names.get(area_id, area_id) for area_id in record.area_ids)
        headline = (_FOUND if told.is_end else _LOST)[language].format(places=places)
        return NoticeText(language=language, event=event, headline=headline, description="")
    parts = [made.description]
    if told is Told.FALSE:
        parts.append(_FALSE[language])
    elif not told.is_end:
        parts += _details(record, names, language)
    return NoticeText(
        language=language,
        event=event,
        headline=made.headline,
        description="\n".join(filter(None, parts)),
        instruction=made.instruction,
        doubt="" if told.is_end else doubt_text(record.doubts, language),
    )


def _details(record: WarningRecord, names: dict[str, str], language: str) -> list[str]:
    """Return what is known of each limit: what it is, how it stands, and how probable it is that it is passed."""
    members = record.standing or record.members
    lines = [_detail(member, names, language) for member in members[:MOST_DETAILS]]
    more = len(members) - MOST_DETAILS
    return [*lines, _MORE[language].format(n=more)] if more > 0 else lines


def _detail(member: Member, names: dict[str, str], language: str) -> str:
    limit, said = member.limit, member.newest
    kind = KINDS[limit.kind]
    return (
        _DETAIL[language]
        .format(
            area=names.get(limit.area_id, limit.area_id),
            kind=(kind.title_nl if language == "nl" else kind.title).lower(),
            value=_UNKNOWN[language] if said.value != said.value else f"{said.value:.3g}",
            limit=f"{limit.value:g}",
            unit=kind.unit_symbol,
            chance=_UNKNOWN[language] if not said.is_known else f"{said.probability:.0%}",
        )
        .replace(" ,", ",")
    )
