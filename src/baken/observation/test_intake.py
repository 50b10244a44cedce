# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from baken.observation.columns import ObservationColumns
from baken.observation.conformance import rows
from baken.observation.intake import MAX_WAITING_ROWS, Intake, OverloadedError
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import ObservationQuery, Outcome, Receipt, StoreError
from baken.observation.quality_control import QualityControl
from baken.observation.specimen import GovernedSpecimen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.protocol import ObservationStore


PERMIT = GovernedSpecimen(MemoryStore()).observing


def intake_of(store: ObservationStore, on_committed: Any = None) -> Intake:
    return Intake(GovernedSpecimen(store).store, QualityControl({}), on_committed)


class SlowStore(MemoryStore):
    """A store whose commits wait until they are let go, and that notes how many rows each had."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()
        self.groups: list[int] = []

    def append(self, rows: ObservationColumns) -> Receipt:
        assert self.let_go.wait(10)
        self.groups.append(len(rows))
        return super().append(rows)


async def submit_all(intake: Intake, offers: Sequence[ObservationColumns], store: SlowStore) -> list[Receipt]:
    first = asyncio.create_task(intake.submit(offers[0], activity=PERMIT))
    await asyncio.sleep(0)
    rest = [asyncio.create_task(intake.submit(offer, activity=PERMIT)) for offer in offers[1:]]
    await asyncio.sleep(0)
    store.let_go.set()
    return list(await asyncio.gather(first, *rest))


async def test_what_arrives_during_a_commit_becomes_one_group() -> None:
    store = SlowStore()
    intake = intake_of(store)
    receipts = await submit_all(intake, [rows(1, [h], [1.0]) for h in range(10)], store)
    assert all(r.count(Outcome.STORED) == 1 for r in receipts)
    assert len(store.groups) <= 2
    assert sum(store.groups) == 10
    await intake.close()


async def test_every_sender_gets_the_outcomes_of_its_own_rows() -> None:
    store = SlowStore()
    intake = intake_of(store)
    offers = [rows(1, [0, 1], [1.0, 2.0]), rows(1, [1, 2], [2.0, 3.0]), rows(1, [0], [9.0])]
    receipts = await submit_all(intake, offers, store)
    assert [r.outcome.tolist() for r in receipts] == [[0, 0], [1, 0], [2]]
    await intake.close()


async def test_a_failed_commit_is_told_to_every_sender_and_the_next_one_works() -> None:
    store = MemoryStore()
    failing = [True]

    class Failing(MemoryStore):
        def append(self, rows: ObservationColumns) -> Receipt:
            if failing:
                failing.pop()
                raise StoreError("disk full")
            return store.append(rows)

    intake = intake_of(Failing())
    answers = await asyncio.gather(
        intake.submit(rows(1, [0], [1.0]), activity=PERMIT),
        intake.submit(rows(1, [1], [1.0]), activity=PERMIT),
        return_exceptions=True,
    )
    assert [type(a) for a in answers] == [StoreError, StoreError]
    assert (await intake.submit(rows(1, [2], [1.0]), activity=PERMIT)).count(Outcome.STORED) == 1
    assert store.count(ObservationQuery()) == 1
    await intake.close()


async def test_whoever_depends_hears_of_a_group_only_after_its_commit() -> None:
    store = MemoryStore()
    heard: list[int] = []
    intake = Intake(
        GovernedSpecimen(store).store,
        QualityControl({}),
        lambda r, _: heard.append(store.count(ObservationQuery()) - len(r)),
    )
    await intake.submit(rows(1, [0, 1], [1.0, 2.0]), activity=PERMIT)
    assert heard == [0]
    await intake.close()


async def test_too_much_at_once_is_refused_and_nothing_is_lost() -> None:
    store = SlowStore()
    intake = intake_of(store)
    kept = asyncio.create_task(intake.submit(rows(1, [0], [1.0]), activity=PERMIT))
    await asyncio.sleep(0)
    huge = ObservationColumns.of(
        2, list(range(MAX_WAITING_ROWS + 1)), [0.0] * (MAX_WAITING_ROWS + 1), available_at_us=0
    )
    with pytest.raises(OverloadedError):
        await intake.submit(huge, activity=PERMIT)
    store.let_go.set()
    assert (await kept).count(Outcome.STORED) == 1
    await intake.close()
