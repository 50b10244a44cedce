# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bill of materials is valid and whole, and everything in it may be passed on under EUPL-1.2."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from servers import ROOT

sys.path.insert(0, str(ROOT / "tools"))

import sbom

LICENCES = tomllib.loads((ROOT / sbom.LICENCES).read_text(encoding="utf-8"))
SAYS = {
    "PSF-2.0": "Python Software Foundation",
    "MIT": r"\bMIT\b",
    "BSD-2-Clause": r"BSD",
    "BSD-3-Clause": r"BSD",
    "Apache-2.0": r"Apache",
    "MPL-2.0": r"MPL|Mozilla",
    "OR": r"Dual License|MIT|Apache|BSD",
}
"""How packages that state no SPDX expression say it."""


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.bill_of_materials()


def test_it_is_valid_cyclonedx(bill: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None


def test_the_same_sources_give_the_same_bill(bill: dict[str, Any]) -> None:
    assert sbom.bill_of_materials() == bill


def test_it_names_every_direct_dependency(bill: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in project["dependencies"]}
    wanted |= set(json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"])
    assert wanted <= {component["name"] for component in bill["components"]}


def test_it_names_what_those_need_and_every_reference_leads_somewhere(bill: dict[str, Any]) -> None:
    components = {component["bom-ref"] for component in bill["components"]}
    names = {component["name"] for component in bill["components"]}
    assert {"anyio", "cffi", "@math.gl/core"} <= names
    own = bill["metadata"]["component"]["bom-ref"]
    graph = {entry["ref"]: set(entry["dependsOn"]) for entry in bill["dependencies"]}
    assert set(graph) == components | {own}
    reached, waiting = set(), [own]
    while waiting:
        reference = waiting.pop()
        if reference not in reached:
            reached.add(reference)
            waiting += graph[reference]
    assert reached == components | {own}, "nothing is in it that nobody needs"


def test_it_tells_nothing_of_tools_that_only_build_or_test(bill: dict[str, Any]) -> None:
    names = {component["name"] for component in bill["components"]}
    assert names.isdisjoint({"pytest", "hypothesis", "ruff", "vite", "typescript", "axe-core"})


def test_every_licence_may_be_passed_on(bill: dict[str, Any]) -> None:
    allowed = set(LICENCES["allowed"])
    refused = {}
    for component in bill["components"]:
        [licence] = component["licenses"]
        text = licence.get("expression") or licence["license"]["id"]
        if not any(set(choice.strip(" ()").split(" AND ")) <= allowed for choice in text.split(" OR ")):
            refused[component["name"]] = text
    assert not refused


def test_an_unknown_licence_stops_the_build(tmp_path: Any) -> None:
    for file in ("pyproject.toml", "uv.lock"):
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    (tmp_path / "tools").mkdir()
    text = (ROOT / sbom.LICENCES).read_text(encoding="utf-8")
    (tmp_path / sbom.LICENCES).write_text(text.replace('duckdb = "MIT"\n', ""), encoding="utf-8")
    with pytest.raises(sbom.BillError, match="duckdb"):
        sbom.python_parts(tmp_path, "baken")


def test_licences_are_those_that_the_packages_state() -> None:
    differing = {}
    for name, written in LICENCES["python"].items():
        try:
            found = metadata(name)
        except PackageNotFoundError:
            continue  # for another system than this one
        stated = found.get("License-Expression")
        said = " ".join([found.get("License") or "", *(found.get_all("Classifier") or [])])
        if stated:
            fits = written == stated
        else:
            parts = [part for part in written.split() if part in SAYS]
            fits = not said.strip() or name in NOT_STATED or any(re.search(SAYS[part], said) for part in parts)
        if not fits:
            differing[name] = (written, stated or said)
    assert not differing


NOT_STATED = {"cedarpy"}
"""Packages whose licence is only a file in them: looked at by a person."""
