# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts follow their models, say where each answer comes from, never judge, and are the same each time."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from example import ACTIVITIES, NOW, example_city, example_facts

from baken.registers.drafts.dpia import dpia
from baken.registers.drafts.iama import iama
from baken.registers.drafts.model import Draft, Status, question
from baken.registers.pages.draft_html import draft_html
from baken.registers.pages.draft_markdown import draft_markdown
from baken.registers.pages.processing_html import processing_html
from baken.registers.processing import processing_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.registers.drafts.model import Question, Section
    from baken.registers.model import Facts

SNAPSHOTS = Path(__file__).parent / "snapshots"

SECTIONS_OF_THE_DPIA = [str(n) for n in range(20)]
"""0 to 19 in the reporting form of the Rijksmodel 3.0."""

SECTIONS_OF_THE_IAMA = [
    "1.1", "1.2", "1.3", "1.4", "2.1", "2.2A", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "3.5",
    "4.1", "4.2", "4.3", "4.4", "4.5", "5.A", "5.B", "5.C",
]  # fmt: skip
"""The sections of the IAMA 2.0; 2.2B is for algorithms that learn, and none here does."""

JUDGEMENT = {
    dpia: {"2.3", "7.2", "10.2", "11.2", "14.1", "14.2", "16.1", "16.2", "17.2", "17.3", "18.1", "19.3", "19.4"},
    iama: {"1.2.1", "1.2.2", "2.1.2", "2.4.2", "3.5.2", "3.5.6", "4.1.1", "4.1.3", "4.2.3", "4.3.1", "4.3.2", "4.3.3",
           "4.4.1", "4.4.2", "4.5.1", "4.5.2", "4.5.3", "4.5.4", "5.A.1", "5.A.2", "5.B", "5.C"},
}  # fmt: skip
"""What only a person can answer: necessity, proportionality, risk, acceptance, and every weighing."""

Make = "Callable[[ProcessingActivity, Facts], Draft]"


def sections(draft: Draft) -> list[Section]:
    return [section for part in draft.parts for section in part.sections]


def questions(draft: Draft) -> Iterator[Question]:
    return (q for section in sections(draft) for q in section.questions)


def drafts(facts: Facts) -> Iterator[tuple[Make, Draft]]:
    return ((make, make(a, facts)) for a in facts.activities for make in (dpia, iama))


def test_a_dpia_has_the_twenty_sections_of_the_model(facts: Facts) -> None:
    for activity in facts.activities:
        assert [s.id for s in sections(dpia(activity, facts))] == SECTIONS_OF_THE_DPIA


def test_an_iama_has_the_parts_of_the_model(facts: Facts) -> None:
    for activity in facts.activities:
        draft = iama(activity, facts)
        assert [p.title.nl for p in draft.parts] == ["Waarom?", "Wat?", "Hoe?", "Mensenrechten", "Afsluiting"]
        assert [s.id for s in sections(draft)] == SECTIONS_OF_THE_IAMA


def test_every_answer_says_where_it_comes_from(facts: Facts) -> None:
    answers = [a for _, draft in drafts(facts) for q in questions(draft) for a in q.answers]
    assert len(answers) > 300
    assert all(a.source.strip() and a.text.strip() for a in answers)


def test_every_question_is_asked_once_and_belongs_to_its_section(facts: Facts) -> None:
    for _, draft in drafts(facts):
        ids = [q.id for q in questions(draft)]
        assert len(ids) == len(set(ids))
        assert all(q.id.startswith(s.id) for s in sections(draft) for q in s.questions)


def test_what_only_a_person_can_answer_is_open_in_every_draft(facts: Facts) -> None:
    for make, draft in drafts(facts):
        asked = {q.id: q for q in questions(draft)}
        for name in JUDGEMENT[make]:
            assert asked[name].status is Status.OPEN, name
            assert asked[name].ask, name
            assert asked[name].who, name


def test_a_question_without_an_answer_asks_somebody(facts: Facts) -> None:
    for _, draft in drafts(facts):
        for q in questions(draft):
            assert bool(q.ask) == bool(q.who), q.id
            if q.status is not Status.ANSWERED:
                assert q.ask, q.id
            if q.status is Status.ANSWERED:
                assert not q.ask, q.id
                assert q.answers or q.table, q.id


def test_the_summary_counts_every_question(facts: Facts) -> None:
    for _, draft in drafts(facts):
        s = draft.summary
        assert s.answered + s.partly + s.open == len(list(questions(draft)))


def test_nothing_known_is_open_and_a_judgement_is_open_whatever_is_known(facts: Facts) -> None:
    answer = next(questions(dpia(facts.activities[0], facts))).answers[0]
    assert question("1", "?", ask="x", who="y").status is Status.OPEN
    assert question("1", "?", answer, ask="x", who="y").status is Status.PARTLY
    assert question("1", "?", answer).status is Status.ANSWERED
    assert question("1", "?", answer, ask="x", who="y", judgement=True).status is Status.OPEN


def text_of(draft: Draft, number: str) -> str:
    found = next(q for q in questions(draft) if q.id == number)
    rows = [" ".join(row) for row in found.table.rows] if found.table else []
    return "\n".join([*(a.text for a in found.answers), *rows])


