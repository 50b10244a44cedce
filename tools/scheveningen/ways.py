# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes gates.geojson of cities/scheveningen: ways from one area into another, into the resort and out of it.

.venv/bin/python tools/scheveningen/ways.py
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frame import CITY, Point, collection, degrees
from places import BEACHES, FOOT, PASSAGE_M, PAVEMENT, PLACES, SAND, SCHEMATIC, SEA


@dataclass(frozen=True)
class Way:
    """A gate: a line in the frame, from one area into another, with what is left of its width for walking."""

    id: str
    name: str
    between: tuple[str, str]
    line: tuple[Point, ...]
    width_m: float
    what: str


ON_FOOT = "street on foot: both pavements, less kerb, bicycles and street furniture"
DOORS = "tram platform edge: as wide as the doors of two coupled trams"
EXIT = "stairs and lift of a car park"
CYCLES = "entrance of a guarded cycle park"
PROMENADE = "boulevard, less terraces, benches and cycle lane"


def along(west: float, east: float, seaward: float) -> tuple[Point, Point]:
    """Return a line along the coast."""
    return ((west, seaward), (east, seaward))


def across(at: float, low: float, high: float) -> tuple[Point, Point]:
    """Return a line across it."""
    return ((at, low), (at, high))


def _passage(number: int, beach_id: str, beach_name: str, middle: float) -> Way:
    boulevard = next(p for p in PLACES if p.id.startswith("boulevard") and p.ring[0][0] <= middle < p.ring[1][0])
    line = along(middle - PASSAGE_M / 2, middle + PASSAGE_M / 2, SAND)
    title = f"Strandopgang {number}: {boulevard.name} / {beach_name}"
    return Way(f"strandopgang-{number}", title, (boulevard.id, beach_id), line, 9.0, "ramp and stairs to the beach")


PASSAGES = tuple(
    _passage(number, beach_id, name, middle)
    for number, (beach_id, name, middle) in enumerate(
        ((beach_id, name, middle) for beach_id, name, _, _, ways in BEACHES for middle in ways), 1
    )
)
"""Numbered from the harbour to the north."""

