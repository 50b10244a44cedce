# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces of a page: sections, figures with words, tables with heads, and how they look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STYLE: Final = """
:root { color-scheme: light; --ink: #1a1a1a; --soft: #4d4d4d; --line: #d6d6d6; --accent: #005a8f; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 66rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
p { max-width: 46rem; }
.short { font-size: 1.15rem; border-left: 4px solid var(--accent); padding-left: 1rem; }
.note { font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; padding: 0; list-style: none; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
figure { margin: 1.25rem 0; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: .95rem; max-width: 46rem; margin-bottom: .35rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .35rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { border-bottom: 2px solid var(--ink); font-weight: 600; }
tbody th { font-weight: 500; }
.left { text-align: left; }
tr.again th { color: var(--soft); font-weight: 400; }
cite { color: var(--soft); font-style: normal; font-size: .85em; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0; max-width: 46rem; }
@media print { nav { display: none; } h2, figure, tr { break-inside: avoid; } body { max-width: none; padding: 0; } }
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    is_head: bool = False


def section(name: str, heading: str, content: str) -> str:
    """Return a part of the page with its heading."""
    return (
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{escape(heading)}</h2>{content}</section>'
    )


def figure(name: str, svg: str, alt: str, caption: str) -> str:
    """Return a drawing that says in words what it shows; names of its parts begin with its own, which no other has."""
    prefix = f"{name}-"
    parts = re.sub(r'\bid="', f'id="{prefix}', svg)
    parts = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}", parts)
    named = parts.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)
    return f"<figure><figcaption>{escape(caption)}</figcaption>{named}</figure>"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, words_first: int) -> str:
    """Return a table; the first columns have words, the others numbers."""

    def side(k: int) -> str:
        return ' class="left"' if k < words_first else ""

    top = "".join(f'<th scope="col"{side(k)}>{escape(head)}</th>' for k, head in enumerate(heads))
    body = []
    before = ""
    for row in rows:
        cells = [
            f'<th scope="row"{side(k)}>{escape(cell.text)}</th>'
            if cell.is_head
            else f"<td{side(k)}>{escape(cell.text)}</td>"
            for k, cell in enumerate(row)
        ]
        body.append(f"<tr{' class=again' if row[0].text == before else ''}>{''.join(cells)}</tr>")
        before = row[0].text
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>{escape(caption)}'
        f"</caption><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def definitions(terms: Iterable[tuple[str, str, str]]) -> str:
    """Return what words mean, each with the page of the documentation where more is said."""
    told = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(meaning)} <cite>docs/{escape(page)}</cite></dd>"
        for term, meaning, page in terms
    )
    return f"<dl>{told}</dl>"
