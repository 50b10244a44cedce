# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft as Markdown, to be worked on in any editor and compared line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.drafts.model import Status
from baken.registers.pages.draft_html import EXPLANATION, NOT_DECIDED, STATUS_WORDS
from baken.registers.pages.escaping import as_markdown, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.registers.drafts.model import Draft, Question, Table
    from baken.registers.model import Text


def draft_markdown(draft: Draft) -> bytes:
    """Return the draft as Markdown (CommonMark with tables), one statement per line."""
    return ("\n".join(_lines(draft)) + "\n").encode()


def _lines(draft: Draft) -> Iterator[str]:
    yield f"# {as_markdown(draft.title.nl)}"
    yield ""
    yield f"**{NOT_DECIDED}**"
    yield ""
    yield as_markdown(EXPLANATION)
    yield ""
    if not draft.standing.active:
        yield f"**{as_markdown(draft.standing.label.nl)}.** {as_markdown(draft.standing.because.nl)}"
        yield ""
    yield f"- Verwerkingsverantwoordelijke: {as_markdown(draft.controller)}"
    yield f"- Verwerking: {as_markdown(draft.activity.name.nl)}"
    yield f"- Versie: {draft.activity.version} ({as_markdown(draft.activity.uri)})"
    yield f"- Model: {as_markdown(draft.model.name)} {as_markdown(draft.model.version)}, <{draft.model.url}>"
    counts = draft.summary
    yield f"- Vragen: {counts.answered} ingevuld, {counts.partly} deels ingevuld, {counts.open} open"
    for part in draft.parts:
        yield ""
        yield f"## {as_markdown(part.id)} {_title(part.title)}"
        for section in part.sections:
            yield ""
            yield f"### {as_markdown(section.id)} {_title(section.title)}"
            for question in section.questions:
                yield from _question(question)


def _title(title: Text) -> str:
    same = plain(title.nl) == plain(title.en)
    return as_markdown(title.nl) if same else f"{as_markdown(title.nl)} *({as_markdown(title.en)})*"


def _question(question: Question) -> Iterator[str]:
    yield ""
    yield f"#### {as_markdown(question.id)} {as_markdown(question.question)} ({STATUS_WORDS[question.status]})"
    if question.status is Status.OPEN and (question.answers or question.table):
        yield ""
        yield "Wat het systeem hierover weet:"
    if question.answers:
        yield ""
    for answer in question.answers:
        yield f"- {as_markdown(answer.text)} *(uit {as_markdown(answer.source)})*"
    if question.table is not None:
        yield ""
        yield from _table(question.table)
    if question.ask:
        who = f" *({as_markdown(question.who)})*" if question.who else ""
        yield ""
        yield f"> **Nog te beantwoorden:** {as_markdown(question.ask)}{who}"


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(as_markdown(c) for c in table.columns)} |"
    yield f"|{'---|' * len(table.columns)}"
    for row in table.rows:
        yield f"| {' | '.join(as_markdown(v) for v in row)} |"
