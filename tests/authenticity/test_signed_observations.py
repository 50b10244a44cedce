# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.observation.authenticity.canonical import CanonicalRowError, canonical_row, canonical_rows
from baken.observation.authenticity.door import Authenticity
from baken.observation.authenticity.keys import _SMALL_ORDER, SigningKeyError, SigningKeys, is_weak
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

RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
            "c027beceea1ec40a"
        ),
    ),
]
L = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_keys_and_signatures_are_those_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert Signer(bytes.fromhex(secret), "0" * 32).public_key.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature


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


# -- keys that anybody could sign with --------------------------------------------------------------------------


def _small_order() -> set[bytes]:
    """Return all encodings, without sign, of points whose order divides 8, by arithmetic on the curve."""
    d = -121665 * pow(121666, P - 2, P) % P
    root = pow(2, (P - 1) // 4, P)

    def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        (x1, y1), (x2, y2) = a, b
        t = d * x1 * x2 * y1 * y2 % P
        return (
            (x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P,
        )

    def x_of(y: int) -> int | None:
        u, v = (y * y - 1) % P, (d * y * y + 1) % P
        square = u * pow(v, P - 2, P) % P
        x = pow(square, (P + 3) // 8, P)
        if x * x % P != square:
            x = x * root % P
        return x if x * x % P == square else None

    found: set[bytes] = set()
    y = 2
    while len(found) < 5:  # multiply points by the order of the large subgroup: what is left has small order
        x = x_of(y)
        y += 1
        if x is None:
            continue
        whole, point, n = (0, 1), (x, y - 1), L
        while n:
            whole, point, n = add(whole, point) if n & 1 else whole, add(point, point), n >> 1
        for _ in range(8):
            found.add(whole[1].to_bytes(32, "little"))
            whole = add(whole, whole)
    return found | {n.to_bytes(32, "little") for n in (P, P + 1)}


def test_the_list_of_weak_keys_is_complete() -> None:
    assert _small_order() == _SMALL_ORDER


def test_with_a_weak_key_any_message_has_a_signature_and_it_cannot_be_registered(tmp_path: Path) -> None:
    weak = bytes([1]) + bytes(31)
    Ed25519PublicKey.from_public_bytes(weak).verify(weak + bytes(32), b"anything")
    keys = SigningKeys(f"sqlite:///{tmp_path / 'register.db'}")
    for public in (*_SMALL_ORDER, *(p[:31] + bytes([p[31] | 0x80]) for p in _SMALL_ORDER)):
        assert is_weak(public)
        with pytest.raises(SigningKeyError):
            keys.register(1, public, name="", at=NOW, by="admin")
    assert not keys.requires(1)


def test_keys_are_32_bytes_and_belong_to_one_thing(world: World) -> None:
    for wrong in (b"", bytes(31), bytes(33), world.mast.public_key):
        with pytest.raises(SigningKeyError):
            world.keys.register(40, wrong, name="", at=NOW, by="admin")
    assert not world.keys.requires(40)


# -- the canonical row -------------------------------------------------------------------------------------------

micro = st.integers(-(2**62), 2**62)


@given(st.integers(0, 2**31 - 1), micro, st.none() | micro, st.none() | st.floats(allow_nan=False), micro)
def test_columns_and_single_rows_have_the_same_bytes(
    datastream: int, start: int, end: int | None, result: float | None, made: int
) -> None:
    many = canonical_rows(
        ["ab" * 16] * 2,
        np.array([datastream] * 2, np.int32),
        np.array([start] * 2),
        np.array([NO_TIME_US if end is None else end] * 2),
        np.array([np.nan if result is None else result] * 2),
        np.array([made] * 2),
    )
    assert many == [canonical_row("ab" * 16, datastream, start, end, result, made)] * 2
    assert len(many[0]) == 72


rows_ = st.tuples(
    st.sampled_from(["00" * 16, "01" * 16]),
    st.integers(0, 3),
    *[st.integers(0, 2)] * 2,
    st.none() | st.integers(0, 2),
    st.integers(0, 2),
)


@given(rows_, rows_)
def test_two_rows_have_the_same_bytes_only_when_they_are_the_same(one: Any, other: Any) -> None:
    assert (canonical_row(*one) == canonical_row(*other)) == (one == other)


@pytest.mark.parametrize(
    "wrong", [("x", 1, 0, 0, 1.0, 0), ("0" * 32, -1, 0, 0, 1.0, 0), ("0" * 32, 1, 2**63, 0, 1.0, 0)]
)
def test_what_does_not_fit_is_refused(wrong: Any) -> None:
    with pytest.raises(CanonicalRowError):
        canonical_row(*wrong)


@given(st.binary(min_size=64, max_size=64))
@settings(max_examples=200)
def test_no_random_signature_fits(signature: bytes) -> None:
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(RFC_8032[0][1])).verify(
            signature, canonical_row("0" * 32, 1, 0, None, 1, 0)
        )


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
