# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shelf: from an edition to the answers that lie ready, by path, and to files that another server can give away."""

from __future__ import annotations

import gzip
import logging
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.whole_file import replace_file
from baken.publication.table import as_csv
from baken.service.publishing.answers import Answer
from baken.service.publishing.page import PAGES, fill, manifest, widget_policy

if TYPE_CHECKING:
    from pathlib import Path

    from baken.publication.model import Edition, PublicPage
    from baken.service.publishing.answers import Headers

BUSYNESS: Final = "/api/v1/public/busyness"
BUSYNESS_CSV: Final = f"{BUSYNESS}?format=csv"
PLACES: Final = "/api/v1/public/places"
FILES: Final = {
    BUSYNESS: "busyness.json", BUSYNESS_CSV: "busyness.csv", PLACES: "places.geojson", "/busy": "busy.html",
    "/druk": "druk.html",
}  # fmt: skip
"""Under which names answers are kept in the folder ``public`` of the data, each with a ``.gz`` beside it."""

_LOG: Final = logging.getLogger(__name__)


class Shelf:
    """Makes the answers of an edition, and stores them.

    Parameters
    ----------
    page_headers, api_headers
        Common headers of pages, which nobody may embed, and of open data, which everybody may read.
    template
        The built page; None when the front end was not built: then there is only the open data.
    places
        The places as GeoJSON; they change only when the node restarts.
    folder
        Where files are stored; None for nowhere.
    """

    def __init__(
        self,
        declared: PublicPage,
        *,
        page_headers: Headers,
        api_headers: Headers,
        template: str | None,
        places: bytes,
        folder: Path | None,
    ) -> None:
        self._declared, self._template, self._folder = declared, template, folder
        self._page_headers, self._api_headers = page_headers, api_headers
        self._places = Answer(places, "application/geo+json", api_headers)
        self._stored: dict[str, bytes] = {}
        self._failed = False

    def answers(self, edition: Edition) -> dict[str, Answer]:
        """Return the answers of an edition by path, with the query where it matters."""
        body = msgspec.json.encode(edition)
        found = {
            BUSYNESS: Answer(body, "application/json", self._api_headers),
            BUSYNESS_CSV: Answer(
                as_csv(edition).encode(), "text/csv; charset=utf-8; header=present", self._api_headers
            ),
            PLACES: self._places,
        }
        if self._template is not None:
            for path, language in PAGES.items():
                html = fill(self._template, edition, body, language)
                found[path] = Answer(html, "text/html; charset=utf-8", self._page_headers)
                if self._declared.embed_on:
                    headers = widget_policy(self._page_headers, self._declared.embed_on)
                    found[f"{path}/widget"] = Answer(html, "text/html; charset=utf-8", headers)
                found[f"{path}/manifest.webmanifest"] = Answer(
                    manifest(edition, path, language), "application/manifest+json", self._page_headers
                )
        return found

    def store(self, answers: dict[str, Answer]) -> None:
        """Write the answers as files that a server or a cache in front of the node can give away; only what changed.

        Each file is replaced as a whole. That it cannot be written is said once, and stops nobody from reading here.
        """
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for path, name in FILES.items():
                answer = answers.get(path)
                if answer is not None and self._stored.get(name) != answer.etag:
                    replace_file(self._folder / name, answer.body)
                    # However short it is: a server in front would go on giving the compressed edition of before.
                    replace_file(self._folder / f"{name}.gz", answer.gzipped or gzip.compress(answer.body, mtime=0))
                    self._stored[name] = answer.etag
        except OSError as error:
            if not self._failed:
                _LOG.error("Published files cannot be written to %s: %s", self._folder, error)
            self._failed = True
        else:
            self._failed = False
