# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Just enough RDF to write a catalogue: nodes with properties, as Turtle and as JSON-LD of the same graph.

Reading RDF is never needed in a node, so a library for it stays in the tests.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_NOT_IN_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\\x7f\ud800-\udfff]")
_ESCAPED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_UNSAFE: Final = re.compile(r"[\\\"\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Iri:
    """The address of something. What may not stand in one is percent-encoded, so that none ends early."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _NOT_IN_IRI.sub(_percent, self.text))


@dataclass(frozen=True, slots=True)
class Literal:
    """A text with a language, or a value with a datatype (``xsd:date``)."""

    text: str
    language: str = ""
    datatype: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text.encode("utf-8", "replace").decode())


@dataclass(frozen=True, slots=True)
class Node:
    """Something with types and properties; without an address it is a blank node inside another."""

    types: tuple[str, ...]
    properties: tuple[tuple[str, Value], ...]
    iri: Iri | None = None


Value = Iri | Literal | Node


@dataclass(slots=True)
class NodeBuilder:
    """Collects the properties of a node; what is empty is left out."""

    types: tuple[str, ...]
    iri: Iri | None = None
    _properties: list[tuple[str, Value]] = field(default_factory=list)

    def add(self, predicate: str, *values: Value | None) -> NodeBuilder:
        """Add values to a property."""
        for value in values:
            if value is None or (isinstance(value, Literal) and not value.text):
                continue
            if (predicate, value) not in self._properties:
                self._properties.append((predicate, value))
        return self

    def done(self) -> Node:
        """Return the node."""
        return Node(types=self.types, properties=tuple(self._properties), iri=self.iri)


def turtle(nodes: Iterable[Node], comment: str) -> bytes:
    """Return a graph as Turtle (W3C, RDF 1.1).

    Examples
    --------
    >>> node = Node(("dcat:Dataset",), (("dct:title", Literal('A "b"', "en")),), Iri("https://x.example/1"))
    >>> print(turtle([node], "c").decode().split("\\n\\n", 1)[1])
    <https://x.example/1> a dcat:Dataset ;
        dct:title "A \\"b\\""@en .
    <BLANKLINE>
    """
    head = [f"# {line}" for line in comment.splitlines()]
    head += [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    body = (f"{_subject(node)} {_predicates(node, 1)} .\n" for node in nodes)
    return ("\n".join(head) + "\n\n" + "\n".join(body)).encode()


def jsonld(nodes: Iterable[Node]) -> bytes:
    """Return the same graph as JSON-LD 1.1."""
    document = {"@context": PREFIXES, "@graph": [_object(node) for node in nodes]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _subject(node: Node) -> str:
    return "[]" if node.iri is None else f"<{node.iri.text}>"


def _predicates(node: Node, depth: int) -> str:
    lines = [f"a {', '.join(node.types)}"] if node.types else []
    lines += [f"{predicate} {_term(value, depth)}" for predicate, value in node.properties]
    return (" ;\n" + "    " * depth).join(lines)


def _term(value: Value, depth: int) -> str:
    if isinstance(value, Iri):
        return f"<{value.text}>"
    if isinstance(value, Node):
        return f"[ {_predicates(value, depth + 1)} ]"
    quoted = f'"{_UNSAFE.sub(_escape, value.text)}"'
    if value.language:
        return f"{quoted}@{value.language}"
    return f"{quoted}^^{value.datatype}" if value.datatype else quoted


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPED.get(character) or f"\\u{ord(character):04X}"


def _object(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {} if node.iri is None else {"@id": node.iri.text}
    if node.types:
        found["@type"] = list(node.types)
    for predicate, value in node.properties:
        found.setdefault(predicate, []).append(_json_value(value))
    return found


def _json_value(value: Value) -> dict[str, Any]:
    if isinstance(value, Iri):
        return {"@id": value.text}
    if isinstance(value, Node):
        return _object(value)
    if value.language:
        return {"@value": value.text, "@language": value.language}
    return {"@value": value.text, "@type": value.datatype} if value.datatype else {"@value": value.text}
