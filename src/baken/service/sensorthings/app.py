# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC SensorThings 1.1 as one ASGI application.

No framework between the server and the hot routes: a single observation and a data array are recognised by their
path and decoded from raw bytes. Reads that touch the store run in a few threads of their own, so that a slow one
never holds up the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from baken.errors import BakenError
from baken.service.asking import principal_in
from baken.service.sensorthings import http
from baken.service.sensorthings.changing import Changing, decode_json
from baken.service.sensorthings.conformance import service_root
from baken.service.sensorthings.http import ClientGoneError, Receive, Response, Scope, Send
from baken.service.sensorthings.ingest import Ingest, number_of, read_plain
from baken.service.sensorthings.problem import Problem, invalid, problem_of
from baken.service.sensorthings.resource_path import Resource, self_link
from baken.service.sensorthings.view import View, Views, Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.governing import Governance
    from baken.observation.activity_index import ActivityIndex
    from baken.observation.authenticity.door import Authenticity
    from baken.observation.catalogue import Catalogue
    from baken.observation.governed_store import GovernedStore
    from baken.observation.intake import Intake
    from baken.vocabulary.time import Clock

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_DATASTREAM: Final = re.compile(r"/Datastreams\((\d{1,9})\)/Observations", re.ASCII)
# One entity that is answered from memory alone; a datastream asks the store, which may be busy with a commit.
_IN_MEMORY: Final = re.compile(
    r"/(?:Things|Locations|HistoricalLocations|Sensors|ObservedProperties|FeaturesOfInterest)\(\d{1,9}\)", re.ASCII
)
_READ: Final = ("GET", "HEAD", "OPTIONS")
_CHANGE: Final = ("PATCH", "PUT", "DELETE")
_JSON_PATCH: Final = b"application/json-patch+json"
_READERS: Final = 4


