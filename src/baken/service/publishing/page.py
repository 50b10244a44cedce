# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page as it leaves: the built template with the edition in it, readable before, and without, any script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from baken.publication.levels import LEVEL_WORDS
from baken.publication.model import EditionState, PlaceState

if TYPE_CHECKING:
    from baken.publication.model import Edition, PlaceTold, Words
    from baken.service.publishing.answers import Headers

Language = Literal["nl", "en"]

PAGES: Final[dict[str, Language]] = {"/busy": "en", "/druk": "nl"}
"""Address of the page → the language it is written in before the reader chooses another."""

_DATA: Final = "<!--visit:data-->"
_LIST: Final = "<!--visit:list-->"
_TITLE: Final = "<!--visit:title-->"
_MANIFEST: Final = "visit:manifest"
_LANGUAGE: Final = 'lang="nl"'
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "nl": {
        "title": "Hoe druk is het in {city}?",
        "short": "Drukte",
        "simulated": "Simulatie: een verzonnen stad. Dit zijn geen echte mensen.",
        "replay": "Dit is een nagespeelde dag.",
        "level": "{word} (niveau {level} van 5)",
        "of": "Zo was het op {time}.",
        "unknown": "niet bekend",
        "not-released": "wordt niet bekendgemaakt",
        "stale": "{word}, maar de laatste meting is oud",
    },
    "en": {
        "title": "How busy is {city}?",
        "short": "How busy",
        "simulated": "Simulation: an invented city. These are not real people.",
        "replay": "This is a day that is played again.",
        "level": "{word} (level {level} of 5)",
        "of": "So it was on {time}.",
        "unknown": "not known",
        "not-released": "is not published",
        "stale": "{word}, but the last count is old",
    },
}


def fill(template: str, edition: Edition, body: bytes, language: Language) -> bytes:
    """Return the page of an edition.

    Parameters
    ----------
    template
        The built page, with a mark for each of title, list and data.
    body
        The edition as JSON; it is put into the page as data, so that nothing more has to be fetched to read it.
    """
    title = _WORDS[language]["title"].format(city=edition.city.name)
    path = next(path for path, own in PAGES.items() if own == language)
    page = template.replace(_LANGUAGE, f'lang="{language}"', 1).replace(_TITLE, escape(title))
    page = page.replace(_MANIFEST, f"{path}/manifest.webmanifest").replace(_LIST, plain(edition, language, title))
    return page.replace(_DATA, f'<script type="application/json" id="edition">{_safe(body)}</script>').encode()


def plain(edition: Edition, language: Language, title: str) -> str:
    """Return the edition as plain HTML: what is there before the script, and all there is without one."""
    words = _WORDS[language]
    parts = [f"<h1>{escape(title)}</h1>"]
    notes = [
        words[key]
        for key, is_so in (("simulated", edition.city.is_simulated), ("replay", edition.city.is_replay))
        if is_so
    ]
    parts += [f"<p><strong>{escape(note)}</strong></p>" for note in notes]
    if edition.state is not EditionState.PUBLISHED or edition.as_of is None:
        return "".join([*parts, f"<p>{escape(_said(edition.because, language))}</p>"])
    level = edition.overall.level[0]
    parts.append(f"<p><strong>{escape(_level(level, words, language))}</strong></p>")
    parts.append(f"<p>{escape(_said(edition.overall.advice[0], language))}</p>")
    when = edition.as_of.astimezone(ZoneInfo(edition.city.time_zone))
    parts.append(f"<p>{escape(words['of'].format(time=f'{when:%d-%m-%Y %H:%M}'))}</p><ul>")
    parts += [
        f"<li>{escape(_said(p.name, language))}: {escape(_place(p, words, language))}</li>" for p in edition.places
    ]
    return "".join([*parts, "</ul>"])


def _said(words: Words | None, language: Language) -> str:
    return "" if words is None else words.nl if language == "nl" else words.en


def _level(level: int | None, words: dict[str, str], language: Language) -> str:
    if level is None:
        return words["unknown"]
    return words["level"].format(word=_said(LEVEL_WORDS[level], language), level=level)


def _place(place: PlaceTold, words: dict[str, str], language: Language) -> str:
    if place.state is PlaceState.NOT_RELEASED:
        return words["not-released"]
    said = _level(place.level[0] if place.level else None, words, language)
    return words["stale"].format(word=said) if place.state is PlaceState.STALE else said


def manifest(edition: Edition, path: str, language: Language) -> bytes:
    """Return the web app manifest: what the page is called, and where it begins, once it is installed."""
    words = _WORDS[language]
    icons = [{"src": "/visit-icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]
    icons += [
        {"src": f"/visit-icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return msgspec.json.encode(
        {
            "id": path,
            "name": words["title"].format(city=edition.city.name),
            "short_name": words["short"],
            "lang": language,
            "start_url": path,
            "scope": path,
            "display": "standalone",
            "background_color": "#f4f6f9",
            "theme_color": "#1d4f9e",
            "icons": icons,
        }
    )


def widget_policy(headers: Headers, embed_on: tuple[str, ...]) -> Headers:
    """Return the headers of the widget: those of a page, but some others may show it in a frame.

    Examples
    --------
    >>> policy = b"default-src 'none'; frame-ancestors 'none'"
    >>> page = [(b"content-security-policy", policy), (b"x-frame-options", b"DENY")]
    >>> widget_policy(page, ("https://www.example.nl",))[0][1].decode()
    "default-src 'none'; frame-ancestors 'self' https://www.example.nl"
    """
    frames = f"frame-ancestors 'self' {' '.join(embed_on)}".encode()
    changed = {b"content-security-policy": lambda value: value.replace(b"frame-ancestors 'none'", frames)}
    kept = [(name, changed.get(name, bytes)(value)) for name, value in headers if name != b"x-frame-options"]
    return [(n, b"cross-origin" if n == b"cross-origin-resource-policy" else v) for n, v in kept]


def _safe(body: bytes) -> str:
    """Return JSON that cannot end the element it stands in.

    Examples
    --------
    >>> _safe(b'{"a":"</script>"}')
    '{"a":"\\\\u003c/script>"}'
    """
    return body.decode().replace("<", "\\u003c")
