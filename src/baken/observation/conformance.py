# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws that every store of observations obeys; run against all of them by ``test_conformance.py``.

Each law takes an empty store. A third-party store passes when :func:`check_store` returns without raising.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.observation.columns import SCHEMA, ObservationColumns
from baken.observation.deletion import Deletion, DeletionQuery, DeletionTime
from baken.observation.protocol import (
    VERSION_SCHEMA,
    AggregateQuery,
    Extent,
    ObservationQuery,
    ObservationStore,
    Outcome,
)
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable

T0: Final = datetime(2025, 1, 1, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
NAN: Final = float("nan")


def at(hours: float) -> int:
    """Return T0 plus so many hours, in microseconds."""
    return to_us(T0 + hours * HOUR)


def rows(datastream: int, hours: list[float], values: list[float], *, known: float | None = None) -> ObservationColumns:
    """Return hourly rows that became available one hour after their start, or at ``known``."""
    available = [at(h + 1 if known is None else known) for h in hours]
    return ObservationColumns.of(datastream, [at(h) for h in hours], values, available_at_us=available)


def outcomes(store: ObservationStore, offered: ObservationColumns) -> list[str]:
    """Append and return the outcomes by name."""
    return [Outcome(int(o)).name for o in store.append(offered).outcome]


def values(store: ObservationStore, query: ObservationQuery) -> list[float | None]:
    """Return the results that a query reads."""
    result: list[float | None] = store.read(query).column("result").to_pylist()
    return result


def require(condition: bool, law: str) -> None:
    """Raise when a law is broken; unlike assert it also speaks under ``python -O``."""
    if not condition:
        raise AssertionError(law)


def a_new_row_is_stored_and_read_back_whole(store: ObservationStore) -> None:
    """Every column comes back as it was offered."""
    offered = ObservationColumns.of(
        3,
        [at(0)],
        [1.5],
        available_at_us=at(2),
        phenomenon_time_end_us=[at(1)],
        result_time_us=[at(1.5)],
        quality=[int(QualityFlag.SUSPECT)],
        feature_of_interest_id=[9],
        parameters=('{"a":1}',),
    )
    require(outcomes(store, offered) == ["STORED"], "a first value is stored")
    require(store.read(ObservationQuery()).equals(offered.to_arrow()), "a row is read back whole")
    require(store.last().equals(offered.to_arrow()), "the last row is whole")
    require(store.read(ObservationQuery()).schema == SCHEMA, "reads have the one schema")


def a_repeat_is_accepted_and_not_stored_twice(store: ObservationStore) -> None:
    """The same value again changes nothing; missing equals missing."""
    offered = rows(1, [0, 1], [5.0, NAN])
    store.append(offered)
    require(outcomes(store, offered) == ["REPEATED"] * 2, "a repeat is accepted")
    require(store.count(ObservationQuery()) == 2, "a repeat is not stored twice")
    require(values(store, ObservationQuery()) == [5.0, None], "a repeat changes nothing")


def a_correction_replaces_and_the_earlier_value_stays(store: ObservationStore) -> None:
    """What was known at a moment can always be read back."""
    store.append(rows(1, [0, 1], [5.0, 6.0]))
    require(outcomes(store, rows(1, [0], [7.0], known=10)) == ["CORRECTED"], "another value is a correction")
    require(outcomes(store, rows(1, [0], [7.0], known=11)) == ["REPEATED"], "a correction can be repeated")
    require(outcomes(store, rows(1, [0], [8.0], known=20)) == ["CORRECTED"], "a correction can be corrected")
    require(outcomes(store, rows(1, [0], [8.0], known=21)) == ["REPEATED"], "and repeated again")
    require(values(store, ObservationQuery()) == [8.0, 6.0], "the latest correction is valid")
    for hours, known in ((0.5, []), (1, [5.0]), (9, [5.0, 6.0]), (10, [7.0, 6.0]), (20, [8.0, 6.0])):
        query = ObservationQuery(known_at=T0 + hours * HOUR)
        require(values(store, query) == known, f"what was known after {hours} h is {known}")
        require(store.count(query) == len(known), "count agrees with read")
    history = store.history(1, T0)
    require(history["result"].to_pylist() == [5.0, 7.0, 8.0], "every value stays")
    require(history["result_time"].to_pylist()[1] == T0 + 10 * HOUR, "a correction has its own result time")
    require(store.count(ObservationQuery()) == 2, "a correction is not one more observation")


def a_correction_of_the_newest_is_the_last_value(store: ObservationStore) -> None:
    """The last value follows corrections, and so does the last value as it was known."""
    store.append(rows(1, [0, 1], [5.0, 6.0]))
    store.append(rows(1, [1], [9.0], known=10))
    require(store.last()["result"].to_pylist() == [9.0], "the last value is the corrected one")
    require(store.last(known_at=T0 + 3 * HOUR)["result"].to_pylist() == [6.0], "it was another one before")


def missing_is_a_value_and_not_zero(store: ObservationStore) -> None:
    """Missing can be corrected by zero and the other way round."""
    store.append(rows(1, [0, 1], [NAN, 0.0]))
    require(values(store, ObservationQuery()) == [None, 0.0], "missing and zero are different")
    require(outcomes(store, rows(1, [0], [0.0], known=9)) == ["CORRECTED"], "zero corrects missing")
    require(outcomes(store, rows(1, [1], [NAN], known=9)) == ["CORRECTED"], "missing corrects zero")
    require(values(store, ObservationQuery()) == [0.0, None], "both corrections hold")


def one_batch_may_hold_repeats_and_corrections(store: ObservationStore) -> None:
    """Rows of one key are taken in the offered order."""
    offered = rows(1, [0, 1, 0, 0, 1], [5.0, 6.0, 5.0, 7.0, 6.0])
    expected = ["STORED", "STORED", "REPEATED", "CORRECTED", "REPEATED"]
    require(outcomes(store, offered) == expected, "a batch is taken in order")
    require(values(store, ObservationQuery()) == [7.0, 6.0], "the last of a batch holds")


def late_rows_are_stored_between_the_others(store: ObservationStore) -> None:
    """An older phenomenon time is stored and never becomes the last value."""
    store.append(rows(1, [0, 5], [1.0, 5.0]))
    require(outcomes(store, rows(1, [3, -2], [3.0, -2.0])) == ["STORED"] * 2, "late rows are stored")
    require(values(store, ObservationQuery()) == [-2.0, 1.0, 3.0, 5.0], "reads are in order of time")
    require(store.last()["result"].to_pylist() == [5.0], "a late row is not the last value")
    require(store.extent(1) == Extent(4, at(-2), at(5)), "the extent grows to both sides")


def ranges_limits_and_order_select_rows(store: ObservationStore) -> None:
    """Bounds are [start, end); limit and offset count rows in the asked order."""
    for stream in (1, 2, 4):
        store.append(rows(stream, list(range(50)), [stream * 100.0 + h for h in range(50)]))
    query = ObservationQuery(datastream_ids=(2,), start=T0 + 10 * HOUR, end=T0 + 13 * HOUR)
    require(values(store, query) == [210.0, 211.0, 212.0], "bounds include start and exclude end")
    newest = ObservationQuery(datastream_ids=(1,), newest_first=True, limit=2, offset=1)
    require(values(store, newest) == [148.0, 147.0], "newest first, offset and limit")
    ties = ObservationQuery(datastream_ids=(4, 1), limit=3)
    require(values(store, ties) == [100.0, 400.0, 101.0], "ties are ordered by datastream")
    require(values(store, ObservationQuery(datastream_ids=(3,))) == [], "an unknown datastream has no rows")
    require(values(store, ObservationQuery(datastream_ids=())) == [], "no datastream has no rows")
    require(len(store.read(ObservationQuery(limit=1000))) == 150, "a large limit gives all")
    require(len(store.read(ObservationQuery(offset=140))) == 10, "an offset alone leaves out")
    require(store.count(query) == 3, "count has the same bounds")


def aggregates_use_only_usable_values(store: ObservationStore) -> None:
    """Missing and bad values take no part; buckets without a usable value are absent."""
    offered = ObservationColumns.of(
        [1, 1, 1, 2, 1],
        [at(0), at(0.5), at(1), at(1), at(2)],
        [10.0, 20.0, 999.0, 4.0, NAN],
        available_at_us=at(3),
        quality=[0, int(QualityFlag.SUSPECT), int(QualityFlag.SPIKE), 0, int(QualityFlag.MISSING)],
    )
    store.append(offered)
    query = AggregateQuery(groups={1: "b", 2: "a"}, start=T0, end=T0 + 5 * HOUR, bucket=HOUR)
    table = store.aggregate(query).to_pylist()
    summary = [(r["group_name"], r["bucket_start"], r["count"], r["mean"], r["maximum"], r["sum"]) for r in table]
    expected = [("a", T0 + HOUR, 1, 4.0, 4.0, 4.0), ("b", T0, 2, 15.0, 20.0, 30.0)]
    require(summary == expected, "aggregates are ordered and use usable values only")


def aggregates_follow_corrections_and_knowledge(store: ObservationStore) -> None:
    """A corrected value counts once, with the value that was known."""
    store.append(rows(1, [0], [10.0]))
    store.append(rows(1, [0], [30.0], known=10))
    for known_at, expected in ((None, [30.0]), (T0 + 2 * HOUR, [10.0]), (T0, [])):
        query = AggregateQuery(groups={1: "a"}, start=T0, end=T0 + HOUR, bucket=HOUR, known_at=known_at)
        require(store.aggregate(query)["sum"].to_pylist() == expected, f"aggregate as known at {known_at}")


def versions_are_all_that_was_ever_said(store: ObservationStore) -> None:
    """First values and corrections come with their revision, up to what was known."""
    store.append(rows(1, [0, 1], [5.0, 6.0]))
    store.append(rows(2, [0], [1.0]))
    for hours, value in ((10, 7.0), (20, 8.0)):
        store.append(rows(1, [0], [value], known=hours))

    def found(query: ObservationQuery, *, corrected_only: bool) -> list[tuple[int, float, int]]:
        table = store.versions(query, corrected_only=corrected_only)
        require(table.schema == VERSION_SCHEMA, "versions have the one schema")
        columns = (table[name].to_pylist() for name in ("datastream_id", "result", "revision"))
        return list(zip(*columns, strict=True))

    all_of_them = [(1, 5.0, 0), (1, 7.0, 1), (1, 8.0, 2), (1, 6.0, 0), (2, 1.0, 0)]
    require(found(ObservationQuery(), corrected_only=False) == all_of_them, "every version is there, in order")
    require(found(ObservationQuery(), corrected_only=True) == all_of_them[:3], "corrected times only, where asked")
    known = ObservationQuery(datastream_ids=(1,), known_at=T0 + 10 * HOUR, end=T0 + HOUR)
    require(found(known, corrected_only=True) == all_of_them[:2], "as it was known, in the range")
    require(found(ObservationQuery(datastream_ids=(2,)), corrected_only=True) == [], "nothing was corrected there")


def deletion_removes_values_and_corrections(store: ObservationStore) -> None:
    """What was deleted is gone for every read, and may come back as new."""
    store.append(rows(1, [0, 1, 2], [1.0, 2.0, 3.0]))
    store.append(rows(2, [0], [9.0]))
    store.append(rows(1, [2], [4.0], known=9))
    require(store.delete(1, np.array([at(2)])) == 2, "a value goes with its correction")
    require(store.last((1,))["result"].to_pylist() == [2.0], "the one before is the last value now")
    require(outcomes(store, rows(1, [2], [3.0])) == ["STORED"], "a deleted time may come back")
    require(store.delete(1) == 3, "the rest goes")
    require(store.extent(1) is None, "nothing is held")
    require(values(store, ObservationQuery()) == [9.0], "other datastreams stay")


def deletion_before_a_moment_takes_what_is_older_and_counts_it(store: ObservationStore) -> None:
    """The moment itself stays, other datastreams stay, corrections go along; batches of a run are counted together."""
    store.append(rows(1, [0, 1, 2, 3], [1.0, 2.0, 3.0, 4.0]))
    store.append(rows(2, [0], [9.0]))
    store.append(rows(3, [0, 1], [5.0, 6.0]))
    store.append(rows(4, [-9, 8], [5.0, 6.0]))
    store.append(rows(1, [0], [7.0], known=30))
    query = DeletionQuery(run=5, datastream_ids=(1, 2, 4), before_us=at(2), most_rows=1)
    batches = 1
    while store.delete_before(query):
        batches += 1
    require(batches >= 2, "batches are bounded")
    require(values(store, ObservationQuery()) == [5.0, 6.0, 3.0, 4.0, 6.0], "what is older is gone, what is not stays")
    counted = Deletion(rows=4, corrections=1, datastreams=(1, 2, 4), first_us=at(-9), last_us=at(1))
    require(store.deletions() == {5: counted}, "what went is counted")
    require(len(store.history(1, T0)) == 0, "corrections went along")
    require(store.extent(1) == Extent(2, at(2), at(3)), "the extent begins later")
    require(store.extent(2) is None, "nothing is held of what went as a whole")
    require(store.extent(4) == Extent(1, at(8), at(8)), "also of what went in an earlier batch")
    require(store.last()["result"].to_pylist() == [4.0, 6.0, 6.0], "the newest stay the newest")
    require(not store.delete_before(query), "there is nothing left to delete")
    require(store.deletions() == {5: counted}, "and nothing is counted twice")
    store.settle_deletion(5)
    require(store.deletions() == {}, "a count that was written down is forgotten")
    require(outcomes(store, rows(1, [0], [1.0])) == ["STORED"], "a deleted time may come back")


def deletion_by_availability_follows_when_the_node_knew(store: ObservationStore) -> None:
    """Late rows are younger than early ones of a later time; a correction does not make a value young."""
    store.append(rows(1, [5], [1.0], known=6))
    store.append(rows(1, [0, 9], [2.0, 3.0], known=20))
    store.append(rows(1, [5], [4.0], known=21))
    query = DeletionQuery(run=1, datastream_ids=(1,), before_us=at(20), by=DeletionTime.AVAILABLE_AT)
    require(not store.delete_before(query), "one batch is enough")
    require(values(store, ObservationQuery()) == [2.0, 3.0], "what was known first went, with its correction")
    later = DeletionQuery(run=2, datastream_ids=(1,), before_us=at(21), by=DeletionTime.AVAILABLE_AT)
    require(not store.delete_before(later), "one batch is enough")
    require(store.extent(1) is None, "all of it went")
    require(len(store.last()) == 0, "nothing is the last value")


def an_empty_batch_is_nothing(store: ObservationStore) -> None:
    """Nothing offered, nothing done."""
    require(len(store.append(rows(1, [], [])).outcome) == 0, "an empty receipt")
    require(len(store.last()) == 0, "an empty store has no last values")
    require(store.extent(7) is None, "an empty store holds nothing")


STORE_LAWS: Final = (
    a_new_row_is_stored_and_read_back_whole,
    a_repeat_is_accepted_and_not_stored_twice,
    a_correction_replaces_and_the_earlier_value_stays,
    a_correction_of_the_newest_is_the_last_value,
    missing_is_a_value_and_not_zero,
    one_batch_may_hold_repeats_and_corrections,
    late_rows_are_stored_between_the_others,
    ranges_limits_and_order_select_rows,
    aggregates_use_only_usable_values,
    aggregates_follow_corrections_and_knowledge,
    versions_are_all_that_was_ever_said,
    deletion_removes_values_and_corrections,
    deletion_before_a_moment_takes_what_is_older_and_counts_it,
    deletion_by_availability_follows_when_the_node_knew,
    an_empty_batch_is_nothing,
)


def check_store(make_store: Callable[[], ObservationStore]) -> None:
    """Hold a store to every law.

    Raises
    ------
    AssertionError
        With the law that is broken.
    """
    for law in STORE_LAWS:
        store = make_store()
        try:
            law(store)
        finally:
            store.close()
