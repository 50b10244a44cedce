# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers GET: one entity, a collection, a property, references.

OGC 18-088 §9, requirements ``request-data/*`` and ``resource-path/resource-path-to-entities``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from baken.observation.catalogue import Kind
from baken.service.sensorthings import filter as f
from baken.service.sensorthings import observation_json
from baken.service.sensorthings.observations import ObservationReader, Page
from baken.service.sensorthings.options import Options, parse_options, query_pairs
from baken.service.sensorthings.problem import Problem, invalid, not_found
from baken.service.sensorthings.render import Renderer, page_link, to_json
from baken.service.sensorthings.resource_path import Resolver, Resource, self_link

if TYPE_CHECKING:
    from baken.service.sensorthings.schema import EntityType, Schema
    from baken.vocabulary.time import Clock

JSON: Final = b"application/json"
TEXT: Final = b"text/plain; charset=utf-8"


class Reading:
    """Reads what a path and a query string ask for."""

    def __init__(self, schema: Schema, clock: Clock) -> None:
        self._schema = schema
        self._clock = clock
        self._reader = ObservationReader(schema, clock)
        self.resolver = Resolver(schema, self._reader)

    def get(self, path: str, query: bytes, root: str) -> tuple[bytes, bytes]:
        """Return body and media type.

        Raises
        ------
        Problem
            404 when nothing is there, 400 when the query is wrong.
        """
        resource = self.resolver.resolve(path)
        pairs = query_pairs(query)
        if resource.tail:
            return _property(resource, pairs)
        try:
            options = parse_options(pairs, self._schema, resource.type)
            renderer = Renderer(self._schema, self._reader, self._clock, root)
            if resource.is_collection:
                return self._collection(resource, options, renderer).encode(), JSON
            return self._entity(resource, options, renderer).encode(), JSON
        except f.FilterError as error:
            raise Problem(400, f"{error.message}.", remedy=error.remedy) from error

    def entity(self, entity_type: EntityType, record: Any, root: str) -> bytes:
        """Return one entity as JSON, as after it was created."""
        return (
            Renderer(self._schema, self._reader, self._clock, root)
            .entities(entity_type, [record], Options())[0]
            .encode()
        )

    def document(self, entity_type: EntityType, record: Any) -> dict[str, Any]:
        """Return the properties of an entity as a JSON document."""
        text = to_json({name: p.wire(record) for name, p in entity_type.properties.items()})
        document: dict[str, Any] = msgspec.json.decode(text)
        return document

    def _entity(self, resource: Resource, options: Options, renderer: Renderer) -> str:
        if options.filter or options.orderby or options.top is not None or options.skip or options.count:
            raise invalid("One entity takes only $select and $expand.")
        if resource.suffix == "$ref":
            return to_json({"@iot.selfLink": self_link(renderer.root, resource.type, resource.record)})
        if resource.type.kind is not None:
            return renderer.entities(resource.type, [resource.record], options)[0]
        return renderer.observations(resource.table, options, revision=resource.record.revision)[0]

    def _collection(self, resource: Resource, options: Options, renderer: Renderer) -> str:
        if resource.suffix == "$ref":
            options = _as_references(options)
        if resource.type.kind is None:
            return self._observations(resource, options, renderer)
        page, total, more = renderer.select_records(resource.type, self._members(resource), options)
        texts = renderer.entities(resource.type, page, options)
        link = {"skip": str(options.skip + options.page)} if more else {}
        return _answer(texts, total if options.count else None, self._next(resource, options, renderer, link))

    def _members(self, resource: Resource) -> tuple[Any, ...]:
        catalogue = self._schema.catalogue
        kind = Kind(resource.type.name)
        if resource.navigation is None or resource.navigation.ids is None:
            return catalogue.all(kind)
        found = (catalogue.get(kind, i) for i in resource.navigation.ids(resource.parent))
        return tuple(record for record in found if record is not None)

    def _observations(self, resource: Resource, options: Options, renderer: Renderer) -> str:
        plan = self._reader.planner.plan(resource.scope, options.filter)
        page = self._reader.page(plan, options)
        total = self._reader.count(plan) if options.count else None
        link = self._next(resource, options, renderer, page_link(page.seek, page.skip))
        if options.data_array:
            return _answer(_data_arrays(page, options, renderer), total, link)
        return _answer(renderer.observations(page.table, options), total, link)

    @staticmethod
    def _next(resource: Resource, options: Options, renderer: Renderer, page: dict[str, str]) -> str | None:
        if not page:
            return None
        path = resource.path(renderer.root) + ("/$ref" if resource.suffix == "$ref" else "")
        return renderer.next_link(path, options, **page)


def _answer(texts: list[str], total: int | None, link: str | None) -> str:
    head = "{"
    if total is not None:
        head += f'"@iot.count":{total},'
    if link is not None:
        head += f'"@iot.nextLink":{to_json(link)},'
    return f'{head}"value":[{",".join(texts)}]}}'


def _as_references(options: Options) -> Options:
    if options.select or options.expand:
        raise invalid("$ref gives links only; it takes no $select or $expand.")
    return Options(
        ("@iot.selfLink",),
        (),
        options.filter,
        options.orderby,
        options.top,
        options.skip,
        options.count,
        seek=options.seek,
        raw=options.raw,
    )


def _property(resource: Resource, pairs: list[tuple[str, str]]) -> tuple[bytes, bytes]:
    """Return a property as ``{"name": value}``, or its bare value."""
    if pairs:
        raise invalid("A property takes no query options.")
    name = resource.tail[0]
    value = resource.record.id if name == "@iot.id" else resource.type.properties[name].wire(resource.record)
    for key in resource.tail[1:]:
        if isinstance(value, msgspec.Struct):
            value = msgspec.structs.asdict(value)
        if not isinstance(value, dict) or key not in value:
            raise not_found(f"There is nothing at {'/'.join(resource.tail)[:100]!r}.")
        value = value[key]
    if resource.suffix != "$value":
        return to_json({resource.tail[-1]: value}).encode(), JSON
    if value is None:
        return b"", TEXT
    return (value.encode(), TEXT) if isinstance(value, str) else (to_json(value).encode(), TEXT)


def _data_arrays(page: Page, options: Options, renderer: Renderer) -> list[str]:
    """Return the rows of a page as data arrays, one for each datastream; requirement ``data-array/data-array``."""
    if options.expand:
        raise invalid("$resultFormat=dataArray takes no $expand.")
    components = [n for n in ("id", *observation_json.PROPERTIES) if options.select is None or n in options.select]
    table = page.table
    numbers = table["datastream_id"].to_numpy()
    arrays = []
    for number in dict.fromkeys(numbers.tolist()):
        part = table.filter(pa.array(numbers == number))
        rows = observation_json.arrays(part, components)
        link = f"{renderer.root}/Datastreams({number})"
        arrays.append(
            f'{{"Datastream@iot.navigationLink":{to_json(link)},"components":{to_json(components)},'
            f'"dataArray@iot.count":{len(rows)},"dataArray":[{",".join(rows)}]}}'
        )
    return arrays
