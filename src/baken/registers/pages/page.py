# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The frame of a printable page: no script, no style in the text, so that a strict policy of content allows it."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from baken.registers.pages.escaping import as_html, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from baken.registers.model import Text

STYLESHEET: Final = "print.css"
STYLESHEET_PATH: Final = "/api/v1/registers/print.css"

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
WHERE_THE_TEXT_IS_ENGLISH: Final = 'lang="en"'


def stylesheet() -> bytes:
    """Return the stylesheet of every page."""
    return resources.files(__package__).joinpath(STYLESHEET).read_bytes()


def page(title: str, body: Iterable[str], *, alone: bool = False, language: str = "nl") -> bytes:
    """Return a whole page, in Dutch where nothing else is said.

    Parameters
    ----------
    body
        HTML that has been escaped already.
    alone
        Puts the stylesheet inside, for a file that is read without a server.
    """
    style = (
        f"<style>\n{stylesheet().decode()}</style>" if alone else f'<link rel="stylesheet" href="{STYLESHEET_PATH}">'
    )
    lines = [
        "<!doctype html>",
        f'<html lang="{as_html(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{as_html(title)}</title>",
        style,
        "</head>",
        "<body>",
        '<main class="document">',
        *body,
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def heading(level: int, number: str, title: Text, identity: str = "") -> str:
    """Return a heading with its number, and in English where that differs."""
    place = f' id="{as_html(identity)}"' if identity else ""
    numbered = f'<span class="number">{as_html(number)}</span> ' if number else ""
    english = (
        f' <span class="english" {WHERE_THE_TEXT_IS_ENGLISH}>{as_html(title.en)}</span>'
        if plain(title.en) != plain(title.nl)
        else ""
    )
    return f"<h{level}{place}>{numbered}{as_html(title.nl)}{english}</h{level}>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of names and values; what has no value is left out."""
    rows = (f"<div><dt>{as_html(k)}</dt><dd>{as_html(v)}</dd></div>" for k, v in pairs if plain(v))
    return f'<dl class="facts">{"".join(rows)}</dl>'


def html_table(columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table that can be wider than the page."""
    head = "".join(f'<th scope="col">{as_html(c)}</th>' for c in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    title = f"<caption>{as_html(caption)}</caption>" if caption else ""
    inside = f"{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="table" tabindex="0"><table>{inside}</table></div>'


def _cell(value: str) -> str:
    day = ' class="day"' if _DAY.fullmatch(value) else ""
    return f"<td{day}>{as_html(value)}</td>"
