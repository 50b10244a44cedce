# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One word per concept: every public class of the models is explained in the glossary, and every word exists."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reading import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GLOSSARY = ROOT / "docs" / "glossary.md"
PACKAGE = ROOT / "src" / "baken"


def model_modules() -> list[Path]:
    modules = [path for path in (PACKAGE / "vocabulary").glob("*.py") if not path.name.startswith("test_")]
    return modules + [
        PACKAGE / stage / "model.py"
        for stage in ("observation", "situation", "forecast", "warning", "response", "city")
    ]


def classes(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    return {name for name in names if not name.startswith("_") and not name.endswith("Error")}


def explained() -> set[str]:
    """The names in the second column: what the word is called in the code."""
    return set(re.findall(r"`([A-Z][A-Za-z]+)`", GLOSSARY.read_text(encoding="utf-8")))


def test_every_public_class_of_the_models_is_in_the_glossary() -> None:
    missing = {f"{m.parent.name}.{m.stem}.{name}" for m in model_modules() for name in classes(m) - explained()}
    assert not missing


def test_every_class_in_the_glossary_exists() -> None:
    everywhere = {name for path in PACKAGE.rglob("*.py") for name in classes(path)}
    assert not explained() - everywhere


def test_words_are_in_alphabetical_order_and_once() -> None:
    words = re.findall(r"^\| \*\*(.+?)\*\* \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(words) > 20
    assert words == sorted(set(words), key=str.casefold)
