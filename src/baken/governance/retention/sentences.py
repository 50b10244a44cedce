# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules of retention as sentences, in English and Dutch."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.retention.model import Declared

if TYPE_CHECKING:
    from baken.governance.retention.model import RetentionRule

LAYER_NAMES: Final[dict[Layer, tuple[str, str]]] = {
    Layer.RAW_PAYLOAD: ("Raw messages of providers", "Ruwe berichten van leveranciers"),
    Layer.OBSERVATIONS: ("Observations", "Waarnemingen"),
    Layer.ESTIMATES: ("Estimates", "Schattingen"),
    Layer.FORECASTS: ("Forecasts", "Verwachtingen"),
    Layer.WARNINGS: ("Warnings", "Waarschuwingen"),
    Layer.RESPONSES: ("Responses", "Maatregelen"),
    Layer.PUBLICATIONS: ("Published levels", "Gepubliceerde niveaus"),
    Layer.EXPORTS: ("Exported files", "Geëxporteerde bestanden"),
    Layer.BACKUPS: ("Back-ups", "Reservekopieën"),
    Layer.ACCOUNTS: ("Accounts", "Accounts"),
    Layer.PROCESSING_LOG: ("Records of processing", "Verwerkingslogregels"),
    Layer.SECURITY_LOG: ("Security events", "Beveiligingsmeldingen"),
}
_SINCE: Final[dict[RetentionTrigger, tuple[str, str]]] = {
    RetentionTrigger.PHENOMENON_TIME: ("the moment they are about", "het moment waarover ze gaan"),
    RetentionTrigger.AVAILABLE_AT: ("they came in", "binnenkomst"),
    RetentionTrigger.ISSUED_AT: ("they were made", "het maken"),
    RetentionTrigger.LAST_USE: ("they were last used", "het laatste gebruik"),
}
_UNITS: Final = (
    (timedelta(days=365), ("year", "jaar"), ("years", "jaar")),
    (timedelta(days=1), ("day", "dag"), ("days", "dagen")),
    (timedelta(hours=1), ("hour", "uur"), ("hours", "uur")),
    (timedelta(minutes=1), ("minute", "minuut"), ("minutes", "minuten")),
    (timedelta(seconds=1), ("second", "seconde"), ("seconds", "seconden")),
)


def duration(period: timedelta, language: int = 0) -> str:
    """Return a period in the largest unit in which it is a whole number.

    Examples
    --------
    >>> duration(timedelta(hours=12)), duration(timedelta(days=1), 1), duration(timedelta(days=730))
    ('12 hours', '1 dag', '2 years')
    """
    for size, one, many in _UNITS:
        if period >= size and not period % size:
            n = period // size
            return f"{n:,} {(one if n == 1 else many)[language]}"
    return f"{period.total_seconds():g} {('seconds', 'seconden')[language]}"


def sentence(rule: RetentionRule, name: str, language: int = 0) -> str:
    """Return a rule as a sentence.

    Parameters
    ----------
    name
        Of the activity, for people.
    language
        0 for English, 1 for Dutch.

    Examples
    --------
    >>> from baken.governance.retention.model import RetentionRule
    >>> rule = RetentionRule(
    ...     activity="a",
    ...     layer=Layer.OBSERVATIONS,
    ...     period=timedelta(days=30),
    ...     trigger=RetentionTrigger.PHENOMENON_TIME,
    ...     reason="",
    ... )
    >>> sentence(rule, "Counting")
    'Observations of "Counting" are deleted 30 days after the moment they are about.'
    """
    layer = LAYER_NAMES[rule.layer][language]
    of = (f'of "{name}"', f'van "{name}"')[language]
    if rule.period is None:
        return (f"{layer} {of} are not kept.", f"{layer} {of} worden niet bewaard.")[language]
    if rule.state is Declared.UNKNOWN:
        return (
            f"{layer} {of}, which nobody declared, are deleted {duration(rule.period)} after they were found.",
            f"{layer} {of}, die niemand heeft gedeclareerd, worden {duration(rule.period, 1)} na ontdekking gewist.",
        )[language]
    period, since = duration(rule.period, language), _SINCE[rule.trigger][language]
    if rule.state is Declared.GONE:
        return (
            f"{layer} {of}, which is not declared any more, are deleted {period} after {since}.",
            f"{layer} {of}, dat niet meer is gedeclareerd, worden {period} na {since} gewist.",
        )[language]
    return (f"{layer} {of} are deleted {period} after {since}.", f"{layer} {of} worden {period} na {since} gewist.")[
        language
    ]
