# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal: all of a decision or nothing of it, in one order, never changed, and taken away by retention only."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from baken.response.errors import OppositeError
from baken.response.model import Decided, Noted
from baken.response.shift import write
from baken.response.specimen import ANNA, evidence, playbook
from baken.response.test_desk import ANNA_ON_DUTY, BORIS_ON_DUTY, T0, Room
from baken.response.transitions import ResponseDeed, ResponseState
from baken.service.response.journal import ResponseJournal, ResponseStoreError

if TYPE_CHECKING:
    from pathlib import Path

    from baken.response.book import Book
    from baken.response.model import ResponseEvent

DAY = 86_400_000_000


class Kept:
    """A room whose book is a journal."""

    def __init__(self, file: Path) -> None:
        self.desk = Room(playbook("north"), playbook("south", towards="south")).desk
        self.url = f"sqlite:///{file}"
        self.journal = ResponseJournal(self.url)
        self.written_us = T0

    def warned(self) -> None:
        self.journal.write(lambda b: self.desk.warned(b, evidence()), activity="a", written_us=self.written_us)

    def decide(self, name: str, deed: ResponseDeed, version: int, journal: ResponseJournal | None = None) -> None:
        def do(book: Book) -> tuple[ResponseEvent, ...]:
            return self.desk.decide(
                book, name, deed, ANNA_ON_DUTY, at_us=T0, machine_us=T0, version=version, because="Over."
            )

        (journal or self.journal).write(do, activity="a", written_us=self.written_us)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "register.sqlite")


def test_what_was_written_is_there_in_another_process(kept: Kept) -> None:
    other = ResponseJournal(kept.url)
    kept.warned()
    assert other.read().responses == kept.journal.read().responses
    assert len(other.read().responses) == 2
    assert ResponseJournal(kept.url).read().revision == 2


def test_opposites_are_found_also_when_two_processes_decide(kept: Kept) -> None:
    kept.warned()
    other = ResponseJournal(kept.url)
    north, south = kept.journal.read().responses
    kept.decide(north, ResponseDeed.APPROVE, 1)
    with pytest.raises(OppositeError):
        kept.decide(south, ResponseDeed.APPROVE, 1, other)
    assert other.read().response(south).state is ResponseState.PROPOSED


def test_a_book_that_was_read_does_not_change_any_more(kept: Kept) -> None:
    before = kept.journal.read()
    kept.warned()
    assert before.responses == {}
    assert kept.journal.read() is kept.journal.read()


def test_an_error_keeps_nothing(kept: Kept) -> None:
    def half(book: Book) -> tuple[ResponseEvent, ...]:
        decided = Decided(at_us=T0, response_id="x", version=2, deed=ResponseDeed.APPROVE, by=ANNA)
        return (*kept.desk.warned(book, evidence()), decided, None)  # type: ignore[arg-type]

    with pytest.raises(AttributeError):
        kept.journal.write(half, activity="a", written_us=T0)
    assert kept.journal.read().responses == {}
    assert ResponseJournal(kept.url).read().revision == 0


def test_nobody_changes_or_removes_an_event_by_hand(kept: Kept, tmp_path: Path) -> None:
    kept.warned()
    database = sqlite3.connect(tmp_path / "register.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="not changed"):
        database.execute("UPDATE response_journal SET at_us = 0")
    with pytest.raises(sqlite3.IntegrityError, match="only taken away by retention"):
        database.execute("DELETE FROM response_journal")
    database.close()


def test_retention_takes_whole_histories_and_leaves_what_is_in_force(kept: Kept) -> None:
    kept.warned()
    north, south = kept.journal.read().responses
    kept.decide(north, ResponseDeed.APPROVE, 1)
    kept.decide(south, ResponseDeed.REFUSE, 1)
    kept.journal.write(
        lambda b: write(b, BORIS_ON_DUTY, note_id="n", at_us=T0, text="Quiet."), activity="a", written_us=T0 + 2 * DAY
    )
    assert kept.journal.has_before("a", T0 + DAY)
    assert not kept.journal.has_before("another", T0 + DAY)
    assert kept.journal.delete_before(7, "a", T0 + DAY)
    book = kept.journal.read()
    assert set(book.responses) == {north}
    assert set(book.notes) == {"n"}
    assert kept.journal.deletions()[7].rows == 2
    kept.journal.settle_deletion(7)
    assert kept.journal.deletions() == {}
    assert kept.journal.activities() == {"a"}


def test_a_journal_of_a_later_version_is_refused_with_a_sentence(kept: Kept, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "register.sqlite")
    database.execute(
        "INSERT INTO response_journal (stream, version, kind, at_us, written_us, activity, body) "
        "VALUES ('x', 1, 'x', 0, 0, 'a', ?)",
        (b'{"type": "dreamt"}',),
    )
    database.commit()
    database.close()
    with pytest.raises(ResponseStoreError, match="cannot be understood"):
        kept.journal.read()


def test_every_event_can_be_read_back(kept: Kept) -> None:
    note = write(kept.journal.read(), ANNA_ON_DUTY, note_id="n", at_us=T0, text="é ☂ 🎆")
    kept.journal.write(lambda _: note, activity="a", written_us=T0)
    assert isinstance(note[0], Noted)
    assert ResponseJournal(kept.url).read().notes["n"].text == "é ☂ 🎆"
