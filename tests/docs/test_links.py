# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links lead somewhere. Addresses outside the project are not fetched: a test must not depend on them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from reading import ROOT, anchors, documents, links

if TYPE_CHECKING:
    from pathlib import Path


def problem(document: Path, link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme:
        good = parts.scheme == "mailto" or (parts.scheme in ("https", "http") and parts.netloc)
        return None if good else f"{link} is no web address"
    target = document if not parts.path else (document.parent / unquote(parts.path)).resolve()
    if not target.exists():
        return f"{link} leads nowhere"
    if not target.is_relative_to(ROOT):
        return f"{link} leads out of the project"
    if parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target):
        return f"{link}: there is no such heading"
    return None


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    problems = [found for link in links(document) if (found := problem(document, link))]
    assert not problems


def test_documents_are_found() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in documents()}
    assert {"README.md", "CONTRIBUTING.md", "docs/glossary.md", "docs/decisions/README.md"} <= names


def test_broken_link_is_noticed(tmp_path: Path) -> None:
    assert problem(ROOT / "README.md", "docs/there-is-no-such-file.md")
    assert problem(ROOT / "README.md", "docs/glossary.md#there-is-no-such-heading")
    assert problem(ROOT / "README.md", "../elsewhere")
