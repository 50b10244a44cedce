# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``public.toml``: the places and ways of the public page, and who may embed it. The file may be left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from baken.city.read_places import PERMANENT_ID
from baken.declaration.document import read_document
from baken.declaration.fault import Fault
from baken.declaration.reader import TableReader, suggestion
from baken.publication.model import Place, PublicPage, Way, WayKind, Words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from baken.governance.coverage import Coverage
    from baken.governance.model import ProcessingActivity
    from baken.vocabulary.place import Area, Position

PUBLIC_FILE: Final = "public.toml"
MOST_PLACES: Final = 500
MOST_WAYS: Final = 100
MOST_ORIGINS: Final = 100
_ORIGIN: Final = re.compile(r"https://(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
_LOCAL: Final = re.compile(r"http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")


def read_public(folder: Path, areas: Sequence[Area], faults: list[Fault]) -> PublicPage:
    """Return what a city declares about its public page; without the file every area is a place by its own name.

    Invariants: never raises because of what the file contains; every area is part of at most one place, and an area
    that no place names is a place of its own.
    """
    by_id = {area.id: area for area in areas}
    if not (folder / PUBLIC_FILE).exists() and not (folder / PUBLIC_FILE).is_symlink():
        return PublicPage(places=tuple(_own_place(area) for area in areas))
    document = read_document(folder, PUBLIC_FILE, faults)
    if document is None:
        return PublicPage()
    top = TableReader(document, (), document.data, faults)
    places = _places(top, by_id)
    ids = {place.id for place in places}
    ways = _ways(top, ids)
    for place in places:
        for other in place.instead:
            if other not in ids:
                top.fault(
                    "place", f"{place.id} names {other[:80]!r} instead, which is no place.", suggestion(other, ids)
                )
    embed_on = _embed_on(top)
    top.close()
    return PublicPage(places=places, ways=ways, embed_on=embed_on)


def check_held_back(
    coverage: Coverage, activities: Collection[ProcessingActivity], areas: Collection[str], faults: list[Fault]
) -> None:
    """Note an area that is held back and does not exist: it may be a slip of the pen for one that does."""
    for activity in activities:
        if activity.id == coverage.of_publications:
            faults.extend(
                Fault(activity.file, 1, f"It holds back {name[:80]!r}, which is no area.", suggestion(name, set(areas)))
                for name in activity.publication.hold_back
                if name not in areas
            )


def _places(top: TableReader, areas: dict[str, Area]) -> tuple[Place, ...]:
    tables = top.tables("place", required=False)
    if len(tables) > MOST_PLACES:
        top.fault("place", f"There are more than {MOST_PLACES} places.", "Put some together.")
    found: list[Place] = []
    taken: set[str] = set()
    for table in tables[:MOST_PLACES]:
        place = _place(table, areas, taken)
        if place is not None and place.id in {other.id for other in found}:
            table.fault("id", f"There are two places {place.id!r}.", "Give one another id.")
        elif place is not None:
            found.append(place)
    rest = (_own_place(area) for area in areas.values() if area.id not in taken)
    return (*found, *(place for place in rest if place.id not in {other.id for other in found}))


def _place(table: TableReader, areas: dict[str, Area], taken: set[str]) -> Place | None:
    name, words = _id(table), _words(table, "name")
    members = []
    for area in table.texts("area_ids") or ():
        if area not in areas:
            table.fault("area_ids", f"There is no area {area[:80]!r}.", suggestion(area, set(areas)))
        elif area in taken:
            table.fault("area_ids", f"{area} belongs to another place already.", "An area is told of once.")
        else:
            taken.add(area)
            members.append(areas[area])
    instead = table.texts("instead", required=False) or ()
    table.close()
    if name is None or words is None or not members:
        return None
    return Place(
        id=name,
        name=words,
        kind=max(members, key=lambda area: area.usable_area_m2).kind,
        area_ids=tuple(area.id for area in members),
        position=_middle(members),
        surface_m2=sum(area.usable_area_m2 for area in members),
        instead=tuple(instead),
    )


def _own_place(area: Area) -> Place:
    return Place(
        id=area.id,
        name=Words(en=area.name, nl=area.name),
        kind=area.kind,
        area_ids=(area.id,),
        position=_middle([area]),
        surface_m2=area.usable_area_m2,
    )


def _middle(areas: Sequence[Area]) -> Position:
    """Return the middle of the box around some areas."""
    points = [point for area in areas for ring in area.polygon[:1] for point in ring] or [(0.0, 0.0)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (round((min(xs) + max(xs)) / 2, 6), round((min(ys) + max(ys)) / 2, 6))


def _ways(top: TableReader, places: set[str]) -> tuple[Way, ...]:
    tables = top.tables("way", required=False)
    if len(tables) > MOST_WAYS:
        top.fault("way", f"There are more than {MOST_WAYS} ways.", "Remove some.")
    found: list[Way] = []
    for table in tables[:MOST_WAYS]:
        way = _way(table, places)
        if way is not None and way.id in {other.id for other in found}:
            table.fault("id", f"There are two ways {way.id!r}.", "Give one another id.")
        elif way is not None:
            found.append(way)
    return tuple(found)


def _way(table: TableReader, places: set[str]) -> Way | None:
    name, kind = _id(table), table.choice("kind", WayKind)
    called, about = _words(table, "name"), _words(table, "about")
    url = table.text("url", required=False) or ""
    if url and urlsplit(url).scheme != "https":
        table.fault("url", f"{url[:120]!r} is no https address.", "Write https://…")
        url = ""
    leads_to = table.texts("place_ids", required=False) or ()
    for place in leads_to:
        if place not in places:
            table.fault("place_ids", f"There is no place {place[:80]!r}.", suggestion(place, places))
    table.close()
    if name is None or kind is None or called is None or about is None:
        return None
    return Way(id=name, kind=kind, name=called, about=about, url=url, place_ids=tuple(leads_to))


def _embed_on(top: TableReader) -> tuple[str, ...]:
    origins = top.texts("embed_on", required=False) or () if top.any("embed_on") not in (None, []) else ()
    if len(origins) > MOST_ORIGINS:
        top.fault("embed_on", f"There are more than {MOST_ORIGINS} origins.", "Remove some, or use *.example.nl.")
    for origin in origins:
        if not (_ORIGIN.fullmatch(origin) or _LOCAL.fullmatch(origin)):
            message = f"{origin[:120]!r} is no origin of a page."
            top.fault("embed_on", message, "Write https://www.example.nl, without a path.")
    return tuple(origin for origin in origins[:MOST_ORIGINS] if _ORIGIN.fullmatch(origin) or _LOCAL.fullmatch(origin))


def _id(table: TableReader) -> str | None:
    name = table.text("id")
    if name is not None and not PERMANENT_ID.fullmatch(name):
        table.fault("id", f"{name[:80]!r} is not a permanent id.", "Use small letters, digits and hyphens.")
        return None
    return name


def _words(table: TableReader, key: str) -> Words | None:
    """Return a text in both languages; English may be left out where the name is the same."""
    nl = table.text(key)
    en = table.text(f"{key}_en", required=False) or nl
    return None if nl is None or en is None else Words(en=en, nl=nl)
