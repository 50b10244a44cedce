# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The registers of every city that is shipped or made for tests, from its folder, and the command that writes them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rdflib import Graph
from test_dcat import broken_rules

from baken.city.load import load
from baken.errors import BakenError
from baken.plugin.registry import ConnectorRegistry
from baken.registers.algorithms import algorithm_register
from baken.registers.dcat.catalogue import catalogue_turtle
from baken.registers.method_words import FORECAST_ID
from baken.registers.processing import processing_register
from baken.registers.sensors import sensor_register
from baken.service.cli.register import command
from baken.service.register_facts import facts_of_city
from servers import FIXTURES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from baken.registers.model import Facts

CITIES = sorted(f.parent for root in (ROOT / "cities", FIXTURES / "cities") for f in root.glob("*/city.toml"))
AUCKLAND = str(ROOT / "cities" / "auckland")


def facts_from(folder: Path) -> Facts:
    registry = ConnectorRegistry()
    return facts_of_city(load(folder, registry), "https://city.example", registry)


@pytest.mark.parametrize("folder", CITIES, ids=lambda f: f.name)
def test_the_registers_of_a_city_are_complete(folder: Path) -> None:
    facts = facts_from(folder)
    sensors = Counter(e.reference for e in sensor_register(facts).entries)
    assert sensors == {f"{facts.city.id}/{s.id}": 1 for s in facts.city.streams}
    activities = Counter(e.id for e in processing_register(facts).entries)
    assert activities == dict.fromkeys({a.id for a in facts.city.activities}, 1)
    methods = Counter(e.baken.method for e in algorithm_register(facts).entries if e.baken.method)
    foreseen = {FORECAST_ID: 1} if facts.city.coverage.of_forecasts else {}
    assert methods == {m.definition.id: 1 for m in facts.methods} | foreseen
    assert methods


@pytest.mark.parametrize("folder", CITIES, ids=lambda f: f.name)
def test_the_catalogue_of_a_city_keeps_every_rule(folder: Path) -> None:
    assert broken_rules(Graph().parse(data=catalogue_turtle(facts_from(folder)), format="turtle")) == ""


def test_open_data_are_published_under_the_licence_of_their_provider() -> None:
    turtle = catalogue_turtle(facts_from(ROOT / "cities" / "auckland")).decode()
    assert "http://creativecommons.org/licenses/by/4.0/deed.nl" in turtle


def test_what_the_public_is_told_is_a_data_set_to_fetch_as_json_and_as_a_table() -> None:
    for city in ("auckland", "scheveningen"):
        turtle = catalogue_turtle(facts_from(ROOT / "cities" / city)).decode()
        assert "dcat:downloadURL <https://city.example/api/v1/public/busyness>" in turtle
        assert "dcat:downloadURL <https://city.example/api/v1/public/busyness?format=csv>" in turtle


# -- baken register ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("sensors",), "{"),
        (("sensors", "--format", "geojson"), '{"type":"FeatureCollection"'),
        (("sensors", "--format", "csv"), '"reference"'),
        (("algorithms",), "{"),
        (("data-sets",), "{"),
        (("dcat", "--format", "ttl"), "# DCAT-AP-NL 3.0"),
        (("processing", "--format", "html"), "<!doctype html>"),
        (("dpia", "--activity", "open-pedestrian-counts", "--format", "md"), "# Concept-DPIA"),
        (("iama", "--activity", "open-pedestrian-counts"), "{"),
    ],
)
def test_the_command_prints_what_is_asked(words: tuple[str, ...], begins: str) -> None:
    done = CliRunner().invoke(command, [AUCKLAND, *words])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(begins)


@pytest.mark.parametrize(("name", "begins"), [("x.csv", b'"reference"'), ("x.geojson", b"{"), ("x", b"{")])
def test_the_end_of_the_file_says_in_which_form(tmp_path: Path, name: str, begins: bytes) -> None:
    done = CliRunner().invoke(command, [AUCKLAND, "sensors", "--out", str(tmp_path / name)])
    assert done.exit_code == 0, done.output
    assert done.output == ""
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_page_that_is_written_to_a_file_needs_no_server(tmp_path: Path) -> None:
    file = tmp_path / "iama.html"
    CliRunner().invoke(command, [AUCKLAND, "iama", "--activity", "open-pedestrian-counts", "--out", str(file)])
    page = file.read_text(encoding="utf-8")
    assert "<style>" in page
    assert "<link" not in page


def test_addresses_are_those_of_the_node_to_be() -> None:
    done = CliRunner().invoke(command, [AUCKLAND, "algorithms", "--base-url", "https://drukte.example/"])
    entry = json.loads(done.output)["entries"][0]
    assert entry["url"] == "https://drukte.example/api/v1/registers/algorithms"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dpia",), "open-pedestrian-counts"),
        (("iama", "--activity", "nobody"), "'nobody'"),
        (("sensors", "--format", "xlsx"), "json, geojson, csv"),
        (("sensors", "--base-url", "javascript:alert(1)"), "no web address"),
        (("sensors", "--out", "/nowhere/at/all.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_a_remedy(words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(command, [AUCKLAND, *words])
    assert isinstance(done.exception, BakenError)
    assert said in str(done.exception)
    assert done.exception.remedy
