# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers POST, PATCH, PUT and DELETE.

OGC 18-088 §10, requirements ``create-update-delete/*``. The catalogue changes in a worker thread, because a change
is synced to disk; observations go through the intake, which may not wait for that.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from baken.observation import catalogue_rules
from baken.observation.catalogue import UNNAMED_FEATURE, Catalogue, ConflictError, Kind
from baken.observation.protocol import ObservationQuery, Outcome
from baken.service.sensorthings import decode, json_patch
from baken.service.sensorthings.problem import Problem, invalid
from baken.service.sensorthings.schema import Row, Schema, number, rows_of, str_of_time
from baken.service.sensorthings.writing import Writer, linked_id
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.governing import Governance
    from baken.observation.intake import Intake
    from baken.service.sensorthings.ingest import Ingest
    from baken.service.sensorthings.resource_path import Resource
    from baken.service.sensorthings.view import Writing
    from baken.vocabulary.time import Clock

_OBSERVED: Final = frozenset({"phenomenonTime", "result", "resultTime", "resultQuality", "parameters", "validTime"})
_CHUNK: Final = 50_000


def decode_json(body: bytes) -> Any:
    """Return the JSON value of a body.

    Raises
    ------
    Problem
        400 when it is not JSON.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise invalid("The body is nested too deeply.") from error


class Changing:
    """Changes entities and observations."""

    def __init__(
        self, schema: Schema, catalogue: Catalogue, intake: Intake, ingest: Ingest, clock: Clock, governance: Governance
    ) -> None:
        self._schema = schema
        self._catalogue = catalogue
        self._governance = governance
        self._intake = intake
        self._ingest = ingest
        self._clock = clock

    # -- create ----------------------------------------------------------------------------------------------

    async def create(self, resource: Resource, body: Any, by: Writing) -> tuple[str, Any]:
        """Create an entity in a collection; return its type and its record or, for an observation, its id."""
        if resource.type.kind is None:
            given = {} if resource.parent_type is None else {resource.parent_type.name: resource.parent.id}
            return "Observation", await self._create_observation(body, given, by)
        by.require_configuring()
        kind = Kind(resource.type.name)
        given = _given(resource)

        def write(writer: Writer) -> Any:
            return writer.create(kind, body, given)

        return kind.value, await self._in_change(write, by)

    async def _in_change(self, write: Callable[[Writer], Any], by: Writing) -> Any:
        """Do a change in a worker thread; then store the observations that came inside, already checked."""
        now = self._clock.now()

        def work() -> tuple[Any, list[tuple[int, dict[str, Any]]]]:
            with self._catalogue.change() as change:
                writer = Writer(self._schema, change, now, by.activity_for)
                record = write(writer)
                inside = [(i, _observed_values(o)) for i, o in writer.observations]
                for _, values in inside:
                    self._check(values)
            return record, inside

        record, inside = await asyncio.to_thread(work)
        for datastream_id, values in inside:
            await self._ingest.one(datastream_id, values, by)
        return record

    def _check(self, values: dict[str, Any]) -> None:
        errors = decode.decode_rows(list(values), [list(values.values())], self._clock.now()).errors
        if errors:
            raise invalid(errors[0])

    async def _create_observation(self, body: Any, given: dict[str, int], by: Writing) -> str:
        if not isinstance(body, dict):
            raise invalid("An Observation must be a JSON object.")
        if not all(_is_link(body.get(name)) for name in ("Datastream", "FeatureOfInterest")):
            by.require_configuring()
        values = _observed_values(body)
        self._check(values)

        def link(writer: Writer) -> tuple[int, int | None]:
            datastream = given.get("Datastream") or _linked(writer, Kind.DATASTREAM, body, "Datastream")
            feature = given.get("FeatureOfInterest")
            if feature is None and body.get("FeatureOfInterest") is not None:
                feature = _linked(writer, Kind.FEATURE_OF_INTEREST, body, "FeatureOfInterest")
            return datastream, feature

        datastream, feature = await self._in_change(link, by)
        if feature is not None:
            values["FeatureOfInterest/id"] = feature
        return (await self._ingest.one(datastream, values, by))[0]

    # -- update ----------------------------------------------------------------------------------------------

    async def update(self, resource: Resource, body: Any, by: Writing, *, replace: bool) -> Any:
        """Change an entity; return its record."""
        if resource.type.kind is None:
            return await self._correct(resource.record, body, by, replace=replace)
        by.require_configuring()
        kind = Kind(resource.type.name)
        number_ = resource.record.id

        def write(writer: Writer) -> Any:
            return writer.update(kind, writer.current(kind, number_), body, replace=replace)

        return await self._in_change(write, by)

    async def patch(self, resource: Resource, document: dict[str, Any], operations: Any, by: Writing) -> Any:
        """Apply a JSON Patch to the properties of an entity; return its record."""
        changed = json_patch.apply(document, operations)
        if not isinstance(changed, dict):
            raise invalid("What the JSON Patch leaves is no entity.")
        return await self.update(resource, changed, by, replace=True)

    async def _correct(self, row: Row, body: Any, by: Writing, *, replace: bool) -> Row:
        """Store another value of an observation as a correction; the earlier one stays readable."""
        if not isinstance(body, dict):
            raise invalid("An Observation must be a JSON object.")
        _require_same(row, body)
        current = _values_of(row)
        given = _observed_values(body, partial=True)
        values = {"phenomenonTime": current["phenomenonTime"]} if replace else dict(current)
        values |= given
        if "result" not in values:
            raise invalid("An Observation needs a result.")
        values["phenomenonTime"] = current["phenomenonTime"]
        if row.feature_id is not None:
            values["FeatureOfInterest/id"] = row.feature_id
        if "result" in given and given["result"] != current["result"] and "resultTime" not in given:
            values.pop("resultTime", None)
        if "resultQuality" not in given:
            values.pop("resultQuality", None)
        _, receipt = await self._ingest.one(row.datastream_id, values, by)
        kept = {name for name in given if given[name] != current.get(name)} - {"result"}
        if receipt.outcome[0] == Outcome.REPEATED and kept:
            raise ConflictError(
                f"Only another result makes a correction; {', '.join(sorted(kept))} alone cannot change.",
                remedy="Send the corrected result with it.",
            )
        return row

    # -- delete ----------------------------------------------------------------------------------------------

    async def delete(self, resource: Resource, by: Writing) -> None:
        """Delete an entity with all that depends on it."""
        if resource.type.kind is None:
            row = resource.record
            if row.revision:
                raise Problem(409, "An earlier value cannot be deleted alone; delete the observation.")
            times = np.array([row.time_us], np.int64)
            by.require_deleting(row.datastream_id)
            permit = self._governance.for_upkeep()
            await asyncio.to_thread(self._schema.store.delete, row.datastream_id, times, activity=permit)
            return
        by.require_configuring()
        kind = Kind(resource.type.name)

        def work() -> None:
            with self._catalogue.change() as change:
                catalogue_rules.remove(change, kind, resource.record.id)

        await asyncio.to_thread(work)
        await self.finish_erasures()

    async def finish_erasures(self) -> None:
        """Delete the observations of what was deleted; also what an earlier run of the server did not finish."""
        if not self._catalogue.erasures():
            return
        # What was accepted before the change is committed first, so that it is deleted too.
        await self._intake.settle()
        for datastream_id, feature_id in self._catalogue.erasures():
            await asyncio.to_thread(self._erase, datastream_id, feature_id)

    def _erase(self, datastream_id: int, feature_id: int | None) -> None:
        store = self._schema.store
        if feature_id is None:
            store.delete(datastream_id, activity=self._governance.for_upkeep())
        else:
            wanted = None if feature_id == UNNAMED_FEATURE else feature_id
            times = self._times_about(datastream_id, wanted)
            for start in range(0, len(times), _CHUNK):
                part = times[start : start + _CHUNK]
                store.delete(datastream_id, part, activity=self._governance.for_upkeep())
        self._catalogue.erased(datastream_id, feature_id)

    def _times_about(self, datastream_id: int, feature_id: int | None) -> Any:
        found: list[int] = []
        query = ObservationQuery(datastream_ids=(datastream_id,), limit=_CHUNK)
        while True:
            rows = rows_of(self._schema.store.read(query, activity=self._governance.for_upkeep()))
            found += [row.time_us for row in rows if row.feature_id == feature_id]
            if len(rows) < _CHUNK:
                return np.array(found, np.int64)
            query = ObservationQuery(datastream_ids=(datastream_id,), start=from_us(rows[-1].time_us + 1), limit=_CHUNK)


def _given(resource: Resource) -> dict[str, int]:
    """Return the related entity that follows from the path, by the relation that leads back to it."""
    if resource.parent_type is None:
        return {}
    parent = resource.parent_type.name
    back = next(n.name for n in resource.type.navigations.values() if n.target == parent)
    return {back: resource.parent.id}


def _is_link(value: Any) -> bool:
    """Tell whether a related entity is named, or left to follow from the rest, and not described."""
    return value is None or (isinstance(value, dict) and "@iot.id" in value)


def _linked(writer: Writer, kind: Kind, body: dict[str, Any], name: str) -> int:
    if body.get(name) is None:
        raise invalid(f"An Observation needs a {name}.", remedy=f'Link one: "{name}": {{"@iot.id": 1}}.')
    return writer.link_or_create(name, kind, body[name])


def _observed_values(body: dict[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """Return the values of an observation by component name."""
    for name in body:
        if name not in _OBSERVED and "@iot." not in name and name not in {"Datastream", "FeatureOfInterest"}:
            raise invalid(f"An Observation has no property {name[:40]!r}.")
    values = {name: body[name] for name in _OBSERVED if name in body}
    if not partial and "result" not in values:
        raise invalid("An Observation needs a result.", remedy="Send null when it is missing.")
    if not partial and "phenomenonTime" not in values:
        raise invalid("An Observation needs a phenomenonTime.", remedy="Send 2025-12-24T06:00:00Z, or start/end.")
    return values


def _values_of(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {
        "phenomenonTime": str_of_time(row.time_us, row.end_us),
        "result": number(row.result),
        "resultQuality": QualityFlag(row.quality).label,
        "parameters": {} if row.parameters is None else msgspec.json.decode(row.parameters),
    }
    if row.result_time_us is not None:
        values["resultTime"] = str_of_time(row.result_time_us, None)
    return values


def _require_same(row: Row, body: dict[str, Any]) -> None:
    """Refuse to change what identifies an observation."""
    if row.revision:
        raise ConflictError("An earlier value cannot change.")
    if body.get("phenomenonTime") is not None:
        start, end = decode.phenomenon_time(body["phenomenonTime"])
        if start != row.time_us or (row.end_us is not None and end != row.end_us):
            raise ConflictError("The phenomenonTime of an observation cannot change; delete it and send another.")
    for name, own in (("Datastream", row.datastream_id), ("FeatureOfInterest", row.feature_id)):
        if body.get(name) is not None and linked_id(name, body[name]) != own:
            raise ConflictError(f"The {name} of an observation cannot change; delete it and send another.")
    if body.get("@iot.id", row.id) != row.id:
        raise ConflictError("The @iot.id in the body is another than that in the path; an id never changes.")
