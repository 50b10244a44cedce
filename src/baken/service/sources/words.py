# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said of a source in each state, in both languages; times in the zone of the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.service.sources.said import Said
from baken.service.sources.states import SourceState

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo


def clock_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a moment as people say it: with the date only when it is not of today.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    >>> clock_time(datetime(2026, 7, 1, 10, 4, tzinfo=UTC), now, ZoneInfo("Europe/Amsterdam"))
    '12:04'
    >>> clock_time(datetime(2026, 6, 30, 10, 4, tzinfo=UTC), now, ZoneInfo("Europe/Amsterdam"))
    '2026-06-30 12:04'
    """
    local, today = moment.astimezone(zone), now.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%Y-%m-%d %H:%M}"


def sentence(state: SourceState, title: str, since: str, because: Said | None) -> Said:
    """Return what is to be said.

    Parameters
    ----------
    since
        When it delivered last, or when the state began.
    because
        Why; None where there is nothing more to say.
    """
    why = f": {_inside(because.en)}" if because else "."
    why_nl = f": {_inside(because.nl)}" if because else "."
    match state:
        case SourceState.FRESH:
            return Said(f"{title} delivers.", f"{title} levert.")
        case SourceState.WAITING:
            return Said(f"{title} has not delivered anything yet.", f"{title} heeft nog niets geleverd.")
        case SourceState.LATE:
            return Said(f"{title} is late since {since}{why}", f"{title} is te laat sinds {since}{why_nl}")
        case SourceState.LOST:
            return Said(f"{title} is lost since {since}{why}", f"{title} is weg sinds {since}{why_nl}")
        case SourceState.STOPPED:
            return Said(f"{title} is not asked{why}", f"{title} wordt niet bevraagd{why_nl}")
        case SourceState.MISCONFIGURED:
            return Said(f"{title} cannot be asked{why}", f"{title} kan niet worden bevraagd{why_nl}")


def nothing_new(undeclared: int) -> Said:
    """Return that a source answers, but brings nothing for the city.

    Parameters
    ----------
    undeclared
        How many series it delivers that the city does not declare.
    """
    if undeclared:
        return Said(
            "It answers, but has nothing new for the streams of this city: "
            f"it delivers {undeclared:,} series that streams.toml does not name.",
            "Het antwoordt, maar heeft niets nieuws voor de reeksen van deze stad: "
            f"het levert {undeclared:,} reeksen die streams.toml niet noemt.",
        )
    return Said(
        "It answers, but has nothing new for the streams of this city.",
        "Het antwoordt, maar heeft niets nieuws voor de reeksen van deze stad.",
    )


def _inside(text: str) -> str:
    """Return a sentence as it stands after a colon."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
