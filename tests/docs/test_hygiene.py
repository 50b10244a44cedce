# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files around the code say the same as the code."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml
from reading import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_publiccode_has_what_the_standard_requires() -> None:
    code = read_yaml("publiccode.yml")
    required = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
                "description", "legal", "maintenance", "localisation"}  # fmt: skip
    assert required <= code.keys()
    assert set(code["description"]) == set(code["localisation"]["availableLanguages"])
    for language in code["description"].values():
        assert len(language["shortDescription"]) <= 150
        assert 150 <= len(language["longDescription"]) <= 10_000
        assert language["features"]


def test_publiccode_and_package_agree() -> None:
    code = read_yaml("publiccode.yml")
    assert code["softwareVersion"] == PROJECT["project"]["version"]
    assert code["legal"]["license"] == PROJECT["project"]["license"]


def test_commit_hooks_download_nothing() -> None:
    repositories = read_yaml(".pre-commit-config.yaml")["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    assert {hook["language"] for repository in repositories for hook in repository["hooks"]} == {"system"}


@pytest.mark.parametrize("fragment", sorted((ROOT / "changelog.d").iterdir()), ids=lambda path: path.name)
def test_changelog_fragment_has_a_kind(fragment: Any) -> None:
    kinds = "|".join(kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"])
    assert fragment.name == "README.md" or re.fullmatch(rf"\+[a-z0-9-]+\.({kinds})\.md", fragment.name)
