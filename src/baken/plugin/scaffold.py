# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scaffold: begins a connector or a city as a folder in which everything that is still to be done is marked.

The folder works at once on example data. What is marked with a to-do makes ``baken check`` (a city) or the laws of
:mod:`baken.plugin.conformance` (a connector) fail until somebody has done it and taken the mark away.
"""

from __future__ import annotations

import keyword
import re
import shutil
from pathlib import Path
from typing import Final

from baken.errors import BakenError
from baken.plugin.manifest import PLUGIN_ID

TEMPLATES: Final = Path(__file__).parent / "scaffolds"

CITY_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME: Final = 60


class ScaffoldError(BakenError):
    """A folder that cannot be made."""


def new_city(into: Path, name: str) -> Path:
    """Make the folder of a new city and return it.

    Raises
    ------
    ScaffoldError
        When the name is not a permanent id, or the folder is there already; nothing is written then.
    """
    if not CITY_ID.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ScaffoldError(f"{name!r} cannot be the id of a city.", remedy="Use small letters, digits and hyphens.")
    return _make(("city",), into / name, name)


def new_connector(into: Path, name: str, *, is_live: bool = False) -> Path:
    """Make the package of a new connector and return its folder.

    Parameters
    ----------
    is_live
        For a provider that goes on delivering; else for one that has a history.

    Raises
    ------
    ScaffoldError
        When the name is not a plug-in id, or the folder is there already; nothing is written then.
    """
    if not PLUGIN_ID.fullmatch(name) or keyword.iskeyword(name) or len(name) > LONGEST_NAME:
        raise ScaffoldError(
            f"{name!r} cannot be the id of a connector.",
            remedy="Use snake_case, beginning with a letter: it is the name of a Python package.",
        )
    kinds = ("connector", "live_connector") if is_live else ("connector",)
    return _make(kinds, into / name, name)


def _make(kinds: tuple[str, ...], folder: Path, name: str) -> Path:
    """Write every template, first beside its place, so that there is never half a folder; later kinds go before."""
    if folder.exists():
        raise ScaffoldError(f"{folder} is there already.", remedy="Choose another name, or remove it first.")
    words = {
        "NAME": name,
        "ACTIVITY": name.replace("_", "-").strip("-"),
        "TITLE": name.replace("-", " ").replace("_", " ").capitalize(),
    }
    beside = folder.with_name(f".{name}.part")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        for kind, template in ((k, t) for k in kinds for t in sorted((TEMPLATES / k).rglob("*.txt"))):
            target = beside / template.relative_to(TEMPLATES / kind).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(template.read_text(encoding="utf-8"), words), encoding="utf-8")
        beside.rename(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise ScaffoldError(f"{folder} cannot be written: {error.strerror}.", remedy="Choose another place.") from error
    return folder


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace("{{" + word + "}}", value)
    return text
