# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page about a backtest: stands alone, can be read aloud, and says what was measured."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest

from servers import run_baken

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = ("scores", "fans", "horizon", "reliability", "calendar", "series", "worst", "definitions", "made")
WORDS = ("--models", "seasonal-naive", "--from", "2025-03-25", "--to", "2025-04-02", "--leads", "24", "--seed", "7")
DRAWINGS = 6
"""Three fans, skill, reliability, calendar."""


@pytest.fixture(scope="module")
def folder(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page in both languages, and the scores as JSON."""
    folder = tmp_path_factory.mktemp("page")
    for language in ("en", "nl"):
        done = run_baken(
            "backtest", tiny, *WORDS, "--cache", folder / "cache", "--report", folder / f"{language}.html",
            "--language", language, "--json", home=folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (folder / "scores.json").write_text(done.stdout, encoding="utf-8")
    return folder


def page(folder: Path, language: str) -> Any:
    return lxml.html.fromstring((folder / f"{language}.html").read_bytes())


def cells(table: Any) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in table.iter("tr")]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_stands_alone_and_can_be_read_aloud(folder: Path, language: str) -> None:
    found = page(folder, language)
    assert found.get("lang") == language
    assert not list(found.iter("script", "link", "img", "iframe", "object"))
    assert not [tag for tag in found.iter() if (tag.get("src") or tag.get("href") or "#").startswith("http")]
    assert "@import" not in (text := (folder / f"{language}.html").read_text(encoding="utf-8"))
    assert "url(http" not in text
    drawings = list(found.iter("svg"))
    assert len(drawings) == DRAWINGS
    assert all(drawing.get("role") == "img" and len(drawing.get("aria-label")) > 20 for drawing in drawings)
    assert len(list(found.iter("h1"))) == 1
    assert tuple(each.get("id") for each in found.iter("section")) == SECTIONS
    ids = [tag.get("id") for tag in found.iter() if tag.get("id")]
    assert len(ids) == len(set(ids))
    assert {tag.get("href")[1:] for tag in found.find(".//nav").iter("a")} == set(SECTIONS)
    for table in found.iter("table"):
        assert table.find("caption") is not None
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))


def test_it_tells_the_scores_that_were_measured(folder: Path) -> None:
    measured = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    head, *rows = cells(page(folder, "en").get_element_by_id("scores").find(".//table"))
    assert head[:5] == ["model", "ahead", "MAE", "WQL", "skill"]
    told = [(row[1], row[2], row[3], row[5]) for row in rows]
    assert told == [(m["bucket"], f"{m['mae']:,.1f}", f"{m['wql']:.4f}", f"{m['coverage80']:.1%}") for m in measured]


def test_it_tells_every_place_the_worst_hours_and_how_it_was_made(folder: Path) -> None:
    found = page(folder, "en")
    assert len(cells(found.get_element_by_id("series").find(".//table"))) == 1 + 2
    worst = cells(found.get_element_by_id("worst").find(".//table"))[1:]
    off = [float(row[-1].replace(",", "")) for row in worst]
    assert off == sorted(off, reverse=True)
    assert len({row[0] for row in worst}) == len(worst) == 12
    for row, error in zip(worst, off, strict=True):
        came, foreseen = (float(row[k].replace(",", "")) for k in (3, 4))
        assert abs(came - foreseen) == pytest.approx(error, abs=1.01)
    made = found.get_element_by_id("made").text_content()
    for word in ("Auckland city centre", "2019-01-01", "18 (06:00, 14:00)", "24 h", "Seed7", "Baken 0."):
        assert word in made


def test_it_is_written_in_dutch_too(folder: Path) -> None:
    text = page(folder, "nl").text_content()
    for word in ("Terugtest van", "In het kort", "vaardigheid", "De slechtste uren", "Wat de woorden betekenen"):
        assert word in text
    for word in ("The worst hours", "Contents", "In short"):
        assert word not in text