BETWEEN = (
    Way("boulevard-zuid-midden", "Boulevard Zuid / Midden", ("boulevard-zuid", "boulevard-midden"),
        across(-780, 30, 54), 14, PROMENADE),
    Way("boulevard-midden-kurhaus", "Boulevard Midden / Kurhaus", ("boulevard-midden", "boulevard-kurhaus"),
        across(-84, 30, 54), 14, PROMENADE),
    Way("boulevard-kurhaus-noord", "Boulevard Kurhaus / Noord", ("boulevard-kurhaus", "boulevard-noord"),
        across(162, 30, 54), 14, PROMENADE),
    Way("boulevard-zuid-vissershaven", "Boulevard Zuid / Vissershaven", ("vissershaven", "boulevard-zuid"),
        across(-1467, 30, 42), 8, PROMENADE),
    Way("pier-entree", "Ingang van de Pier", ("boulevard-kurhaus", "de-pier"),
        along(96, 114, SAND), 12, "entrance of the pier, less doors"),
    Way("kurhaus-trap-zuid-boulevard", "Kurhaustrappen Zuid / Boulevard", ("kurhaus-trappen-zuid", "boulevard-kurhaus"),
        along(-84, -64, PAVEMENT), 8, "stairs with handrails"),
    Way("kurhaus-trap-zuid-plein", "Kurhaustrappen Zuid / Gevers Deynootplein",
        ("gevers-deynootplein", "kurhaus-trappen-zuid"),
        along(-84, -64, -60), 8, "stairs with handrails"),
    Way("kurhaus-trap-noord-boulevard", "Kurhaustrappen Noord / Boulevard",
        ("kurhaus-trappen-noord", "boulevard-kurhaus"),
        along(92, 112, PAVEMENT), 10, "stairs with handrails"),
    Way("kurhaus-trap-noord-plein", "Kurhaustrappen Noord / Gevers Deynootplein",
        ("gevers-deynootplein", "kurhaus-trappen-noord"),
        along(92, 112, -60), 10, "stairs with handrails"),
    Way("palaceplein-boulevard", "Palaceplein / Boulevard Kurhaus", ("palaceplein", "boulevard-kurhaus"),
        along(112, 162, PAVEMENT), 18, "square, less terraces"),
    Way("palaceplein-plein", "Palaceplein / Gevers Deynootplein", ("gevers-deynootplein", "palaceplein"),
        across(112, -128, -60), 16, "square, less terraces"),
    Way("halte-kurhaus-plein", "Halte Kurhaus / Gevers Deynootplein", ("halte-kurhaus", "gevers-deynootplein"),
        along(-56, 56, -128), 24, "crossings of the tram track"),
    Way("keizerstraat-boulevard", "Keizerstraat / Boulevard Zuid", ("keizerstraat", "boulevard-zuid"),
        along(-937, -921, PAVEMENT), 9, "shopping street, less shop fronts"),
    Way("scheveningseslag-boulevard", "Scheveningseslag / Boulevard Midden", ("scheveningseslag", "boulevard-midden"),
        along(-619, -595, PAVEMENT), 11, ON_FOOT),
    Way("zwarte-pad-boulevard", "Zwarte Pad / Boulevard Noord", ("zwarte-pad", "boulevard-noord"),
        along(560, 600, PAVEMENT), 14, ON_FOOT),
    Way("halte-zwarte-pad-pad", "Halte Zwarte Pad / Zwarte Pad", ("halte-zwarte-pad", "zwarte-pad"),
        along(560, 600, -142), 16, "crossings of the tram track"),
    Way("strand-zuid-scheveningseslag", "Strand Zuid / Strand Scheveningseslag",
        ("strand-zuid", "strand-scheveningseslag"),
        across(-940, FOOT, SEA), 40, "wet sand and sand between sunbathers"),
    Way("strand-scheveningseslag-kurhaus", "Strand Scheveningseslag / Strand Kurhaus",
        ("strand-scheveningseslag", "strand-kurhaus"),
        across(-480, FOOT, SEA), 40, "wet sand and sand between sunbathers"),
    Way("strand-onder-de-pier", "Onder de Pier door", ("strand-kurhaus", "strand-noord"),
        ((94, 100), (116, 160)), 25, "sand between the piles of the pier"),
    Way("strand-noord-zwarte-pad", "Strand Noord / Strand Zwarte Pad", ("strand-noord", "strand-zwarte-pad"),
        across(520, FOOT, SEA), 40, "wet sand and sand between sunbathers"),
)  # fmt: skip

