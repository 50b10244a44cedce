# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How forecasting stands, in words; what is said of a forecast itself has its words in :mod:`baken.forecast.notes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.service.forecasting.standing import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from baken.forecast.lifecycle.drift import Alarm


NO_FITS: Final = (
    "A replay fits no models: it uses those that its data folder had by then.",
    "Een herhaling leert geen modellen: zij gebruikt die van haar gegevensmap tot dan.",
)


AWAITS_WEEKS: Final = (
    "The weeks before this day are being simulated, to learn from; the first forecast comes as soon as they are there.",
    "De weken voor deze dag worden gesimuleerd, om van te leren; de eerste verwachting komt zodra ze er zijn.",
)


def sentences(
    state: State,
    next_issue: datetime,
    alarms: Sequence[Alarm] = (),
    *,
    fits: bool = True,
    awaits_weeks: bool = False,
) -> tuple[str, str]:
    """Return how forecasting stands, in English and in Dutch."""
    if awaits_weeks and state is State.WAITING:
        return AWAITS_WEEKS
    english, dutch = _standing(state, next_issue, alarms)
    return (
        (english, dutch) if fits or state is State.UNDECLARED else (f"{english} {NO_FITS[0]}", f"{dutch} {NO_FITS[1]}")
    )


def _standing(state: State, next_issue: datetime, alarms: Sequence[Alarm]) -> tuple[str, str]:
    at = f"{next_issue:%H:%M} UTC"
    return {
        State.UNDECLARED: (
            "No forecasts are made: no processing activity that may pass covers them.",
            "Er worden geen verwachtingen gemaakt: geen verwerking die door mag dekt ze.",
        ),
        State.WAITING: (
            f"No forecast has been issued yet; the next is due at {at}.",
            f"Er is nog geen verwachting; de volgende komt om {at}.",
        ),
        State.ISSUED: (f"The next forecast is due at {at}.", f"De volgende verwachting komt om {at}."),
        State.DRIFTED: (
            " ".join(["The model is not as it was.", *(a.sentence() for a in alarms), f"The next forecast: {at}."]),
            " ".join(
                ["Het model is niet meer wat het was.", *(a.sentence_nl() for a in alarms), f"De volgende: {at}."]
            ),
        ),
        State.FAILED: (
            "The last forecast failed; it is tried again. The log of the node says why.",
            "De laatste verwachting mislukte; het wordt opnieuw geprobeerd. Het logboek zegt waarom.",
        ),
    }[state]