def test_the_dpia_of_the_camera_is_filled_with_what_is_known(facts: Facts) -> None:
    draft = dpia(next(a for a in facts.activities if a.id == "boulevard-cameras"), facts)
    assert "handhaving van de openbare orde" in text_of(draft, "5.1")
    assert "Politie Kust ontvanger (Convenant 2026-3, tot 2027-03-01)" in text_of(draft, "6.1")
    assert "Gemeentewet art. 151c" in text_of(draft, "11.1")
    assert "28 dagen" in text_of(draft, "10.1")
    assert "minder dan 10 personen" in text_of(draft, "17.1")
    assert "Elke verwerking wordt gelogd" in text_of(draft, "17.1")
    assert "Besluit 2026/151c-07" in text_of(draft, "9.1")
    assert "Boulevard between the pier and the lighthouse" in text_of(draft, "9.1")
    assert "gebruikt door Het druktebeeld" in text_of(draft, "13.1")


def test_the_iama_of_the_picture_explains_each_method_that_runs(facts: Facts) -> None:
    draft = iama(next(a for a in facts.activities if a.id == "picture"), facts)
    assert "niet zelflerend" in text_of(draft, "2.1.1")
    assert "littles-law" in text_of(draft, "2.1.1")
    assert "wet van Little" in text_of(draft, "2.2A.1")
    assert "Wie stilstaat wordt niet gezien" in text_of(draft, "2.2A.2")


def test_a_suppliers_counting_in_a_sensor_is_asked_about(facts: Facts) -> None:
    draft = iama(next(a for a in facts.activities if a.id == "square-wifi"), facts)
    asked = next(q for q in questions(draft) if q.id == "2.1.1")
    assert asked.status is Status.PARTLY
    assert "leverancier" in asked.ask


def test_security_that_is_not_on_is_not_claimed() -> None:
    without = example_facts(safeguards=())
    for _, draft in drafts(without):
        for q in questions(draft):
            assert q.table is None or "Maatregel die aan staat" not in q.table.columns
    security = next(q for q in questions(iama(without.activities[0], without)) if q.id == "2.5.2")
    assert security.status is Status.OPEN


def test_a_withdrawn_activity_shows_so_on_the_first_page(facts: Facts) -> None:
    pier = next(a for a in facts.activities if a.id == "pier-panel")
    assert b'<p class="stopped">gestopt: ingetrokken. Ingetrokken op 2026-05-01' in draft_html(dpia(pier, facts))
    assert "**gestopt: ingetrokken.** Ingetrokken op 2026-05-01" in draft_markdown(dpia(pier, facts)).decode()


def test_a_draft_is_the_same_to_the_letter_at_another_moment(facts: Facts) -> None:
    later = example_facts(now=NOW.replace(hour=9, minute=41))
    for (_, one), (_, other) in zip(drafts(facts), drafts(later), strict=True):
        assert draft_html(one) == draft_html(other)
        assert draft_markdown(one) == draft_markdown(other)
        assert msgspec.json.encode(one) == msgspec.json.encode(other)


def test_a_change_in_the_declaration_changes_only_the_lines_about_it() -> None:
    changed = tuple(
        msgspec.structs.replace(a, transfers="Japan (adequacy decision)") if a.id == "weather" else a
        for a in ACTIVITIES
    )
    before, after = example_facts(), example_facts(example_city(activities=changed))
    one = draft_markdown(dpia(next(a for a in before.activities if a.id == "weather"), before)).decode().splitlines()
    two = draft_markdown(dpia(next(a for a in after.activities if a.id == "weather"), after)).decode().splitlines()
    different = [line for line in two if line not in one]
    assert len(different) == 2
    assert all("Japan" in line or "EER" in line for line in different)


def test_a_page_needs_nothing_but_its_stylesheet_from_our_own_origin(facts: Facts) -> None:
    documents = [draft_html(draft) for _, draft in drafts(facts)] + [processing_html(processing_register(facts))]
    for document in documents:
        html = document.decode()
        assert not re.search(r"<(script|style|img|iframe|object|embed|form|base)\b", html)
        assert not re.search(r"\sstyle=|\son[a-z]+=", html)
        assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', html) == ["/api/v1/registers/print.css"]


def test_a_page_alone_has_its_style_inside(facts: Facts) -> None:
    html = draft_html(dpia(facts.activities[0], facts), alone=True).decode()
    assert "<style>" in html
    assert "<link" not in html


def test_every_place_that_the_contents_point_to_is_there_once(facts: Facts) -> None:
    for _, draft in drafts(facts):
        html = draft_html(draft).decode()
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', html)) == set(ids)


def rendered(facts: Facts) -> dict[str, bytes]:
    activities = {a.id: a for a in facts.activities}
    camera, picture = activities["boulevard-cameras"], activities["picture"]
    return {
        "dpia-boulevard-cameras.html": draft_html(dpia(camera, facts)),
        "dpia-boulevard-cameras.md": draft_markdown(dpia(camera, facts)),
        "iama-picture.html": draft_html(iama(picture, facts)),
        "iama-picture.md": draft_markdown(iama(picture, facts)),
        "processing.html": processing_html(processing_register(facts)),
    }


@pytest.mark.parametrize("name", ["dpia-boulevard-cameras.html", "dpia-boulevard-cameras.md", "iama-picture.html",
                                  "iama-picture.md", "processing.html"])  # fmt: skip
def test_what_is_rendered_is_as_it_was_approved(name: str, facts: Facts) -> None:
    """``BAKEN_SNAPSHOTS=write`` approves what is rendered now."""
    made = rendered(facts)[name]
    if os.environ.get("BAKEN_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        (SNAPSHOTS / name).write_bytes(made)
    assert made == (SNAPSHOTS / name).read_bytes()
