# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is recorded of warnings is there again after a restart; what cannot be kept has not happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import create_engine, text
from tests.notification.conftest import notice

from baken.service.notification.outbox import Outbox
from baken.service.places import register_url
from baken.service.warning.store import WarningStore
from baken.vocabulary.time import to_us
from baken.warning.events import Raised
from baken.warning.judging import judge
from baken.warning.learning import DayLearned, Learner, LearnerState, Lesson
from baken.warning.ledger import Ledger
from baken.warning.methods.within_lead import WithinLead
from baken.warning.model import Limits
from baken.warning.neighbourhood import Neighbourhood
from baken.warning.probability import Calibration
from baken.warning.specimen import limit, outlook
from baken.warning.states import Deed
from baken.warning.warner import Warner

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from baken.warning.events import WarningEvent

LIMITS = Limits(limits=(limit("square-persons"),))


def warner(store: WarningStore) -> Warner:
    return Warner(LIMITS, Neighbourhood(), ledger=Ledger(store.events()), state=store.state())


def judged(found: Warner, persons: float, minute: int) -> tuple[WarningEvent, ...]:
    now = outlook(np.array([persons]), np.full((1, 4), persons), at_us=to_us(notice().at) + minute * 60_000_000)
    return found.judge(judge(WithinLead(), found.limits, now))


def nothing(_connection: Connection) -> None:
    """There is nothing to do beside it."""


def test_a_warner_goes_on_where_it_was_left(tmp_path: Path) -> None:
    store = WarningStore(register_url(tmp_path))
    first = warner(store)
    events = judged(first, 1500.0, 0)
    [raised] = events
    assert isinstance(raised, Raised)
    store.record(events, first.state, activity="a", written_us=1, beside=nothing)
    store.close()

    store = WarningStore(register_url(tmp_path))
    again = warner(store)
    assert again.ledger.records == first.ledger.records
    assert again.state == first.state
    assert judged(again, 1500.0, 1) == judged(first, 1500.0, 1) == (), "a restart raises nothing anew"
    seen = again.act(raised.warning_id, Deed.SEE, by="anna", at_us=to_us(notice().at), version=1)
    store.record((seen,), again.state, activity="a", written_us=2, beside=nothing)
    assert Ledger(store.events())[raised.warning_id].state.value == "seen"


def test_what_cannot_be_kept_is_not_told_and_has_not_happened(tmp_path: Path) -> None:
    store, outbox = WarningStore(register_url(tmp_path)), Outbox(register_url(tmp_path))
    found = warner(store)
    events = judged(found, 1500.0, 0)

    def fails(connection: Connection) -> None:
        outbox.put(connection, notice())
        connection.execute(text("insert into nowhere values (1)"))

    with pytest.raises(Exception, match="cannot be read or written"):
        store.record(events, found.state, activity="a", written_us=1, beside=fails)
    assert store.events() == ()
    assert store.state() is None
    assert outbox.spread(lambda _notice, _told: [("a", "")]) == 0


def test_what_was_learned_of_probabilities_is_there_after_a_restart_and_goes_with_a_replay_that_begins_anew(
    tmp_path: Path,
) -> None:
    store = WarningStore(register_url(tmp_path))
    assert store.learned() is None
    day = DayLearned(day=1, said={3: 5}, came={3: 2.5}, episodes=1)
    calibration = Calibration(intercept=-0.2, slope=1.2, source="own warnings", moments=5, episodes=12, days=9)
    state = LearnerState(at_us=7, lessons={"m": Lesson(days=(day,), calibration=calibration)})
    store.keep_learned(LearnerState())
    store.keep_learned(state)
    store.close()
    again = WarningStore(register_url(tmp_path))
    assert again.learned() == state
    assert Learner(again.learned()).calibration("m") == calibration
    again.clear()
    assert again.learned() is None


def test_what_was_learned_by_another_version_or_is_damaged_is_learned_anew(tmp_path: Path) -> None:
    store = WarningStore(register_url(tmp_path))
    store.keep_learned(LearnerState(version=99, at_us=7))
    assert store.learned() is None
    store.keep_learned(LearnerState(at_us=7))
    engine = create_engine(register_url(tmp_path))
    with engine.begin() as connection:
        connection.execute(text("UPDATE warning_learned SET body = x'00'"))
    engine.dispose()
    assert store.learned() is None
