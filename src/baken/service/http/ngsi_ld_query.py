# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody asks of the NGSI-LD view (ETSI GS CIM 009), and how what it does not do is refused."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.service.http.ngsi_ld_entities import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONTEXT: Final = "https://raw.githubusercontent.com/smart-data-models/dataModel.Transportation/master/context.jsonld"
"""The ``@context`` of Smart Data Models, whose names the entities have."""
_CORE: Final = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context"
CORE_CONTEXT: Final = f"{_CORE}-v1.6.jsonld"
LD_JSON: Final = "application/ld+json"
JSON: Final = "application/json"

MOST: Final = 1000
USUAL: Final = 100

_ERRORS: Final = "https://uri.etsi.org/ngsi-ld/errors/"
_FULL_TYPES: Final = frozenset({
    TYPE,
    f"https://smartdatamodels.org/dataModel.Transportation/{TYPE}",
    f"https://uri.fiware.org/ns/data-models#{TYPE}",
    f"https://uri.etsi.org/ngsi-ld/default-context/{TYPE}",
})  # fmt: skip
"""The type by its short name, and as brokers expand it by the contexts that are in use."""
_ENTITIES: Final = frozenset({"id", "type", "attrs", "limit", "offset", "count", "options", "format", "local"})
_ONE: Final = frozenset({"type", "attrs", "options", "format", "local"})
_NOT_DONE: Final = frozenset({
    "q", "csf", "idPattern", "georel", "geometry", "coordinates", "geoproperty", "geometryProperty", "lang", "scopeQ",
    "datasetId", "pick", "omit", "join", "joinLevel", "containedBy", "orderBy", "expandValues", "entityMap",
    "timerel", "timeAt", "endTimeAt", "details", "via", "splitEntities",
})  # fmt: skip
_CONTEXT_LINK: Final = re.compile(r'<([^>]{1,400})>\s*;[^,]*rel="?http://www\.w3\.org/ns/json-ld#context"?')


