# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Escaping: names come from files that others wrote, and stay text in every document."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

_TURNING: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of text, so that it reads as something else than it is."""

_ANYWHERE: Final = re.compile(r"([\\`*_{}\[\]<>#|~&!$^])")
_AT_THE_BEGINNING: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=:>])")


def plain(text: str) -> str:
    """Return a text as one line, without control characters and without characters that turn its direction.

    Examples
    --------
    >>> plain("one\\n  two\\x00")
    'one two'
    """
    text = _TURNING.sub("", text)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join(text.split())


def as_html(text: str) -> str:
    """Return a text for HTML, also within the quotes of an attribute.

    Examples
    --------
    >>> as_html('<b a="1">')
    '&lt;b a=&quot;1&quot;&gt;'
    """
    return html.escape(plain(text), quote=True)


def as_markdown(text: str) -> str:
    """Return a text for Markdown (CommonMark), also within a table.

    Examples
    --------
    >>> as_markdown("*no* <b> [x](y)"), as_markdown("1. first"), as_markdown("- item")
    ('\\\\*no\\\\* \\\\<b\\\\> \\\\[x\\\\](y)', '1\\\\. first', '\\\\- item')
    """
    escaped = _ANYWHERE.sub(r"\\\1", plain(text))
    return _AT_THE_BEGINNING.sub(_escape_first, escaped)


def anchor(text: str) -> str:
    """Return a name for a place in a document.

    Examples
    --------
    >>> anchor("2.2A Data & zo")
    '2-2a-data-zo'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def _escape_first(match: re.Match[str]) -> str:
    return f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}"
