# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document, completed with what is true of every answer and cannot be said at one route.

Every answer carries ``API-Version``, every refusal is a problem document, and names on the wire are camelCase: the
rules are those of the NLGov REST API Design Rules, held by ``.spectral.yaml``.
"""

from __future__ import annotations

import copy
import re
from typing import Any, Final

Json = dict[str, Any]

_METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options")
_PARAMETER: Final = re.compile(r"\{(\w+)\}")

_VERSION_HEADER: Final[Json] = {
    "description": "Version of this interface.",
    "required": True,
    "schema": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
}
_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["status", "title"],
    "properties": {
        "status": {"type": "integer", "description": "The HTTP status code.", "minimum": 400, "maximum": 599},
        "title": {"type": "string", "description": "What kind of refusal."},
        "detail": {"type": "string", "description": "What was wrong and what to do, for a person."},
    },
}
_REFUSAL: Final[Json] = {
    "description": "Refused; the problem document says why and what to do.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def complete(document: Json) -> Json:
    """Return the document of the routes with what holds for all of them.

    Invariants: the argument is not changed; completing twice is completing once.

    Examples
    --------
    >>> done = complete({"paths": {"/areas/{area_id}": {"get": {"responses": {"200": {}}}}}})
    >>> list(done["paths"])
    ['/areas/{areaId}']
    >>> sorted(done["paths"]["/areas/{areaId}"]["get"]["responses"])
    ['200', 'default']
    """
    document = copy.deepcopy(document)
    document["paths"] = {_wire_path(path): item for path, item in document["paths"].items()}
    document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = copy.deepcopy(_PROBLEM)
    for item in document["paths"].values():
        for method in _METHODS:
            if method in item:
                _complete_operation(item[method])
    _describe_tuples(document["components"]["schemas"])
    return document


def wire_name(name: str) -> str:
    """Return the camelCase form of a name.

    Examples
    --------
    >>> wire_name("area_id")
    'areaId'
    """
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def without_null(schema: Json) -> Json:
    """Return the schema of a parameter that may be left out: nobody can write null in an address.

    Examples
    --------
    >>> without_null({"oneOf": [{"type": "integer"}, {"type": "null"}], "minimum": 0})
    {'minimum': 0, 'type': 'integer'}
    """
    choices: list[Json] = [choice for choice in schema.get("oneOf", ()) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    return {key: value for key, value in schema.items() if key != "oneOf"} | choices[0]


def _wire_path(path: str) -> str:
    return _PARAMETER.sub(lambda found: "{" + wire_name(found[1]) + "}", path)


def _complete_operation(operation: Json) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter.get("in") == "path":
            parameter["name"] = wire_name(parameter["name"])
        parameter["schema"] = without_null(parameter["schema"])
    responses = operation["responses"]
    responses.get("204", {}).pop("content", None)  # there is nothing to describe
    responses["default"] = copy.deepcopy(_REFUSAL)
    for status in [status for status in responses if status[0] in "45"]:
        responses[status] = copy.deepcopy(_REFUSAL)
    for response in responses.values():
        response.setdefault("headers", {})["API-Version"] = copy.deepcopy(_VERSION_HEADER)


def _describe_tuples(schema: Any) -> None:
    """Give a list of fixed length the ``items`` that tools of OpenAPI 3.0 look for."""
    if isinstance(schema, dict):
        if schema.get("type") == "array" and "items" not in schema:
            kinds = {item.get("type") for item in schema.get("prefixItems", ())}
            schema["items"] = {"type": kinds.pop()} if len(kinds) == 1 else {}
        for inner in schema.values():
            _describe_tuples(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _describe_tuples(inner)
