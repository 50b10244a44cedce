# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is begun with a scaffold fails until its to-dos are done, and then works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.plugin.conformance import LAWS, nothing_is_left_to_do
from baken.plugin.live_conformance import LIVE_LAWS, LiveSubject
from baken.plugin.scaffold import ScaffoldError, new_city, new_connector
from baken.plugin.subject import LawBrokenError, Subject

if TYPE_CHECKING:
    from pathlib import Path


def do_everything(folder: Path) -> None:
    """Take away every mark, as if what it asks for had been done."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            path.write_text(path.read_text(encoding="utf-8").replace("TODO", "done:"), encoding="utf-8")


def test_new_connector_breaks_the_law_of_to_dos_and_no_other(tmp_path: Path) -> None:
    subject = Subject.at(new_connector(tmp_path, "city_bikes"))
    for law in LAWS:
        if law is not nothing_is_left_to_do:
            law(subject)
    with pytest.raises(LawBrokenError, match=r"manifest\.toml:5: title") as caught:
        nothing_is_left_to_do(subject)
    for file in ("client.py", "connector.py", "README.md"):
        assert f"{file}:" in str(caught.value)


def test_new_connector_keeps_every_law_once_its_to_dos_are_done(tmp_path: Path) -> None:
    folder = new_connector(tmp_path, "city_bikes")
    do_everything(folder)
    for law in LAWS:
        law(Subject.at(folder))


def test_new_live_connector_breaks_the_law_of_to_dos_and_no_other(tmp_path: Path) -> None:
    subject = Subject.at(new_connector(tmp_path, "city_bikes", is_live=True))
    for law in LAWS:
        if law is not nothing_is_left_to_do:
            law(subject)
    for live_law in LIVE_LAWS:
        live_law(LiveSubject(subject))
    with pytest.raises(LawBrokenError, match=r"connector\.py:"):
        nothing_is_left_to_do(subject)


def test_new_live_connector_keeps_every_law_once_its_to_dos_are_done(tmp_path: Path) -> None:
    folder = new_connector(tmp_path, "city_bikes", is_live=True)
    do_everything(folder)
    for law in LAWS:
        law(Subject.at(folder))


@pytest.mark.parametrize("name", ["", "City", "2bikes", "city-bikes", "../x", "class", "a" * 61, "é", "a__b", "a\n"])
def test_name_that_is_no_package_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScaffoldError, match="snake_case"):
        new_connector(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "Almere", "den haag", "../x", "a--b", "-a", "é", "a" * 61, "a\n"])
def test_name_that_is_no_city_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScaffoldError, match="hyphens"):
        new_city(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    new_city(tmp_path, "almere")
    (tmp_path / "almere" / "city.toml").write_text("mine")
    with pytest.raises(ScaffoldError, match="there already"):
        new_city(tmp_path, "almere")
    assert (tmp_path / "almere" / "city.toml").read_text() == "mine"


def test_place_that_cannot_be_written_leaves_nothing_half_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ScaffoldError, match="cannot be written"):
        new_city(tmp_path / "file", "almere")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
