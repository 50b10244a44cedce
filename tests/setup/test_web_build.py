# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The front end is built when its sources changed, and only then; a failure leaves the old one in place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import web_build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose ``npm run build`` copies one source file."""
    monkeypatch.delenv("BAKEN_SKIP_WEB", raising=False)
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (web / "src" / "main.ts").write_text("one")
    (web / "package.json").write_text("{}")
    (web / "package-lock.json").write_text("{}")
    (tmp_path / "src" / "baken" / "service").mkdir(parents=True)

    def npm(folder: Path, *arguments: str) -> None:
        if arguments[0] == "ci":
            (folder / "node_modules").mkdir(exist_ok=True)
        else:
            (folder / "dist").mkdir(exist_ok=True)
            (folder / "dist" / "index.html").write_text((folder / "src" / "main.ts").read_text())

    monkeypatch.setattr(web_build, "npm", npm)
    return tmp_path


def shown(tree: Path) -> str:
    return (tree / "src" / "baken" / "service" / "static" / "index.html").read_text()


def test_unchanged_sources_are_not_built_again(tree: Path) -> None:
    assert web_build.build(tree)
    assert not web_build.build(tree)


def test_changed_source_is_built_again(tree: Path) -> None:
    web_build.build(tree)
    (tree / "web" / "src" / "main.ts").write_text("two")
    assert web_build.build(tree)
    assert shown(tree) == "two"


def test_tests_and_installed_packages_are_no_sources(tree: Path) -> None:
    web_build.build(tree)
    (tree / "web" / "src" / "main.test.ts").write_text("test")
    (tree / "web" / "node_modules" / "new.js").write_text("package")
    assert not web_build.build(tree)


def test_failed_build_leaves_the_old_front_end(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web_build.build(tree)
    (tree / "web" / "src" / "main.ts").write_text("two")

    def fail(folder: Path, *arguments: str) -> None:
        raise web_build.WebBuildError("npm")

    monkeypatch.setattr(web_build, "npm", fail)
    with pytest.raises(web_build.WebBuildError):
        web_build.build(tree)
    assert shown(tree) == "one"


def test_who_works_on_python_alone_can_skip_it(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_SKIP_WEB", "1")
    assert not web_build.build(tree)


def test_tree_without_a_front_end_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAKEN_SKIP_WEB", raising=False)
    with pytest.raises(web_build.WebBuildError, match=r"package\.json is missing"):
        web_build.build(tmp_path)


def test_failing_npm_says_what_failed_and_the_way_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"build": "echo because of this; exit 3"}}))
    with pytest.raises(web_build.WebBuildError, match="BAKEN_SKIP_WEB=1"):
        web_build.npm(tmp_path, "run", "build")
    assert "because of this" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["web", "tools/api-lint"])
def test_lock_file_holds_the_packages_of_every_platform(root: Path, folder: str) -> None:
    packages = json.loads((root / folder / "package-lock.json").read_text())["packages"]
    missing = [
        f"{path} -> {name}"
        for path, package in packages.items()
        for name in package.get("optionalDependencies", {})
        if f"node_modules/{name}" not in packages and f"{path}/node_modules/{name}" not in packages
    ]
    assert not missing
