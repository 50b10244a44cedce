# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations in: one at a time, and by ``CreateObservations`` in data arrays.

OGC 18-088 §10.2 (``create-update-delete/create-entity``) and §13 (``data-array/data-array``). Good rows of a batch
are kept and bad rows are named. A repeat of the same value is accepted and not stored twice; another value for the
same phenomenon time is a correction.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from baken.observation.catalogue import Catalogue, Kind
from baken.observation.catalogue_rules import assign_features, link_features
from baken.observation.columns import NO_FEATURE, ObservationColumns, concatenate
from baken.service.sensorthings import decode
from baken.service.sensorthings.problem import Problem, invalid
from baken.vocabulary.time import NO_TIME_US, Clock, to_us

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from baken.observation.authenticity.door import Authenticity
    from baken.observation.authenticity.model import Refusal
    from baken.observation.columns import Int32
    from baken.observation.intake import Intake
    from baken.observation.protocol import Receipt
    from baken.service.sensorthings.view import Writing

MAX_ROWS: Final = 200_000
"""How many rows one request may have."""

HOW_TO_SIGN: Final = "Sign it as docs/0-governance/authenticity.md says, with a key of this thing."

_LARGE_BODY: Final = 1024 * 1024
_MANY_ROWS: Final = 20_000


class Reference(msgspec.Struct):
    """A link to an existing entity."""

    id: int | str = msgspec.field(name="@iot.id")


class Group(msgspec.Struct):
    """The rows of one datastream."""

    datastream: Reference = msgspec.field(name="Datastream")
    components: tuple[str, ...]
    rows: list[Any] = msgspec.field(name="dataArray")


class PlainObservation(msgspec.Struct, forbid_unknown_fields=True):
    """The common shape of a single observation; every other shape takes the general way."""

    phenomenon_time: str = msgspec.field(name="phenomenonTime")
    result: int | float | None
    datastream: Reference | None = msgspec.field(name="Datastream", default=None)
    result_time: str | None = msgspec.field(name="resultTime", default=None)


_GROUPS: Final = msgspec.json.Decoder(list[Group])
_PLAIN: Final = msgspec.json.Decoder(PlainObservation)


def read_plain(body: bytes) -> PlainObservation | None:
    """Return a single observation of the common shape, or None when it has another (or none)."""
    try:
        return _PLAIN.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def number_of(reference: Reference) -> int:
    """Return the id in a link; -1 when it cannot be one of ours.

    Examples
    --------
    >>> number_of(Reference("12")), number_of(Reference("x")), number_of(Reference("9999999999"))
    (12, -1, -1)
    """
    value = reference.id
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) < 11 else -1
    return value if 0 <= value < 2**31 else -1