class SensorThingsApp:
    """Serves a catalogue and a store.

    Parameters
    ----------
    root_url
        Where clients find the service: a URL, or a path when the host is whatever the client used.
    on_erased
        Called after something was deleted, so that what rests on observations can look again.
    authenticity
        What tells whether a thing said what is said in its name.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: GovernedStore,
        intake: Intake,
        clock: Clock,
        root_url: str,
        *,
        governance: Governance,
        index: ActivityIndex,
        on_erased: Callable[[], None] | None = None,
        authenticity: Authenticity | None = None,
    ) -> None:
        self._on_erased = on_erased
        self._views = Views(catalogue, store, index, governance, clock)
        whole = self._views.whole()
        self._ingest = Ingest(catalogue, intake, clock, authenticity)
        self._changing = Changing(whole, catalogue, intake, self._ingest, clock, governance)
        self._root = root_url.rstrip("/")
        self._prefix = urlsplit(self._root).path
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="baken-sensorthings")
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        method = scope["method"]
        try:
            if not self._started:
                self._started = True
                await self._changing.finish_erasures()
            response = await self._respond(method, scope, receive)
        except ClientGoneError:
            return
        except BakenError as error:
            response = _problem(problem_of(error, principal_in(scope)))
        except RecursionError:
            response = _problem(invalid("The request is nested too deeply."))
        except Exception:  # noqa: BLE001 - the last boundary: the client gets a problem document
            _LOG.exception("SensorThings: %r %r failed", method, scope["path"])
            response = _problem(Problem(500, "The service failed; the reason is in its log."))
        await http.respond(send, response, head=method == "HEAD")

    async def _respond(self, method: str, scope: Scope, receive: Receive) -> Response:
        path: str = scope["path"]
        path = path.removeprefix(self._prefix).rstrip("/")
        root = self._root if not self._root.startswith("/") and self._root else http.origin(scope) + self._root
        if method == "POST":
            return await self._post(path, root, scope, receive)
        if method in {"GET", "HEAD"}:
            return await self._get(path, root, scope)
        if method in _CHANGE:
            return await self._change(method, path, root, scope, receive)
        allowed = await self._allowed(path, self._views.of(principal_in(scope)))
        if method == "OPTIONS":
            return Response(204, headers=((b"allow", ", ".join(allowed).encode()),))
        raise _not_allowed(method, allowed)

    # -- reading ---------------------------------------------------------------------------------------------

    async def _get(self, path: str, root: str, scope: Scope) -> Response:
        if not path:
            return Response(body=msgspec.json.encode(service_root(root)))
        if path == "/CreateObservations":
            raise _not_allowed("GET", ("POST", "OPTIONS"))
        query: bytes = scope["query_string"]
        reading = self._views.of(principal_in(scope)).reading
        if not query and _IN_MEMORY.fullmatch(path):
            body, media_type = reading.get(path, query, root)
        else:
            body, media_type = await self._in_thread(reading.get, path, query, root)
        return Response(body=body, media_type=media_type)

    async def _in_thread(self, function: Callable[..., T], *arguments: object) -> T:
        context = copy_context()  # so that the thread knows for which request it works
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, function, *arguments)

    async def _resolve(self, path: str, view: View) -> Resource:
        resource: Resource = await self._in_thread(view.reading.resolver.resolve, path)
        return resource

    async def _allowed(self, path: str, view: View) -> tuple[str, ...]:
        if not path:
            return _READ
        if path == "/CreateObservations":
            return ("POST", "OPTIONS")
        return _methods(await self._resolve(path, view))

    # -- writing ---------------------------------------------------------------------------------------------

    async def _post(self, path: str, root: str, scope: Scope, receive: Receive) -> Response:
        http.media_type(scope)
        by = self._views.writing(principal_in(scope))
        if path == "/CreateObservations":
            answer = await self._ingest.batch(await http.read_body(scope, receive), root, by)
            return Response(201, answer)
        found = _DATASTREAM.fullmatch(path)
        if found or path == "/Observations":
            body = await http.read_body(scope, receive)
            plain = read_plain(body)
            if plain is not None:
                given = None if found is None else int(found.group(1))
                if given is None and plain.datastream is not None:
                    given = number_of(plain.datastream)
                if given is not None and (plain.datastream is None or number_of(plain.datastream) == given):
                    by.require(given, in_path=found is not None)
                    return _observation_created(root, await self._ingest.plain(given, plain, by))
            return await self._create(path, root, body, by)
        if not path:
            raise _not_allowed("POST", _READ)
        return await self._create(path, root, await http.read_body(scope, receive), by)

    async def _create(self, path: str, root: str, body: bytes, by: Writing) -> Response:
        view = self._views.of_writing(by)
        resource = await self._resolve(path, view)
        if "POST" not in _methods(resource):
            raise _not_allowed("POST", _methods(resource))
        name, created = await self._changing.create(resource, decode_json(body), by)
        if name == "Observation":
            return _observation_created(root, created)
        entity_type = view.schema.types[name]
        link = self_link(root, entity_type, created)
        text = await self._in_thread(view.reading.entity, entity_type, created, root)
        return Response(201, text, headers=((b"location", link.encode()),))

    async def _change(self, method: str, path: str, root: str, scope: Scope, receive: Receive) -> Response:
        by = self._views.writing(principal_in(scope))
        view = self._views.of_writing(by)
        if path in {"", "/CreateObservations"}:
            raise _not_allowed(method, await self._allowed(path, view))
        resource = await self._resolve(path, view)
        if method not in _methods(resource):
            raise _not_allowed(method, _methods(resource))
        if method == "DELETE":
            await self._changing.delete(resource, by)
            if self._on_erased is not None:
                self._on_erased()
            return Response()
        media_type = http.media_type(scope)
        body = decode_json(await http.read_body(scope, receive))
        if media_type == _JSON_PATCH:
            if method != "PATCH":
                raise invalid("A JSON Patch is sent with PATCH.")
            document = await self._in_thread(view.reading.document, resource.type, resource.record)
            record = await self._changing.patch(resource, document, body, by)
        else:
            record = await self._changing.update(resource, body, by, replace=method == "PUT")
        if resource.type.kind is None:
            link = self_link(root, resource.type, record)
            return Response(body=(await self._in_thread(view.reading.get, link.removeprefix(root), b"", root))[0])
        return Response(body=await self._in_thread(view.reading.entity, resource.type, record, root))


def _methods(resource: Resource) -> tuple[str, ...]:
    if resource.tail or resource.suffix:
        return _READ
    return (*_READ, "POST") if resource.is_collection else (*_READ, *_CHANGE)


def _not_allowed(method: str, allowed: tuple[str, ...]) -> Problem:
    listed = ", ".join(allowed)
    return Problem(
        405, f"{method[:20]} is not possible here.", remedy=f"Use {listed}.", headers=((b"allow", listed.encode()),)
    )


def _observation_created(root: str, number: str) -> Response:
    link = f"{root}/Observations('{number}')"
    body = f'{{"@iot.id":"{number}","@iot.selfLink":"{link}"}}'.encode()
    return Response(201, body, headers=((b"location", link.encode()),))


def _problem(problem: Problem) -> Response:
    return Response(problem.status, problem.body(), b"application/problem+json", problem.headers)