OUTSIDE = (
    Way("tram-1-kurhaus", "Tram 1, halte Kurhaus", ("outside", "halte-kurhaus"), along(-56, 0, -150), 20, DOORS),
    Way("tram-9-kurhaus", "Tram 9, halte Kurhaus", ("outside", "halte-kurhaus"), along(0, 56, -150), 20, DOORS),
    Way("tram-1-zwarte-pad", "Tram 1, halte Zwarte Pad", ("outside", "halte-zwarte-pad"),
        along(536, 580, -166), 20, DOORS),
    Way("tram-9-zwarte-pad", "Tram 9, halte Zwarte Pad", ("outside", "halte-zwarte-pad"),
        along(580, 624, -166), 20, DOORS),
    Way("tram-1-scheveningseslag", "Tram 1, halte Scheveningseslag", ("outside", "scheveningseslag"),
        across(-595, -92, -62), 12, DOORS),
    Way("tram-11-strandweg", "Tram 11, halte Strandweg", ("outside", "boulevard-zuid"),
        along(-1190, -1150, PAVEMENT), 20, DOORS),
    Way("parkeren-haven", "Parkeergarage Haven", ("outside", "vissershaven"), along(-1640, -1620, -14), 4, EXIT),
    Way("parkeren-scheveningseslag", "Parkeergarage Scheveningseslag", ("outside", "scheveningseslag"),
        across(-619, -60, -44), 3, EXIT),
    Way("parkeren-carlton", "Parkeergarage Carlton", ("outside", "boulevard-midden"),
        along(-246, -230, PAVEMENT), 3, EXIT),
    Way("parkeren-nieuwe-parklaan", "Parkeergarage Nieuwe Parklaan", ("outside", "palaceplein"),
        across(162, -126, -112), 4, EXIT),
    Way("parkeren-zwarte-pad", "Parkeerterrein Zwarte Pad", ("outside", "zwarte-pad"), across(600, -60, -30), 6, EXIT),
    Way("fietsen-kurhaus", "Fietsenstalling Kurhaus", ("outside", "gevers-deynootplein"),
        across(-84, -84, -66), 4, CYCLES),
    Way("fietsen-zwarte-pad", "Fietsenstalling Zwarte Pad", ("outside", "zwarte-pad"), across(560, -20, 10), 5, CYCLES),
    Way("fietsen-strandweg", "Fietsenstalling Strandweg", ("outside", "boulevard-zuid"),
        along(-1100, -1084, PAVEMENT), 4, CYCLES),
    Way("badhuisweg", "Badhuisweg", ("outside", "gevers-deynootplein"), along(-80, -60, -128), 8, ON_FOOT),
    Way("gevers-deynootweg-zuid", "Gevers Deynootweg, zuidzijde", ("outside", "gevers-deynootplein"),
        across(-84, -126, -100), 9, ON_FOOT),
    Way("gevers-deynootweg-noord", "Gevers Deynootweg, noordzijde", ("outside", "palaceplein"),
        along(126, 156, -128), 9, ON_FOOT),
    Way("zeekant-midden", "Zeekant bij Boulevard Midden", ("outside", "boulevard-midden"),
        along(-352, -336, PAVEMENT), 5, ON_FOOT),
    Way("zeekant-noord", "Zeekant bij Boulevard Noord", ("outside", "boulevard-noord"),
        along(381, 395, PAVEMENT), 5, ON_FOOT),
    Way("pompstationsweg", "Pompstationsweg", ("outside", "zwarte-pad"), across(600, -128, -100), 7, ON_FOOT),
    Way("scheveningseslag-straat", "Scheveningseslag, straat", ("outside", "scheveningseslag"),
        along(-619, -595, -96), 8, ON_FOOT),
    Way("keizerstraat-duinstraat", "Keizerstraat bij de Duinstraat", ("outside", "keizerstraat"),
        along(-937, -921, -330), 9, ON_FOOT),
    Way("jurriaan-kokstraat", "Jurriaan Kokstraat", ("outside", "keizerstraat"), across(-937, -190, -176), 5, ON_FOOT),
    Way("vuurtoren", "Trappen bij de vuurtoren", ("outside", "boulevard-zuid"),
        along(-1420, -1406, PAVEMENT), 5, "stairs with handrails"),
    Way("vissershavenstraat", "Visserhavenstraat", ("outside", "vissershaven"), along(-1804, -1772, -330), 8, ON_FOOT),
    Way("strand-havenhoofd", "Strand bij het Zuidelijk Havenhoofd", ("outside", "strand-zuid"),
        across(-1368, FOOT, SEA), 30, "sand"),
    Way("strand-meijendel", "Strand naar Meijendel", ("outside", "strand-zwarte-pad"),
        across(900, FOOT, SEA), 30, "sand"),
    Way("duinpad-noord", "Duinpad naar Meijendel", ("outside", "boulevard-noord"), across(900, 30, 54), 5, "dune path"),
)  # fmt: skip
WAYS = (*BETWEEN, *PASSAGES, *OUTSIDE)


def gate_feature(way: Way) -> dict[str, Any]:
    """Return the feature of a gate."""
    properties = {
        "name": way.name,
        "area_ids": list(way.between),
        "effective_width_m": way.width_m,
        "width_source": f"{SCHEMATIC}: {way.what}",
    }
    line = [degrees(p) for p in way.line]
    return {
        "type": "Feature",
        "id": way.id,
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": line},
    }


def features() -> list[dict[str, Any]]:
    """Return the features of the file."""
    return [gate_feature(way) for way in WAYS]


def main() -> None:
    """Write gates.geojson."""
    (CITY / "gates.geojson").write_text(collection(features()), encoding="utf-8")


if __name__ == "__main__":
    main()