class Ingest:
    """Turns requests into rows for the intake."""

    def __init__(
        self, catalogue: Catalogue, intake: Intake, clock: Clock, authenticity: Authenticity | None = None
    ) -> None:
        self._catalogue = catalogue
        self._intake = intake
        self._clock = clock
        self._authenticity = authenticity

    async def one(self, datastream_id: int, values: dict[str, Any], by: Writing) -> tuple[str, Receipt]:
        """Store one observation of JSON values by component name; return its id and what became of it.

        Raises
        ------
        Problem
            400 when a value is wrong.
        RefusedError
            When the caller may not write this datastream.
        """
        by.require(datastream_id)
        decoded = decode.decode_rows(list(values), [list(values.values())], self._clock.now())
        if decoded.errors:
            raise invalid(decoded.errors[0])
        rows = await self._columns(np.array([datastream_id], np.int32), decoded)
        return f"{datastream_id}-{decoded.time_us[0]}", await self._submit_one(rows, by)

    async def plain(self, datastream_id: int, observation: PlainObservation, by: Writing) -> str:
        """Store one observation of the common shape, whose datastream the caller may write; return its id."""
        now_us = to_us(self._clock.now())
        start, end = decode.phenomenon_time(observation.phenomenon_time)
        late = now_us + decode.AHEAD_US
        if start < decode.EARLIEST_US or max(start, end) > late or (end != NO_TIME_US and end < start):
            raise invalid(decode.range_error(start, end, late))
        result_time = observation.result_time
        result_time_us = NO_TIME_US if result_time is None else decode.instant_us("resultTime", result_time)
        if result_time_us > late:
            raise invalid("resultTime is in the future.")
        rows = ObservationColumns.of(
            datastream_id,
            [start],
            [decode.result(observation.result)],
            phenomenon_time_end_us=end,
            result_time_us=result_time_us,
            available_at_us=now_us,
            feature_of_interest_id=await self._default_feature(datastream_id),
        )
        await self._submit_one(rows, by)
        return f"{datastream_id}-{start}"

    async def _submit_one(self, rows: ObservationColumns, by: Writing) -> Receipt:
        async with self._believed(rows) as refusals:
            if refusals:
                raise Problem(403, refusals[0].reason, remedy=HOW_TO_SIGN)
            return await self._intake.submit(rows, activity=by.permit)

    def _believed(self, rows: ObservationColumns) -> AbstractAsyncContextManager[dict[int, Refusal]]:
        return contextlib.nullcontext({}) if self._authenticity is None else self._authenticity.admitted(rows)

    async def batch(self, body: bytes, root: str, by: Writing) -> bytes:
        """Store the rows of a ``CreateObservations`` request; return a link or an error for each, as JSON.

        Raises
        ------
        Problem
            400 when the request is no data array, or no row of it could be kept.
        """
        groups = _read_groups(body) if len(body) < _LARGE_BODY else await asyncio.to_thread(_read_groups, body)
        n = sum(len(group.rows) for group in groups)
        if n > MAX_ROWS:
            raise Problem(413, f"A request may have {MAX_ROWS} rows, not {n}.", remedy="Send them in parts.")
        errors: dict[int, str] = {}
        positions: list[np.ndarray[Any, Any]] = []
        parts: list[ObservationColumns] = []
        for components, members in _alike(groups).items():
            await self._decode(components, members, errors, parts, positions, by)
        if parts:
            whole = concatenate(parts)
            async with self._believed(whole) as refusals:
                if refusals:
                    parts, positions = _without(refusals, parts, positions, errors)
                    whole = concatenate(parts)
                _require_some(n, whole, errors)
                await self._intake.submit(whole, activity=by.permit)
        else:
            _require_some(n, None, errors)
        numbers = [_ids(part) for part in parts]
        return _answer(n, root, numbers, positions, errors)

    async def _decode(
        self,
        components: tuple[str, ...],
        members: list[tuple[int, Group]],
        errors: dict[int, str],
        parts: list[ObservationColumns],
        positions: list[np.ndarray[Any, Any]],
        by: Writing,
    ) -> None:
        """Decode the rows of all groups with the same components together."""
        lengths = [len(group.rows) for _, group in members]
        rows = members[0][1].rows if len(members) == 1 else [row for _, group in members for row in group.rows]
        position = np.concatenate([np.arange(start, start + n) for (start, _), n in zip(members, lengths, strict=True)])
        wrong = _wrong_components(components)
        if wrong:
            errors.update(dict.fromkeys(position.tolist(), wrong))
            return
        ids = np.repeat(np.array([number_of(group.datastream) for _, group in members], np.int32), lengths)
        now = self._clock.now()
        if len(rows) < _MANY_ROWS:
            decoded = decode.decode_rows(components, rows, now)
        else:
            decoded = await asyncio.to_thread(decode.decode_rows, components, rows, now)
        self._check_links(ids, decoded, by)
        good = np.ones(len(ids), np.bool_)
        for i, message in decoded.errors.items():
            errors[int(position[i])] = message
            good[i] = False
        if not good.any():
            return
        columns = await self._columns(ids, decoded, good)
        parts.append(columns)
        positions.append(position[good] if decoded.errors else position)

    def _check_links(self, ids: Int32, decoded: decode.Decoded, by: Writing) -> None:
        """Name the rows whose datastream the caller may not write, or whose feature of interest does not exist."""
        for number in _unique(ids):
            why_not = by.why_not(number)
            if why_not:
                for i in np.flatnonzero(ids == number).tolist():
                    decoded.errors[i] = why_not
        for number in _unique(decoded.feature_id):
            if number != NO_FEATURE and self._catalogue.get(Kind.FEATURE_OF_INTEREST, number) is None:
                for i in np.flatnonzero(decoded.feature_id == number).tolist():
                    decoded.errors.setdefault(i, f"FeatureOfInterest {number} does not exist.")

    async def _columns(self, ids: Int32, decoded: decode.Decoded, good: Any = None) -> ObservationColumns:
        rows = ObservationColumns(
            datastream_id=ids,
            phenomenon_time_us=decoded.time_us,
            result=decoded.result,
            phenomenon_time_end_us=decoded.end_us,
            result_time_us=decoded.result_time_us,
            available_at_us=np.full(len(ids), to_us(self._clock.now()), np.int64),
            quality=decoded.quality,
            feature_of_interest_id=decoded.feature_id,
            parameters=decoded.parameters,
        )
        if decoded.errors and good is not None:
            rows = rows.take(good)
        return await self._with_features(rows)

    async def _with_features(self, rows: ObservationColumns) -> ObservationColumns:
        """Fill in what the observations are about where they do not say it, and note what they say."""
        features = rows.feature_of_interest_id
        unnamed = features == NO_FEATURE
        if not unnamed.all():
            pairs = set(zip(rows.datastream_id[~unnamed].tolist(), features[~unnamed].tolist(), strict=True))
            if not all(self._catalogue.is_linked(*pair) for pair in pairs):
                await asyncio.to_thread(link_features, self._catalogue, pairs)
        if not unnamed.any():
            return rows
        numbers, places = np.unique(rows.datastream_id, return_inverse=True)
        defaults = np.array([await self._default_feature(i) for i in numbers.tolist()], np.int32)
        filled = np.where(unnamed, defaults[places], features)
        return ObservationColumns(
            rows.datastream_id,
            rows.phenomenon_time_us,
            rows.result,
            rows.phenomenon_time_end_us,
            rows.result_time_us,
            rows.available_at_us,
            rows.quality,
            filled,
            rows.parameters,
        )

    async def _default_feature(self, datastream_id: int) -> int:
        datastream = self._catalogue.datastream(datastream_id)
        if datastream is None:
            raise invalid(f"Datastream {datastream_id} does not exist.")
        if datastream.feature_of_interest_id is None:
            thing = self._catalogue.get(Kind.THING, datastream.thing_id)
            if thing is None or not thing.location_ids:
                return NO_FEATURE
            await asyncio.to_thread(assign_features, self._catalogue, (datastream_id,))
            datastream = self._catalogue.datastream(datastream_id)
        feature = None if datastream is None else datastream.feature_of_interest_id
        return NO_FEATURE if feature is None else feature


