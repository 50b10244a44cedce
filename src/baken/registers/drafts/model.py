# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft: parts, sections and questions, each answer with where it was taken from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from baken.registers.explained import StandingRecord
from baken.registers.here import CityRecord
from baken.registers.model import Record, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class DraftKind(StrEnum):
    """Which assessment it is a draft of."""

    DPIA = "dpia"
    IAMA = "iama"


class Status(StrEnum):
    """How far a question has been answered."""

    ANSWERED = "answered"
    """By what was declared or runs; a person checks it."""
    PARTLY = "partly"
    """Something is known, something is still asked."""
    OPEN = "open"
    """Only a person can answer it; what is known is given as input, not as an answer."""


class Answer(Record, frozen=True, rename={"source": "from"}):
    """A sentence in Dutch, and where it was taken from."""

    text: str
    source: str


class Table(Record, frozen=True):
    """Rows of text under columns."""

    columns: list[str]
    rows: list[list[str]]


class Question(Record, frozen=True):
    """One question.

    Attributes
    ----------
    ask
        What a person still has to answer; empty when nothing.
    who
        Who is to answer that.
    """

    id: str
    question: str
    status: Status
    answers: list[Answer]
    table: Table | None
    ask: str
    who: str


class Section(Record, frozen=True):
    """A section with its number in the model."""

    id: str
    title: Text
    questions: list[Question]


class Part(Record, frozen=True):
    """A part of the model."""

    id: str
    title: Text
    sections: list[Section]


class ModelRecord(Record, frozen=True):
    """The published model that the draft follows."""

    name: str
    version: str
    url: str


class DraftActivity(Record, frozen=True):
    """The activity that it is about."""

    id: str
    version: int
    uri: str
    name: Text


class Summary(Record, frozen=True):
    """How many questions have been answered."""

    answered: int
    partly: int
    open: int


class Draft(Record, frozen=True):
    """A draft of an assessment of one version of an activity.

    Invariants: made twice from the same facts it is the same to the letter; it carries no moment of making, so that two
    drafts differ only where the facts do.
    """

    kind: DraftKind
    title: Text
    model: ModelRecord
    activity: DraftActivity
    city: CityRecord
    controller: str
    standing: StandingRecord
    summary: Summary
    parts: list[Part]


def question(
    identity: str,
    text: str,
    *answers: Answer,
    table: Table | None = None,
    ask: str = "",
    who: str = "",
    judgement: bool = False,
) -> Question:
    """Return a question with how far it has been answered.

    Parameters
    ----------
    judgement
        Only a person can answer it: it stays open whatever is known.
    """
    known = bool(answers) or table is not None
    status = Status.OPEN if judgement or not known else Status.PARTLY if ask else Status.ANSWERED
    return Question(
        id=identity, question=text, status=status, answers=list(answers), table=table, ask=ask, who=who if ask else ""
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table | None:
    """Return a table, or None when it would have no rows."""
    found = [list(row) for row in rows]
    return Table(columns=list(columns), rows=found) if found else None


def summary(parts: Iterable[Part]) -> Summary:
    """Count the questions."""
    states = [q.status for part in parts for section in part.sections for q in section.questions]
    return Summary(
        answered=states.count(Status.ANSWERED), partly=states.count(Status.PARTLY), open=states.count(Status.OPEN)
    )
