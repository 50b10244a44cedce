# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads pages of an OGC SensorThings API 1.1 server (18-088); knows nothing of Baken."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

_ID: Final = re.compile(r"[0-9]{1,18}")
_SAFE: Final = "(),$=/'"
_LONGEST_ID: Final = 120
_MOST: Final = 100_000


class PageError(Exception):
    """What arrived is no page of a SensorThings server."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation, its values as they stand there."""

    phenomenon_time: object
    result_time: object
    result: object


@dataclass(frozen=True, slots=True)
class Datastream:
    """One datastream with the observations that were expanded.

    Attributes
    ----------
    id
        As text; empty when it has none that can be used.
    unit
        What may name the unit, most exact first.
    observed
        What may name the observed property, most exact first.
    has_more
        Whether the server says that there are older observations.
    place
        Longitude and latitude of an observed area that is a point, as they stand there.
    """

    id: str
    name: str
    unit: tuple[str, ...]
    observed: tuple[str, ...]
    observations: tuple[Observation, ...]
    has_more: bool
    place: tuple[object, object] = (None, None)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: datastreams, or the observations of one, and where the next page is (empty: nowhere)."""

    datastreams: tuple[Datastream, ...]
    observations: tuple[Observation, ...]
    next_link: str


def datastreams_url(root: str, *, page: int, per_page: int, newest: int, condition: str = "") -> str:
    """Return the address of a page of datastreams, each with its newest observations.

    Examples
    --------
    >>> datastreams_url("https://a.example/v1.1", page=1, per_page=50, newest=3)[:60]
    'https://a.example/v1.1/Datastreams?$top=50&$skip=50&$orderby'
    """
    expand = f"ObservedProperty,Observations($orderby=phenomenonTime desc;$top={newest})"
    options = {"$top": str(per_page), "$skip": str(page * per_page), "$orderby": "id asc", "$expand": expand}
    if condition:
        options["$filter"] = condition
    return f"{root}/Datastreams?" + _query(options)


def observations_url(root: str, datastream: str, *, newest: int) -> str:
    """Return the address of the newest observations of one datastream.

    Examples
    --------
    >>> observations_url("https://a.example/v1.1", "a/b", newest=3)
    "https://a.example/v1.1/Datastreams('a%2Fb')/Observations?$orderby=phenomenonTime%20desc&$top=3"
    """
    key = datastream if _ID.fullmatch(datastream) else "'" + quote(datastream.replace("'", "''"), safe="") + "'"
    return f"{root}/Datastreams({key})/Observations?" + _query({"$orderby": "phenomenonTime desc", "$top": str(newest)})


def _query(options: dict[str, str]) -> str:
    return "&".join(f"{name}={quote(value, safe=_SAFE + ';:')}" for name, value in options.items())


def read_page(raw: bytes) -> Page:
    """Return what stands on a page.

    Raises
    ------
    PageError
        When it is no page.
    """
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise PageError("it is no JSON") from error
    values = document.get("value") if isinstance(document, dict) else None
    if not isinstance(values, list) or len(values) > _MOST:
        raise PageError("it has no list 'value'")
    records = [record for record in values if isinstance(record, dict)]
    datastreams = [record for record in records if "unitOfMeasurement" in record or "Observations" in record]
    observations = [record for record in records if "result" in record]
    if values and not datastreams and not observations:
        raise PageError("it holds neither datastreams nor observations")
    link = document.get("@iot.nextLink")
    return Page(
        tuple(_datastream(record) for record in datastreams),
        tuple(_observation(record) for record in observations),
        link if isinstance(link, str) else "",
    )


def is_same_host(link: str, root: str) -> bool:
    """Tell whether a link leads to the host of a server, over the same scheme and port; one without a host does.

    Examples
    --------
    >>> is_same_host("https://a.example/v1.1/x", "https://a.example/v1.1"), is_same_host("//b.example", "https://a.example")
    (True, False)
    """
    try:
        to, home = urlsplit(link), urlsplit(root)
        ports = to.port, home.port
    except ValueError:
        return False
    is_relative = not to.netloc and not to.scheme
    return is_relative or (to.scheme or home.scheme, to.hostname, ports[0]) == (home.scheme, home.hostname, ports[1])


def _datastream(record: dict[str, Any]) -> Datastream:
    unit, observed = record.get("unitOfMeasurement"), record.get("ObservedProperty")
    observations = record.get("Observations")
    return Datastream(
        id=identity(record.get("@iot.id")),
        name=_text(record.get("name")),
        unit=_texts(unit, ("definition", "symbol", "name")),
        observed=_texts(observed, ("definition", "name")),
        observations=tuple(
            _observation(o) for o in (observations if isinstance(observations, list) else []) if isinstance(o, dict)
        ),
        has_more=isinstance(record.get("Observations@iot.nextLink"), str),
        place=_point(record.get("observedArea")),
    )


def _point(shape: object) -> tuple[object, object]:
    """Return longitude and latitude of a GeoJSON point; of another shape none."""
    found = shape.get("coordinates") if isinstance(shape, dict) and shape.get("type") == "Point" else None
    return (found[0], found[1]) if isinstance(found, list) and len(found) in (2, 3) else (None, None)


def _observation(record: dict[str, Any]) -> Observation:
    return Observation(record.get("phenomenonTime"), record.get("resultTime"), record.get("result"))


def identity(value: object) -> str:
    """Return an id as text; empty when it is none."""
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    return text if len(text) <= _LONGEST_ID and text.isprintable() else ""


def _texts(record: object, keys: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(record, dict):
        return ()
    return tuple(text for key in keys if (text := _text(record.get(key))))


def _text(value: object) -> str:
    return value.strip()[:400] if isinstance(value, str) else ""