class NgsiLdError(BakenError):
    """A request that the view refuses, in the words of ETSI GS CIM 009, 5.5.2.

    Attributes
    ----------
    kind
        Address of the kind of error.
    status
        The HTTP status code that the standard gives it.
    """

    def __init__(self, kind: str, status: int, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.kind = _ERRORS + kind
        self.status = status


def bad_request(message: str, remedy: str = "") -> NgsiLdError:
    """Return the refusal of what makes no sense."""
    return NgsiLdError("BadRequestData", 400, message, remedy=remedy)


def not_supported(message: str, remedy: str = "") -> NgsiLdError:
    """Return the refusal of what makes sense, and is not done here."""
    return NgsiLdError("OperationNotSupported", 422, message, remedy=remedy)


class Representation(StrEnum):
    """In which form entities are given (ETSI GS CIM 009, 4.5)."""

    NORMALIZED = "normalized"
    CONCISE = "concise"
    SIMPLIFIED = "simplified"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for.

    Attributes
    ----------
    ids, attributes
        Only these; None for no such condition.
    is_of_type
        Whether the asked types hold ``CrowdFlowObserved``.
    """

    media_type: str
    representation: Representation = Representation.NORMALIZED
    ids: frozenset[str] | None = None
    attributes: frozenset[str] | None = None
    is_of_type: bool = True
    limit: int = USUAL
    offset: int = 0
    counts: bool = False


def asked_entities(query: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> Asked:
    """Return what a query of entities asks for.

    Raises
    ------
    NgsiLdError
        When it makes no sense, or is not done here.

    Examples
    --------
    >>> asked_entities([("type", "CrowdFlowObserved"), ("limit", "5"), ("options", "keyValues")], {}).limit
    5
    """
    given = _given(query, _ENTITIES)
    if not {"type", "id", "attrs", "local"} & given.keys():
        raise bad_request("A query needs type, id or attrs.", f"Add ?type={TYPE}.")
    types = None if "type" not in given else _list(given, "type")
    counts = _boolean(given, "count") or "count" in _options(given)
    limit = _integer(given, "limit", USUAL, MOST)
    if limit == 0 and not counts:
        raise bad_request("limit = 0 gives nothing but a count.", "Add count=true, or a higher limit.")
    return msgspec.structs.replace(
        _common(given, headers),
        ids=frozenset(_list(given, "id")) if "id" in given else None,
        is_of_type=types is None or bool(_FULL_TYPES & set(types)),
        limit=limit,
        offset=_integer(given, "offset", 0, 1_000_000),
        counts=counts,
    )


def asked_entity(query: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> Asked:
    """Return what is asked of one entity.

    Raises
    ------
    NgsiLdError
        As :func:`asked_entities`.
    """
    given = _given(query, _ONE)
    asked = _common(given, headers)
    return msgspec.structs.replace(
        asked, is_of_type="type" not in given or bool(_FULL_TYPES & set(_list(given, "type")))
    )


def asked_nothing(query: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> Asked:
    """Return in which media type something without parameters is asked for.

    Raises
    ------
    NgsiLdError
        As :func:`asked_entities`.
    """
    return _common(_given(query, frozenset({"local"})), headers)


def _common(given: dict[str, str], headers: Mapping[str, str]) -> Asked:
    _require_known_context(headers.get("link", ""))
    return Asked(
        media_type=_media_type(headers.get("accept", "")),
        representation=_representation(given),
        attributes=frozenset(map(_short, _list(given, "attrs"))) if "attrs" in given else None,
    )


def _given(query: Iterable[tuple[str, str]], known: frozenset[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in query:
        if name in given:
            raise bad_request(f"{name[:40]} stands there twice.", "Write several values with commas.")
        if name not in known:
            if name in _NOT_DONE | _ENTITIES:
                raise not_supported(f"{name} is not supported here.", f"Use {', '.join(sorted(known))}.")
            raise bad_request(f"{name[:40]!r} is no parameter of NGSI-LD.", f"Use {', '.join(sorted(known))}.")
        given[name] = value
    return given


def _list(given: dict[str, str], name: str) -> list[str]:
    words = [word.strip() for word in given[name].split(",")]
    if not all(words) or len(words) > MOST:
        raise bad_request(f"{name} must be one or more names with commas between them.")
    if name == "type" and any(c in given[name] for c in ";|()"):
        raise not_supported("Expressions of types are not supported here.", f"Write type={TYPE}.")
    return words


def _short(name: str) -> str:
    """Return the last part of a name that a broker expanded to an address."""
    return name.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def _options(given: dict[str, str]) -> frozenset[str]:
    return frozenset(word for word in given.get("options", "").split(",") if word)


def _representation(given: dict[str, str]) -> Representation:
    words = {"normalized", "concise", "keyValues", "simplified"}
    options = _options(given)
    unknown = options - words - {"count"}
    if unknown:
        raise not_supported(f"options={','.join(sorted(unknown))[:60]} is not supported here.")
    wanted = (options & words) | ({given["format"]} if "format" in given else set())
    if not wanted:
        return Representation.NORMALIZED
    if len(wanted) > 1 or not wanted <= words:
        raise bad_request("Only one representation can be given.", "Use normalized, concise or simplified.")
    word = next(iter(wanted))
    return Representation.SIMPLIFIED if word == "keyValues" else Representation(word)


def _boolean(given: dict[str, str], name: str) -> bool:
    value = given.get(name, "false")
    if value not in ("true", "false"):
        raise bad_request(f"{name} must be true or false.")
    return value == "true"


def _integer(given: dict[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= most):
        raise bad_request(f"{name} must be a whole number from 0 to {most}.")
    return int(text)


def _require_known_context(link: str) -> None:
    for address in _CONTEXT_LINK.findall(link):
        if address != CONTEXT and not address.startswith(_CORE):
            raise not_supported(
                "Names of another @context are not understood here.", f"Leave Link out, or name {CONTEXT}."
            )


def _media_type(accept: str) -> str:
    """Return the media type that is liked best, of the two that there are."""
    liked: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        quality = next((p.partition("=")[2] for p in parameters if p.startswith("q=")), "1")
        liked[name.lower()] = float(quality) if re.fullmatch(r"[01](\.[0-9]{0,3})?", quality) else 0.0
    if not accept.strip():
        return JSON
    anything = max(liked.get("*/*", 0.0), liked.get("application/*", 0.0))
    json, linked = liked.get(JSON, anything), liked.get(LD_JSON, 0.0 if JSON in liked else anything)
    if not max(json, linked) > 0:
        raise NgsiLdError("InvalidRequest", 406, "Entities are given as JSON.", remedy=f"Accept {JSON} or {LD_JSON}.")
    return LD_JSON if linked > json else JSON
