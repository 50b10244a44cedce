# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The situation report: how it stands now, on paper, for a briefing or for who comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.pages.escaping import as_html
from baken.registers.pages.page import facts, html_table, page
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from baken.city.model import City
    from baken.response.book import Book
    from baken.response.model import Response

MOST_NOTES: Final = 40

_WORDS: Final = {
    "nl": {
        "title": "Situatierapport", "made": "Opgemaakt", "by": "Door", "simulated": "Let op",
        "made_up": "Deze stad is gesimuleerd: niets hiervan is echt gebeurd.", "areas": "Drukte per gebied",
        "area": "Gebied", "persons": "Personen (90 %)", "level": "Niveau", "not_shown": "Niet bekend of niet getoond",
        "proposed": "Voorstellen die op een besluit wachten", "in_force": "Maatregelen die van kracht zijn",
        "response": "Maatregel", "state": "Stand", "since": "Sinds", "approved": "Goedgekeurd door", "why": "Waarom",
        "tasks": "Openstaande taken", "task": "Taak", "party": "Partij", "due": "Klaar om",
        "hand_over": "Laatste overdracht", "log": "Logboek", "time": "Tijd", "who": "Wie", "text": "Tekst",
        "none": "Geen.", "corrects": "verbetering",
    },
    "en": {
        "title": "Situation report", "made": "Made", "by": "By", "simulated": "Note",
        "made_up": "This city is simulated: nothing of this really happened.", "areas": "Crowding per area",
        "area": "Area", "persons": "Persons (90 %)", "level": "Level", "not_shown": "Not known or not shown",
        "proposed": "Proposals that wait for a decision", "in_force": "Responses in force",
        "response": "Response", "state": "State", "since": "Since", "approved": "Approved by", "why": "Why",
        "tasks": "Open tasks", "task": "Task", "party": "Party", "due": "Due",
        "hand_over": "Latest hand-over", "log": "Log book", "time": "Time", "who": "Who", "text": "Text",
        "none": "None.", "corrects": "correction",
    },
}  # fmt: skip
_STATES_NL: Final = {
    "proposed": "voorgesteld", "approved": "goedgekeurd", "executing": "in uitvoering", "executed": "uitgevoerd",
    "failed": "mislukt", "withdrawn": "ingetrokken", "refused": "afgewezen", "expired": "verlopen",
    "open": "open", "acknowledged": "ontvangen",
}  # fmt: skip


class AreaRow:
    """What the report says of one area; persons with their band, and a level of 1 to 5 or None."""

    __slots__ = ("level", "name", "persons")

    def __init__(self, name: str, persons: str, level: int | None) -> None:
        self.name, self.persons, self.level = name, persons, level


def situation_report(
    city: City, book: Book, areas: Sequence[AreaRow], *, now: datetime, zone: ZoneInfo, made_by: str, language: str
) -> bytes:
    """Return the report as a page that prints well, in Dutch or English; the busiest areas come first."""
    return page(
        f"{_WORDS[language]['title']} {city.name}",
        _Report(city, book, areas, now, zone, made_by, language).body(),
        language=language,
    )


class _Report:
    def __init__(
        self,
        city: City,
        book: Book,
        areas: Sequence[AreaRow],
        now: datetime,
        zone: ZoneInfo,
        made_by: str,
        language: str,
    ) -> None:
        self._city, self._book, self._areas = city, book, areas
        self._now, self._zone, self._made_by, self._dutch = now, zone, made_by, language == "nl"
        self._t = _WORDS[language]

    def body(self) -> Iterator[str]:
        t = self._t
        yield f'<header class="cover"><h1>{as_html(t["title"])}: {as_html(self._city.name)}</h1>'
        note = t["made_up"] if self._city.simulated else ""
        yield facts(((t["made"], self._time(self._now)), (t["by"], self._made_by), (t["simulated"], note)))
        yield "</header>"
        yield from self._section(t["areas"], (t["area"], t["persons"], t["level"]), self._area_rows())
        columns = (t["response"], t["state"], t["since"], t["approved"], t["why"])
        yield from self._section(t["in_force"], columns, [self._response(r) for r in self._book.in_force()])
        yield from self._section(t["proposed"], columns, [self._response(r) for r in self._book.open_proposals()])
        yield from self._section(t["tasks"], (t["task"], t["party"], t["state"], t["due"]), self._task_rows())
        yield from self._hand_over()
        yield from self._section(t["log"], (t["time"], t["who"], t["text"]), self._notes())

    def _section(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        yield f'<section class="part"><h2>{as_html(title)}</h2>'
        yield html_table(columns, rows) if rows else f"<p>{as_html(self._t['none'])}</p>"
        yield "</section>"

    def _area_rows(self) -> list[tuple[str, str, str]]:
        ordered = sorted(self._areas, key=lambda a: (-(a.level or 0), a.name))
        return [(a.name, a.persons or self._t["not_shown"], str(a.level) if a.level else "?") for a in ordered]

    def _response(self, one: Response) -> tuple[str, str, str, str, str]:
        evidence, approved, last = one.evidence, one.approved_by, one.steps[-1]
        why = one.steps[0].because if evidence is None else (evidence.sentence_nl if self._dutch else evidence.sentence)
        return (
            one.playbook.title_nl if self._dutch else one.playbook.title,
            self._state(one.state.value),
            self._time(from_us(last.at_us)),
            "" if approved is None else approved.by.name,
            why,
        )

    def _task_rows(self) -> list[tuple[str, str, str, str]]:
        names = {party.id: party.name for party in self._city.parties}
        return [
            (
                task.text_nl if self._dutch else task.text,
                names.get(task.party, task.party),
                self._state(task.state.value),
                self._time(from_us(task.due_at_us)),
            )
            for task in self._book.tasks_to_do()
        ]

    def _hand_over(self) -> Iterator[str]:
        made = list(self._book.hand_overs.values())[-1:]
        columns = (self._t["time"], self._t["who"], self._t["text"])
        rows = [(self._time(from_us(one.at_us)), one.by.name, one.text) for one in made]
        yield from self._section(self._t["hand_over"], columns, rows)

    def _notes(self) -> list[tuple[str, str, str]]:
        newest = list(self._book.notes.values())[-MOST_NOTES:]
        return [
            (
                self._time(from_us(note.at_us)),
                note.by.name,
                f"({self._t['corrects']}) {note.text}" if note.corrects else note.text,
            )
            for note in reversed(newest)
        ]

    def _state(self, word: str) -> str:
        return _STATES_NL.get(word, word) if self._dutch else word

    def _time(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
