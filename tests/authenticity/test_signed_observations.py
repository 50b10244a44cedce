# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.authenticity.canonical import canonical_rows
from baken.observation.authenticity.door import Authenticity
from baken.observation.authenticity.keys import SigningKeyError, SigningKeys
from baken.observation.authenticity.model import Doubtful, Refusal
from baken.observation.authenticity.signer import Signer, decode, encode
from baken.observation.columns import ObservationColumns, columns_of, concatenate
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import ObservationQuery
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US, FixedClock, to_us

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
NOW_US = to_us(NOW)
MINUTE = 60_000_000
THINGS = {1: 10, 2: 10, 3: 30, 4: 40}
"""Thing of each datastream; 10 and 30 sign, 40 does not."""

L = 2**252 + 27742317777372353535851937790883648493


class World:
    """A door, a store behind it, and two signers."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOW)
        self.store = MemoryStore()
        self.keys = SigningKeys(f"sqlite:///{folder / 'register.db'}")
        self.refused: list[Refusal] = []
        self.door = Authenticity(self.keys, THINGS.get, self.store, self.clock, self.refused.append)
        self.mast = self.signer(10)
        self.gate = self.signer(30)

    def signer(self, thing: int) -> Signer:
        signer = Signer.new()
        return signer.with_key_id(self.keys.register(thing, signer.public_key, name="k", at=NOW, by="admin").id)

    def row(
        self, signer: Signer | None, datastream: int = 1, minute: int = -10, value: float | None = 5.0, **change: Any
    ) -> ObservationColumns:
        start = NOW_US + minute * MINUTE
        row: dict[str, Any] = {
            "datastream": datastream,
            "start": start,
            "end": start + MINUTE,
            "result": value,
            "made": start + MINUTE,
        }
        said: dict[str, Any] = {}
        if signer is not None:
            row |= change.pop("before", {})
            said = dict(signer.of_row(row["datastream"], row["start"], row["end"], row["result"], row["made"]))
        row |= change.pop("after", {})
        said |= change.pop("parameters", {})
        assert not change
        return ObservationColumns.of(
            row["datastream"],
            [row["start"]],
            [np.nan if row["result"] is None else row["result"]],
            phenomenon_time_end_us=NO_TIME_US if row["end"] is None else row["end"],
            result_time_us=NO_TIME_US if row["made"] is None else row["made"],
            available_at_us=NOW_US,
            parameters=(_json(said),) if said else None,
        )

    async def offer(self, rows: ObservationColumns) -> list[Doubtful | None]:
        async with self.door.admitted(rows) as refusals:
            good = np.array([i not in refusals for i in range(len(rows))])
            await asyncio.sleep(0)
            if good.any():
                self.store.append(rows.take(good))
        return [refusals[i].why if i in refusals else None for i in range(len(rows))]

    def value(self, datastream: int = 1) -> list[float]:
        values: list[float] = columns_of(
            self.store.read(ObservationQuery(datastream_ids=(datastream,)))
        ).result.tolist()
        return values


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_what_a_thing_signed_is_stored_with_its_signature(world: World) -> None:
    assert await world.offer(world.row(world.mast)) == [None]
    [text] = world.store.read(ObservationQuery())["parameters"].to_pylist()
    assert world.mast.key_id in text
    rows = columns_of(world.store.read(ObservationQuery()))
    times = (rows.phenomenon_time_us, rows.phenomenon_time_end_us, rows.result, rows.result_time_us)
    [message] = canonical_rows([world.mast.key_id], rows.datastream_id, *times)
    public = Ed25519PublicKey.from_public_bytes(world.mast.public_key)
    public.verify(decode(json.loads(text)["signature"]), message)  # whoever audits can check it again
    assert world.refused == []


async def test_things_that_do_not_sign_are_left_alone(world: World) -> None:
    assert await world.offer(world.row(None, datastream=4, parameters={"lane": 2})) == [None]


@pytest.mark.parametrize("value", [None, 0.0, -0.0, 5e-324, 1e308, 2.0**53])
async def test_every_number_can_be_signed(world: World, value: float | None) -> None:
    assert await world.offer(world.row(world.mast, value=value)) == [None]


CHANGES = [
    ({"result": 50.0}, Doubtful.WRONG_SIGNATURE),
    ({"result": None}, Doubtful.WRONG_SIGNATURE),
    ({"result": 5.000000000000001}, Doubtful.WRONG_SIGNATURE),
    ({"datastream": 2}, Doubtful.WRONG_SIGNATURE),
    ({"start": NOW_US - 9 * MINUTE}, Doubtful.WRONG_SIGNATURE),
    ({"end": None}, Doubtful.WRONG_SIGNATURE),
    ({"made": NOW_US - 8 * MINUTE}, Doubtful.WRONG_SIGNATURE),
    ({"made": None}, Doubtful.MALFORMED),
    ({"datastream": 3}, Doubtful.ANOTHER_THINGS_KEY),
    ({"datastream": 4}, Doubtful.ANOTHER_THINGS_KEY),
]


@pytest.mark.parametrize(("after", "why"), CHANGES)
async def test_a_signed_row_fits_nothing_else(world: World, after: dict[str, Any], why: Doubtful) -> None:
    assert await world.offer(world.row(world.mast, after=after)) == [why]
    assert [refusal.why for refusal in world.refused] == [why]
    assert len(world.store.read(ObservationQuery())) == 0


HOSTILE: list[tuple[dict[str, Any], Doubtful]] = [
    ({"signature": ""}, Doubtful.MALFORMED),
    ({"signature": "A" * 85}, Doubtful.MALFORMED),
    ({"signature": "A" * 86}, Doubtful.WRONG_SIGNATURE),
    ({"signature": "A" * 85 + "B"}, Doubtful.MALFORMED),
    ({"signature": "A" * 86 + "=="}, Doubtful.MALFORMED),
    ({"signature": "é" * 86}, Doubtful.MALFORMED),
    ({"signature": 7}, Doubtful.MALFORMED),
    ({"signature": None}, Doubtful.MALFORMED),
    ({"signingKey": "0" * 32}, Doubtful.UNKNOWN_KEY),
    ({"signingKey": "0" * 31}, Doubtful.MALFORMED),
    ({"signingKey": ["0" * 32]}, Doubtful.MALFORMED),
    ({"signingKey": "' OR 1=1 --"}, Doubtful.MALFORMED),
    ({"lane": 2}, Doubtful.MALFORMED),
]


@pytest.mark.parametrize(("parameters", "why"), HOSTILE)
async def test_hostile_claims_are_refused_in_words(world: World, parameters: dict[str, Any], why: Doubtful) -> None:
    assert await world.offer(world.row(world.mast, parameters=parameters)) == [why]
    assert world.refused[0].reason.endswith(".")


async def test_a_signature_with_its_scalar_moved_by_the_group_order_is_refused(world: World) -> None:
    good = decode(world.mast.of_row(1, 0, None, 1.0, 1)["signature"])
    row = world.row(world.mast)
    assert row.parameters is not None
    said = json.loads(row.parameters[0] or "")
    raw = decode(said["signature"])
    moved = (int.from_bytes(raw[32:], "little") + L).to_bytes(32, "little")
    assert len(good) == 64
    assert await world.offer(world.row(world.mast, parameters={"signature": encode(raw[:32] + moved)})) == [
        Doubtful.WRONG_SIGNATURE
    ]


async def test_unsigned_rows_of_a_signing_thing_are_refused(world: World) -> None:
    assert await world.offer(world.row(None)) == [Doubtful.UNSIGNED]
    assert await world.offer(world.row(None, parameters={"lane": 1})) == [Doubtful.UNSIGNED]


async def test_escapes_in_the_name_do_not_hide_a_claim(world: World) -> None:
    row = world.row(None, datastream=4)
    hidden = ObservationColumns.of(
        4, row.phenomenon_time_us, row.result, available_at_us=NOW_US, parameters=('{"\\u0073ignature":"x"}',)
    )
    assert await world.offer(hidden) == [Doubtful.MALFORMED]


async def test_what_the_signature_does_not_cover_may_not_be_said_beside_it(world: World) -> None:
    row = world.row(world.mast)
    flagged = ObservationColumns.of(
        1,
        row.phenomenon_time_us,
        row.result,
        phenomenon_time_end_us=row.phenomenon_time_end_us,
        result_time_us=row.result_time_us,
        available_at_us=NOW_US,
        quality=int(QualityFlag.MISSING),
        parameters=row.parameters,
    )
    assert await world.offer(flagged) == [Doubtful.MALFORMED]


async def test_a_revoked_key_ends_at_once_and_the_thing_must_still_sign(world: World) -> None:
    world.keys.revoke(world.mast.key_id, at=NOW, by="admin")
    assert await world.offer(world.row(world.mast)) == [Doubtful.REVOKED_KEY]
    assert await world.offer(world.row(None)) == [Doubtful.UNSIGNED]
    assert await world.offer(world.row(world.signer(10))) == [None]
    world.keys.release(10, at=NOW, by="admin")
    assert await world.offer(world.row(None, minute=-5)) == [None]


def test_a_key_that_another_process_registers_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = (SigningKeys(f"sqlite:///{tmp_path / 'register.db'}") for _ in range(2))
    now = [0.0]
    monkeypatch.setattr("baken.observation.authenticity.keys.monotonic_s", lambda: now[0])
    here._look_again_s = 1.0
    there.register(10, Signer.new().public_key, name="k", at=NOW, by="admin")
    assert not here.requires(10)
    now[0] = 1.0
    assert here.requires(10)


# -- replays -----------------------------------------------------------------------------------------------------


async def test_the_same_signed_row_again_is_a_repeat(world: World) -> None:
    row = world.row(world.mast)
    assert [await world.offer(row) for _ in range(3)] == [[None]] * 3
    assert world.value() == [5.0]


async def test_an_older_value_cannot_come_back_after_its_correction(world: World) -> None:
    first, second = world.row(world.mast), world.row(world.mast, value=7.0, before={"made": NOW_US - 5 * MINUTE})
    assert await world.offer(first) == [None]
    assert await world.offer(second) == [None]
    assert await world.offer(first) == [Doubtful.REPLAYED]
    assert world.value() == [7.0]


async def test_it_holds_also_after_a_restart(world: World) -> None:
    first, second = world.row(world.mast), world.row(world.mast, value=7.0, before={"made": NOW_US - 5 * MINUTE})
    await world.offer(second)
    again = Authenticity(world.keys, THINGS.get, world.store, world.clock)
    async with again.admitted(first) as refusals:
        assert refusals[0].why is Doubtful.REPLAYED


async def test_old_and_early_signatures_are_refused(world: World) -> None:
    day = 24 * 60
    assert await world.offer(world.row(world.mast, minute=-32 * day)) == [Doubtful.TOO_OLD]
    assert await world.offer(world.row(world.mast, minute=-30 * day)) == [None]
    assert await world.offer(world.row(world.mast, minute=6)) == [Doubtful.AHEAD_OF_TIME]
    assert await world.offer(world.row(world.mast, minute=3)) == [None]
    early = {"made": NOW_US - 30 * MINUTE}
    assert await world.offer(world.row(world.mast, minute=-12, before=early)) == [Doubtful.AHEAD_OF_TIME]
    world.clock.set(NOW + timedelta(days=31))
    assert await world.offer(world.row(world.mast)) == [Doubtful.TOO_OLD]


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_newest_result_time_wins_in_whatever_order_and_however_often_rows_come(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    world = World(tmp_path_factory.mktemp("door"))
    versions = {
        (m, v): world.row(world.mast, minute=m, value=float(v), before={"made": NOW_US + v * MINUTE // 2})
        for m in (-10, -9, -8)
        for v in range(4)
    }
    order = data.draw(st.lists(st.sampled_from(sorted(versions)), min_size=1, max_size=14))
    at_once = data.draw(st.integers(1, 5))

    async def work() -> None:
        for i in range(0, len(order), at_once):
            await asyncio.gather(*(world.offer(versions[key]) for key in order[i : i + at_once]))

    asyncio.run(work())
    expected = {m: max(v for minute, v in order if minute == m) for m in sorted({m for m, _ in order})}
    assert world.value() == list(map(float, expected.values()))


async def test_a_large_batch_is_checked_in_threads_and_its_bad_rows_named(world: World) -> None:
    bad = {100, 777}
    rows = [world.row(world.mast, minute=-2000 + i, after={"result": 9.0} if i in bad else {}) for i in range(1000)]
    found = await world.offer(concatenate(rows))
    assert {i for i, why in enumerate(found) if why is Doubtful.WRONG_SIGNATURE} == bad
    assert len(world.value()) == 998


async def test_within_one_batch_the_order_of_result_times_holds(world: World) -> None:
    first, second = world.row(world.mast), world.row(world.mast, value=7.0, before={"made": NOW_US - 5 * MINUTE})
    assert await world.offer(concatenate([second, first, second])) == [None, Doubtful.REPLAYED, None]
    assert world.value() == [7.0]


def test_keys_are_32_bytes_and_belong_to_one_thing(world: World) -> None:
    for wrong in (b"", bytes(31), bytes(33), world.mast.public_key):
        with pytest.raises(SigningKeyError):
            world.keys.register(40, wrong, name="", at=NOW, by="admin")
    assert not world.keys.requires(40)
