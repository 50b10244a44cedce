# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public page as a city declares it: every area is told of once, and every slip is a fault with a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.city.read_public import read_public
from baken.vocabulary.place import Area, AreaKind

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.fault import Fault
    from baken.publication.model import PublicPage

RING = (((4.0, 52.0), (4.2, 52.0), (4.2, 52.2), (4.0, 52.0)),)
AREAS = tuple(
    Area(id=name, name=name.title(), kind=kind, usable_area_m2=m2, polygon=RING)
    for name, kind, m2 in (
        ("beach", AreaKind.BEACH, 900.0), ("left", AreaKind.STAIRS, 40.0), ("right", AreaKind.STAIRS, 60.0),
    )
)  # fmt: skip
GOOD = """
embed_on = ["https://www.example.nl", "https://*.example.org:8443"]

[[place]]
id = "stairs"
name = "Trappen"
name_en = "Stairs"
area_ids = ["left", "right"]
instead = ["beach"]

[[way]]
id = "tram"
kind = "tram"
name = "Tram 1"
about = "Stapt u uit bij de kerk."
about_en = "Get off at the church."
url = "https://tram.example.nl"
place_ids = ["stairs"]
"""


def read(folder: Path, text: str | None) -> tuple[PublicPage, list[Fault]]:
    if text is not None:
        (folder / "public.toml").write_text(text)
    faults: list[Fault] = []
    return read_public(folder, AREAS, faults), faults


def test_without_the_file_every_area_is_a_place_and_nobody_may_embed(tmp_path: Path) -> None:
    page, faults = read(tmp_path, None)
    assert faults == []
    assert [place.id for place in page.places] == ["beach", "left", "right"]
    assert (page.ways, page.embed_on) == ((), ())


def test_areas_are_told_of_together_and_the_others_on_their_own(tmp_path: Path) -> None:
    page, faults = read(tmp_path, GOOD)
    assert faults == []
    stairs, beach = page.places
    assert (stairs.area_ids, stairs.surface_m2, stairs.kind) == (("left", "right"), 100.0, AreaKind.STAIRS)
    assert (stairs.name.en, stairs.position) == ("Stairs", (4.1, 52.1))
    assert beach.id == "beach"
    assert page.ways[0].name.en == "Tram 1"
    assert page.embed_on == ("https://www.example.nl", "https://*.example.org:8443")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"left", "right"', '"left", "rihgt"', "There is no area 'rihgt'"),
        ('instead = ["beach"]', 'instead = ["beech"]', "'beech' instead, which is no place"),
        ('place_ids = ["stairs"]', 'place_ids = ["left"]', "There is no place 'left'"),
        ('kind = "tram"', 'kind = "rocket"', "'rocket' is not a kind"),
        ("https://tram.example.nl", "javascript:alert(1)", "is no https address"),
        ("https://www.example.nl", "https://www.example.nl/page", "is no origin"),
        ("https://www.example.nl", "https://a.nl; script-src *", "is no origin"),
        ("https://www.example.nl", "*", "is no origin"),
        ('id = "stairs"', 'id = "The Stairs"', "is not a permanent id"),
        ('name_en = "Stairs"', "colour = 1", "'colour' is not a key"),
    ],
)
def test_a_slip_is_a_fault_with_a_remedy(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in GOOD
    _, faults = read(tmp_path, GOOD.replace(before, after))
    assert any(message in fault.message and fault.remedy for fault in faults), faults


def test_an_area_is_told_of_once(tmp_path: Path) -> None:
    again = GOOD + '\n[[place]]\nid = "again"\nname = "Nog eens"\narea_ids = ["left"]\n'
    _, faults = read(tmp_path, again)
    assert any("left belongs to another place already" in fault.message for fault in faults)
