# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft as a page to read and print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.drafts.model import Status
from baken.registers.pages.escaping import anchor, as_html
from baken.registers.pages.page import facts, heading, html_table, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.registers.drafts.model import Draft, Part, Question

STATUS_WORDS: Final = {
    Status.ANSWERED: "ingevuld",
    Status.PARTLY: "deels ingevuld",
    Status.OPEN: "open",
}
NOT_DECIDED: Final = "Concept: geen vastgestelde beoordeling"
EXPLANATION: Final = (
    "Dit concept is gemaakt uit wat over de verwerking is verklaard en uit wat er werkelijk draait. Onder elk antwoord "
    "staat waar het vandaan komt. Noodzaak, evenredigheid, risico en aanvaarding beoordeelt een mens; die vragen staan "
    "open, ook als er al iets over bekend is."
)


def draft_html(draft: Draft, *, alone: bool = False) -> bytes:
    """Return the draft as a whole page; ``alone`` for a file that is read without a server."""
    body = [*_cover(draft), *_contents(draft)]
    for part in draft.parts:
        body += _part(part)
    body.append(
        f'<p class="colophon">{as_html(f"{draft.model.name} {draft.model.version}")}: '
        f'<a href="{as_html(draft.model.url)}">{as_html(draft.model.url)}</a></p>'
    )
    return page(draft.title.nl, body, alone=alone)


def _cover(draft: Draft) -> Iterator[str]:
    yield '<header class="cover">'
    yield f'<p class="eyebrow">{NOT_DECIDED}</p>'
    yield f"<h1>{as_html(draft.title.nl)}</h1>"
    yield f'<p class="lead">{as_html(EXPLANATION)}</p>'
    if not draft.standing.active:
        yield f'<p class="stopped">{as_html(draft.standing.label.nl)}. {as_html(draft.standing.because.nl)}</p>'
    yield facts(
        (
            ("Verwerkingsverantwoordelijke", draft.controller),
            ("Stad", draft.city.name + (" (simulatie)" if draft.city.simulated else "")),
            ("Verwerking", draft.activity.name.nl),
            ("Versie van de verwerking", f"{draft.activity.version} ({draft.activity.uri})"),
            ("Model", f"{draft.model.name} {draft.model.version}"),
            ("Stand van de verwerking", draft.standing.label.nl),
        )
    )
    yield '<ul class="counts">'
    for name, count, label in (
        ("answered", draft.summary.answered, "ingevuld"),
        ("partly", draft.summary.partly, "deels ingevuld"),
        ("open", draft.summary.open, "open voor een mens"),
    ):
        yield f'<li class="{name}"><strong>{count}</strong> {label}</li>'
    yield "</ul>"
    yield "</header>"


def _contents(draft: Draft) -> Iterator[str]:
    yield '<nav class="contents" aria-label="Inhoud"><ol>'
    for part in draft.parts:
        yield f'<li><a class="part-title" href="#{_place(part.id)}">{as_html(f"{part.id} {part.title.nl}")}</a><ol>'
        for section in part.sections:
            yield f'<li><a href="#{_place(part.id, section.id)}">{as_html(f"{section.id} {section.title.nl}")}</a></li>'
        yield "</ol></li>"
    yield "</ol></nav>"


def _part(part: Part) -> Iterator[str]:
    yield '<section class="part">'
    yield heading(2, part.id, part.title, _place(part.id))
    for section in part.sections:
        yield "<section>"
        yield heading(3, section.id, section.title, _place(part.id, section.id))
        for question in section.questions:
            yield from _question(question)
        yield "</section>"
    yield "</section>"


def _question(question: Question) -> Iterator[str]:
    yield f'<article class="question {question.status.value}">'
    yield (
        f'<h4><span class="number">{as_html(question.id)}</span> {as_html(question.question)} '
        f'<span class="status">{STATUS_WORDS[question.status]}</span></h4>'
    )
    if question.status is Status.OPEN and (question.answers or question.table):
        yield '<p class="input">Wat het systeem hierover weet</p>'
    for answer in question.answers:
        yield f'<p class="answer">{as_html(answer.text)} <cite class="source">{as_html(answer.source)}</cite></p>'
    if question.table is not None:
        yield html_table(question.table.columns, question.table.rows)
    if question.ask:
        who = f' <span class="who">({as_html(question.who)})</span>' if question.who else ""
        yield f'<div class="ask"><p><strong>Nog te beantwoorden:</strong> {as_html(question.ask)}{who}</p>'
        yield '<div class="lines" aria-hidden="true"></div></div>'
    yield "</article>"


def _place(*names: str) -> str:
    return "deel-" + "-".join(anchor(name) for name in names)
