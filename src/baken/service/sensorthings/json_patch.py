# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON Patch (RFC 6902) of an entity; requirement ``create-update-delete/update-entity-jsonpatch``."""

from __future__ import annotations

import copy
from typing import Any, Final

from baken.service.sensorthings.problem import invalid

MAX_OPERATIONS: Final = 100


def apply(document: Any, operations: Any) -> Any:
    """Return a document with a patch applied; the given one is left as it was.

    Raises
    ------
    Problem
        400 when the patch is malformed, points at nothing, or its test fails.

    Examples
    --------
    >>> apply({"properties": {"a": 1}}, [{"op": "replace", "path": "/properties/a", "value": 2}])
    {'properties': {'a': 2}}
    """
    if not isinstance(operations, list) or not all(isinstance(o, dict) for o in operations):
        raise invalid(
            "A JSON Patch is a list of operations.", remedy='Send [{"op": "replace", "path": …, "value": …}].'
        )
    if len(operations) > MAX_OPERATIONS:
        raise invalid(f"A JSON Patch may have {MAX_OPERATIONS} operations.")
    changed = copy.deepcopy(document)
    for i, operation in enumerate(operations, 1):
        try:
            changed = _apply_one(changed, operation)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise invalid(f"Operation {i} of the JSON Patch cannot be applied: {_reason(error)}.") from error
    return changed


def _reason(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def _apply_one(document: Any, operation: dict[str, Any]) -> Any:
    keys = _pointer(operation["path"])
    match operation["op"]:
        case "add":
            return _add(document, keys, copy.deepcopy(operation["value"]))
        case "remove":
            return _remove(document, keys)
        case "replace":
            _at(document, keys)
            return _add(_remove(document, keys) if keys else None, keys, copy.deepcopy(operation["value"]))
        case "move":
            moved = _at(document, source := _pointer(operation["from"]))
            if keys[: len(source)] == source and keys != source:
                raise ValueError("a value cannot move into itself")
            return _add(_remove(document, source), keys, moved)
        case "copy":
            return _add(document, keys, copy.deepcopy(_at(document, _pointer(operation["from"]))))
        case "test":
            if _at(document, keys) != operation["value"]:
                raise ValueError(f"the value at {operation['path']!r} is another")
            return document
    raise ValueError(f"there is no operation {operation['op']!r}")


def _pointer(path: Any) -> list[str]:
    if not isinstance(path, str) or (path and not path.startswith("/")):
        raise ValueError(f"{path!r} is no path")
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _at(document: Any, keys: list[str]) -> Any:
    for key in keys:
        document = document[_index(document, key)]
    return document


def _index(container: Any, key: str) -> Any:
    if isinstance(container, list):
        if not (key.isascii() and key.isdigit()):
            raise ValueError(f"{key!r} is no place in a list")
        return int(key)
    if not isinstance(container, dict):
        raise TypeError(f"there is nothing inside at {key!r}")
    return key


def _add(document: Any, keys: list[str], value: Any) -> Any:
    if not keys:
        return value
    container = _at(document, keys[:-1])
    if isinstance(container, list):
        place = len(container) if keys[-1] == "-" else _index(container, keys[-1])
        if place > len(container):
            raise IndexError(f"place {place} is beyond the list")
        container.insert(place, value)
    else:
        container[_index(container, keys[-1])] = value
    return document


def _remove(document: Any, keys: list[str]) -> Any:
    if not keys:
        return None
    container = _at(document, keys[:-1])
    del container[_index(container, keys[-1])]
    return document
