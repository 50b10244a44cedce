# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the documentation consists of: documents, the code blocks, links and headings in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PLACES = ("*.md", "docs/**/*.md", "src/**/*.md", "cities/**/*.md", "changelog.d/README.md", "tools/*/README.md")
NOT_OURS = {"node_modules", "static"}

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)(?P<info>[^\n]*)\n(?P<code>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL
)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced piece of code.

    Attributes
    ----------
    file
        Where the reader is told to write it (```` ```toml file=… ````); empty when nowhere.
    """

    document: Path
    line: int
    language: str
    code: str
    file: str = ""

    def commands(self) -> list[str]:
        """The commands of a shell block, continuation lines joined; in ``console`` blocks the lines after ``$ ``."""
        lines = self.code.replace("\\\n", " ").splitlines()
        if self.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        stripped = (re.sub(r"\s+#.*$", "", line).strip() for line in lines)
        return [line for line in stripped if line and not line.startswith("#")]


def documents() -> list[Path]:
    """Every Markdown file that a reader may open."""
    found = {path for place in PLACES for path in ROOT.glob(place)}
    return sorted(path for path in found if NOT_OURS.isdisjoint(path.relative_to(ROOT).parts))


def blocks(document: Path) -> list[Block]:
    """The fenced blocks of a document, in order."""
    text = document.read_text(encoding="utf-8")
    return [
        Block(
            document,
            text.count("\n", 0, found.start()) + 1,
            found["language"],
            re.sub(f"^{found['indent']}", "", found["code"], flags=re.MULTILINE),
            found["info"].partition("file=")[2].strip(),
        )
        for found in FENCE.finditer(text)
    ]


def prose(document: Path) -> str:
    """The text of a document without its code."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    return re.sub(r"`[^`\n]*`", "", text)


def links(document: Path) -> list[str]:
    """The targets of the links and images of a document."""
    return LINK.findall(prose(document))


def anchors(document: Path) -> set[str]:
    """The names by which the headings of a document can be linked to."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    titles = (re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", title) for title in HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}
