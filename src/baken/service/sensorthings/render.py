# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities as JSON text, with what is expanded; every level is fetched for all its parents at once.

OGC 18-088 §8.1 (requirement ``datamodel/entity-control-information/common-control-information``) and §9.3.2
(``request-data/expand``, ``request-data/select``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
import pyarrow as pa

from baken.observation.catalogue import Kind
from baken.service.sensorthings import observation_json
from baken.service.sensorthings.functions import as_sort_key
from baken.service.sensorthings.observations import time_order
from baken.service.sensorthings.per_stream import Wanted, read_each
from baken.service.sensorthings.planning import bounds_us
from baken.service.sensorthings.predicate import compile_node, predicate
from baken.service.sensorthings.resource_path import self_link
from baken.service.sensorthings.schema import rows_of
from baken.service.sensorthings.type_properties import TypeProperties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.service.sensorthings.observations import ObservationReader
    from baken.service.sensorthings.options import Expand, Options
    from baken.service.sensorthings.planning import Plan
    from baken.service.sensorthings.schema import EntityType, Navigation, Schema
    from baken.vocabulary.time import Clock

_ENCODER = msgspec.json.Encoder()


def to_json(value: Any) -> str:
    """Return a value as JSON text."""
    return _ENCODER.encode(value).decode()


class Renderer:
    """Renders for one request, whose service root is ``root``."""

    def __init__(self, schema: Schema, reader: ObservationReader, clock: Clock, root: str) -> None:
        self._schema = schema
        self._reader = reader
        self._clock = clock
        self.root = root

    # -- catalogue entities ----------------------------------------------------------------------------------

    def entities(self, entity_type: EntityType, records: Sequence[Any], options: Options) -> list[str]:
        """Return each record as a JSON object."""
        expanded = {e.navigation.name: self._expanded(entity_type, records, e) for e in options.expand}
        return [
            self._entity(entity_type, record, options.select, {name: parts[i] for name, parts in expanded.items()})
            for i, record in enumerate(records)
        ]

    def _entity(
        self,
        entity_type: EntityType,
        record: Any,
        select: tuple[str, ...] | None,
        expanded: dict[str, str],
    ) -> str:
        link = self_link(self.root, entity_type, record)
        head: dict[str, Any] = {}
        if select is None or "@iot.selfLink" in select:
            head["@iot.selfLink"] = link
        if select is None or "id" in select:
            head["@iot.id"] = record.id
        for name, found in entity_type.properties.items():
            if select is None or name in select:
                value = found.wire(record)
                if value is not None or select is not None:
                    head[name] = value
        for name in entity_type.navigations:
            if name not in expanded and (select is None or name in select):
                head[f"{name}@iot.navigationLink"] = f"{link}/{name}"
        text = to_json(head)
        if not expanded:
            return text
        inner = ",".join(expanded.values())
        return f"{text[:-1]},{inner}}}" if head else f"{{{inner}}}"

    def select_records(
        self, entity_type: EntityType, records: Sequence[Any], options: Options
    ) -> tuple[list[Any], int, bool]:
        """Return one page of records, how many meet the filter, and whether there are more."""
        properties = TypeProperties(self._schema, entity_type)
        chosen = list(records)
        if options.filter is not None:
            test = predicate(options.filter, properties, self._clock)
            chosen = [r for r in chosen if test(r)]
        for order in reversed(options.orderby):
            of = compile_node(order.expression, properties, self._clock).of
            chosen.sort(key=lambda r: as_sort_key(of(r)), reverse=order.descending)
        stop = options.skip + options.page
        return chosen[options.skip : stop], len(chosen), len(chosen) > stop

    def next_link(self, path: str, options: Options, **page: str) -> str:
        """Return the URL of the next page: the options as written, and which page."""
        pairs = [*options.raw, *((f"${name}", value) for name, value in page.items())]
        return f"{path}?" + "&".join(f"{name}={quote(value, safe='(),/$;=:')}" for name, value in pairs)

    # -- expansion -------------------------------------------------------------------------------------------

    def _expanded(self, entity_type: EntityType, records: Sequence[Any], expand: Expand) -> list[str]:
        """Return for each record the JSON members that show one relation inline."""
        navigation = expand.navigation
        if not records:
            return []
        if navigation.ids is None:
            return self._expanded_observations(entity_type, records, expand)
        target = self._schema.types[navigation.target]
        if navigation.many:
            return self._expanded_many(entity_type, records, expand, target)
        texts = self.related(navigation, [navigation.ids(r) for r in records], expand.options)
        return [f'"{navigation.name}":{text}' for text in texts]

    def related(self, navigation: Navigation, ids: Sequence[tuple[int, ...]], options: Options) -> list[str]:
        """Return the JSON of the one related entity of each record, each rendered once; null where there is none."""
        target = self._schema.types[navigation.target]
        unique = sorted({i for numbers in ids for i in numbers[:1]})
        records = [r for i in unique if (r := self._schema.catalogue.get(Kind(target.name), i)) is not None]
        texts = dict(zip((r.id for r in records), self.entities(target, records, options), strict=True))
        return [texts.get(numbers[0], "null") if numbers else "null" for numbers in ids]

    def _expanded_many(
        self, entity_type: EntityType, records: Sequence[Any], expand: Expand, target: EntityType
    ) -> list[str]:
        options, name = expand.options, expand.navigation.name
        get, kind = self._schema.catalogue.get, Kind(target.name)
        ids = expand.navigation.ids
        members = [[m for i in (ids(r) if ids else ()) if (m := get(kind, i)) is not None] for r in records]
        pages = [self.select_records(target, m, options) for m in members]
        unique = {m.id: m for page, _, _ in pages for m in page}
        texts = dict(zip(unique, self.entities(target, list(unique.values()), options), strict=True))
        parts = []
        for record, (page, total, more) in zip(records, pages, strict=True):
            part = f'"{name}":[{",".join(texts[m.id] for m in page)}]'
            if options.count:
                part += f',"{name}@iot.count":{total}'
            if more:
                path = f"{self_link(self.root, entity_type, record)}/{name}"
                link = self.next_link(path, options, skip=str(options.skip + options.page))
                part += f',"{name}@iot.nextLink":{to_json(link)}'
            parts.append(part)
        return parts

    def _expanded_observations(self, entity_type: EntityType, records: Sequence[Any], expand: Expand) -> list[str]:
        options = expand.options
        plans = self._reader.planner.plans(entity_type.kind is Kind.DATASTREAM, [r.id for r in records], options.filter)
        pages = self._batch(plans, options) if _batchable(plans, options) else self._pages(plans, options)
        tails: dict[tuple[tuple[str, str], ...], str] = {}
        parts = []
        for record, plan, (texts, place) in zip(records, plans, pages, strict=True):
            part = f'"Observations":[{",".join(texts)}]'
            if options.count:
                part += f',"Observations@iot.count":{self._reader.count(plan)}'
            if place:
                key = tuple(place.items())
                tail = tails.get(key) or tails.setdefault(key, self.next_link("", options, **place))
                link = f"{self_link(self.root, entity_type, record)}/Observations{tail}"
                part += f',"Observations@iot.nextLink":{to_json(link)}'
            parts.append(part)
        return parts

    def _pages(self, plans: list[Plan], options: Options) -> list[tuple[list[str], dict[str, str]]]:
        """Return for each plan one page of observations and what its next link needs (empty: no more)."""
        pages = [self._reader.page(plan, options) for plan in plans]
        return [(self.observations(p.table, options), page_link(p.seek, p.skip)) for p in pages]

    def _batch(self, plans: list[Plan], options: Options) -> list[tuple[list[str], dict[str, str]]]:
        """Return the same as :meth:`_pages`, with a few reads for all plans together."""
        store, limit = self._schema.store, options.page
        start, end = bounds_us(plans[0])
        newest_first = bool(time_order(options))
        latest = limit == 1 and newest_first and start is None and end is None
        ids = tuple(plan.datastream_ids[0] for plan in plans if plan.datastream_ids)
        permit = self._schema.permit
        wanted = Wanted(limit if latest else limit + 1, newest_first, start, end)
        found = read_each(store, ids, wanted, activity=permit)
        texts = self.observations(found.table, options)
        more = {"skip": str(limit)}
        pages = []
        for number in ids:
            first, stop = found.places.get(number, (0, 0))
            if latest:
                extent = store.extent(number, activity=permit)
                follows = extent is not None and extent.count > 1
            else:
                follows = stop - first > limit
            pages.append((texts[first : min(stop, first + limit)], more if follows else {}))
        return pages

    # -- observations ----------------------------------------------------------------------------------------

    def observations(self, table: pa.Table, options: Options, *, revision: int = 0) -> list[str]:
        """Return each observation as a JSON object."""
        inline = {e.navigation.name: self._inline(table, e) for e in options.expand}
        numbers = None
        if revision:
            numbers = pa.array([f"{i}-{revision}" for i in observation_json.ids(table).to_pylist()])
        return observation_json.texts(table, self.root, select=options.select, inline=inline, id_column=numbers)

    def _inline(self, table: pa.Table, expand: Expand) -> pa.Array:
        """Return the related entity of each row as JSON, every entity rendered once."""
        if expand.navigation.name == "Datastream":
            codes = table["datastream_id"].combine_chunks().dictionary_encode()
            texts = self.related(expand.navigation, [(i,) for i in codes.dictionary.to_pylist()], expand.options)
            return pa.array(texts, pa.string()).take(codes.indices)
        ids = expand.navigation.ids
        keys = [ids(row) if ids else () for row in rows_of(table)]
        return pa.array(self.related(expand.navigation, keys, expand.options), pa.string())


def page_link(seek: tuple[int, int] | None, skip: int | None) -> dict[str, str]:
    """Return the option that leads to the next page; empty when there is none."""
    if seek is not None:
        return {"skiptoken": f"{seek[0]}.{seek[1]}"}
    return {} if skip is None else {"skip": str(skip)}


def _batchable(plans: list[Plan], options: Options) -> bool:
    """Tell whether the store can give the pages of all parents at once."""
    return (
        time_order(options) is not None
        and options.skip == 0
        and options.page > 0
        and all(plan.rest is None and not plan.nothing and len(plan.datastream_ids or ()) == 1 for plan in plans)
    )