def _require_some(n: int, rows: ObservationColumns | None, errors: dict[int, str]) -> None:
    if n and not (rows is not None and len(rows)):
        listed = [f"row {i + 1}: {errors[i]}" for i in sorted(errors)][:1000]
        raise Problem(400, "None of the observations could be kept.", errors=listed)


def _without(
    refusals: dict[int, Refusal],
    parts: list[ObservationColumns],
    positions: list[np.ndarray[Any, Any]],
    errors: dict[int, str],
) -> tuple[list[ObservationColumns], list[np.ndarray[Any, Any]]]:
    """Return the parts without the rows that were not believed, which are counted through all parts; name those."""
    kept = np.ones(sum(map(len, parts)), np.bool_)
    kept[list(refusals)] = False
    place = np.concatenate(positions)
    for i, refusal in refusals.items():
        errors[int(place[i])] = refusal.reason
    cuts = np.cumsum([len(part) for part in parts])[:-1]
    masks = np.split(kept, cuts)
    return (
        [part.take(mask) for part, mask in zip(parts, masks, strict=True)],
        [position[mask] for position, mask in zip(positions, masks, strict=True)],
    )


def _read_groups(body: bytes) -> list[Group]:
    try:
        return _GROUPS.decode(body)
    except msgspec.ValidationError as error:
        raise invalid(
            f"This is no data array: {error}.",
            remedy='Send [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"], "dataArray": …}].',
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise invalid("The body is nested too deeply.") from error


def _alike(groups: list[Group]) -> dict[tuple[str, ...], list[tuple[int, Group]]]:
    """Return the groups by their components, each with the position of its first row in the request."""
    alike: dict[tuple[str, ...], list[tuple[int, Group]]] = {}
    start = 0
    for group in groups:
        alike.setdefault(group.components, []).append((start, group))
        start += len(group.rows)
    return alike


def _wrong_components(components: tuple[str, ...]) -> str:
    for name in components:
        if name == "id":
            return "The id of an observation is given by the service; leave the component out."
        if name not in decode.COMPONENTS:
            return f"There is no component {name[:40]!r}. Known are {', '.join(decode.COMPONENTS)}."
    if len(set(components)) != len(components):
        return "A component is named twice."
    if not {"phenomenonTime", "result"}.issubset(components):
        return "The components must have phenomenonTime and result."
    return ""


def _unique(numbers: Int32) -> list[int]:
    if len(numbers) and (numbers == numbers[0]).all():
        return [int(numbers[0])]
    unique: list[int] = np.unique(numbers).tolist()
    return unique


def _ids(rows: ObservationColumns) -> pa.Array:
    times = pc.cast(pa.array(rows.phenomenon_time_us), pa.string())
    return pc.binary_join_element_wise(pc.cast(pa.array(rows.datastream_id), pa.string()), times, "-")


def _answer(
    n: int, root: str, numbers: list[pa.Array], positions: list[np.ndarray[Any, Any]], errors: dict[int, str]
) -> bytes:
    links = [pc.binary_join_element_wise(f"\"{root}/Observations('", ids, "')\"", "") for ids in numbers]
    if not errors and len(links) == 1:
        entries = links[0].to_pylist()
    else:
        entries = [""] * n
        for part, position in zip(links, positions, strict=True):
            for i, link in zip(position.tolist(), part.to_pylist(), strict=True):
                entries[i] = link
        for i, message in errors.items():
            entries[i] = msgspec.json.encode(f"error: row {i + 1}: {message}").decode()
    return f"[{','.join(entries)}]".encode()
