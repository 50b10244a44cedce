# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Topics, filters and JSON payloads of MQTT; knows nothing of Baken."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,6}")
_LONGEST_TOPIC: Final = 1024


class PayloadError(Exception):
    """A payload that is no JSON."""


class _Nothing:
    """Stands for a value that is not there, which is not null."""


NOTHING: Final = _Nothing()


def is_topic(text: str) -> bool:
    """Tell whether a text can be the topic of a message (MQTT 5, section 4.7).

    Examples
    --------
    >>> is_topic("counters/pier/5min"), is_topic("counters/+"), is_topic("")
    (True, False, False)
    """
    return 0 < len(text) <= _LONGEST_TOPIC and text.isprintable() and not any(c in text for c in "+#")


def is_filter(text: str) -> bool:
    """Tell whether a text can be a filter of topics.

    Examples
    --------
    >>> is_filter("counters/+/5min"), is_filter("v1.1/#"), is_filter("v1.1/Datastreams(+)"), is_filter("a/#/b")
    (True, True, False, False)
    """
    parts = text.split("/")
    is_short = 0 < len(text) <= _LONGEST_TOPIC and text.isprintable()
    return is_short and all(
        part == "+" or (part == "#" and i == len(parts) - 1) or not any(c in part for c in "+#")
        for i, part in enumerate(parts)
    )


def matches(topic: str, pattern: str) -> bool:
    """Tell whether a topic meets a filter.

    Examples
    --------
    >>> matches("a/b/c", "a/+/c"), matches("a/b/c", "a/#"), matches("a", "a/#"), matches("a/b", "a/+/c")
    (True, True, True, False)
    """
    parts, wanted = topic.split("/"), pattern.split("/")
    if wanted[-1] == "#":
        wanted = wanted[:-1]
        parts = parts[: len(wanted)] if len(parts) >= len(wanted) else parts
    return len(parts) == len(wanted) and all(w in ("+", p) for p, w in zip(parts, wanted, strict=True))


def payload(raw: bytes) -> Any:
    """Return what a payload holds: JSON, also a bare number.

    Raises
    ------
    PayloadError
        When it is none.
    """
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise PayloadError("the payload is no JSON") from error


def resolved(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) leads to; :data:`NOTHING` where there is nothing.

    Examples
    --------
    >>> resolved({"a": [1, {"b/c": 2}]}, "/a/1/b~1c"), resolved(7, ""), resolved(7, "/a") is NOTHING
    (2, 7, True)
    """
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(key, NOTHING)
        elif isinstance(document, list) and _INDEX.fullmatch(key) and int(key) < len(document):
            document = document[int(key)]
        else:
            return NOTHING
    return document


def is_pointer(text: str) -> bool:
    """Tell whether a text is a JSON pointer.

    Examples
    --------
    >>> is_pointer(""), is_pointer("/a/0"), is_pointer("a"), is_pointer("/a~2")
    (True, True, False, False)
    """
    return (text == "" or text.startswith("/")) and not re.search(r"~(?![01])", text)
