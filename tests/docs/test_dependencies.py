# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every package that we name ourselves has a licence and a reason in the decision about dependencies."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

from reading import ROOT

RECORD = ROOT / "docs" / "decisions" / "0016-dependencies.md"
ROW = re.compile(r"^\| (?P<name>[@a-z][^ |]*) \| (?P<licence>[^|]+) \| (?P<why>[^|]+) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[str, str]]:
    rows = ROW.finditer(RECORD.read_text(encoding="utf-8"))
    return {row["name"]: (row["licence"].strip(), row["why"].strip()) for row in rows if row["name"] != "package"}


def python_packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], project["build-system"]["requires"]]
    groups += [*project["dependency-groups"].values(), *project["project"]["optional-dependencies"].values()]
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for group in groups for requirement in group} - {"baken"}


def node_packages() -> set[str]:
    names: set[str] = set()
    for folder in ("web", "tools/api-lint", "tests/identity/provider"):
        package = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
        names |= set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))
    return names


def test_every_dependency_is_documented_and_nothing_else_is() -> None:
    assert set(documented()) == python_packages() | node_packages()


def test_every_dependency_has_a_licence_and_a_reason() -> None:
    assert all(licence and why for licence, why in documented().values())


def test_licences_are_those_that_the_packages_state() -> None:
    differing = {}
    for name in sorted(python_packages()):
        try:
            stated = metadata(name).get("License-Expression")
        except PackageNotFoundError:
            continue
        written = documented()[name][0]
        if stated and written not in stated:
            differing[name] = (written, stated)
    assert not differing


def test_nothing_under_the_lgpl_is_in_a_running_node() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = {re.split(r"[^A-Za-z0-9._-]", r)[0] for r in project["project"]["dependencies"]}
    assert not [name for name in shipped if "GPL" in documented()[name][0]]
